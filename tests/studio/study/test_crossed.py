"""Intervals of answers that several people gave to the same questions."""

import numpy as np
import pytest

from scotoma.studio.study.crossed import crossed_share, worth_of


def crossed(table: list[list[int]]) -> tuple[np.ndarray, list[int], list[int]]:
    """Values, people and things of a table with a row a person."""
    values = np.array(table, np.float64)
    people, things = np.nonzero(np.ones_like(values))
    return values.ravel(), people.tolist(), things.tolist()


def test_the_value_and_the_number_of_answers_are_plain() -> None:
    share = crossed_share(*crossed([[1, 1, 0], [1, 0, 0]]))
    assert share is not None
    assert (share.value, share.n) == (0.5, 6)
    assert share.low < 0.5 < share.high


def test_a_derived_value() -> None:
    # Four things, two people who agree on all: deviations are +-1/2, sums of things +-1, of people 0, of both +-1/2.
    # V(things) = 4 * 1 / 64 * 4/3 = 1/12; V(people) = 0; V(both) = 8 * 1/4 / 64 * 8/7 = 1/28. V(people) - V(both) is
    # below 0 and so left out. p (1 - p) / V = 1/4 * 12 = 3: less than the four things, for the factor G / (G - 1); at
    # 3 degrees of freedom t is 3.1824, and 3 * (1.96 / 3.1824)^2 = 1.1379.
    share = crossed_share(*crossed([[1, 1, 0, 0], [1, 1, 0, 0]]))
    assert share is not None
    assert share.effective == pytest.approx(1.1379, abs=2e-4)


def test_where_all_are_right_the_answers_are_worth_as_many_as_things() -> None:
    share = crossed_share(*crossed([[1] * 20] * 5))
    assert share is not None
    assert (share.value, share.n, share.effective) == (1, 100, 20)
    assert 0.8 < share.low < 0.9


def test_without_answers_there_is_no_share() -> None:
    assert crossed_share(np.zeros(0), [], []) is None


def test_answers_that_have_nothing_in_common_are_worth_nearly_all_of_them() -> None:
    chance = np.random.default_rng(0)
    share = crossed_share(*crossed((chance.random((20, 100)) < 0.7).astype(int).tolist()))
    assert share is not None
    assert 0.7 * share.n < share.effective <= share.n


def test_people_who_differ_widen_the_interval() -> None:
    chance = np.random.default_rng(0)
    alike, unlike = (
        crossed_share(*crossed((chance.random((6, 100)) < np.array(skill)[:, None]).astype(int).tolist()))
        for skill in ([0.7] * 6, [0.45, 0.95, 0.5, 0.9, 0.6, 0.8])
    )
    assert alike is not None
    assert unlike is not None
    assert unlike.effective < alike.effective / 5


def test_an_answer_more_from_part_of_the_people_is_taken() -> None:
    values, people, things = crossed([[1, 0, 1], [1, 1, 0]])
    share = crossed_share(np.append(values, 1.0), [*people, 0], [*things, 3])
    assert share is not None
    assert share.n == 7


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # People and pairs both vary: 200 studies of 5 people and 60 pairs. 0.95 less three standard errors of 0.015 each.
    from scipy.special import ndtr

    chance, held, truth = np.random.default_rng(3), 0, float(ndtr(1.5 / np.sqrt(1 + 0.8**2 + 0.3**2)))
    for _ in range(200):
        latent = (
            1.5 + 0.8 * chance.normal(size=(1, 60)) + 0.3 * chance.normal(size=(5, 1)) + chance.normal(size=(5, 60))
        )
        share = crossed_share(*crossed((latent > 0).astype(int).tolist()))
        assert share is not None
        held += share.low <= truth <= share.high
    assert held / 200 > 0.9


def test_much_data_is_worth_what_its_variance_says() -> None:
    # With very many things and people the factor for few of them goes to 1.
    assert worth_of(0.25, 0.001, 0.0, 10**7, 2) == pytest.approx(250, rel=1e-3)
