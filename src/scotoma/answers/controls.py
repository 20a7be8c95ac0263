"""How a question is put under each control: which options in which order, which text, which images."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scotoma.answers.prompts import prompt_text
from scotoma.answers.records import CONTROLS, Control
from scotoma.benchmark import Question, QuestionSet, check_images
from scotoma.errors import UsageError

__all__ = ["BOTH", "Picture", "Request", "choose_controls", "requests", "right_option"]

BOTH = ("the first image", "the second image")
"""The options under the control `relative`."""

PAIRED: frozenset[Control] = frozenset({"partner", "swapped", "relative"})
BLIND: frozenset[Control] = frozenset({"plain", "no-image", "swapped"})


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to send: the file's bytes, or, where `blank`, a grey image of its size."""

    path: Path
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One question as it is put under one control: a conversation of its own.

    `options` are in the order in which the model sees them; `order` gives for each its index in the question, or, under
    `relative`, the image it stands for: 0 for that of the pair's question a, 1 for that of question b.
    """

    question: str
    control: Control
    prompt: str
    options: tuple[str, ...]
    order: tuple[int, ...]
    pictures: tuple[Picture, ...]


def choose_controls(names: Sequence[str], asked: QuestionSet, *, with_images: bool = True) -> tuple[Control, ...]:
    """The controls called `names`, each once and in the order of `CONTROLS`; "all" is every one that can be had.

    Raises:
        UsageError: a name that is no control's, or a control that these questions do not have.
    """
    wanted = {name for name in names if name != "all"}
    if unknown := sorted(wanted - {*CONTROLS}):
        raise UsageError(f"No control is named {unknown[0]!r}. There are {', '.join(CONTROLS)}, and all.")
    possible = [control for control in CONTROLS if _has(asked, control, with_images)]
    chosen = tuple(control for control in CONTROLS if control in wanted or ("all" in names and control in possible))
    for control in chosen:
        if control not in possible:
            raise UsageError(_why_not(asked, control, possible))
    if not chosen:
        raise UsageError(f"No control was named. There are {', '.join(possible)}, and all.")
    return chosen


def requests(
    asked: QuestionSet, control: Control, preset: str, *, with_images: bool = True, limit: int | None = None
) -> tuple[Request, ...]:
    """Every question of a set as it is put under `control`, in the set's order.

    `limit` takes the first so many, and the second half of a pair that it would cut. Without images every request is
    text alone.

    Raises:
        UnreadableSource: images that must be sent are missing.
        UsageError: a control that these questions do not have, or a limit below 1.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"limit is {limit}; it must be at least 1.")
    if not _has(asked, control, with_images):
        possible = [each for each in CONTROLS if _has(asked, each, with_images)]
        raise UsageError(_why_not(asked, control, possible))
    if with_images and control != "no-image":
        check_images(asked)
    return tuple(
        _request(asked, question, control, preset, with_images) for question in _first(asked, asked.questions(), limit)
    )


def right_option(asked: QuestionSet, question_id: str, control: Control) -> int | None:
    """What an answer's option, put through its `order`, must be to be right; None for an open question.

    That is the question's own answer, but under `relative` the number of its image in the pair: 0 for question a's.
    """
    if control == "relative":
        return _side(asked, question_id)
    return next(each.answer for each in asked.questions() if each.id == question_id)


def _has(asked: QuestionSet, control: Control, with_images: bool) -> bool:
    return (asked.kind == "pairs" or control not in PAIRED) and (with_images or control in BLIND)


def _why_not(asked: QuestionSet, control: Control, possible: Sequence[Control]) -> str:
    if control in PAIRED and asked.kind != "pairs":
        why = f"{asked.name} has no pairs of questions with options"
    else:
        why = "no images are to be sent"
    return f"The control {control} cannot be had: {why}. Its controls are {', '.join(possible)}."


def _first(asked: QuestionSet, questions: tuple[Question, ...], limit: int | None) -> tuple[Question, ...]:
    if limit is None or limit >= len(questions):
        return questions
    cut = limit > 0 and asked.kind == "pairs" and asked.partner(questions[limit - 1].id) == questions[limit]
    return questions[: limit + cut]


def _request(asked: QuestionSet, question: Question, control: Control, preset: str, with_images: bool) -> Request:
    text, options, order = _put(asked, question, control)
    shown = tuple(_pictures(asked, question, control)) if with_images else ()
    return Request(question.id, control, prompt_text(text, options, preset, asked.kind), options, order, shown)


def _put(asked: QuestionSet, question: Question, control: Control) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """The text, the options as they are shown, and what each of them stands for."""
    if control == "relative":
        right = question.options[question.answer or 0]
        text = (
            "There are two images, the first and the second. Of each of them this is asked: "
            f'{question.text} For which image is the answer "{right}"?'
        )
        return text, BOTH, (0, 1)
    order = tuple(range(len(question.options)))
    if control == "swapped":
        order = order[::-1]
    return question.text, tuple(question.options[index] for index in order), order


def _pictures(asked: QuestionSet, question: Question, control: Control) -> Iterator[Picture]:
    own = asked.image(question.id)
    if control == "no-image":
        return
    if control in ("plain", "swapped", "blank"):
        yield Picture(own, blank=control == "blank")
        return
    other = asked.partner(question.id)
    assert other is not None  # `_has` has seen that these are pairs
    both = (own, asked.image(other.id))
    if control == "partner":
        yield Picture(both[1])
    else:
        first = _side(asked, question.id)
        yield from (Picture(both[first]), Picture(both[1 - first]))


def _side(asked: QuestionSet, question_id: str) -> int:
    """0 for the first question of a pair, 1 for the second."""
    other = asked.partner(question_id)
    ids = [each.id for each in asked.questions()]
    return int(other is not None and ids.index(other.id) < ids.index(question_id))
