"""Each participant's order: nobody sees both images of a pair one after the other."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from scotoma.benchmark import Benchmark, BenchmarkPair, Question, open_benchmark
from scotoma.errors import UsageError
from scotoma.studio.study.order import Item, as_rows, from_rows, study_order
from tests.scoring.answered import make_benchmark


def sharing(images: list[tuple[int, int]]) -> Benchmark:
    """Pairs of these images, of which some may be in several pairs."""
    pairs = []
    for number, (a, b) in enumerate(images):
        one, other = (
            Question(f"{number}{side}", f"{image}.png", "Open?", ("yes", "no"), answer)
            for side, image, answer in (("a", a, 0), ("b", b, 1))
        )
        files = Path(one.image_id), Path(other.image_id)
        pairs.append(BenchmarkPair(str(number), (), one, other, *files, None, None, str(number)))
    return Benchmark("shared", "1", "0" * 64, "CC0-1.0", Path(), tuple(pairs))


def check_apart(benchmark: Benchmark, items: tuple[Item, ...]) -> None:
    questions = {question.id: question for question in benchmark.questions()}
    together = {frozenset(side.image_id for side in pair.questions) for pair in benchmark.pairs}
    asked = [item.id for item in items if not item.is_check]
    assert sorted(asked) == sorted(questions)
    for earlier, later in pairwise(asked):
        images = frozenset((questions[earlier].image_id, questions[later].image_id))
        assert len(images) == 2
        assert images not in together
        assert benchmark.partner(earlier).id != later


@settings(deadline=None)
@given(st.integers(2, 40), st.integers(0, 3), st.integers(0, 2**31), st.integers(1, 1000))
def test_both_images_of_a_pair_are_never_neighbours(pairs: int, checks: int, seed: int, participant: int) -> None:
    benchmark = make_benchmark(pairs)
    items = study_order(benchmark, [f"c{n}" for n in range(checks)], seed=seed, participant=participant)
    check_apart(benchmark, items)
    assert sorted(item.id for item in items if item.is_check) == [f"c{n}" for n in range(checks)]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] != pair[1]), min_size=2),
    st.integers(0, 100),
)
def test_images_shared_between_pairs_are_kept_apart_or_refused(images: list[tuple[int, int]], seed: int) -> None:
    benchmark = sharing(images)
    try:
        items = study_order(benchmark, [], seed=seed, participant=1)
    except UsageError:
        event("no order")
    else:
        check_apart(benchmark, items)


def test_the_emoji_benchmark_has_an_order() -> None:
    benchmark = open_benchmark("emoji")
    check_apart(benchmark, study_order(benchmark, ["c"], seed=0, participant=1))


def test_every_possible_order_of_two_pairs_is_taken() -> None:
    # Of 24 orders of a A b B, those without a neighbouring a A or b B are the 8 that alternate between the pairs.
    benchmark = make_benchmark(2)
    orders = Counter(
        tuple(item.id for item in study_order(benchmark, [], seed=seed, participant=1)) for seed in range(400)
    )
    assert len(orders) == 8
    assert min(orders.values()) > 20  # 50 each on average


def test_one_pair_cannot_be_kept_apart() -> None:
    with pytest.raises(UsageError, match=r"No order of the 2 questions of doors .* at least two pairs"):
        study_order(make_benchmark(1), [], seed=0, participant=1)


def test_where_every_pair_has_the_same_two_images_there_is_no_order() -> None:
    with pytest.raises(UsageError, match="No order of the 6 questions"):
        study_order(sharing([(1, 2)] * 3), [], seed=0, participant=1)


def test_an_order_that_shuffling_does_not_find_is_searched() -> None:
    # Two images with six questions each may only stand apart by the twelve questions of other pairs: no shuffle of 26
    # questions is like that.
    images = [(1, 2)] * 6 + [(10 + 2 * n, 11 + 2 * n) for n in range(7)]
    benchmark = sharing(images)
    check_apart(benchmark, study_order(benchmark, [], seed=0, participant=1))


def test_options_are_swapped_in_half_of_the_questions_of_each_answer() -> None:
    benchmark = make_benchmark(75)
    answers = {question.id: question.answer for question in benchmark.questions()}
    for participant in range(1, 6):
        items = study_order(benchmark, [], seed=0, participant=participant)
        right_first = sum((answers[item.id] == 0) != item.swapped for item in items)
        assert abs(right_first - 75) <= 1
        for answer in (0, 1):
            swapped = [item.swapped for item in items if answers[item.id] == answer]
            assert sum(swapped) in (37, 38)


def test_the_order_is_the_seeds_and_the_participants() -> None:
    benchmark = make_benchmark(20)
    one = study_order(benchmark, ["c"], seed=1, participant=1)
    assert study_order(benchmark, ["c"], seed=1, participant=1) == one
    assert study_order(benchmark, ["c"], seed=2, participant=1) != one
    assert study_order(benchmark, ["c"], seed=1, participant=2) != one


def test_attention_checks_stand_between_questions_one_at_a_time() -> None:
    for seed in range(50):
        items = study_order(make_benchmark(2), ["c", "d", "e"], seed=seed, participant=1)
        assert [item.is_check for item in items] == [False, True, False, True, False, True, False]


def test_more_checks_than_gaps_are_refused() -> None:
    with pytest.raises(UsageError, match="4 attention checks do not fit between 4 questions; at most 3 do"):
        study_order(make_benchmark(2), ["c", "d", "e", "f"], seed=0, participant=1)


def test_captions_alone_cannot_be_asked() -> None:
    benchmark = sharing([(1, 2), (3, 4)])
    pairs = tuple(
        replace(
            pair,
            question_a=replace(pair.question_a, text="", options=(), answer=None),
            question_b=replace(pair.question_b, text="", options=(), answer=None),
        )
        for pair in benchmark.pairs
    )
    captions = Benchmark("captions", "1", "0" * 64, "CC0-1.0", Path(), pairs)
    with pytest.raises(UsageError, match="captions has captions only"):
        study_order(captions, [], seed=0, participant=1)


def test_items_are_read_back_as_they_were_written() -> None:
    items = study_order(make_benchmark(3), ["c"], seed=0, participant=1)
    assert from_rows(as_rows(items)) == items


def test_a_swapped_item_shows_its_options_from_the_last() -> None:
    assert Item("q", False, True).order(3) == (2, 1, 0)
    assert Item("q", False, False).order(2) == (0, 1)
