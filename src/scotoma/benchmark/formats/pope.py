"""POPE: is there such a thing in the image? Up to three splits of yes-or-no questions about COCO's images.

    FOLDER/coco_pope_random.json, coco_pope_popular.json, coco_pope_adversarial.json, val2014/

Source: Li et al. 2023, Evaluating Object Hallucination in Large Vision-Language Models, and AoiDragon/POPE.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scotoma.benchmark.formats.coco_images import find_named
from scotoma.benchmark.formats.numbered_pairs import hash_of
from scotoma.benchmark.formats.pictures import sha256_of
from scotoma.benchmark.json_lines import Placed, read_lines
from scotoma.benchmark.questions import Kind, Question, found
from scotoma.errors import BrokenFile, UnknownName

__all__ = ["OPTIONS", "SPLITS", "Line", "PopeBenchmark", "find_splits", "read_pope"]

SPLITS = ("random", "popular", "adversarial")
OPTIONS = ("Yes", "No")
LICENCE = "MIT for the questions; the images are COCO's"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a split's file; fields besides these do not matter."""

    question_id: int | str
    image: str
    text: str
    label: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class PopeBenchmark:
    """POPE's questions by split, in the order of its files; ids are "random/1". `sha256` is over texts, labels, images.

    Variants of the splits circulate (random has 3,000 rows, or 2,910 as LLaVA ships it), in which one id may be another
    question: `version` says how many rows each has, and `joined` finds a question by id and image.
    """

    name: str
    version: str
    sha256: str
    licence: str
    folder: Path
    splits: Mapping[str, tuple[Question, ...]]
    images: Mapping[str, Path]
    missing_images: tuple[str, ...] = ()
    _places: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {each.id: each for each in self.questions()})

    @property
    def kind(self) -> Kind:
        """POPE."""
        return "pope"

    def questions(self) -> tuple[Question, ...]:
        """Every question, split by split."""
        return tuple(question for split in self.splits.values() for question in split)

    def image(self, question_id: str) -> Path:
        """Where the question's image is, or should be.

        Raises:
            UnknownName: there is no such question.
        """
        return self.images[found(self, question_id, self._places).image_id]

    def partner(self, question_id: str) -> None:
        """None: there are no pairs.

        Raises:
            UnknownName: there is no such question.
        """
        found(self, question_id, self._places)

    def joined(self, split: str, question_id: int | str, image: str) -> Question:
        """The question that somebody else's answer is to, by its split, id and image.

        Raises:
            UnknownName: there is no such id, or it is another image's here: the answers are to another variant.
        """
        question = found(self, f"{split}/{question_id}", self._places)
        if question.image_id != image:
            raise UnknownName(
                f"{self.name}: question {question.id} is about {question.image_id}, not {image}. The answers are to "
                f"another variant of the split than this one ({self.version})."
            )
        return question


def find_splits(folder: Path) -> dict[str, list[Path]]:
    """The files of each split in a folder, or in its `coco/`: `coco_pope_random.json` and the like."""
    for at in (folder, folder / "coco"):
        found = {split: sorted(at.glob(f"*pope_{split}.json*")) for split in SPLITS}
        if any(found.values()):
            return {split: paths for split, paths in found.items() if paths}
    return {}


def read_pope(folder: Path) -> PopeBenchmark:
    """The splits of POPE that a folder holds, checked line by line. Images may be missing.

    Raises:
        BrokenFile: a line is not what it should be, an id is there twice in a split, or a split has two files.
    """
    splits, images = dict[str, tuple[Question, ...]](), list[str]()
    for split, paths in find_splits(folder).items():
        if len(paths) > 1:
            raise BrokenFile(
                f"{folder} has {len(paths)} files of the split {split}: {', '.join(path.name for path in paths)}. "
                "Give each set of three a folder of its own."
            )
        lines = read_lines(paths[0], Line)
        splits[split] = _questions(split, lines)
        images += [each.line.image for each in lines]
    places, missing = find_named(folder, images)
    version = ", ".join(f"{split} {len(questions):,}" for split, questions in splits.items())
    content = [[each.id, each.image_id, each.text, each.answer] for of in splits.values() for each in of]
    sha256 = hash_of(["POPE", version, content, {name: sha256_of(path) for name, path in places.items()}])
    return PopeBenchmark("POPE", version, sha256, LICENCE, folder.absolute(), splits, places, missing)


def _questions(split: str, lines: list[Placed[Line]]) -> tuple[Question, ...]:
    seen: dict[str, int] = {}
    for each in lines:
        number, text = str(each.line.question_id), each.line.text.strip()
        if number in seen:
            raise each.wrong(f"question_id {number} is also on line {seen[number]}; ids are unique in a split.")
        if not text or not each.line.image:
            raise each.wrong(f"{'image' if text else 'text'} is empty.")
        seen[number] = each.number
    return tuple(
        Question(
            f"{split}/{each.line.question_id}",
            each.line.image,
            each.line.text.strip(),
            OPTIONS,
            int(each.line.label == "no"),
        )
        for each in lines
    )
