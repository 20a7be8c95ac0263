"""The colours things are named by, those that parts have by nature, and how far apart two are."""

from scotoma.scenes.raster import Colour

__all__ = ["BY_NATURE", "NAMED", "blend", "contrast", "darker", "distance", "lighter", "named"]

NAMED: dict[str, Colour] = {
    "red": (215, 38, 42),
    "orange": (243, 130, 28),
    "yellow": (250, 208, 44),
    "green": (52, 152, 68),
    "turquoise": (38, 184, 178),
    "blue": (42, 92, 205),
    "purple": (128, 62, 176),
    "pink": (242, 128, 176),
    "brown": (128, 78, 42),
    "black": (36, 36, 42),
    "white": (250, 250, 250),
    "grey": (142, 144, 150),
}
"""The eleven basic colour terms of English (Berlin and Kay 1969), and turquoise."""

BY_NATURE: dict[str, Colour] = {
    "ink": (38, 38, 48),
    "paper": (252, 252, 250),
    "glass": (186, 222, 240),
    "metal": (158, 166, 178),
    "wood": (156, 104, 62),
    "bark": (118, 80, 52),
    "leaf": (74, 154, 74),
    "stem": (60, 128, 58),
    "fire": (250, 140, 30),
    "glow": (255, 224, 90),
    "wax": (244, 236, 214),
    "water": (92, 164, 226),
    "skin": (252, 204, 92),
    "crust": (222, 168, 96),
    "shade": (98, 98, 110),
    "dim": (88, 84, 84),
    "snow": (240, 246, 252),
    "blush": (236, 120, 120),
}
"""Parts whose colour no question asks for."""

GROUNDS: dict[str, Colour] = {
    "pale blue": (214, 230, 246),
    "pale green": (218, 238, 214),
    "pale yellow": (250, 242, 208),
    "pale pink": (250, 222, 226),
    "pale purple": (230, 222, 244),
    "pale grey": (228, 230, 234),
    "cream": (248, 240, 226),
    "off-white": (250, 250, 248),
    "sky blue": (172, 212, 242),
    "grass green": (158, 204, 128),
    "sand": (232, 212, 168),
    "floor": (206, 178, 146),
    "night blue": (52, 66, 110),
    "slate": (74, 84, 98),
    "plum": (96, 60, 96),
    "forest": (46, 88, 70),
}
"""What backgrounds are made of: pale, or dark enough for pale things."""


def named(name: str) -> Colour:
    """The red, green and blue of a colour name of any of the three tables."""
    return NAMED.get(name) or BY_NATURE.get(name) or GROUNDS[name]


def blend(first: Colour, second: Colour, per_cent: int) -> Colour:
    """`first` with so many per cent of `second`."""
    mixed = [(a * (100 - per_cent) + b * per_cent + 50) // 100 for a, b in zip(first, second, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def darker(colour: Colour, per_cent: int = 30) -> Colour:
    """The colour on the way to black."""
    return blend(colour, (12, 12, 24), per_cent)


def lighter(colour: Colour, per_cent: int = 40) -> Colour:
    """The colour on the way to white."""
    return blend(colour, (255, 255, 255), per_cent)


def distance(first: Colour, second: Colour) -> int:
    """How far apart two colours look: 0 for the same, about 585,000 for black and white.

    Source: Riemersma's "redmean" weighting of RGB, the square left squared and whole; it orders pairs of our twelve
    colours much as the eye does, which is all it is used for.
    """
    mean = (first[0] + second[0]) // 2
    red, green, blue = (a - b for a, b in zip(first, second, strict=True))
    return ((512 + mean) * red * red >> 8) + 4 * green * green + ((767 - mean) * blue * blue >> 8)


def contrast(first: Colour, second: Colour) -> int:
    """The difference of their brightness, 0 .. 255."""
    return abs(_brightness(first) - _brightness(second))


def _brightness(colour: Colour) -> int:
    return (299 * colour[0] + 587 * colour[1] + 114 * colour[2]) // 1000
