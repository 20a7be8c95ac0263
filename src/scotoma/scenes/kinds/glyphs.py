"""Our own letters, digits and signs: strokes on a grid four units wide and six high. No font file is read."""

from scotoma.scenes.pen import Pen

__all__ = ["GLYPHS", "write"]

# Strokes are separated by spaces; each is a row of points, one digit across (0 .. 4) and one down (0 .. 6).
GLYPHS = {
    "A": "062046 1434",
    "B": "0006 003041423303 3344453606",
    "C": "4130100105163645",
    "D": "00062645412000",
    "E": "40000646 0333",
    "F": "400006 0333",
    "G": "41301001051636454323",
    "H": "0006 4046 0343",
    "I": "1030 2026 1636",
    "J": "4045361605",
    "K": "0006 400346",
    "L": "000646",
    "M": "0600234046",
    "N": "06004640",
    "O": "100105163645413010",
    "P": "06003041423303",
    "Q": "100105163645413010 2446",
    "R": "06003041423303 2346",
    "S": "413010010213334445361605",
    "T": "0040 2026",
    "U": "000516364540",
    "V": "002640",
    "W": "0016233640",
    "X": "0046 4006",
    "Y": "002340 2326",
    "Z": "00400646",
    "0": "100105163645413010",
    "1": "112026 1636",
    "2": "01103041420646",
    "3": "0110304142334445361605 1333",
    "4": "300444 3036",
    "5": "400003334445361605",
    "6": "413010010516364544331304",
    "7": "004016",
    "8": "100102133342413010 1304051636454433",
    "9": "051636454130100102133342",
    "+": "2125 0343",
    "-": "0343",
    "=": "0242 0444",
    "?": "01103041422324 2626",
    "!": "2024 2626",
    ":": "2222 2525",
    "%": "4006 0101 4545",
}

ADVANCE, WIDE, HIGH = 58, 40, 60  # tenths of a unit, from one glyph to the next and of each glyph
STROKE = 10


def write(pen: Pen, text: str, left: int, top: int, right: int, bottom: int, *, role: str = "ink") -> None:
    """Write `text` as large as fits the box, in the middle of it."""
    wide = ADVANCE * (len(text) - 1) + WIDE + STROKE
    down = (bottom - top) * 1000 // (HIGH + STROKE)  # thousandths of a tenth
    across = min((right - left) * 1000 // wide, down)
    down = min(down, across * 8 // 5)
    x0 = (left + right) // 2 - (wide - STROKE) * across // 2000
    y0 = (top + bottom) // 2 - HIGH * down // 2000
    for index, glyph in enumerate(text):
        for stroke in GLYPHS[glyph].split():
            places = [
                (x0 + (10 * int(x) + ADVANCE * index) * across // 1000, y0 + 10 * int(y) * down // 1000)
                for x, y in zip(stroke[::2], stroke[1::2], strict=True)
            ]
            pen.line(role, STROKE * across // 1000, *[value for place in places for value in place], mark=True)
