"""Pairs of images that differ in one fact, the question asked of each, and the labels known to be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from scotoma.benchmark.questions import Kind, Question, check_images, found
from scotoma.errors import UsageError
from scotoma.images import Collection
from scotoma.images.located import LocatedImages

__all__ = ["UNSORTED", "Benchmark", "BenchmarkPair", "Erratum", "Labels"]

UNSORTED = "unsorted"

Labels = Literal["original", "corrected"]
"""Which key: as published, or with its known errors mended."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A label known to be wrong: which pair, question and image file; the old key and the new, as indexes into the
    question's options; and who found it where."""

    pair: str
    question: str
    image: str
    old: int
    new: int
    source: str


@dataclass(frozen=True, slots=True)
class BenchmarkPair:
    """Two images that differ in one fact, and the question about it asked of each.

    `patterns` are names of `scotoma.patterns`, the one it is counted under first; () where nobody has said. Captions
    state the fact that differs, and are None where a benchmark has none. Pairs with the same `group` ask one thing of
    several drawings: they are not independent of each other, and intervals take that into account. `note` says what
    else differs in this pair.
    """

    id: str
    patterns: tuple[str, ...]
    question_a: Question
    question_b: Question
    image_a: Path
    image_b: Path
    caption_a: str | None
    caption_b: str | None
    group: str
    vendor: str | None = None
    note: str | None = None

    @property
    def pattern(self) -> str:
        """The name of the pattern that the pair is counted under, "unsorted" where it has none."""
        return self.patterns[0] if self.patterns else UNSORTED

    @property
    def questions(self) -> tuple[Question, Question]:
        """Question a, question b."""
        return self.question_a, self.question_b


@dataclass(frozen=True, slots=True)
class Benchmark:
    """P pairs, opened and checked. `sha256` is over everything: texts, order of options, licence, and images.

    It is the same for both versions of the labels. `labels` says which are in the pairs, `errata` what is known to be
    wrong in the published ones, `mended` in words what earlier releases had wrong. `missing_images` are the ids of
    images that are not there. `patterns_from` names the table that says which pattern a pair is of, where that is not
    the benchmark's own word.
    """

    name: str
    version: str
    sha256: str
    licence: str
    folder: Path
    pairs: tuple[BenchmarkPair, ...]
    errata: tuple[Erratum, ...] = ()
    mended: tuple[str, ...] = ()
    labels: Labels = "original"
    missing_images: tuple[str, ...] = ()
    patterns_from: str | None = None
    _places: Mapping[str, tuple[BenchmarkPair, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {side.id: (pair, number) for pair in self.pairs for number, side in enumerate(pair.questions)}
        object.__setattr__(self, "_places", places)

    @property
    def kind(self) -> Kind:
        """Pairs."""
        return "pairs"

    @property
    def has_captions(self) -> bool:
        """Whether each image has a caption, so that text and image can be matched."""
        return all(pair.caption_a is not None and pair.caption_b is not None for pair in self.pairs)

    @property
    def groups(self) -> int:
        """How many different things are asked: the pairs less those that ask the same of another drawing."""
        return len({pair.group for pair in self.pairs})

    @property
    def label_versions(self) -> tuple[Labels, ...]:
        """("original",), or both versions where labels are known to be wrong."""
        return ("original", "corrected") if self.errata else ("original",)

    def labelled(self, version: Labels) -> "Benchmark":
        """The same questions with the labels as published, or with the known errors mended.

        Raises:
            UsageError: "corrected" is asked of a benchmark without known errors.
        """
        if version not in self.label_versions:
            raise UsageError(f"{self.name} has no {version} labels: no errors in it are known. Use 'original'.")
        keys = {each.question: each.new if version == "corrected" else each.old for each in self.errata}
        pairs = tuple(
            replace(pair, question_a=_keyed(pair.question_a, keys), question_b=_keyed(pair.question_b, keys))
            for pair in self.pairs
        )
        return replace(self, pairs=pairs, labels=version)

    def questions(self) -> tuple[Question, ...]:
        """The questions in the order of the pairs: a, b, a, b; none where the pairs have captions alone."""
        return tuple(question for pair in self.pairs for question in pair.questions if question.text)

    def image(self, question_id: str) -> Path:
        """Where the question's image is, or should be.

        Raises:
            UnknownName: there is no such question.
        """
        pair, side = found(self, question_id, self._places)
        return (pair.image_a, pair.image_b)[side]

    def partner(self, question_id: str) -> Question:
        """The other question of the pair.

        Raises:
            UnknownName: there is no such question.
        """
        pair, side = found(self, question_id, self._places)
        return pair.questions[1 - side]

    def pictures(self) -> Collection:
        """Every image of the benchmark once, in the order of the pairs, to embed or to look at.

        Ids are the questions' `image_id`.

        Raises:
            UnreadableSource: images are missing.
        """
        check_images(self)
        places = {question.image_id: str(self.image(question.id)) for pair in self.pairs for question in pair.questions}
        return LocatedImages(self.name, "list", ids=list(places), locations=list(places.values()))


def _keyed(question: Question, keys: Mapping[str, int]) -> Question:
    return replace(question, answer=keys.get(question.id, question.answer))
