"""The planner: what a study will be able to tell."""

import numpy as np
import pytest

from scotoma.errors import UsageError
from scotoma.scoring import detectable_difference
from scotoma.studio.study.crossed import crossed_share
from scotoma.studio.study.planning import Expected, plan_study


def test_the_papers_study_tells_pair_accuracy_to_five_points() -> None:
    planned = plan_study(150, 4)
    assert planned.half_width == pytest.approx(0.0486, abs=0.0002)
    assert planned.effective < 600


def test_the_difference_found_is_that_of_a_paired_test_for_any_number_of_people() -> None:
    for people in (1, 4, 20):
        assert plan_study(150, people).difference == detectable_difference(150, 0.3, power=0.8)


def test_more_pairs_and_more_people_never_widen_the_interval() -> None:
    by_pairs = [plan_study(pairs, 4).half_width for pairs in (10, 30, 100, 300)]
    by_people = [plan_study(150, people).half_width for people in (2, 4, 8, 16)]
    assert by_pairs == sorted(by_pairs, reverse=True)
    assert by_people == sorted(by_people, reverse=True)


def test_where_pairs_alone_decide_more_people_tell_nothing_more() -> None:
    given = Expected(alike=1.0, spread=0.0)
    assert plan_study(100, 2, given).effective == pytest.approx(plan_study(100, 50, given).effective)


def test_the_plan_foretells_the_interval_that_results_have() -> None:
    # Each pair is easy or hard (right with 0.99 or 0.3), a quarter of them hard, and nobody is better than others:
    # accuracy 0.8175; the variance between pairs is 0.69^2 * 3/16 = 0.0893 of 0.1492: alike 0.598.
    chance, widths = np.random.default_rng(0), list[float]()
    for _ in range(60):
        easy = np.where(chance.random(100) < 0.75, 0.99, 0.3)
        values = (chance.random((6, 100)) < easy).astype(np.float64)
        people, things = np.nonzero(np.ones_like(values))
        share = crossed_share(values.ravel(), people.tolist(), things.tolist())
        assert share is not None
        widths.append((share.high - share.low) / 2)
    planned = plan_study(100, 6, Expected(accuracy=0.8175, alike=0.598, spread=0.0))
    assert planned.half_width == pytest.approx(np.mean(widths), rel=0.1)


def test_too_few_discordant_pairs_find_no_difference() -> None:
    assert plan_study(5, 4, Expected(discordance=0.01)).difference is None


@pytest.mark.parametrize(
    ("pairs", "people", "given", "power", "message"),
    [
        (0, 4, Expected(), 0.8, "0 pairs and 4 participants were planned; expected at least 1 of each"),
        (10, 0, Expected(), 0.8, "10 pairs and 0 participants"),
        (10, 4, Expected(accuracy=95.0), 0.8, "accuracy is 95; expected a share from 0 to 1"),
        (10, 4, Expected(alike=float("nan")), 0.8, "alike is nan"),
        (10, 4, Expected(), 1.0, "power is 1; expected from 0.5 to below 1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(pairs: int, people: int, given: Expected, power: float, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        plan_study(pairs, people, given, power=power)


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_an_accuracy_at_the_end_has_a_plan_too(accuracy: float) -> None:
    assert 0 < plan_study(100, 4, Expected(accuracy=accuracy)).half_width < 0.05
