"""What a benchmark is: pairs of images, the question asked of each, and what marks them."""

from dataclasses import dataclass
from pathlib import Path

from scotoma.images import Collection
from scotoma.images.located import LocatedImages

__all__ = ["Benchmark", "BenchmarkPair", "Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """One image, a text, the options to choose from, and which is right (an index into `options`)."""

    id: str
    image_id: str
    text: str
    options: tuple[str, ...]
    answer: int


@dataclass(frozen=True, slots=True)
class BenchmarkPair:
    """Two images that differ in one fact, and the question about it asked of each.

    `patterns` are names of `scotoma.patterns`, the one it is counted under first. Captions state the fact that differs,
    and are None where a benchmark has none. Pairs with the same `group` ask one thing of several drawings: they are not
    independent of each other, and intervals take that into account. `note` says what else differs in this pair.
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
        """The name of the pattern that the pair is counted under."""
        return self.patterns[0]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """P pairs, opened and checked. `sha256` is over everything: texts, order of options, licence, and images."""

    name: str
    version: str
    sha256: str
    licence: str
    folder: Path
    pairs: tuple[BenchmarkPair, ...]
    errata: tuple[str, ...] = ()

    @property
    def has_captions(self) -> bool:
        """Whether each image has a caption, so that text and image can be matched."""
        return all(pair.caption_a is not None and pair.caption_b is not None for pair in self.pairs)

    @property
    def groups(self) -> int:
        """How many different things are asked: the pairs less those that ask the same of another drawing."""
        return len({pair.group for pair in self.pairs})

    def pictures(self) -> Collection:
        """Every image of the benchmark once, in the order of the pairs, to embed or to look at.

        Ids are the questions' `image_id`.
        """
        questions = (question for pair in self.pairs for question in (pair.question_a, pair.question_b))
        ids = list(dict.fromkeys(question.image_id for question in questions))
        return LocatedImages(self.name, "list", ids=ids, locations=ids, base=str(self.folder / "images"))
