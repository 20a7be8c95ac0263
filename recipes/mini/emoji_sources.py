"""Emoji and flags: drawings whose captions are Unicode's names, so that vendors share them."""

import io
import re
from collections.abc import Iterator
from functools import partial

from drawings import Drawing, IconSet, open_icon_set
from fetch import Shelf
from names import Emoji, emoji_names, has_skin_tone, words
from PIL import Image
from rasterise import fit

__all__ = ["emoji", "emoji_3d", "flags"]

FLUENT_FLAT = "@iconify-json/fluent-emoji-flat"


def emoji(shelf: Shelf, package: str, *, vendor: str, only_named: bool = False) -> Iterator[Drawing]:
    """The emoji of an Iconify set, without variants in skin tones.

    A drawing that Unicode does not know by its code points or its name is captioned with its file name, or left out if
    `only_named`.
    """
    icons, names = open_icon_set(shelf, package), emoji_names(shelf)
    # The colour set of Fluent carries no code points; its names are those of the flat one.
    codes = (open_icon_set(shelf, FLUENT_FLAT) if package == "@iconify-json/fluent-emoji" else icons).codes
    for name, parent, mirror in _listed(icons):
        known = (names.of_code(codes[name]) if name in codes else None) or names.of_name(name)
        if names.is_toned(name) or (known.toned if known else only_named or has_skin_tone(words(name))):
            continue
        draw = partial(icons.draw, parent, mirror=mirror)
        yield (
            _known(name, known, draw)
            if known
            else Drawing(name, words(name), icons.tags(name), f"u:{vendor}:{name}", "file", draw)
        )


def _listed(icons: IconSet) -> Iterator[tuple[str, str, bool]]:
    yield from ((name, name, False) for name in icons.names)
    yield from ((name, parent, True) for name, parent in icons.mirrored())


def emoji_3d(shelf: Shelf, package: str) -> Iterator[Drawing]:
    """The rendered emoji of a package of bitmaps named by code point, without variants in skin tones."""
    names = emoji_names(shelf)
    for path, data in shelf.members(package, "package/assets/*.webp").items():
        code = path.removeprefix("package/assets/").removesuffix(".webp")
        known = names.of_code(code)
        if known and not known.toned:
            yield _known(code, known, partial(_decoded, data))


def flags(shelf: Shelf, package: str, *, pattern: str = "([a-z]{2})") -> Iterator[Drawing]:
    """The country flags of an Iconify set whose names are ISO codes, under the names and keys of the flag emoji."""
    icons, names = open_icon_set(shelf, package), emoji_names(shelf)
    for name in icons.names:
        country = re.fullmatch(pattern, name)
        known = names.of_code("-".join(f"{0x1F1E6 + ord(c) - ord('a'):x}" for c in country[1])) if country else None
        if known:
            yield _known(name, known, partial(icons.draw, name))


def _known(name: str, known: Emoji, draw: "partial[Image.Image]") -> Drawing:
    facts = {"group": known.group, "subgroup": known.subgroup}
    return Drawing(name, known.label, known.tags, f"u:{known.base}", "cldr", draw, facts)


def _decoded(data: bytes, side_px: int) -> Image.Image:
    return fit(Image.open(io.BytesIO(data)), side_px)
