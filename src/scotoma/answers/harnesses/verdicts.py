"""What a harness makes of one answer."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["HarnessVerdict", "Outcome", "read_as"]

Outcome = Literal["right", "wrong", "missed", "not gradable"]


@dataclass(frozen=True, slots=True)
class HarnessVerdict:
    """`reading` is what the harness takes the answer to be, a letter or as much of the text as it keeps; "" for none.

    `outcome` is "right" where the harness counts the answer as right; "wrong" where it read another option; "missed"
    where it read none, which every harness counts as wrong; "not gradable" where its rule needs a judge and none is
    there.
    """

    reading: str
    outcome: Outcome

    @property
    def right(self) -> bool | None:
        """Whether the harness counts the answer as right; None where it cannot say."""
        return None if self.outcome == "not gradable" else self.outcome == "right"


def read_as(letter: str, key: int, options: int) -> HarnessVerdict:
    """The verdict on a letter that was read, "" for none, where the option `key` of so many is right."""
    place = ord(letter.upper()) - ord("A") if len(letter) == 1 else -1
    if place == key:
        return HarnessVerdict(letter.upper(), "right")
    return HarnessVerdict(letter.upper(), "wrong" if 0 <= place < options else "missed")
