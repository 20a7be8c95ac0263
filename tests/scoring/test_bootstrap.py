"""Bootstrap intervals: against scipy's, and how often they hold the truth."""

import numpy as np
import pytest

from scotoma.scoring import bootstrap, wilson
from scotoma.scoring.bootstrap import draws_of, group_totals


def ratio(totals: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        found: np.ndarray = totals[..., 0] / totals[..., 1]
    return found


def test_the_interval_is_scipys() -> None:
    from scipy.stats import bootstrap as theirs

    generator = np.random.default_rng(10)
    above, below = generator.normal(6, 2, 90), generator.normal(8, 1, 90)
    found = bootstrap(np.stack([above, below], axis=1), ratio, n=90)
    assert found is not None
    ends = theirs(
        (above, below),
        lambda x, y, axis: x.mean(axis) / y.mean(axis),
        paired=True,
        vectorized=True,
        n_resamples=4999,
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert found.value == pytest.approx(above.mean() / below.mean())
    assert [found.low, found.high] == pytest.approx([ends.low, ends.high], abs=0.006)
    assert found.method == "BCa bootstrap over 90 groups, 4999 draws, seed 0"


def test_the_same_seed_gives_the_same_interval_and_another_nearly_so() -> None:
    totals = np.random.default_rng(3).normal(5, 1, (40, 2))
    one, again, other = (bootstrap(totals, ratio, n=40, seed=seed) for seed in (0, 0, 1))
    assert one == again
    assert one is not None
    assert other is not None
    assert one.low != other.low
    assert [one.low, one.high] == pytest.approx([other.low, other.high], abs=0.01)


def test_a_share_has_nearly_wilsons_interval() -> None:
    found = bootstrap(np.stack([np.arange(40) % 3 == 0, np.ones(40)], axis=1).astype(float), ratio, n=40)
    assert found is not None
    assert [found.low, found.high] == pytest.approx(wilson(14 / 40, 40), abs=0.05)


def test_what_is_alike_in_a_group_stays_together() -> None:
    # Ten questions about each of 30 images, all right or all wrong: 300 questions are worth 30.
    right = np.repeat(np.random.default_rng(11).random(30) < 0.5, 10).astype(float)
    rows = np.stack([right, np.ones(300)], axis=1)
    together = bootstrap(group_totals(rows, np.repeat(np.arange(30), 10)), ratio, n=300)
    apart = bootstrap(rows, ratio, n=300)
    assert together is not None
    assert apart is not None
    assert together.high - together.low > 2.5 * (apart.high - apart.low)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    generator = np.random.default_rng(12)
    held = 0
    for _ in range(200):
        counts = generator.poisson([[3.0, 6.0]], (60, 2)).astype(float)
        found = bootstrap(counts, ratio, n=60, draws=999)
        assert found is not None
        held += found.low <= 0.5 <= found.high
    assert held / 200 >= 0.9


def test_what_is_not_defined_has_no_interval_and_what_never_varies_one_without_width() -> None:
    assert bootstrap(np.zeros((5, 2)), ratio, n=5) is None
    always = bootstrap(np.ones((5, 2)), ratio, n=5)
    assert always is not None
    assert (always.value, always.low, always.high) == (1.0, 1.0, 1.0)
    # Draws that leave the only defined group out are left out themselves.
    rare = bootstrap(np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 1.0]]), ratio, n=3)
    assert rare is not None
    assert rare.low <= 2 / 3 <= rare.high


def test_each_draw_takes_as_many_groups_as_there_are() -> None:
    assert set(draws_of(7, 3, 50).sum(axis=1)) == {7.0}
