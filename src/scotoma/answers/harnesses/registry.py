"""The harnesses by name."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from scotoma.answers.harnesses.lmms_eval import lmms_eval
from scotoma.answers.harnesses.mmvp_original import without_judge
from scotoma.answers.harnesses.scripts import cambrian, internvl
from scotoma.answers.harnesses.verdicts import HarnessVerdict
from scotoma.answers.harnesses.vlmevalkit import vlmevalkit
from scotoma.errors import UnknownName
from scotoma.registry import unknown

__all__ = ["HARNESSES", "Harness", "grade_as", "open_harness"]

Harness: TypeAlias = Callable[[str, Sequence[str], int], HarnessVerdict]
"""Gives a verdict on a raw answer, the options in the order in which the model saw them, and the index of the key."""

HARNESSES: dict[str, Harness] = {
    "lmms-eval": lmms_eval,
    "vlmevalkit": vlmevalkit,
    "internvl": internvl,
    "cambrian": cambrian,
    "mmvp-original": without_judge,
}


def open_harness(name: str) -> Harness:
    """The harness called `name`.

    Raises:
        UnknownName: no harness has that name; the message gives the nearest one.
    """
    if name not in HARNESSES:
        raise UnknownName(unknown("harness", name, sorted(HARNESSES)))
    return HARNESSES[name]


def grade_as(harness: str, raw: str, options: Sequence[str], key: int) -> HarnessVerdict:
    """What `harness` makes of an answer: its reading, and whether it counts as right.

    Example: `grade_as("internvl", "Answer: B", ["Open", "Closed"], 1)` reads "A" and is wrong.

    Raises:
        UnknownName: no harness has that name.
    """
    return open_harness(harness)(raw, options, key)
