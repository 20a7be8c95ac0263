"""Things that text is written on; what it says is their fact "text"."""

from scotoma.scenes.kinds.glyphs import write
from scotoma.scenes.kinds.kind import Facts, Feature, Kind, Value
from scotoma.scenes.pen import Pen

__all__ = ["WRITTEN"]


def sign(pen: Pen, facts: Facts) -> None:
    """A signpost."""
    pen.rect("wood", -45, 100, 45, 490)
    pen.rect("main", -480, -400, 480, 180, round_=60)
    pen.rect("paper", -430, -350, 430, 130, round_=40, mark=True)
    write(pen, facts["text"], -390, -320, 390, 100)


def card(pen: Pen, facts: Facts) -> None:
    """A card with a coloured edge."""
    pen.rect("paper", -460, -350, 460, 350, round_=50)
    pen.rect("main", -460, 240, 460, 350, mark=True)
    write(pen, facts["text"], -400, -290, 400, 190)


def screen(pen: Pen, facts: Facts) -> None:
    """A screen on a stand."""
    pen.rect("metal", -70, 200, 70, 400)
    pen.rect("metal", -240, 380, 240, 450, round_=30)
    pen.rect("main", -480, -410, 480, 260, round_=50)
    pen.rect("ink", -420, -350, 420, 200, mark=True)
    write(pen, facts["text"], -380, -310, 380, 160, role="glow")


def bubble(pen: Pen, facts: Facts) -> None:
    """A speech bubble."""
    pen.poly("paper", -270, 190, -60, 190, -330, 460)
    pen.rect("paper", -480, -380, 480, 240, round_=150)
    pen.poly("paper", -250, 200, -80, 200, -270, 380, mark=True)
    write(pen, facts["text"], -400, -320, 400, 180)


def block(pen: Pen, facts: Facts) -> None:
    """A toy block."""
    pen.rect("main", -420, -420, 420, 420, round_=60)
    pen.rect("paper", -340, -340, 340, 340, round_=40, mark=True)
    write(pen, facts["text"], -310, -310, 310, 310)


def jersey(pen: Pen, facts: Facts) -> None:
    """A jersey."""
    pen.poly("main", -220, -430, -340, -380, -490, -160, -370, -60, -300, -140)
    pen.poly("main", 220, -430, 340, -380, 490, -160, 370, -60, 300, -140)
    pen.poly("main", -230, -440, -110, -440, 0, -380, 110, -440, 230, -440, 310, -150, 310, 460, -310, 460, -310, -150)
    pen.rect("paper", -270, -230, 270, 200, round_=40, mark=True)
    write(pen, facts["text"], -250, -200, 250, 170)


def shop(pen: Pen, facts: Facts) -> None:
    """A shop with its name above the door."""
    pen.rect("wax", -440, -60, 440, 460)
    pen.rect("main", -480, -380, 480, -20, round_=30)
    pen.rect("paper", -440, -340, 440, -60, mark=True)
    write(pen, facts["text"], -420, -330, 420, -70)
    pen.rect("glass", -370, 80, 20, 340)
    pen.rect("wood", 120, 80, 340, 460)


TEXTS = ("ON", "CAB", "7", "A", "42", "YES", "K", "9")

TEXT = Feature("text", "", tuple(Value(text, "{n}", text) for text in TEXTS), ())

WRITTEN = (
    Kind("sign", sign, coloured=False, upright=True, features=(TEXT,)),
    Kind("card", card, coloured=False, features=(TEXT,)),
    Kind("screen", screen, coloured=False, features=(TEXT,)),
    Kind("speech bubble", bubble, coloured=False, features=(TEXT,)),
    Kind("toy block", block, coloured=False, features=(TEXT,)),
    Kind("jersey", jersey, avoid=("white",), coloured=False, features=(TEXT,)),
    Kind("shop", shop, coloured=False, upright=True, features=(TEXT,)),
)
