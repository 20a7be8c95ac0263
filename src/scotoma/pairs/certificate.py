"""What a join examined and by which rules: the record that lets a reader check the word exact."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

__all__ = ["Certificate", "Counts", "Rule"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to pairs, counted as it happened.

    `examined` pairs went through the first sieve, `first_level` were left by it; of these `leader_rejected` were
    dismissed because both images lie close to one leader in the reference; `second_level` were left by the finer
    integers; all of those were decided in float64: `above` of them passed the suspect's threshold, `found` both.
    `above` is a lower bound on the suspect's pairs where `leader_rejected` is not 0.
    """

    tiles: int = 0
    examined: int = 0
    first_level: int = 0
    leader_rejected: int = 0
    second_level: int = 0
    above: int = 0
    found: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Rule:
    """How candidates were sieved.

    `kernel` is the sieve's name, `prefix` its number of coordinates (0: whole rows). `limit` is the first level's
    threshold: the squared integer distance T for an integer kernel, the least float32 product otherwise.
    `rounding` bounds the float32 rounding of a row's coordinates, `code_error` is the largest length of what rounding
    to integers changed in a row, in steps of `scale`. What begins with `second` is the finer integers' (0: none).
    """

    kernel: str
    tile: int
    prefix: int = 0
    limit: float = 0.0
    rounding: float = 0.0
    scale: float = 0.0
    code_error: float = 0.0
    second_prefix: int = 0
    second_limit: int = 0
    second_code_error: float = 0.0
    leaders: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one join examined: N rows of the two widths, strict thresholds, the sieve and its margins, and the counts.

    `counts.examined` is summed tile by tile and equals N(N-1)/2. `inputs` holds a sha256 of each matrix (its shape,
    type and bytes) and of the ids. Equal for an undisturbed and a resumed run, except for `seconds` and `made_by`.
    """

    rows: int
    suspect_width: int
    reference_width: int
    above: float
    below: float | None
    rule: Rule
    inputs: dict[str, str]
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0
    made_by: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Sixteen hexadecimal digits that name inputs, thresholds and sieve."""
        settled = {**asdict(self), "counts": None, "seconds": None, "made_by": None}
        return hashlib.sha256(json.dumps(settled, sort_keys=True).encode()).hexdigest()[:16]

    def complete(self, counts: Counts, seconds: float, made_by: dict[str, Any]) -> "Certificate":
        """The certificate with what the join counted."""
        return replace(self, counts=counts, seconds=seconds, made_by=made_by)

    def as_dict(self) -> dict[str, Any]:
        """The certificate as plain JSON-ready values, with N(N-1)/2 and its equality to the count spelled out."""
        pairs = self.rows * (self.rows - 1) // 2
        note = "lower bound: the leader bound dismissed pairs first" if self.counts.leader_rejected else "exact count"
        return {**asdict(self), "pairs": pairs, "complete": pairs == self.counts.examined, "above_is": note}

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> "Certificate":
        """The certificate that `as_dict` wrote."""
        kept = {f.name: content[f.name] for f in fields(cls)}
        return cls(**{**kept, "rule": Rule(**kept["rule"]), "counts": Counts(**kept["counts"])})
