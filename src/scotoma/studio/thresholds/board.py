"""What the thresholds page keeps at hand of a run: drawings, counts asked for lately, and samples drawn."""

import functools
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scotoma.errors import UsageError
from scotoma.pairs import Count, Density
from scotoma.report.contents import Contents
from scotoma.report.wording import in_words
from scotoma.studio.thresholds.drawing import Picture, draw, views_of
from scotoma.studio.thresholds.regions import Region, corner, count_in
from scotoma.studio.thresholds.sampling import Sampled, draw_pairs, join_region

__all__ = ["Board", "Cell"]

_COUNTS = 4096
_SAMPLES = 32
PATIENCE_S = 3.0  # a page waits so long for a sample before it says that it is coming


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table of counts: its thresholds, its count, and whether it is what was mined."""

    above: float
    below: float
    count: Count
    mined: bool

    @property
    def text(self) -> tuple[str, str]:
        """The count, and its interval where it is an estimate."""
        number, _, interval = in_words(self.count).partition(" [")
        return number, f"[{interval}" if interval else ""


class Board:
    """The thresholds page's memory of one run. Safe to be used from several threads.

    The density's exact cosines lie sorted, so that one count of three million cosines takes about ten milliseconds.
    """

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.count = functools.lru_cache(_COUNTS)(self._count_now)
        self._drawing = functools.lru_cache(_SAMPLES)(self._draw_later)
        self._gather = functools.lru_cache(1)(self._gather_now)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="scotoma-samples")
        self.pictures = functools.lru_cache(1)(self._pictures_now)
        self.table = functools.lru_cache(1)(self._table_now)

    @property
    def density(self) -> Density:
        """The density of all pairs.

        Raises:
            UsageError: it was not measured.
        """
        if self.contents.density is None:
            raise UsageError(
                "The density of all pairs was not measured for these embeddings. Run `scotoma density` on the run "
                "folder, and start the studio again."
            )
        return self.contents.density

    def _count_now(self, region: Region) -> Count:
        return count_in(self.density, region)

    def sample(self, region: Region, count: int, seed: int, *, patience_s: float = PATIENCE_S) -> Sampled | None:
        """The sample as `draw_pairs` gives it; None where its region is still being searched after `patience_s`.

        Raises:
            UsageError: as `draw_pairs`.
        """
        drawing = self._drawing(region, count, seed)
        try:
            return drawing.result(patience_s)
        except TimeoutError:
            return None

    def _draw_later(self, region: Region, count: int, seed: int) -> Future[Sampled]:
        return self._worker.submit(draw_pairs, self.contents, region, count, seed, gather=self._gather)

    def _gather_now(self, region: Region) -> list[np.ndarray]:
        return join_region(self.contents, region)

    def _pictures_now(self) -> list[Picture]:
        views = views_of(self.density, self.contents.certificate.above)
        return [draw(self.density, view) for view in views]

    def _table_now(self) -> list[list[Cell]]:
        """Counts around the thresholds that were mined: a row for each of the suspect's, a column for each other."""
        above, below = self.contents.certificate.above, self.contents.certificate.below
        limit = 1.0 if below is None else below
        rows = _around(above, [1 - (1 - above) * factor for factor in (0.25, 0.5, 1.5, 2, 4)])
        columns = _around(limit, [limit + step for step in (-0.3, -0.2, -0.1, 0.1, 0.2)])
        return [
            [Cell(one, other, self.count(corner(one, other)), (one, other) == (above, limit)) for other in columns]
            for one in rows
        ]


def _around(value: float, others: list[float]) -> list[float]:
    return sorted({value, *(min(1.0, max(-1.0, round(other, 4))) for other in others)})
