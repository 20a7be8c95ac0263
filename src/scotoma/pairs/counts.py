"""What is known of all pairs at once: how many there are above and below any two thresholds."""

import io
import json
import math
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float64

from scotoma.errors import BrokenFile, UsageError
from scotoma.files import whole_file
from scotoma.pairs.rows import check_threshold

__all__ = ["Count", "Density", "load_density", "wilson"]

KIND = "scotoma density"
VERSION = 1
Z_95 = 1.959963984540054  # the standard normal's 97.5 per cent point: intervals are two-sided, 95 per cent
_COLUMNS = ("exact_suspect", "exact_reference", "sampled_suspect", "sampled_reference")


class Count(NamedTuple):
    """How many pairs: the estimate and a 95 per cent interval; all three are equal where the count is exact."""

    estimate: int
    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether every pair was looked at."""
        return self.low == self.high


@dataclass(frozen=True)
class Density:
    """The suspect's and the reference's cosine of all N(N-1)/2 pairs of `images` images.

    Pairs whose suspect cosine exceeds `floor` are all there, the most alike first: E of them, as float64 cosines. The
    others are represented by M pairs drawn uniformly and independently, with replacement, from among them. `facts` says
    what made it.
    """

    images: int
    floor: float
    exact_suspect: Float64[np.ndarray, " E"]
    exact_reference: Float64[np.ndarray, " E"]
    sampled_suspect: Float64[np.ndarray, " M"]
    sampled_reference: Float64[np.ndarray, " M"]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def pairs(self) -> int:
        """N(N-1)/2."""
        return self.images * (self.images - 1) // 2

    @property
    def pairs_sampled_from(self) -> int:
        """How many pairs lie at or below the floor, and are known by the sample only."""
        return self.pairs - len(self.exact_suspect)

    def count(self, above: float, below: float | None = None) -> Count:
        """How many pairs have a suspect cosine above `above` and a reference cosine below `below` (None: any).

        Exact, and equal to the number of pairs mined at these thresholds, if `above` is at least the floor. Otherwise
        the pairs above the floor are counted and the rest estimated from the sample, with Wilson's interval.

        Raises:
            BadThreshold: a threshold that is not a number in [-1, 1].
        """
        check_threshold("above", above)
        check_threshold("below", 1.0 if below is None else below)
        alike = int(np.searchsorted(-self.exact_suspect, -above, side="left"))
        counted = alike if below is None else int((self.exact_reference[:alike] < below).sum())
        if above >= self.floor or not self.pairs_sampled_from:
            return Count(counted, counted, counted)
        hits = self.sampled_suspect > above
        if below is not None:
            hits &= self.sampled_reference < below
        low, high = wilson(int(hits.sum()), len(hits))
        rest = self.pairs_sampled_from
        share = float(hits.mean()) if len(hits) else 0.0
        return Count(counted + round(rest * share), counted + math.floor(rest * low), counted + math.ceil(rest * high))

    def suspect_above(self, share: float) -> float:
        """The suspect cosine that the given share (0..1) of all pairs exceeds.

        To the pair among the exact ones (where cosines are equal, fewer pairs exceed it); the sample's own quantile
        below the floor.

        Raises:
            UsageError: the share is not in 0..1, or there are no pairs.
        """
        _check_share(share, self.pairs)
        rank = min(round(share * self.pairs), self.pairs - 1)
        if rank < len(self.exact_suspect):
            return float(self.exact_suspect[rank])
        if not len(self.sampled_suspect):
            return self.floor
        depth = (rank - len(self.exact_suspect)) / self.pairs_sampled_from
        descending = np.sort(self.sampled_suspect)[::-1]
        return float(descending[min(int(depth * len(descending)), len(descending) - 1)])

    def reference_below(self, share: float, above: float = -1.0) -> float:
        """The reference cosine that the given share (0..1) of the pairs with a suspect cosine above `above` lie below.

        Raises:
            UsageError: the share is not in 0..1, or no pair is known above `above`.
        """
        exact = self.exact_reference[self.exact_suspect > above]
        sampled = self.sampled_reference[self.sampled_suspect > above] if above < self.floor else np.empty(0)
        _check_share(share, len(exact) + len(sampled))
        values = np.concatenate([exact, sampled])
        order = np.argsort(values)
        weights = np.repeat([1.0, self.sample_weight], [len(exact), len(sampled)])[order]
        lies_below = np.cumsum(weights) - weights
        wanted = share * (lies_below[-1] + weights[-1])
        place = int(np.searchsorted(lies_below, wanted - 1e-9 * max(wanted, 1.0), side="left"))
        return float(values[order[min(place, len(values) - 1)]])

    @property
    def sample_weight(self) -> float:
        """How many pairs each sampled one stands for."""
        return self.pairs_sampled_from / max(len(self.sampled_suspect), 1)

    def histogram(
        self, suspect_edges: Float64[np.ndarray, " s"], reference_edges: Float64[np.ndarray, " r"]
    ) -> Float64[np.ndarray, "s-1 r-1"]:
        """Pairs per cell: counted above the floor, estimated below it. Values outside the edges fall in the outermost
        cells, so that the cells sum to all pairs (if any were sampled, or none had to be)."""
        exact = _binned(self.exact_suspect, self.exact_reference, suspect_edges, reference_edges)
        return exact + self.sample_weight * self._sampled_cells(suspect_edges, reference_edges)

    def standard_errors(
        self, suspect_edges: Float64[np.ndarray, " s"], reference_edges: Float64[np.ndarray, " r"]
    ) -> Float64[np.ndarray, "s-1 r-1"]:
        """The standard error of each cell of `histogram`: 0 where all its pairs were counted or none was drawn."""
        share = self._sampled_cells(suspect_edges, reference_edges) / max(len(self.sampled_suspect), 1)
        errors = self.pairs_sampled_from * np.sqrt(share * (1 - share) / max(len(self.sampled_suspect), 1))
        return np.asarray(errors, np.float64)

    def _sampled_cells(
        self, suspect_edges: Float64[np.ndarray, " s"], reference_edges: Float64[np.ndarray, " r"]
    ) -> Float64[np.ndarray, "s-1 r-1"]:
        return _binned(self.sampled_suspect, self.sampled_reference, suspect_edges, reference_edges)

    def save(self, path: Path) -> None:
        """Write it as one .npz file, complete or absent."""
        head = {"kind": KIND, "version": VERSION, "images": self.images, "floor": self.floor, "facts": self.facts}
        text = np.frombuffer(json.dumps(head, allow_nan=True).encode(), np.uint8)
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _COLUMNS}
        with whole_file(path) as file:
            np.savez(file, head=text, **arrays)


def load_density(path: Path) -> Density:
    """The density saved at `path`.

    Raises:
        BrokenFile: it is missing, damaged, or was written by another version.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            head = json.loads(stored["head"].tobytes())
            columns = {name: stored[name] for name in _COLUMNS}
    except FileNotFoundError as error:
        raise BrokenFile(f"{path} is missing. Run `scotoma density` on the run folder to make it.") from error
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise BrokenFile(f"{path} is damaged ({error}). Delete it and run `scotoma density` again.") from error
    if (head.get("kind"), head.get("version")) != (KIND, VERSION):
        raise BrokenFile(
            f"{path} holds {head.get('kind')} (version {head.get('version')}); expected {KIND} (version {VERSION}). "
            "Delete it and run `scotoma density` again."
        )
    return Density(head["images"], head["floor"], facts=head["facts"], **columns)


def wilson(hits: int, drawn: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval for a share of which `hits` of `drawn` independent draws were seen; (0, 1) for no draw.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if not drawn:
        return 0.0, 1.0
    share, spread = hits / drawn, z * z / drawn
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / drawn + spread / (4 * drawn))
    return (0.0 if hits == 0 else centre - half), (1.0 if hits == drawn else centre + half)


def _check_share(share: float, known: int) -> None:
    if not 0.0 <= share <= 1.0:
        raise UsageError(f"The share is {share}; expected a number from 0 to 1.")
    if not known:
        raise UsageError("No pair is known there, so no threshold can be read off. Lower `above`, or add images.")


def _binned(
    suspect: Float64[np.ndarray, " n"],
    reference: Float64[np.ndarray, " n"],
    suspect_edges: Float64[np.ndarray, " s"],
    reference_edges: Float64[np.ndarray, " r"],
) -> Float64[np.ndarray, "s-1 r-1"]:
    columns, rows = len(suspect_edges) - 1, len(reference_edges) - 1
    x = np.clip(np.searchsorted(suspect_edges, suspect, side="right") - 1, 0, columns - 1)
    y = np.clip(np.searchsorted(reference_edges, reference, side="right") - 1, 0, rows - 1)
    return np.bincount(x * rows + y, minlength=columns * rows).reshape(columns, rows).astype(np.float64)
