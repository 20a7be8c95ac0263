"""Models compared on the pairs that both were asked."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from scotoma.benchmark import Benchmark, Question
from scotoma.errors import RunMismatch
from scotoma.scoring import ModelScores, compare, comparison_table, holm, mcnemar, paired_difference, score_answers
from tests.scoring.answered import answer_set, constant, make_benchmark, read_letter, seeing

BENCHMARK = make_benchmark(40)


def scores_of(name: str, right: int, benchmark: Benchmark = BENCHMARK, *, without: Sequence[str] = ()) -> ModelScores:
    """Scores of a model that has the first `right` pairs right and says "a" to the others."""

    def answerer(number: int, question: Question, shown: Sequence[str]) -> str:
        return seeing(number, question, shown) if number < 2 * right else "a"

    return score_answers(benchmark, [answer_set(benchmark, answerer, model=name, without=without)], read=read_letter)


def test_two_models_are_compared_pair_by_pair() -> None:
    (found,) = compare([scores_of("worse", 10), scores_of("better", 22)])
    assert (found.first, found.second, found.pairs) == ("better", "worse", 40)
    assert (found.both, found.only_first, found.only_second, found.neither) == (10, 12, 0, 18)
    assert found.p == pytest.approx(float(mcnemar(12, 0)))
    assert found.difference == paired_difference(12, 0, 40)
    assert found.test == "exact McNemar"
    # Of the 80 questions the better has 22 x 2 + 18 right, the worse 10 x 2 + 30: 62 less 50.
    assert found.single_difference.value == pytest.approx(12 / 80)
    assert found.single_difference.low > 0


def test_p_is_corrected_for_all_comparisons_made() -> None:
    models = [scores_of(name, right) for name, right in (("a", 10), ("b", 22), ("c", 16))]
    found = compare(models)
    assert [(each.first, each.second) for each in found] == [("b", "c"), ("b", "a"), ("c", "a")]
    p = np.array([each.p for each in found])
    np.testing.assert_allclose([each.p_holm for each in found], holm(p))
    assert found[0].p_holm > found[0].p


def test_a_pair_that_one_of_the_two_lacks_is_left_out_for_both() -> None:
    (found,) = compare([scores_of("all", 20), scores_of("some", 20, without=["1", "80"])])
    assert (found.pairs, found.both, found.neither) == (38, 19, 19)
    assert compare([scores_of("all", 20), scores_of("none", 0, without=[q.id for q in BENCHMARK.questions()])]) == ()


def test_pairs_in_groups_are_tested_by_groups() -> None:
    grouped = make_benchmark(40, groups=[str(number // 4) for number in range(40)])
    (found,) = compare([scores_of("worse", 8, grouped), scores_of("better", 16, grouped)])
    (apart,) = compare([scores_of("worse", 8), scores_of("better", 16)])
    assert found.test == "sign flips by group"
    assert found.p > 5 * apart.p
    assert found.difference.high - found.difference.low > apart.difference.high - apart.difference.low


def test_a_model_that_was_asked_blind_alone_is_not_compared() -> None:
    blind = score_answers(BENCHMARK, [answer_set(BENCHMARK, constant, "no-image")], read=read_letter)
    assert blind.outcomes == ()
    assert compare([scores_of("seeing", 20), blind]) == ()
    assert compare([]) == ()


def test_models_on_different_benchmarks_are_not_compared() -> None:
    other = replace(BENCHMARK, sha256="6" * 64, version="2")
    with pytest.raises(RunMismatch, match=r"a was scored on doors 1, b on doors 2\. Compare models on one benchmark"):
        compare([scores_of("a", 3), scores_of("b", 3, other)])


def test_the_table_has_a_line_for_every_two() -> None:
    title, head, line = comparison_table(compare([scores_of("worse", 10), scores_of("better", 22)])).splitlines()
    assert title == "pair accuracy compared, original labels (exact McNemar, two-sided)"
    assert head.split()[:3] == ["first", "-", "second"]
    assert line.startswith("better - worse     40          12            0        30.0  [")
    assert line.split()[-3:-1] == ["0.0005", "0.0005"]
