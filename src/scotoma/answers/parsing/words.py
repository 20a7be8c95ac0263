"""The words the reader knows: numbers, yes and no, denials, and what may stand before and after a statement."""

__all__ = [
    "ADVERBS", "ALMOST", "ARTICLES", "DIRECT", "FUNCTION", "HANGING", "LINKS", "NEGATORS", "NO", "NUMBERS", "ORDINALS",
    "PREPOSITIONS", "SIDES", "STOP", "TRUTH", "WHOLE_NO", "WHOLE_YES", "YES",
]  # fmt: skip


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_COUNTED = (
    "zero one two three four five six seven eight nine ten",
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
)
NUMBERS = {word: str(value) for value, word in enumerate(" ".join(_COUNTED).split())}
_ORDERED = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_SHORT = ["1st", "2nd", "3rd", *(f"{place}th" for place in range(4, 11))]
ORDINALS = {word: f"#{place}" for series in (_ORDERED, _SHORT) for place, word in enumerate(series, start=1)}

ARTICLES = _words("a an the")
STOP = ARTICLES | _words("is are was were it they there be of on in at to by with and that this its their")

YES = _words(
    "yes yeah yep yup ja jawohl oui sí si sim да 是 是的 はい 예 네 نعم हाँ हां evet tak có ya sì",
)
NO = _words("no nope nah nein non não нет 否 不是 不 没有 いいえ 아니요 아니오 لا नहीं hayır nie nee không tidak nej")
TRUTH = {"true": 1, "correct": 1, "yes": 1, "false": -1, "incorrect": -1, "no": -1}
"""The options that are yes, true or correct, and their opposites."""

WHOLE_YES = (
    "y", "absolutely", "certainly", "definitely", "of course", "affirmative", "exactly", "i think so", "true",
    "that's true", "correct", "that's correct", "that is correct",
)  # fmt: skip
WHOLE_NO = (
    "n", "absolutely not", "certainly not", "definitely not", "of course not", "not at all", "not really", "negative",
    "i don't think so", "i do not think so", "false", "that's false", "not true", "incorrect",
)  # fmt: skip

NEGATORS = _words(
    "not no never neither nor cannot without hardly barely rarely scarcely nothing nobody none nicht unlikely doubt",
    "doubts",
)
DIRECT = _words("not never neither nor cannot nicht")
HANGING = ARTICLES | _words("be to facing pointing in on towards toward really actually even currently")
"""What may stand between a denial and what it denies; anything else leaves open what is denied."""
ALMOST = _words("almost nearly half partly partially barely halfway semi virtually practically")

LINKS = _words(
    "is are was were be being been 's 're am appear appears seem seems look looks show shows say says read reads",
    "face faces point points turn turns lie lies stand stands sit sits fly flies move moves go goes lean leans",
    "rest rests hang hangs curl curls hold holds wear wears contain contains remain remains stay stays",
    "towards toward from",
)
"""After these a word states what is so: "is open", "faces left". Words in -ing and -ed do the same."""
ADVERBS = ARTICLES | _words(
    "in on at to into onto more closer closest mostly slightly rather quite very clearly fully completely wide tightly",
    "firmly currently definitely indeed most likely probably also both still primarily mainly really actually",
    "only just now directly straight generally entirely relatively",
)
"""What may stand between such a word and the option."""
FUNCTION = _words(
    "in on at from with as but because since so than which while when where for by though although rather instead not",
    "if then here there based due despite",
)
"""What may follow an option that is stated; a noun may not: "an open flower" says nothing about wings."""
SIDES = _words("side sides hand direction color colour position state posture orientation pose option edge half")
PREPOSITIONS = _words("towards toward above below behind under over inside outside beside against from up down")
