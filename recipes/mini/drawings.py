"""A drawing of a package that is to become a picture, and icon sets in Iconify's JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fetch import Shelf
from PIL import Image, ImageOps
from rasterise import draw_svg

__all__ = ["Drawing", "IconSet", "open_icon_set"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing before it is drawn: `draw(side_px)` gives it as a square RGB picture.

    `name` becomes the file name; `key` names the concept, which drawings of several vendors share ("u:1f449",
    "icon:map-pin"). `named_by` says whose words the caption is: "cldr" (Unicode), "file" or "title".
    """

    name: str
    caption: str
    tags: tuple[str, ...]
    key: str
    named_by: str
    draw: Callable[[int], Image.Image]
    facts: dict[str, str] = field(default_factory=dict)  # further columns: group, category, description


@dataclass(frozen=True, slots=True)
class IconSet:
    """An icon set in Iconify's JSON: bodies by name, with code points and categories where the set has them."""

    content: dict[str, Any]
    codes: dict[str, str]
    categories: dict[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the icons, in the set's order."""
        return tuple(self.content["icons"])

    def mirrored(self) -> Iterator[tuple[str, str]]:
        """Names that stand for another icon's mirror image, each with that icon's: hands that point right, say."""
        for name, alias in self.content.get("aliases", {}).items():
            if alias.get("hFlip") and alias["parent"] in self.content["icons"]:
                yield name, alias["parent"]

    def tags(self, name: str) -> tuple[str, ...]:
        """The icon's category, where it has one."""
        return (self.categories[name],) if name in self.categories else ()

    def draw(self, name: str, side_px: int, *, mirror: bool = False) -> Image.Image:
        """The icon in a square of `side_px`, its strokes black where they take the page's colour."""
        picture = draw_svg(self.svg(name), side_px)
        return ImageOps.mirror(picture) if mirror else picture

    def svg(self, name: str) -> str:
        """The icon as an SVG document."""
        icon = {"width": 16, "height": 16, "left": 0, "top": 0, **self.content, **self.content["icons"][name]}
        width, height = icon["width"], icon["height"]
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{width}" height="{height}" viewBox="{icon["left"]} {icon["top"]} {width} {height}" '
            f'color="#000000">{icon["body"]}</svg>'
        )


def open_icon_set(shelf: Shelf, package: str) -> IconSet:
    """The icon set that a package of Iconify holds."""
    files = {name: json.loads(data) for name, data in shelf.members(package, "package/*.json").items()}
    content = files["package/icons.json"]
    members = files.get("package/metadata.json", {}).get("categories", {})
    return IconSet(
        content,
        _codes(content, files.get("package/chars.json", {})),
        {name: category for category, names in members.items() for name in names},
    )


def _codes(content: dict[str, Any], chars: dict[str, str]) -> dict[str, str]:
    """The code points of each icon; a set may list them under an alias of it only."""
    codes: dict[str, str] = {}
    for code, name in chars.items():
        codes.setdefault(name, code)
    for name, alias in content.get("aliases", {}).items():
        if name in codes and not alias.keys() & {"hFlip", "vFlip", "rotate"}:
            codes.setdefault(alias["parent"], codes[name])
    return codes
