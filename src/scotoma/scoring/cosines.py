"""How alike an encoder finds the two images of a pair: cosines by pattern, with or without a text tower."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from scotoma.benchmark import Benchmark
from scotoma.embeddings import embed
from scotoma.encoders.protocol import Encoder
from scotoma.errors import BrokenFile
from scotoma.progress import Progress, silent
from scotoma.scoring.intervals import Share, correlation_within, share_of
from scotoma.scoring.pairs import by_pattern

__all__ = ["Cosines", "PatternCosines", "cosines", "cosines_of", "image_rows"]


@dataclass(frozen=True, slots=True)
class PatternCosines:
    """The image-image cosines of one pattern's pairs: the quartiles, and the share that is `above` the threshold."""

    pattern: str
    groups: int
    lower_quartile: float
    median: float
    upper_quartile: float
    above: Share


@dataclass(frozen=True, slots=True, eq=False)
class Cosines:
    """The cosine of the two images of each of P pairs, by one encoder; the nine patterns first and "all" last."""

    encoder: str
    threshold: float
    values: Float64[np.ndarray, " P"]
    rows: tuple[PatternCosines, ...]

    def as_dict(self) -> dict[str, Any]:
        """The table as plain JSON-ready values, without the cosine of each pair."""
        return {"threshold": self.threshold, "rows": [asdict(row) for row in self.rows]}


def cosines(benchmark: Benchmark, encoder: Encoder, *, above: float = 0.95, progress: Progress = silent) -> Cosines:
    """How alike `encoder` finds the two images of every pair of `benchmark`, by pattern.

    Works for any encoder. A cosine near 1 means that the encoder hardly sees what differs; what is near depends on the
    encoder's own scale, and `above`, the paper's 0.95 by default, is for CLIP ViT-L/14.

    Raises:
        BrokenFile: an image of the benchmark cannot be decoded.
        BadRow: the encoder gives a row of zeros, or one that is not finite.
    """
    return cosines_of(benchmark, encoder.facts.name, *image_rows(benchmark, encoder, progress=progress), above=above)


def image_rows(
    benchmark: Benchmark, encoder: Encoder, *, progress: Progress = silent
) -> tuple[Float64[np.ndarray, "P D"], Float64[np.ndarray, "P D"]]:
    """Unit rows (P, D) of the first images of all pairs, and of the second.

    Raises:
        BrokenFile: an image of the benchmark cannot be decoded.
        BadRow: the encoder gives a row of zeros, or one that is not finite.
    """
    done = embed(benchmark.pictures(), encoder, dtype="float32", progress=progress)
    place = {name: index for index, name in enumerate(done.ids)}
    broken = [image for image in done.images.to_pylist() if image["id"] not in place]
    if broken:
        first = broken[0]
        raise BrokenFile(
            f"{len(broken)} of the images of {benchmark.name} cannot be used; the first is {first['uri']}, "
            f"{first['status']}. Fetch the benchmark again."
        )
    rows = np.asarray(done.rows, np.float64)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return (
        rows[[place[pair.question_a.image_id] for pair in benchmark.pairs]],
        rows[[place[pair.question_b.image_id] for pair in benchmark.pairs]],
    )


def cosines_of(
    benchmark: Benchmark,
    encoder: str,
    rows_a: Float64[np.ndarray, "P D"],
    rows_b: Float64[np.ndarray, "P D"],
    *,
    above: float,
) -> Cosines:
    """The table of `cosines` from rows that are there already."""
    values = (rows_a * rows_b).sum(axis=1)
    groups = [pair.group for pair in benchmark.pairs]
    over = (values > above).astype(np.float64)
    alike = correlation_within(over, groups)
    rows = []
    for pattern, chosen in by_pattern(benchmark):
        lower, median, upper = np.quantile(values[chosen], [0.25, 0.5, 0.75]).tolist()
        within = [groups[index] for index in chosen]
        share = share_of(over[chosen], within, alike)
        rows.append(PatternCosines(pattern, len(set(within)), lower, median, upper, share))
    return Cosines(encoder, above, values, tuple(rows))
