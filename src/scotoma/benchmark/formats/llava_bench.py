"""LLaVA-Bench: open questions about images, with reference answers that a text-only model gave from descriptions.

    COCO          qa90_questions.jsonl, qa90_gpt4_answer.jsonl, caps_boxes_coco2014_val_80.jsonl, rule.json, val2014/
    In-the-Wild   questions.jsonl, answers_gpt4.jsonl, context.jsonl, images/, and LLaVA's rule.json if it is put there

Source: Liu et al. 2023, Visual Instruction Tuning, and haotian-liu/LLaVA.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

from scotoma.benchmark.formats.coco_images import find_named
from scotoma.benchmark.formats.numbered_pairs import hash_of
from scotoma.benchmark.formats.pictures import sha256_of
from scotoma.benchmark.json_lines import Placed, read_lines, shaped
from scotoma.benchmark.questions import Kind, Question, found
from scotoma.errors import BrokenFile, UnreadableSource

__all__ = [
    "CATEGORIES",
    "LAYOUTS",
    "Category",
    "Layout",
    "LlavaBench",
    "OpenQuestion",
    "Rule",
    "find_llava_bench",
    "read_llava_bench",
]


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of one of the two layouts; `rule` comes before a category's name in rule.json."""

    name: str
    questions: str
    answers: str
    contexts: str
    rule: str
    licence: str


LAYOUTS = (
    Layout(
        "LLaVA-Bench (COCO)",
        "qa90_questions.jsonl",
        "qa90_gpt4_answer.jsonl",
        "caps_boxes_coco2014_val_80.jsonl",
        "",
        "Apache-2.0; the images are COCO's, the reference answers GPT-4's",
    ),
    Layout(
        "LLaVA-Bench (In-the-Wild)",
        "questions.jsonl",
        "answers_gpt4.jsonl",
        "context.jsonl",
        "llava_bench_",
        "not stated for the images; the reference answers are GPT-4's",
    ),
)


Category = Literal["conv", "detail", "complex"]
CATEGORIES: tuple[Category, ...] = get_args(Category)


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the questions."""

    question_id: int | str
    image: str
    text: str
    category: Category


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the reference answers."""

    question_id: int | str
    text: str
    category: str | None = None


Numbered = TypeVar("Numbered", Asked, Answered)


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in an image, and where: left, top, right, bottom as shares of the image's sides."""

    category: str
    bbox: list[float]


@dataclass(frozen=True, slots=True)
class Described:
    """One line of the contexts: `captions` and `instances` (COCO), or `caption` (in the wild)."""

    image: str
    captions: list[str] = field(default_factory=list)
    instances: list[Box] = field(default_factory=list)
    caption: str | list[str] = ""

    def text(self) -> str:
        """What the judge is told of the image: captions a line each, then a line a box."""
        if not self.captions:
            return self.caption if isinstance(self.caption, str) else "\n".join(self.caption)
        boxes = "\n".join(f"{box.category}: {box.bbox}" for box in self.instances)
        return "\n".join(self.captions) + f"\n\n{boxes}"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a judge is asked to compare two answers: what each assistant is called, and the task."""

    role: str
    prompt: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without options: its category, the reference answer, and the image in words for a judge that cannot
    see it."""

    question: Question
    category: Category
    reference: str
    context: str


@dataclass(frozen=True, slots=True)
class LlavaBench:
    """LLaVA-Bench, checked. `rules` are by category, and empty where the folder has no rule.json."""

    name: str
    version: str
    sha256: str
    licence: str
    folder: Path
    items: tuple[OpenQuestion, ...]
    rules: Mapping[str, Rule]
    images: Mapping[str, Path]
    missing_images: tuple[str, ...] = ()
    _places: Mapping[str, OpenQuestion] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {each.question.id: each for each in self.items})

    @property
    def kind(self) -> Kind:
        """LLaVA-Bench."""
        return "llava-bench"

    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the file."""
        return tuple(each.question for each in self.items)

    def item(self, question_id: str) -> OpenQuestion:
        """A question with its category, reference and context.

        Raises:
            UnknownName: there is no such question.
        """
        return found(self, question_id, self._places)

    def image(self, question_id: str) -> Path:
        """Where the question's image is, or should be.

        Raises:
            UnknownName: there is no such question.
        """
        return self.images[self.item(question_id).question.image_id]

    def partner(self, question_id: str) -> None:
        """None: there are no pairs.

        Raises:
            UnknownName: there is no such question.
        """
        self.item(question_id)


def find_llava_bench(folder: Path) -> Layout | None:
    """Which of the two layouts a folder has, told by its questions and any other of its files."""
    for layout in LAYOUTS:
        others = (layout.answers, layout.contexts)
        if (folder / layout.questions).is_file() and any((folder / name).is_file() for name in others):
            return layout
    return None


def read_llava_bench(folder: Path, layout: Layout) -> LlavaBench:
    """LLaVA-Bench as it lies in a folder, checked: every question has its reference and its image's description.

    Images may be missing.

    Raises:
        UnreadableSource: the file of answers or contexts is missing.
        BrokenFile: a line is not what it should be, or one that belongs to it is missing.
    """
    for name in (layout.answers, layout.contexts):
        if not (folder / name).is_file():
            raise UnreadableSource(f"{folder} has {layout.questions}, as {layout.name} does, but no {name}.")
    asked = read_lines(folder / layout.questions, Asked)
    answers = _by_id(read_lines(folder / layout.answers, Answered))
    contexts = {each.line.image: each.line for each in read_lines(folder / layout.contexts, Described)}
    _by_id(asked)
    items = tuple(_item(each, answers, contexts, layout) for each in asked)
    rules = _rules(folder / "rule.json", layout) if (folder / "rule.json").is_file() else {}
    images, missing = find_named(folder, [each.line.image for each in asked])
    content = [layout.name, [asdict(each) for each in items], {name: asdict(rule) for name, rule in rules.items()}]
    sha256 = hash_of([content, {name: sha256_of(path) for name, path in images.items()}])
    version = f"{len(items)} questions"
    return LlavaBench(
        layout.name, version, sha256, layout.licence, folder.absolute(), items, rules, images, missing_images=missing
    )


def _by_id(lines: Sequence[Placed[Numbered]]) -> dict[str, Placed[Numbered]]:
    found: dict[str, Placed[Numbered]] = {}
    for each in lines:
        number = str(each.line.question_id)
        if number in found:
            raise each.wrong(f"question_id {number} is also on line {found[number].number}; ids are unique.")
        if not each.line.text.strip():
            raise each.wrong("text is empty.")
        found[number] = each
    return found


def _item(
    asked: Placed[Asked], answers: Mapping[str, Placed[Answered]], contexts: Mapping[str, Described], layout: Layout
) -> OpenQuestion:
    line, number = asked.line, str(asked.line.question_id)
    if (answer := answers.get(number)) is None:
        raise asked.wrong(f"question_id {number} has no reference answer in {layout.answers}.")
    if answer.line.category not in {None, line.category, f"llava_bench_{line.category}"}:
        raise answer.wrong(f"category is {answer.line.category!r}; question {number} is of {line.category!r}.")
    if (context := contexts.get(line.image)) is None:
        raise asked.wrong(f"image {line.image!r} has no description in {layout.contexts}.")
    question = Question(number, line.image, line.text.strip(), (), None)
    return OpenQuestion(question, line.category, answer.line.text, context.text())


def _rules(path: Path, layout: Layout) -> dict[str, Rule]:
    from pydantic import TypeAdapter

    listed = shaped(TypeAdapter(dict[str, Rule]), path.read_bytes(), str(path))
    lacking = [name for name in CATEGORIES if f"{layout.rule}{name}" not in listed]
    if lacking:
        raise BrokenFile(f"{path} has no rule {layout.rule}{lacking[0]}; {layout.name} needs one for each category.")
    return {name: listed[f"{layout.rule}{name}"] for name in CATEGORIES}
