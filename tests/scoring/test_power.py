"""Power: against simulation, against the approximation's own formula, and the study's known figures."""

import numpy as np
import pytest

from scotoma.errors import UsageError
from scotoma.scoring import detectable_difference, mcnemar, pairs_needed, power_of_pairs


def test_power_is_the_share_of_simulated_studies_that_find_the_difference() -> None:
    generator = np.random.default_rng(9)
    counts = generator.multinomial(150, [0.2, 0.08, 0.72], 20_000)
    found = (mcnemar(counts[:, 0], counts[:, 1]) <= 0.05).mean()
    assert power_of_pairs(150, 0.28, 0.12) == pytest.approx(float(found), abs=0.01)


def test_without_a_difference_the_power_is_the_false_alarms_which_stay_below_the_level() -> None:
    for pairs in (10, 75, 150):
        assert 0 < power_of_pairs(pairs, 0.3, 0.0) <= 0.05
    assert power_of_pairs(150, 0.0, 0.0) == 0.0


def test_a_hundred_and_fifty_pairs_see_ten_to_fourteen_points() -> None:
    # At a power of 0.8, where models differ on 0.2 to 0.4 of the pairs.
    assert detectable_difference(150, 0.2) == pytest.approx(0.101, abs=0.001)
    assert detectable_difference(150, 0.4) == pytest.approx(0.144, abs=0.001)


@pytest.mark.parametrize(("discordance", "difference"), [(0.2, 0.1), (0.4, 0.14), (0.3, 0.05)])
def test_pairs_needed_and_detectable_difference_undo_each_other(discordance: float, difference: float) -> None:
    pairs = pairs_needed(discordance, difference)
    enough, short = detectable_difference(pairs, discordance), detectable_difference(pairs - 1, discordance)
    assert enough is not None
    assert short is not None
    assert enough <= difference < short
    # Connor's formula is without continuity correction: the exact test has a little less power.
    assert 0.72 <= power_of_pairs(pairs, discordance, difference) <= 0.81


def test_pairs_needed_by_hand() -> None:
    # (1.95996 sqrt(0.2) + 0.84162 sqrt(0.2 - 0.01))^2 / 0.01 = (0.87652 + 0.36685)^2 / 0.01 = 154.6
    assert pairs_needed(0.2, 0.1) == 155


def test_few_pairs_find_nothing() -> None:
    assert detectable_difference(5, 0.1) is None
    assert detectable_difference(150, 0.0) is None


def test_differences_that_cannot_be_are_refused() -> None:
    with pytest.raises(UsageError, match=r"A difference of 0\.3 with 0\.2 of pairs differing cannot be"):
        power_of_pairs(150, 0.2, 0.3)
    with pytest.raises(UsageError, match="The difference is 0: no number of pairs finds it"):
        pairs_needed(0.2, 0.0)
