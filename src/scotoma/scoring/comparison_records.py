"""Two models compared on the same pairs, as a record: what `compare` gives and reports show."""

from dataclasses import asdict, dataclass
from typing import Any

from scotoma.scoring.intervals import Estimate

__all__ = ["Comparison"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether `first` gets more pairs right than `second`, on the `pairs` that both were asked.

    Each pair is right for `both`, `only_first`, `only_second` or `neither`. `difference` is the pair accuracy of the
    first less that of the second, `single_difference` the same for single accuracy. `p` is two-sided, by `test`;
    `p_holm` is corrected for all the comparisons made together. `detectable` is the smallest true difference that so
    many pairs find with a power of 80 per cent where the two models disagree as often as here; None where none can be
    found.
    """

    first: str
    second: str
    labels: str
    pairs: int
    both: int
    only_first: int
    only_second: int
    neither: int
    difference: Estimate
    single_difference: Estimate
    test: str
    p: float
    p_holm: float
    detectable: float | None

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON-ready values."""
        return asdict(self)
