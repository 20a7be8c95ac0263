"""Icons: small drawings named by their files, some with tags."""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from drawings import Drawing, open_icon_set
from fetch import Shelf
from names import words
from rasterise import draw_svg

__all__ = ["fluent_icons", "icons", "lucide", "material", "phosphor", "tabler"]


def icons(shelf: Shelf, package: str, *, suffix: str = "", numbered: bool = False) -> Iterator[Drawing]:
    """The icons of an Iconify set, or those whose names end in `suffix`; where they are `numbered`, the number at the
    end of a name tells variants apart and does not belong to it."""
    found = open_icon_set(shelf, package)
    for name in found.names:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            stem = re.sub(r"-\d+$", "", stem) if numbered else stem
            yield _icon(name, stem, found.tags(name), partial(found.draw, name))


def fluent_icons(shelf: Shelf, package: str) -> Iterator[Drawing]:
    """The largest drawing of each of Fluent's icons, whose names end in their side in px."""
    found = open_icon_set(shelf, package)
    largest: dict[str, tuple[int, str]] = {}
    for name in found.names:
        parts = re.fullmatch(r"(.+)-(\d+)", name)
        if parts and int(parts[2]) > largest.get(parts[1], (-1, ""))[0]:
            largest[parts[1]] = int(parts[2]), name
    for stem, (_, name) in largest.items():
        yield _icon(name, re.sub(r"-\d+$", "", stem), found.tags(name), partial(found.draw, name))


def material(shelf: Shelf, package: str) -> Iterator[Drawing]:
    """Material Design Icons with their aliases and tags, without the brands that the set has given up."""
    svgs = _svgs(shelf, package, "package/svg/*.svg")
    for entry in json.loads(shelf.members(package, "package/meta.json")["package/meta.json"]):
        if not (entry.get("deprecated") and "Brand / Logo" in entry["tags"]):
            tags = (*entry["tags"], *map(words, entry["aliases"]))
            yield _icon(entry["name"], entry["name"], tags, partial(draw_svg, svgs[entry["name"]]))


def tabler(shelf: Shelf, package: str, *, style: str) -> Iterator[Drawing]:
    """Tabler's icons in a style ("outline", "filled") with tags and category, without brands."""
    known = json.loads(shelf.members(package, "package/icons.json")["package/icons.json"])
    for name, svg in _svgs(shelf, package, f"package/icons/{style}/*.svg").items():
        entry: dict[str, Any] = known.get(name, {})
        category = entry.get("category")
        if category != "Brand":
            tags = (*map(str, entry.get("tags", ())), *([category] if category else ()))
            yield _icon(f"{style}_{name}", name, tags, partial(draw_svg, svg))


def lucide(shelf: Shelf, package: str) -> Iterator[Drawing]:
    """Lucide's icons with their tags."""
    tags = json.loads(shelf.members(package, "package/tags.json")["package/tags.json"])
    for name, svg in _svgs(shelf, package, "package/icons/*.svg").items():
        yield _icon(name, name, tuple(tags.get(name, ())), partial(draw_svg, svg))


def phosphor(shelf: Shelf, package: str, *, style: str) -> Iterator[Drawing]:
    """Phosphor's icons in one of its weights ("fill", "duotone")."""
    for file, svg in _svgs(shelf, package, f"package/assets/{style}/*.svg").items():
        name = file.removesuffix(f"-{style}")
        black = svg.replace("<svg ", '<svg color="#000" ', 1)
        yield _icon(f"{style}_{name}", name, (), partial(draw_svg, black))


def _icon(name: str, stem: str, tags: tuple[str, ...], draw: Any) -> Drawing:
    return Drawing(name, words(stem), tags, f"icon:{stem}", "file", draw)


def _svgs(shelf: Shelf, package: str, pattern: str) -> dict[str, str]:
    files = shelf.members(package, pattern)
    return {PurePosixPath(path).stem: data.decode() for path, data in files.items()}
