import numpy as np

from scotoma.pairs.preparing import Options, prepare
from scotoma.pairs.tiles import triangle


def test_coordinates_are_chosen_on_rows_the_directions_were_not_fitted_on() -> None:
    # Isotropic rows: on the rows they are fitted on, 48 directions keep twice the variance they keep on any other, so
    # that a choice made there lets a tenth of all pairs through; 64 coordinates let through less than a hundredth.
    rows = np.random.default_rng(0).standard_normal((6000, 768)).astype(np.float32)
    join = prepare(rows, rows, 0.95, None, Options())
    tiles = list(triangle(6000, join.rule.tile))
    left = sum(decided.counts.first_level for decided in join.run(tiles, threads=2))
    assert join.rule.kernel != "blocked"
    assert left < 0.01 * 6000 * 5999 / 2
