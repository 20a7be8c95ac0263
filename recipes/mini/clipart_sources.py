"""The Open Clip Art Library as Debian packs it: drawings by many hands, with titles and tags of their authors'."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from drawings import Drawing
from fetch import Shelf
from names import words
from rasterise import draw_svg

__all__ = ["openclipart"]

ROOT = "usr/share/openclipart/svg/"
NO_TAGS = {"", "magick", "hash(0x84c2b98)"}  # traces of programs
MOST_POINTS = 12  # the library ends in about 1,300 program-made stars of up to a thousand points
MOST_OF_A_TITLE = 3  # a title on more drawings than this is a theme's or an author's name
METADATA = re.compile(r"<metadata.*?</metadata>", re.S)


def openclipart(shelf: Shelf, package: str) -> Iterator[Drawing]:
    """The library's drawings, cut out of their pages."""
    found = shelf.members(package, f"{ROOT}*.svg")
    svgs = {path.removeprefix(ROOT): data.decode("utf-8", "replace") for path, data in found.items()}
    titles = {path: _element(_metadata(svg), "dc:title") for path, svg in svgs.items()}
    shared = Counter(titles.values())
    for path in sorted(svgs, key=lambda path: PurePosixPath(path).parts):
        stem = PurePosixPath(path).stem
        star = re.match(r"star_?(\d+)pt", stem)
        if star and int(star[1]) > MOST_POINTS:
            continue
        usable = shared[titles[path]] <= MOST_OF_A_TITLE and _is_title(titles[path])
        yield _drawing(path, svgs[path], titles[path] if usable else re.sub(r"( \d\d?)+$", "", words(stem)))


def _drawing(path: str, svg: str, title: str) -> Drawing:
    about = _metadata(svg)
    tags = (tag.strip() for tag in re.findall(r"<rdf:li>(.*?)</rdf:li>", about, re.S))
    where = path.removesuffix(".svg")
    return Drawing(
        name=where.replace("/", "_"),
        caption=title.lower(),
        tags=tuple(tag for tag in tags if tag not in NO_TAGS),
        key=f"oca:{where}",
        named_by="title",
        draw=partial(draw_svg, _clean(svg), crop=True),
        facts={
            "category": str(PurePosixPath(path).parent),
            "description": _element(about, "dc:description")[:300],
        },
    )


def _metadata(svg: str) -> str:
    found = METADATA.search(svg)
    return found[0] if found else ""


def _element(about: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", about, re.S)
    return re.sub(r"\s+", " ", found[1]).strip() if found else ""


def _is_title(title: str) -> bool:
    return bool(title) and "<" not in title and "nicu bucule" not in title.lower()  # who signs where the title stands


def _clean(svg: str) -> str:
    """The SVG without metadata and style sheets, its namespaces declared: drawing programs left them out."""
    svg = re.sub(r"<\?xml-stylesheet.*?\?>", "", METADATA.sub("", svg))
    root = svg.split(">", 2)[1 if svg.startswith("<?xml") else 0]
    if "xmlns=" not in root:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    if "xlink:" in svg and "xmlns:xlink" not in svg:
        svg = svg.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    return svg
