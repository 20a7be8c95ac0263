"""Attention checks: questions without a picture that whoever reads them gets right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scotoma.errors import UsageError

__all__ = ["CHECKS", "Check", "checks_from", "choose_checks"]


@dataclass(frozen=True, slots=True)
class Check:
    """A text, two options, and which of them is right (an index into `options`)."""

    id: str
    text: str
    options: tuple[str, str]
    answer: int

    def as_row(self) -> dict[str, Any]:
        """The check as the table of studies keeps it."""
        return {**asdict(self), "options": list(self.options)}


CHECKS = (
    Check("check-1", "There is no picture here. Please choose the word “river”.", ("river", "candle"), 0),
    Check("check-2", "There is no picture here. Which of these is a number?", ("Tuesday", "seventeen"), 1),
    Check("check-3", "There is no picture here. Which of the two has wheels?", ("a bicycle", "a pillow"), 0),
    Check("check-4", "There is no picture here. Please do not choose “yes”.", ("yes", "no"), 1),
    Check("check-5", "There is no picture here. Which comes first in the alphabet?", ("B", "K"), 0),
    Check("check-6", "There is no picture here. Which is colder?", ("fire", "ice"), 1),
    Check("check-7", "There is no picture here. How many legs has a cat?", ("four", "nine"), 0),
    Check("check-8", "There is no picture here. Please choose the longer word.", ("at", "afternoon"), 1),
)
"""Those there are; each says that it has no picture, so that nobody waits for one."""


def choose_checks(number: int) -> tuple[Check, ...]:
    """The first so many of `CHECKS`; the right option stands first in half of them.

    Raises:
        UsageError: there are not so many.
    """
    if not 0 <= number <= len(CHECKS):
        raise UsageError(
            f"{number} attention checks were asked for; there are {len(CHECKS)}. Choose 0 to {len(CHECKS)}."
        )
    return CHECKS[:number]


def checks_from(rows: Sequence[dict[str, Any]]) -> dict[str, Check]:
    """The checks of a study by id, from what `as_row` wrote."""
    found = (Check(row["id"], row["text"], (row["options"][0], row["options"][1]), row["answer"]) for row in rows)
    return {check.id: check for check in found}
