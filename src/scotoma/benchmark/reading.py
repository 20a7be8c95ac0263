"""The reader of our own layout: `benchmark.json`, `questions.jsonl`, `images/`. Its complaints name file and line."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from scotoma.benchmark.errata.patches import labels_there, patch_of
from scotoma.benchmark.json_lines import Placed, read_lines, shaped
from scotoma.benchmark.questions import Question
from scotoma.benchmark.records import Benchmark, BenchmarkPair, Erratum
from scotoma.errors import BrokenFile, UnknownName, UnreadableSource
from scotoma.files import read_json
from scotoma.patterns import pattern_named

__all__ = ["KIND", "LAYOUT", "Head", "Line", "assembled", "content_sha256", "read_folder"]

KIND = "scotoma benchmark"
LAYOUT = 1
STRICT: Any = {"extra": "forbid", "strict": True}  # a mistyped field is told, not ignored


@dataclass(frozen=True, slots=True)
class Head:
    """What `benchmark.json` says of the whole; `sha256`, where given, is held to the content."""

    __pydantic_config__ = STRICT

    name: str
    benchmark_version: str
    licence: str
    about: str = ""
    sources: tuple[str, ...] = ()
    errata: tuple[str, ...] = ()
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of `questions.jsonl`: a question asked of one image, which is side "a" or "b" of a pair.

    `image` is the path below `images/`. Both lines of a pair agree in `patterns`, `group`, `vendor` and `note`; a pair
    without a `group` is one of its own.
    """

    __pydantic_config__ = STRICT

    id: str
    pair: str
    side: Literal["a", "b"]
    image: str
    question: str
    options: tuple[str, ...]
    answer: int
    patterns: tuple[str, ...]
    caption: str | None = None
    group: str | None = None
    vendor: str | None = None
    note: str | None = None


def read_folder(folder: Path) -> Benchmark:
    """The benchmark in a folder, checked: each line by itself, each pair, and all of it against the stated sha256.

    Images are hashed, not decoded. `errata.json`, where there is one, patches the labels without changing the hash.

    Raises:
        UnreadableSource: a file of the layout is missing.
        BrokenFile: a line is not what it should be, or the content is not what `benchmark.json` states.
    """
    head = _read_head(folder / "benchmark.json")
    placed = _read_questions(folder / "questions.jsonl")
    return assembled(folder, head, placed, {each.line.image: _image(folder, each) for each in placed})


def assembled(
    folder: Path,
    head: Head,
    placed: Sequence[Placed[Line]],
    images: dict[str, Path],
    errata: tuple[Erratum, ...] | None = None,
) -> Benchmark:
    """The benchmark of these lines and images, checked as `read_folder` does; where no errata are given, those of the
    folder's `errata.json`.

    Raises:
        BrokenFile: as `read_folder`.
    """
    for each in placed:
        _check_line(each)
    _check_ids(placed)
    pairs = tuple(_pair(*sides, images) for sides in _sides(placed))
    found = content_sha256(head, [each.line for each in placed], images)
    if head.sha256 not in {None, found}:
        raise BrokenFile(
            f"{folder} is not {head.name} {head.benchmark_version} as it was released: its content has sha256 "
            f"{found[:12]}..., and benchmark.json states {str(head.sha256)[:12]}... Fetch it again; after a change of "
            "your own take sha256 out of benchmark.json and give it another benchmark_version."
        )
    errata = patch_of(folder) if errata is None else errata
    return Benchmark(
        head.name,
        head.benchmark_version,
        found,
        head.licence,
        folder.absolute(),
        pairs,
        errata=errata,
        mended=head.errata,
        labels=labels_there(placed[0].path, pairs, errata),
    )


def content_sha256(head: Head, lines: Iterable[Line], images: dict[str, Path]) -> str:
    """The sha256 over everything but itself: the head, the lines in their order, the bytes of their images.

    Spaces and line ends of the two text files do not count.
    """
    digest = hashlib.sha256()
    parts = [{**asdict(head), "sha256": None}, *(asdict(line) for line in lines)]
    digest.update("\n".join(json.dumps(part, sort_keys=True, ensure_ascii=False) for part in parts).encode())
    for name in sorted(images):
        digest.update(f"\n{name} {hashlib.sha256(images[name].read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def _read_head(path: Path) -> Head:
    from pydantic import TypeAdapter

    content = json.dumps(read_json(_there(path), KIND, LAYOUT))
    return shaped(TypeAdapter(Head), content.encode(), str(path))


def _read_questions(path: Path) -> list[Placed[Line]]:
    placed = read_lines(_there(path), Line)
    for each in placed:
        if not each.line.patterns:
            raise each.wrong("patterns is empty; expected the names of one or more of the nine visual patterns.")
    return placed


def _there(path: Path) -> Path:
    if not path.is_file():
        raise UnreadableSource(
            f"{path.parent} is no benchmark: it has no {path.name}. Expected a folder with benchmark.json, "
            "questions.jsonl and images/, or another of the layouts that docs/how-to/benchmarks.md describes."
        )
    return path


def _check_line(placed: Placed[Line]) -> None:
    line = placed.line
    if len(line.options) < 2 or len(set(line.options)) < len(line.options):
        raise placed.wrong(f"options are {list(line.options)}; expected at least two, all different.")
    if not 0 <= line.answer < len(line.options):
        raise placed.wrong(f"answer is {line.answer}; it counts the options from 0 to {len(line.options) - 1}.")
    try:
        for name in line.patterns:
            pattern_named(name)
    except UnknownName as error:
        raise placed.wrong(str(error)) from error


def _check_ids(placed: Sequence[Placed[Line]]) -> None:
    first: dict[str, int] = {}
    for each in placed:
        if each.line.id in first:
            raise each.wrong(f"id {each.line.id!r} is also on line {first[each.line.id]}; ids are unique.")
        first[each.line.id] = each.number


def _image(folder: Path, placed: Placed[Line]) -> Path:
    name = PurePosixPath(placed.line.image)
    if name.is_absolute() or ".." in name.parts:
        raise placed.wrong(f"image {placed.line.image!r} leads out of the folder; give a path below images/.")
    path = folder / "images" / name
    if not path.is_file():
        raise placed.wrong(f"image {placed.line.image!r} is not there; looked for {path}.")
    return path


def _sides(placed: Sequence[Placed[Line]]) -> Iterator[tuple[Placed[Line], Placed[Line]]]:
    """Both lines of each pair, in the order in which the pairs begin."""
    pairs: dict[str, dict[str, Placed[Line]]] = {}
    for each in placed:
        sides = pairs.setdefault(each.line.pair, {})
        if (other := sides.get(each.line.side)) is not None:
            raise each.wrong(f"pair {each.line.pair!r} has its side {each.line.side!r} on line {other.number} already.")
        sides[each.line.side] = each
    for name, sides in pairs.items():
        if len(sides) < 2:
            alone = next(iter(sides.values()))
            raise alone.wrong(f"pair {name!r} has this side {alone.line.side!r} only; a pair has lines 'a' and 'b'.")
        yield sides["a"], sides["b"]


def _pair(a: Placed[Line], b: Placed[Line], images: dict[str, Path]) -> BenchmarkPair:
    _check_pair(a, b)
    line = a.line
    return BenchmarkPair(
        id=line.pair,
        patterns=tuple(pattern_named(name).name for name in line.patterns),
        question_a=_question(a.line),
        question_b=_question(b.line),
        image_a=images[a.line.image].absolute(),
        image_b=images[b.line.image].absolute(),
        caption_a=a.line.caption,
        caption_b=b.line.caption,
        group=line.group or line.pair,
        vendor=line.vendor,
        note=line.note,
    )


def _question(line: Line) -> Question:
    return Question(line.id, line.image, line.question, line.options, line.answer)


def _check_pair(a: Placed[Line], b: Placed[Line]) -> None:
    one, other = a.line, b.line
    for field in ("patterns", "group", "vendor", "note"):
        if getattr(one, field) != getattr(other, field):
            raise b.wrong(f"{field} differs from line {a.number}; both lines of a pair have the same.")
    right = one.options[one.answer]
    if one.question == other.question and right == other.options[other.answer]:
        raise b.wrong(
            f"the right answer is {right!r}, as on line {a.number} to the same question; a pair's images differ in "
            "what is asked."
        )
    if (one.caption is None) != (other.caption is None):
        raise b.wrong(f"one of the pair's two images has a caption, the other (line {a.number}) none.")
    if one.caption is not None and one.caption == other.caption:
        raise b.wrong(f"the caption {one.caption!r} is also that of line {a.number}; it states what differs.")
