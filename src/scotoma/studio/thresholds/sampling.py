"""Pairs drawn at random from a region, to be looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from scotoma.errors import UsageError
from scotoma.pairs import iter_pairs
from scotoma.pairs.density import cosines
from scotoma.pairs.rows import open_sides
from scotoma.report.contents import Contents
from scotoma.studio.thresholds.regions import Region

__all__ = ["JOINED_IMAGES", "TRIES", "Drawn", "Sampled", "draw_pairs", "join_region"]

JOINED_IMAGES = 200_000  # the join over so many takes about three seconds on two cores
TRIES = 250_000  # pairs drawn where nothing is counted: two seconds at 768 columns
_CHUNK = 8192


@dataclass(frozen=True, slots=True)
class Drawn:
    """One pair of a sample."""

    i: int
    j: int
    suspect: float
    reference: float


@dataclass(frozen=True, slots=True)
class Sampled:
    """Pairs drawn uniformly and without replacement from a region, in random order.

    `source` is "mined" or "counted" where all `population` pairs of the region were at hand; "drawn" where pairs were
    drawn from all there are and those of the region kept, out of `tried`; then `population` is None.
    """

    region: Region
    seed: int
    pairs: tuple[Drawn, ...]
    source: str
    population: int | None = None
    tried: int = 0


def draw_pairs(
    contents: Contents,
    region: Region,
    count: int,
    seed: int,
    *,
    gather: Callable[[Region], list[np.ndarray]] | None = None,
    tries: int = TRIES,
) -> Sampled:
    """At most `count` pairs of the region; the same ones for the same run, region, count and seed.

    Where the region lies in what was mined, they come from the mined pairs. Where it lies above the density's floor,
    `gather` finds all its pairs, by default `join_region`. Elsewhere pairs are drawn from all pairs of the run, `tries`
    at most, and those in the region are kept: of a region with few pairs, few or none may be found.

    Raises:
        UsageError: the region lies above the floor, outside what was mined, and the run has too many images to join.
    """
    rng = np.random.default_rng(seed)
    certificate, density = contents.certificate, contents.density
    if Region(certificate.above, below=certificate.below).covers(region):
        return _chosen(rng, _mined(contents.pairs, region), region, count, (seed, "mined"))
    if density is not None and region.above >= density.floor:
        _check_joinable(certificate.rows, region)
        columns = join_region(contents, region) if gather is None else gather(region)
        return _chosen(rng, columns, region, count, (seed, "counted"))
    return _rejected(contents, region, count, (seed, tries))


def _check_joinable(images: int, region: Region) -> None:
    if images > JOINED_IMAGES:
        raise UsageError(
            f"The region reaches beyond what was mined, and finding its pairs among those of {images:,} images takes "
            f"too long for a page (at most {JOINED_IMAGES:,} images). Mine it: `scotoma mine --above {region.above:g}"
            f"{'' if region.below is None else f' --below {region.below:g}'}` on the run folder."
        )


def _mined(pairs: Any, region: Region) -> list[np.ndarray]:
    columns = [np.asarray(pairs[name].to_numpy()) for name in ("i", "j", "suspect", "reference")]
    inside = region.holds(columns[2], columns[3])
    return [column[inside] for column in columns]


def join_region(contents: Contents, region: Region) -> list[np.ndarray]:
    """All pairs of the region as columns i, j, suspect, reference, sorted: seconds at 50,000 images, and a minute where
    millions of pairs are as alike as its lower bound."""
    rows = contents.suspect.rows, contents.reference.rows
    parts = []
    for batch in iter_pairs(*rows, above=region.above, below=region.below):
        inside = region.holds(batch.suspect, batch.reference)
        parts.append([column[inside] for column in (batch.i, batch.j, batch.suspect, batch.reference)])
    columns = [np.concatenate(part) for part in zip(*parts, strict=True)] if parts else [np.empty(0)] * 4
    order = np.lexsort((columns[1], columns[0]))  # batches come in no fixed order
    return [column[order] for column in columns]


def _chosen(
    rng: np.random.Generator, columns: list[np.ndarray], region: Region, count: int, how: tuple[int, str]
) -> Sampled:
    seed, source = how
    total = len(columns[0])
    places = rng.choice(total, min(count, total), replace=False)
    return Sampled(region, seed, _as_drawn(*(column[places] for column in columns)), source, total)


def _as_drawn(*columns: np.ndarray) -> tuple[Drawn, ...]:
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(Drawn(int(i), int(j), suspect, reference) for i, j, suspect, reference in rows)


def _rejected(contents: Contents, region: Region, count: int, how: tuple[int, int]) -> Sampled:
    """Draw pairs uniformly from all pairs until enough lie in the region, or so many were tried."""
    seed, tries = how
    rng, found, tried = np.random.default_rng(seed), dict[tuple[int, int], Drawn](), 0
    one, other = open_sides(contents.suspect.rows, contents.reference.rows)
    while len(found) < count and tried < tries and one.count > 1:
        size = min(_CHUNK, tries - tried)
        first = rng.integers(0, one.count, size)
        second = rng.integers(0, one.count - 1, size)
        second += second >= first
        i, j = np.minimum(first, second), np.maximum(first, second)
        suspect = cosines(one, i, j)
        likely = (suspect > region.above) & (suspect <= region.most)
        i, j, suspect = i[likely], j[likely], suspect[likely]
        reference = cosines(other, i, j) if len(i) else np.empty(0)
        inside = region.holds(suspect, reference)
        for pair in _as_drawn(i[inside], j[inside], suspect[inside], reference[inside]):
            found.setdefault((pair.i, pair.j), pair)
        tried += size
    return Sampled(region, seed, tuple(found.values())[:count], "drawn", tried=tried)
