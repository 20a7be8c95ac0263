"""What can be asked: questions about one image each, in sets of three kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar, runtime_checkable

from scotoma.errors import UnknownName, UnreadableSource

__all__ = ["Kind", "Question", "QuestionSet", "check_images", "found"]

Place = TypeVar("Place")

Kind = Literal["pairs", "pope", "llava-bench"]
"""What a set of questions is made of: pairs; yes-or-no questions about one image each; open questions."""


@dataclass(frozen=True, slots=True)
class Question:
    """One image, a text, the options to choose from, and which is right (an index into `options`).

    An open question has options () and answer None. The sides of a pair that has captions alone have the text "" too.
    """

    id: str
    image_id: str
    text: str
    options: tuple[str, ...]
    answer: int | None


@runtime_checkable
class QuestionSet(Protocol):
    """What a model can be asked: a name, a version, a hash of all of it, and questions about one image each."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def version(self) -> str:
        """Which release, in the words of its makers."""

    @property
    def sha256(self) -> str:
        """The hash over texts, options, labels as published, and the images that are there."""

    @property
    def licence(self) -> str:
        """Under what licence it is."""

    @property
    def kind(self) -> Kind:
        """What it is made of."""

    @property
    def missing_images(self) -> tuple[str, ...]:
        """The ids of images that are not there: without them only the texts can be asked."""

    def questions(self) -> tuple[Question, ...]:
        """Every question, those of a pair one after the other."""

    def image(self, question_id: str) -> Path:
        """Where the question's image is, or should be.

        Raises:
            UnknownName: there is no such question.
        """

    def partner(self, question_id: str) -> Question | None:
        """The other question of the pair, None where there are no pairs.

        Raises:
            UnknownName: there is no such question.
        """


def check_images(asked: QuestionSet) -> None:
    """That every image is there.

    Raises:
        UnreadableSource: some are not; the message names the first.
    """
    if not asked.missing_images:
        return
    first = asked.missing_images[0]
    where = next((f", looked for in {asked.image(each.id).parent}" for each in asked.questions()), "")
    raise UnreadableSource(
        f"{len(asked.missing_images)} images of {asked.name} are not there: the first is {first}{where}. Fetch them; "
        "without them questions can be asked under the control no-image only."
    )


def found(asked: QuestionSet, question_id: str, places: Mapping[str, Place]) -> Place:
    """What `places` has for a question.

    Raises:
        UnknownName: there is no such question.
    """
    if question_id not in places:
        first, last = next(iter(places), None), next(reversed([*places]), None)
        raise UnknownName(f"{asked.name} has no question {question_id!r}; its {len(places)} go from {first} to {last}.")
    return places[question_id]
