"""What is exported, how, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scotoma.benchmark import Benchmark, BenchmarkPair, Question
from scotoma.benchmark.reading import Head
from scotoma.progress import Advance

__all__ = ["ALL", "NEEDS", "PARTS", "Exported", "Format", "Item", "Need", "Part", "Plan"]

Need = Literal["questions", "captions", "patterns"]
NEEDS: Mapping[Need, str] = {
    "questions": "a question with options and a key for each image",
    "captions": "a caption for each image",
    "patterns": "one of the nine visual patterns for each pair",
}

Part = Literal[
    "texts", "image bytes", "ids", "captions", "patterns", "groups", "vendors", "notes", "both label versions"
]
PARTS: Mapping[Part, str] = {
    "texts": "questions, options in their order, keys",
    "image bytes": "the images' own bytes",
    "ids": "ids of pairs and questions",
    "captions": "captions",
    "patterns": "visual patterns",
    "groups": "which pairs ask one thing",
    "vendors": "whose image it is",
    "notes": "notes",
    "both label versions": "the key as published and as corrected",
}
"""What a benchmark consists of, as far as formats differ in it."""
ALL: Mapping[Part, str] = dict.fromkeys(PARTS, "yes")
"""What a format carries that loses nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """One side of a pair: its question, its image, and `file`, the image's name in the export."""

    pair: BenchmarkPair
    side: Literal["a", "b"]
    question: Question
    caption: str | None
    image: Path
    file: str

    @property
    def letter(self) -> str:
        """The right option's letter, "A" for the first; "" where nothing is asked."""
        return "" if self.question.answer is None else chr(ord("A") + self.question.answer)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a writer is given: the benchmark with the labels asked for, its items in order, and what accompanies them.

    `origins` is what the benchmark itself says of an image's source, by the image's id. `notices` are its files of
    licences and credits. `keys` are those of each version of the labels, by question id; empty where there is one.
    """

    benchmark: Benchmark
    head: Head
    items: tuple[Item, ...]
    origins: Mapping[str, Mapping[str, object]]
    notices: Mapping[str, bytes]
    jpeg: bool = False
    keys: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


Writer = Callable[[Plan, Path, Advance], Mapping[str, str]]
"""Writes into a folder, and gives the id of each image by the name of the file that holds it."""


@dataclass(frozen=True, slots=True)
class Format:
    """A layout that can be written.

    `needs` is what it cannot do without. `carries` has a word or two for each part that is there in some form; a part
    that is missing in it is lost. `use` says how the folder is used, in Markdown. `jpeg`: whether true JPEGs can be
    asked for.
    """

    name: str
    about: str
    needs: tuple[Need, ...]
    carries: Mapping[Part, str]
    use: str
    write: Writer
    jpeg: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and `lost`: what this benchmark has and the format cannot carry."""

    format: str
    folder: Path
    pairs: int
    images: int
    labels: str
    lost: tuple[Part, ...]
