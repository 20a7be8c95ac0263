"""The desk at which requests are let out: the journal is written, money counted, and the run stopped in good order."""

import math
from collections.abc import Callable

import anyio

from scotoma.answers.asking.journal import Journal
from scotoma.answers.asking.settings import Prices
from scotoma.answers.controls import Request
from scotoma.answers.records import Answer

__all__ = ["HOPELESS", "Budget", "Counter"]

HOPELESS = 10
"""So many failures, and not one answer: the key, the name or the server is wrong, and the rest would fail alike."""


class Budget:
    """What may be spent, in US dollars, and what was spent, by earlier runs too; `exhausted` once a request was
    turned away."""

    def __init__(self, prices: Prices | None = None, max_usd: float = math.inf) -> None:
        self.prices = prices
        self.max_usd = max_usd
        self.spent = 0.0
        self.exhausted = False
        self._paid = 0

    def pay(self, answer: Answer) -> None:
        """Count what an answer cost."""
        if self.prices is not None and answer.input_tokens is not None:
            self.spent += self.prices.cost(answer.input_tokens, answer.output_tokens or 0)
            self._paid += 1

    def allows(self, in_flight: int, expected: float) -> bool:
        """Whether one more request fits beside those in flight, each at the mean cost so far, or else `expected`."""
        each = self.spent / self._paid if self._paid else expected
        return self.spent + (in_flight + 1) * each <= self.max_usd


class Counter:
    """The desk for one model under one control.

    Once `halted` is set nothing is in flight any more and no request will be let out.
    """

    def __init__(
        self, journal: Journal, budget: Budget, *, expected_usd: float = 0.0, arrived: Callable[[int], None]
    ) -> None:
        self.halted = anyio.Event()
        self.failures = list[str]()
        self._journal = journal
        self._budget = budget
        self._expected = expected_usd
        self._arrived = arrived
        self._answers = 0
        self._in_flight = 0

    @property
    def hopeless(self) -> bool:
        """Whether everything failed, and often enough to stop."""
        return not self._answers and len(self.failures) >= HOPELESS

    async def admit(self, request: Request) -> None:
        """Return at once while requests may be made; afterwards never."""
        if not self._budget.allows(self._in_flight, self._expected):
            self._budget.exhausted = True
        if self._budget.exhausted or self.hopeless:
            self._halt()
            await anyio.sleep_forever()
        self._in_flight += 1

    def take(self, answer: Answer) -> None:
        """Write the answer down, count it and pay for it."""
        self._in_flight -= 1
        self._journal.add(answer)
        self._budget.pay(answer)
        self._arrived(1)
        if answer.state == "failed":
            self.failures.append(answer.error or "")
        else:
            self._answers += 1
        if self._budget.exhausted or self.hopeless:
            self._halt()

    def _halt(self) -> None:
        if not self._in_flight:
            self.halted.set()
