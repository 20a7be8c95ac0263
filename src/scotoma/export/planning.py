"""What is to be written, gathered and checked before anything is."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scotoma.benchmark import Benchmark, Labels
from scotoma.benchmark.reading import KIND, LAYOUT, Head
from scotoma.errors import BrokenFile, UnreadableSource, UsageError
from scotoma.export.images import file_names
from scotoma.export.records import NEEDS, Format, Item, Need, Plan
from scotoma.files import read_json

__all__ = ["PROVENANCE", "make_plan"]

PROVENANCE = "provenance.jsonl"
NOTICES = ("notice", "license", "licence", "credits", "copying")
NAMED_BY = ("image", "file")


def make_plan(
    benchmark: Benchmark, form: Format, *, labels: Labels | None = None, limit: int | None = None, jpeg: bool = False
) -> Plan:
    """The benchmark as it is to be written in a format: with those labels, the first `limit` pairs of it.

    Raises:
        UsageError: the format needs what the benchmark lacks, or cannot do what is asked.
        UnreadableSource: images are missing.
        BrokenFile: the benchmark's own `provenance.jsonl` is damaged.
    """
    if jpeg and not form.jpeg:
        raise UsageError(f"{form.name} keeps the images' own bytes; JPEG is a choice for mmvp and mmvp-vlm only.")
    if limit is not None and limit < 1:
        raise UsageError(f"limit is {limit}; it must be at least 1.")
    chosen = _limited(benchmark if labels is None else benchmark.labelled(labels), limit)
    _check_needs(chosen, form)
    _check_images(chosen, form)
    return Plan(
        chosen, _head(chosen), _items(chosen), _origins(chosen.folder), _notices(chosen.folder), jpeg, _keys(chosen)
    )


def _limited(benchmark: Benchmark, limit: int | None) -> Benchmark:
    if limit is None or limit >= len(benchmark.pairs):
        return benchmark
    pairs = benchmark.pairs[:limit]
    kept = {pair.id for pair in pairs}
    images = {image.name for pair in pairs for image in (pair.image_a, pair.image_b)}
    return replace(
        benchmark,
        version=f"{benchmark.version} (first {limit} pairs)",
        pairs=pairs,
        errata=tuple(each for each in benchmark.errata if each.pair in kept),
        missing_images=tuple(each for each in benchmark.missing_images if each in images),
    )


def _check_needs(benchmark: Benchmark, form: Format) -> None:
    lacking: dict[Need, list[str]] = {
        "questions": [pair.id for pair in benchmark.pairs if not (pair.question_a.options and pair.question_b.options)],
        "captions": [pair.id for pair in benchmark.pairs if None in (pair.caption_a, pair.caption_b)],
        "patterns": [pair.id for pair in benchmark.pairs if not pair.patterns],
    }
    for need in form.needs:
        if without := lacking[need]:
            which = "no pair" if len(without) == len(benchmark.pairs) else f"not every pair (not {without[0]!r})"
            raise UsageError(
                f"{form.name} needs {NEEDS[need]}, and {which} of {benchmark.name} has that."
                f"{ADVICE[need]} 'scotoma export --help' lists the formats."
            )


ADVICE: Mapping[Need, str] = {
    "questions": " A benchmark of captions alone goes to mmvp-vlm or webdataset.",
    "captions": " Write captions, or export in a format that does without.",
    "patterns": " Give a table of them with --patterns, or export in a format that does without.",
}


def _check_images(benchmark: Benchmark, form: Format) -> None:
    missing = [image for pair in benchmark.pairs for image in (pair.image_a, pair.image_b) if not image.is_file()]
    if missing:
        raise UnreadableSource(
            f"{len(missing)} of the {2 * len(benchmark.pairs)} images of {benchmark.name} are not there: the first is "
            f"{missing[0]}. {form.name} carries the images: put them there and export again."
        )


def _items(benchmark: Benchmark) -> tuple[Item, ...]:
    images = {
        question.image_id: image
        for pair in benchmark.pairs
        for question, image in zip(pair.questions, (pair.image_a, pair.image_b), strict=True)
    }
    files = file_names(images)
    return tuple(
        item
        for pair in benchmark.pairs
        for item in (
            Item(pair, "a", pair.question_a, pair.caption_a, pair.image_a, files[pair.question_a.image_id]),
            Item(pair, "b", pair.question_b, pair.caption_b, pair.image_b, files[pair.question_b.image_id]),
        )
    )


def _head(benchmark: Benchmark) -> Head:
    about, sources = "", ()
    path = benchmark.folder / "benchmark.json"
    if path.is_file():
        said = read_json(path, KIND, LAYOUT)
        about, sources = said.get("about", ""), tuple(said.get("sources", ()))
    return Head(benchmark.name, benchmark.version, benchmark.licence, about, sources, benchmark.mended)


def _keys(benchmark: Benchmark) -> dict[str, dict[str, int]]:
    if not benchmark.errata:
        return {}
    return {
        version: {each.id: each.answer for each in benchmark.labelled(version).questions() if each.answer is not None}
        for version in benchmark.label_versions
    }


def _origins(folder: Path) -> dict[str, dict[str, object]]:
    """What the benchmark's own provenance says, by image id; nothing where it has none."""
    path = folder / PROVENANCE
    if not path.is_file():
        return {}
    found: dict[str, dict[str, object]] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except ValueError as error:
            raise BrokenFile(f"{path}, line {number}: not JSON ({error}). Mend it: licences are told by it.") from error
        if not isinstance(said, dict) or (name := next((said[key] for key in NAMED_BY if key in said), None)) is None:
            raise BrokenFile(f"{path}, line {number}: expected an object with 'image', the image's path below images/.")
        found[str(name).removeprefix("images/")] = said
    return found


def _notices(folder: Path) -> dict[str, bytes]:
    """The files of the benchmark that state licences and give credit."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name.lower().startswith(NOTICES)
    }
