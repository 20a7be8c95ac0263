"""The order in which questions come, and of their options."""

import itertools

import pytest

from scotoma.studio.review.order import next_task, shown_options, tasks_of

PAIRS = [(f"{i}-{i + 50}", 1) for i in range(30)]


def walk(person: str, pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The questions in the order in which this person is asked."""
    tasks, seen = tasks_of(person, pairs), list[tuple[str, int]]()
    while (task := next_task(tasks, seen, seen[-1][0] if seen else None)) is not None:
        seen.append((task.pair, task.side))
    return seen


@pytest.mark.parametrize("pairs", [PAIRS, PAIRS[:3], PAIRS[:2]])
def test_every_question_comes_once_and_never_right_after_the_other_of_its_pair(pairs: list[tuple[str, int]]) -> None:
    for person in ("Rob", "Zoë", "Ida"):
        seen = walk(person, pairs)
        assert sorted(seen) == sorted((pair, side) for pair, _ in pairs for side in (0, 1))
        assert all(one != other for (one, _), (other, _) in itertools.pairwise(seen))


def test_half_the_questions_lie_between_the_two_of_a_pair_on_average() -> None:
    seen = [pair for pair, _ in walk("Rob", PAIRS)]
    gaps = [len(seen) - 1 - seen[::-1].index(pair) - seen.index(pair) for pair, _ in PAIRS]
    assert sum(gaps) / len(gaps) > len(PAIRS) * 0.8
    assert min(gaps) > 1


def test_a_single_pair_is_asked_all_the_same() -> None:
    assert sorted(walk("Rob", PAIRS[:1])) == [("0-50", 0), ("0-50", 1)]


def test_people_are_asked_in_different_orders_and_each_in_the_same_again() -> None:
    assert walk("Rob", PAIRS) == walk("Rob", PAIRS[::-1])
    assert walk("Rob", PAIRS) != walk("Ida", PAIRS)


def test_a_pair_more_leaves_the_others_in_their_order() -> None:
    fewer, more = tasks_of("Rob", PAIRS[:20]), tasks_of("Rob", PAIRS)
    kept = {pair for pair, _ in PAIRS[:20]}
    assert [task for task in more if task.pair in kept] == fewer


def test_side_a_comes_first_in_about_half_of_the_pairs() -> None:
    first = tasks_of("Rob", [(f"{i}-{i + 500}", 1) for i in range(400)])[:400]
    assert 160 < sum(task.side for task in first) < 240  # 4 standard deviations


def test_options_stand_in_both_orders_and_the_same_each_time() -> None:
    orders = [shown_options("Rob", f"{i}-{i + 500}") for i in range(400)]
    assert set(orders) == {(0, 1), (1, 0)}
    assert 160 < orders.count((1, 0)) < 240
    assert orders == [shown_options("Rob", f"{i}-{i + 500}") for i in range(400)]


def test_a_token_says_nothing_and_is_another_for_another_revision() -> None:
    (task, *_), (again, *_) = tasks_of("Rob", [("3-7", 1)]), tasks_of("Rob", [("3-7", 2)])
    assert task.token != again.token
    assert "3" not in task.token or "3-7" not in task.token
    assert len(task.token) == 24
