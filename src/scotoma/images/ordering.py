"""The order of names, and ids that are unique: alike on every machine."""

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["as_id", "natural_key", "unique_ids"]

NUMBER = re.compile(r"0*([0-9]+)")


def natural_key(name: str) -> tuple[str, str, str]:
    """A key that sorts names as people count: "2.jpg" before "10.jpg", "a/3.jpg" before "b/1.jpg".

    Names are compared folder by folder, in Unicode's composed form (NFC), runs of the digits 0-9 by their value and
    everything else by code point without regard to case; no locale is asked. Ties ("01.jpg" and "1.jpg", "A.jpg" and
    "a.jpg") are broken by the code points of the composed name, and those of one name written in two Unicode forms by
    the code points as they stand, so that no two different names are equal.
    """
    composed = name if name.isascii() else unicodedata.normalize("NFC", name)
    folders = composed.casefold().replace("/", "\0")  # so that a folder's end comes before any other character
    return NUMBER.sub(_by_value, folders), composed, name


def _by_value(number: re.Match[str]) -> str:
    """Digits behind their count: text that orders like the number, however long it is, and before any letter."""
    return f"\1{chr(len(number[1]))}{number[1]}"


def as_id(name: str) -> str:
    """The name as an id: Unicode's composed form, with bytes that are no UTF-8 written as backslash escapes.

    macOS decomposes names and Linux keeps any bytes: the id of one file is the same on both, and fits a Parquet file.
    """
    if name.isascii():
        return name
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)


def unique_ids(ids: Iterable[str]) -> list[str]:
    """The ids in their order, the second and later of equal ones made unique by "#2", "#3", ..."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    unique = []
    for given in ids:
        new = given
        while new in taken:
            counts[given] = counts.get(given, 1) + 1
            new = f"{given}#{counts[given]}"
        taken.add(new)
        unique.append(new)
    return unique
