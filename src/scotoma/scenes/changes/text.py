"""Pairs about what is written: other words where the pair is easy, one look-alike letter where it is hard."""

from scotoma.scenes.changes.features import with_facts
from scotoma.scenes.kinds.written import WRITTEN
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["text"]

WORDS = (
    "CAT",
    "DOG",
    "SUN",
    "MAP",
    "TEA",
    "BUS",
    "ZOO",
    "JAM",
    "HAT",
    "FOX",
    "OPEN",
    "STOP",
    "EXIT",
    "CAFE",
    "BOOK",
    "MILK",
    "FISH",
    "HOME",
    "PARK",
    "SALE",
    "FREE",
    "TAXI",
    "NEWS",
    "GOLD",
    "SNOW",
)
NEAR_WORDS = (
    ("CAT", "CAR"),
    ("MAP", "MAN"),
    ("SUN", "SON"),
    ("HAT", "HOT"),
    ("BUS", "BUN"),
    ("TEA", "TEN"),
    ("FOX", "BOX"),
    ("STOP", "SHOP"),
    ("BOOK", "COOK"),
    ("HOME", "HOLE"),
    ("GOLD", "COLD"),
    ("SALE", "SALT"),
    ("PARK", "DARK"),
    ("SNOW", "SHOW"),
    ("MILK", "MILE"),
    ("NEWS", "NEXT"),
)
FAR_LETTERS = (
    ("A", "O"),
    ("X", "C"),
    ("M", "T"),
    ("S", "K"),
    ("Z", "U"),
    ("L", "B"),
    ("H", "J"),
    ("W", "P"),
    ("I", "G"),
)
NEAR_LETTERS = (("O", "Q"), ("E", "F"), ("P", "R"), ("C", "G"), ("M", "N"), ("V", "Y"), ("B", "R"), ("U", "V"))
FAR_DIGITS = (("1", "8"), ("7", "6"), ("4", "3"), ("0", "7"), ("2", "9"), ("5", "1"), ("4", "8"))
NARROW = {"toy block", "jersey"}
"""Four letters on these are too small to read at 64 px."""
NEAR_DIGITS = (("3", "8"), ("1", "7"), ("6", "8"), ("5", "6"), ("0", "9"), ("8", "9"))


def text(stage: Stage) -> Contrast:
    """What a sign, a card, a screen, ... says: a letter, a digit, a word, a number or a time."""
    what, (first, second) = stage.draw.one_of((letter, digit, word, word, number, time))(stage)
    kind = stage.draw.one_of([kind for kind in WRITTEN if len(first) < 4 or kind.name not in NARROW])
    if stage.draw.chance(50):
        first, second = second, first
    main = stage.main(kind, least=2200)
    stage.surround([main])
    ask = stage.draw.one_of(("What does the {n} say?", "What is written on the {n}?", f"Which {what} is on the {{n}}?"))
    says = stage.draw.one_of(("{n} that says {t}", "{n} with the {w} {t} on it", "{n} reading {t}"))
    captions = [article(says.format(n=kind.name, t=each, w=what)) for each in (first, second)]
    a, b = (with_facts(main, {"text": each}) for each in (first, second))
    return Contrast(
        (a,), (b,), captions[0], captions[1], ask.format(n=kind.name), first, second, f"text on the {kind.name}"
    )


Written = tuple[str, tuple[str, str]]


def letter(stage: Stage) -> Written:
    """Two letters."""
    return "letter", stage.draw.one_of(FAR_LETTERS if stage.hard < 500 else NEAR_LETTERS)


def digit(stage: Stage) -> Written:
    """Two digits."""
    return "digit", stage.draw.one_of(FAR_DIGITS if stage.hard < 500 else NEAR_DIGITS)


def word(stage: Stage) -> Written:
    """Two words."""
    if stage.hard >= 500:
        return "word", stage.draw.one_of(NEAR_WORDS)
    length = stage.draw.one_of((3, 4))
    first, second = stage.draw.some_of([word for word in WORDS if len(word) == length], 2)
    return "word", (first, second)


def number(stage: Stage) -> Written:
    """Two numbers of two digits: one digit alike where that is hard, none where it is easy."""
    one, two = stage.draw.one_of(FAR_DIGITS if stage.hard < 500 else NEAR_DIGITS)
    other = stage.draw.one_of([digit for digit in "123456789" if digit not in {one, two}])
    if stage.hard >= 500:
        return "number", (other + one, other + two)
    return "number", (f"{one}{other}".lstrip("0") or other, f"{two}{stage.draw.one_of('2468')}")


def time(stage: Stage) -> Written:
    """Two times of day: another hour where that is easy, another minute where it is hard."""
    hour, tens, last = stage.draw.between(1, 4), stage.draw.below(6), stage.draw.one_of("12345")
    if stage.hard >= 500:
        return "time", (f"{hour}:{tens}{last}", f"{hour}:{tens}{'987'[hour % 3]}")
    return "time", (f"{hour}:{tens}{last}", f"{hour + 5}:{(tens + 3) % 6}{'9876'[hour % 4]}")
