"""Text with one spelling for each thing: full-width, circled and bold letters, digits of other scripts, quotes."""

import re
import unicodedata

__all__ = ["unify"]

ENCLOSED = {
    **{0x1F170 + i: chr(65 + i) for i in range(26)},  # negative squared: the blood-group emoji are A and B
    **{0x1F150 + i: chr(65 + i) for i in range(26)},  # negative circled
    **{0x1F1E6 + i: chr(65 + i) for i in range(26)},  # regional indicators
}
PLAIN = str.maketrans(
    {**dict.fromkeys("“”„«»「」『』", '"'), **dict.fromkeys("‘’‚′", "'"), "。": ". ", "、": ", ", "⁄": "/", "−": "-"}
)
# Letters that label options in other scripts, where they stand alone: the alphabet's first four each.
SERIES = ("ΑΒΓΔ", "אבגד", "가나다라", "甲乙丙丁", "アイウエ")
LABELS = {letter: "ABCD"[i] for series in SERIES for i, letter in enumerate(series)} | dict(
    zip("أبجد", "ABCD", strict=True), Б="B", Г="D"
)
# Long runs say nothing, and would take patterns a time that grows with their square.
BLANKS = re.compile(r"[ \t]{2,}")
RUNS = re.compile(r"\n{4,}|([^\w\s])\1{3,}|_{4,}")
ALONE = re.compile(rf"(?<![^\W\d_])[{''.join(LABELS)}АВС](?![^\W\d_])")


def unify(text: str, options: int) -> str:
    """`text` with compatibility characters, digits and quotes in their plain form, and without invisible ones.

    Letters of other alphabets that stand alone as labels become Latin ones. The Cyrillic letter В is the look-alike of
    B where there are two options; where there are more it is also the third of the Russian alphabet, and stays.
    """
    text = unicodedata.normalize("NFKC", text.replace("\r", "\n").translate(ENCLOSED)).translate(PLAIN)
    text = RUNS.sub(lambda run: run[0][:3], BLANKS.sub(" ", "".join(map(_plain, text))))
    lookalikes = {"А": "A"} if options > 2 else {"А": "A", "В": "B"}
    return ALONE.sub(lambda found: (LABELS | lookalikes).get(found[0], found[0]), text)


def _plain(character: str) -> str:
    if character in "\n\t":
        return character
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    selects_a_variant = "\ufe00" <= character <= "\ufe0f"
    return "" if category in ("Cf", "Cc", "Cs") or selects_a_variant else character
