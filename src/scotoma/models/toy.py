"""Answerers that look at no image: what a score is worth shows in what they score.

`toy:first` always takes the option shown first, so on pairs with two different answers it scores nothing, and half the
single questions. `toy:alternate` takes the first option for a pair's first question and the second for its second: all
is right on MMVP as published, and nothing once the options are swapped. `toy:coin` throws a coin for each request.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scotoma.errors import UnknownName, UsageError
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import Generated, Prompt, Settings
from scotoma.registry import unknown

__all__ = ["TOYS", "Toy", "ToyModel", "load_toy", "options_shown"]

# How options are marked in the prompts: (a) ..., a. ... or a) at a line's start or after a space. Tried in this order.
MARKS = (r"\(([A-Za-z])\)", r"(?:^|\n)\s*([A-Za-z])[.):] ", r"(?:^|\s)([A-Z])[.):] ")
WRITTEN = ("({})", "{}", "{}")


@dataclass(frozen=True, slots=True)
class Toy:
    """One way to choose: for a prompt and a seed the index among so many options."""

    about: str
    choose: Callable[[Prompt, int, int], int]


def _first(prompt: Prompt, count: int, seed: int) -> int:
    return 0


def _alternate(prompt: Prompt, count: int, seed: int) -> int:
    return (_place(prompt) - 1) % count


def _coin(prompt: Prompt, count: int, seed: int) -> int:
    """By a hash of all that was asked, so that neither the order of requests nor their number changes an answer."""
    digest = hashlib.sha256(f"{seed}\n{prompt.question}\n{prompt.control}\n{prompt.text}".encode())
    for image in prompt.images:
        digest.update(image.tobytes())
    return int.from_bytes(digest.digest()[:8]) % count


TOYS = {
    "first": Toy("the option shown first, always", _first),
    "alternate": Toy("the first option for a pair's first question, the second for its second", _alternate),
    "coin": Toy("a coin for each request; toy:coin?seed=1 throws others", _coin),
}


class ToyModel:
    """An `ImageTextModel` over one way to choose."""

    def __init__(self, name: str, toy: Toy, seed: int) -> None:
        self._name = name
        self._toy = toy
        self._seed = seed

    @property
    def name(self) -> str:
        """The name it was loaded by."""
        return self._name

    @property
    def batch_size(self) -> int:
        """One: there is nothing to gain from more."""
        return 1

    def generate(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        """The chosen option of each prompt, as the prompt marks it; "yes" or "no" where it marks none."""
        return [Generated(self._answer(prompt)) for prompt in prompts]

    def _answer(self, prompt: Prompt) -> str:
        shown = options_shown(prompt.text)
        return shown[self._toy.choose(prompt, len(shown), self._seed)]


def options_shown(text: str) -> list[str]:
    """What can be answered to a prompt: its options' letters as it marks them, "Yes" and "No" where it marks none.

    "What is it? (a) A dog (b) A cat" gives (a) and (b); "A. A dog" and "B. A cat" on lines of their own give A and B.
    """
    for mark, written in zip(MARKS, WRITTEN, strict=True):
        letters = list(dict.fromkeys(re.findall(mark, text)))
        in_order = [letter for number, letter in enumerate(letters) if ord(letter.lower()) == ord("a") + number]
        if len(in_order) > 1:
            return [written.format(letter) for letter in in_order]
    return ["Yes", "No"]


def load_toy(name: str, options: ModelOptions) -> ToyModel:
    """The answerer `toy:NAME`, or `toy:NAME?seed=N`; the options matter to none of them.

    Raises:
        UnknownName: nothing has that name.
        UsageError: what follows the question mark is not a seed.
    """
    stem, mark, asked = name.partition("?")
    if stem not in TOYS:
        raise UnknownName(unknown("model", f"toy:{name}", [f"toy:{each}" for each in TOYS]))
    key, _, seed = asked.partition("=")
    if mark and (key != "seed" or not seed.isdecimal()):
        raise UsageError(f"toy:{name} has {asked!r} after its question mark; expected seed=N, as in toy:coin?seed=1.")
    return ToyModel(f"toy:{name}", TOYS[stem], int(seed or 0))


def _place(prompt: Prompt) -> int:
    """1 for a pair's first question, 2 for its second: by number (1, 2, 3 ...) or side ("dog/a"), else by chance."""
    question = prompt.question or ""
    if question.isdecimal():
        return 2 - int(question) % 2
    side = re.search(r"(?:^|[^A-Za-z])([ab])$", question)
    if side:
        return 1 if side[1] == "a" else 2
    return 1 + zlib.crc32(question.encode()) % 2
