"""One model's scores: accuracy, anatomy, controls and both label versions, from answers whose worth is known."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
import pytest

from scotoma.answers import Answer, Control
from scotoma.benchmark import Erratum, Question
from scotoma.errors import RunMismatch, UsageError
from scotoma.scoring import Anatomy, ControlScores, Counts, ModelScores, PatternResult, Share, score_answers
from scotoma.scoring.readings import remembering
from tests.scoring.answered import (
    Answerer,
    alternating,
    answer_set,
    constant,
    make_benchmark,
    read_letter,
    seeing,
)

BENCHMARK = make_benchmark(150)


def scored(answerer: Answerer, *controls: Control) -> ModelScores:
    sets = [answer_set(BENCHMARK, answerer, control) for control in controls]
    return score_answers(BENCHMARK, sets, read=read_letter)


def value(share: Share | None) -> float:
    assert share is not None
    return share.value


def row(scores: ModelScores, control: Control = "plain", labels: str = "original") -> PatternResult:
    found = scores.under(labels).of(control)
    assert isinstance(found, ControlScores)
    return found.all


def anatomy(pairs: int, **outcomes: int) -> Anatomy:
    return Anatomy(**{**dict.fromkeys(Anatomy.__slots__, 0), "pairs": pairs, **outcomes})  # the others are 0


def counts(questions: int, **found: int) -> Counts:
    return Counts(**{**dict.fromkeys(Counts.__slots__, 0), "questions": questions, **found})


def test_who_ignores_the_image_gets_no_pair_and_half_of_the_questions() -> None:
    scores = scored(constant, "plain", "no-image", "swapped")
    for control in ("plain", "no-image", "swapped"):
        of = row(scores, control)
        assert (value(of.pair), value(of.single)) == (0.0, 0.5)
        assert of.anatomy == anatomy(150, same=150)
    assert scores.under("original").chance.blind_pair == 0.0
    assert value(scores.asked[0].same_answer) == 1.0
    assert any("150 of 150 pairs got the same answer for both images" in each for each in scores.warnings)
    # The first place twice, always: the place is preferred wholly.
    assert scores.order is not None
    assert (scores.order.first_twice, scores.order.second_twice, scores.order.first_place.value) == (300, 0, 1.0)
    assert any("prefers the option shown first: over both orders it takes it 100.0 %" in w for w in scores.warnings)


def test_who_alternates_is_right_about_every_pair_and_is_caught_by_the_controls() -> None:
    scores = scored(alternating, "plain", "no-image", "swapped")
    assert (value(row(scores).pair), value(row(scores).single)) == (1.0, 1.0)
    assert row(scores, "swapped").anatomy == anatomy(150, swapped=150)
    assert value(scores.under("original").circular_pair) == 0.0
    assert scores.order is not None
    assert value(scores.order.consistent) == 0.0
    assert scores.order.first_place.value == 0.5  # no place is preferred, and yet the place decides
    for said in (
        "Only 0 of 300 questions got the same option with the options in the opposite order",
        "Pair accuracy is 100.0 % [97.5, 100.0] in the published order of the options, and 0.0 % [0.0, 2.5] where both",
        "something other than the image gives the answers away",
        "these answers do not show that it uses the images",
    ):
        assert sum(said in warning for warning in scores.warnings) == 1, said


def test_who_sees_is_right_throughout_and_nothing_is_said_against_it() -> None:
    def blind(number: int, question: Question, shown: Sequence[str]) -> str:
        return "ab"[int(generator.integers(2))]

    def following(number: int, question: Question, shown: Sequence[str]) -> str:
        return "ba"[number % 2]  # the partner's answer

    generator = np.random.default_rng(0)
    runs: list[tuple[Answerer, Control]] = [(seeing, "plain"), (seeing, "swapped"), (blind, "no-image")]
    sets = [
        answer_set(BENCHMARK, who, control)
        for who, control in [*runs, (following, "partner"), (alternating, "relative")]
    ]
    scores = score_answers(BENCHMARK, sets, read=read_letter)
    labels = scores.under("original")
    assert (value(labels.circular_pair), value(labels.circular_single), value(labels.partner_followed)) == (1, 1, 1)
    assert (value(row(scores, "partner").pair), value(row(scores, "partner").single)) == (0, 0)
    assert value(row(scores, "relative").pair) == 1.0
    assert [each.control for each in scores.asked] == ["plain", "no-image", "partner", "swapped", "relative"]
    assert scores.warnings == ()
    assert scores.order is not None
    # No leaning among 300: half of Tango's interval of 0 of 300, z^2 / (n + z^2) = 3.8415 / 303.8415.
    # Nothing tells the two questions of a pair apart, so that they count as one: 3.8415 / 153.8415.
    assert scores.order.first_place.high - 0.5 == pytest.approx(3.8415 / 153.8415 / 2, abs=1e-4)


def test_coin_flips_get_a_quarter_of_the_pairs() -> None:
    generator = np.random.default_rng(3)
    flips = answer_set(BENCHMARK, lambda *_: "ab"[int(generator.integers(2))])
    of = row(score_answers(BENCHMARK, [flips], read=read_letter))
    assert of.pair is not None
    assert of.single is not None
    assert of.pair.low <= 0.25 <= of.pair.high
    assert of.single.low <= 0.5 <= of.single.high


def test_an_answer_that_cannot_be_read_is_not_right_and_one_that_is_not_there_is_in_no_score() -> None:
    benchmark = make_benchmark(5)
    sets = [
        answer_set(
            benchmark,
            lambda number, question, shown: "?" if question.id == "3" else seeing(number, question, shown),
            states={"5": "failed", "6": "failed", "8": "refused"},
            without=["9"],
        )
    ]
    scores = score_answers(benchmark, sets, read=read_letter)
    assert scores.asked[0].counts == counts(10, read=5, unparsed=1, refused=1, failed=2, missing=1)
    of = row(scores)
    assert of.anatomy == anatomy(5, both=1, unread=2, lacking=2)
    assert of.pair is not None
    assert of.single is not None
    assert (of.pair.value, of.pair.n) == (1 / 3, 3)
    assert (of.single.value, of.single.n) == (5 / 7, 7)  # of 10 less 2 failed and 1 missing
    assert [each.verdicts[0].outcome for each in scores.outcomes] == ["both", "unread", "lacking", "unread", "lacking"]
    assert scores.outcomes[1].verdicts[0].right == (None, True)
    assert scores.outcomes[4].options == (None, 1)
    assert any(
        "2 of 10 answers (plain) give no option that can be read: 1 unparsed, 1 refused." in w for w in scores.warnings
    )
    assert any("3 of 10 answers (plain) are not there: 2 failed, 1 missing." in w for w in scores.warnings)


def test_where_nothing_was_answered_there_is_no_score() -> None:
    benchmark = make_benchmark(2)
    failed = answer_set(benchmark, seeing, states=dict.fromkeys("1234", "failed"))
    of = row(score_answers(benchmark, [failed], read=read_letter))
    assert (of.pair, of.single, of.anatomy) == (None, None, anatomy(2, lacking=2))


def test_both_versions_of_the_labels_are_scored_and_a_swapped_pair_is_told_from_a_wrong_one() -> None:
    # Pair 1-2 is published the wrong way round: who sees is "swapped" by the published labels and right by the others.
    errata = [Erratum("1-2", "1", "1.jpg", 0, 1, "here"), Erratum("1-2", "2", "2.jpg", 1, 0, "here")]
    benchmark = make_benchmark(3, errata=errata)
    answers = answer_set(benchmark.labelled("corrected"), seeing)
    relative = answer_set(benchmark.labelled("corrected"), lambda number, *_: "baabab"[number], "relative")
    scores = score_answers(benchmark, [answers, relative], read=read_letter)
    assert [each.labels for each in scores.labels] == ["original", "corrected"]
    assert row(scores).anatomy == anatomy(3, both=2, swapped=1)
    assert row(scores, labels="corrected").anatomy == anatomy(3, both=3)
    # The relative question was put with the published option, which the other image of pair 1-2 shows.
    assert row(scores, "relative").anatomy == anatomy(3, both=2, swapped=1)
    assert row(scores, "relative", "corrected").anatomy == anatomy(3, both=3)
    assert [each.under("corrected").outcome for each in scores.outcomes] == ["both"] * 3
    assert score_answers(benchmark.labelled("corrected"), [answers, relative], read=read_letter) == scores


def test_questions_with_more_options_tell_wrong_answers_apart() -> None:
    benchmark = make_benchmark(6)
    options = ("open", "closed", "gone")
    pairs = tuple(
        replace(
            pair,
            question_a=replace(pair.question_a, options=options),
            question_b=replace(pair.question_b, options=options),
        )
        for pair in benchmark.pairs
    )
    benchmark = replace(benchmark, pairs=pairs)  # right: open, closed
    given = [(0, 1), (1, 1), (2, 2), (0, 2), (1, 0), (2, 0)]

    def read(answer: Answer) -> int:
        return given[(int(answer.question) - 1) // 2][(int(answer.question) - 1) % 2]

    scores = score_answers(benchmark, [answer_set(benchmark, constant)], read=read)
    assert row(scores).anatomy == anatomy(6, both=1, same=2, one=1, swapped=1, neither=1)
    chance = scores.labels[0].chance
    assert [chance.pair, chance.single] == pytest.approx([1 / 9, 1 / 3])


def test_patterns_have_a_row_each_and_a_benchmark_without_has_one_row() -> None:
    sorted_ = make_benchmark(6, patterns=["count", "orientation"])
    scores = score_answers(sorted_, [answer_set(sorted_, seeing)], read=read_letter)
    assert [(each.pattern, each.anatomy.pairs) for each in scores.labels[0].controls[0].rows] == [
        ("orientation", 3),
        ("count", 3),
        ("all", 6),
    ]
    plain = make_benchmark(6)
    scores = score_answers(plain, [answer_set(plain, seeing)], read=read_letter)
    assert [each.pattern for each in scores.labels[0].controls[0].rows] == ["all"]


def test_pairs_of_one_group_widen_the_intervals() -> None:
    groups = [str(number // 3) for number in range(30)]

    def by_group(number: int, question: Question, shown: Sequence[str]) -> str:
        return seeing(number, question, shown) if number // 6 % 2 else "a"

    apart, together = make_benchmark(30), make_benchmark(30, groups=groups)
    widths = []
    for benchmark in (apart, together):
        of = row(score_answers(benchmark, [answer_set(benchmark, by_group)], read=read_letter)).pair
        assert of is not None
        widths.append((of.effective, of.high - of.low))
    assert [effective for effective, _ in widths] == [pytest.approx(30), pytest.approx(10)]
    assert widths[1][1] > 1.5 * widths[0][1]


def test_the_controls_being_put_in_another_way_is_told() -> None:
    sets = [answer_set(BENCHMARK, seeing), answer_set(BENCHMARK, seeing, "swapped", preset="mmvp")]
    warnings = score_answers(BENCHMARK, sets, read=read_letter).warnings
    assert warnings[-1].startswith("The controls were asked with different prompts (plain: letter, swapped: mmvp)")


def test_scores_are_plain_values_for_files() -> None:
    scores = scored(alternating, "plain", "swapped")
    again = json.loads(json.dumps(scores.as_dict(), allow_nan=False))
    assert again["model"] == "replay:doors"
    assert again["labels"][0]["controls"][0]["rows"][0]["pair"] == asdict(row(scores))["pair"]


def test_each_different_answer_is_read_once() -> None:
    asked: list[str] = []

    def read(answer: Answer) -> int | None:
        asked.append(answer.raw)
        return read_letter(answer)

    score_answers(BENCHMARK, [answer_set(BENCHMARK, alternating)], read=remembering(read))
    assert asked == ["a", "b"]


def test_answers_to_another_benchmark_are_refused() -> None:
    answers = answer_set(make_benchmark(3), seeing)
    other = {"name": "doors", "version": "2", "sha256": "6" * 64}
    with pytest.raises(RunMismatch, match=r"asked doors 2 \(666666666666\.\.\.\) under plain; this is doors 1 \(5555"):
        score_answers(
            BENCHMARK, [type(answers)(answers.model, other, "plain", "letter", answers.answers)], read=read_letter
        )
    with pytest.raises(RunMismatch, match=r"answered question '5' \(plain\), which doors 1 does not have"):
        score_answers(make_benchmark(2), [answers], read=read_letter)


def test_sets_of_several_models_or_twice_of_one_control_are_refused() -> None:
    one, other = answer_set(BENCHMARK, seeing), answer_set(BENCHMARK, seeing, model="replay:other")
    with pytest.raises(UsageError, match="Answers of replay:doors, replay:other came together"):
        score_answers(BENCHMARK, [one, other], read=read_letter)
    with pytest.raises(UsageError, match="two sets of answers under one control"):
        score_answers(BENCHMARK, [one, one], read=read_letter)
    with pytest.raises(UsageError, match="Answers of no model"):
        score_answers(BENCHMARK, [], read=read_letter)
