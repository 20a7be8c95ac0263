"""What the thresholds page keeps at hand of a run: drawings, counts asked for lately, and samples drawn."""

import functools
from dataclasses import dataclass

from scotoma.errors import UsageError
from scotoma.pairs import Count, Density
from scotoma.report.contents import Contents
from scotoma.report.wording import in_words
from scotoma.studio.thresholds.drawing import Picture, draw, views_of
from scotoma.studio.thresholds.regions import Region, corner, count_in
from scotoma.studio.thresholds.sampling import Sampled, draw_pairs

__all__ = ["Board", "Cell"]

_COUNTS = 4096
_SAMPLES = 32


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
        self.sample = functools.lru_cache(_SAMPLES)(self._sample_now)
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

    def _sample_now(self, region: Region, count: int, seed: int) -> Sampled:
        return draw_pairs(self.contents, region, count, seed)

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
