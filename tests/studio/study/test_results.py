"""What came of a study."""

import pytest

from scotoma.scoring import score_answers
from scotoma.studio.study.answering import Given, consent, give_answer, show, withdraw
from scotoma.studio.study.human_answers import human_answers
from scotoma.studio.study.results import StudyResults, study_results
from scotoma.studio.study.setting_up import Plan, create_study
from tests.studio.study.conftest import Set


def answer_all(study: Set, number: int, *, wrong: tuple[str, ...] = (), upto: int = 10, concern: str = "") -> None:
    """Answer everything right but what is named; checks are items too."""
    consent(study.store, study.participant(number))
    material, _, _ = study.everything()
    participant = study.participant(number)
    for place, item in enumerate(participant.items[:upto]):
        right = material.answer_to(item)
        assert right is not None
        show(study.store, participant, place)
        option = 1 - right if item.id in wrong else right
        assert give_answer(study.store, participant, place, Given(option, concern=concern if item.id in wrong else ""))


def results(study: Set, *, without: tuple[int, ...] = ()) -> StudyResults:
    return study_results(*study.everything(), without=without)


def test_single_and_pair_accuracy_of_each_and_of_all(study: Set) -> None:
    answer_all(study, 1)
    answer_all(study, 2, wrong=("hidden-pair-0/a", "hidden-pair-0/b", "hidden-pair-1/a"))
    found = results(study)
    one, other = found.participants
    assert one.single is not None
    assert one.pair is not None
    assert (one.single.value, one.pair.value, one.answered) == (1, 1, 8)
    assert other.single is not None
    assert other.pair is not None
    assert (other.single.value, other.pair.value) == (5 / 8, 2 / 4)
    assert found.all.single is not None
    assert found.all.pair is not None
    assert (found.all.single.value, found.all.single.n) == (13 / 16, 16)
    assert (found.all.pair.value, found.all.pair.n) == (6 / 8, 8)
    assert {row.pattern: row.pair.value for row in found.patterns[:-1] if row.pair} == {
        "orientation": 0.5,
        "presence": 0.5,
        "state": 1,
        "count": 1,
    }


def test_each_participants_scores_are_what_scotoma_score_says(study: Set) -> None:
    answer_all(study, 1, wrong=("hidden-pair-0/a", "hidden-pair-3/b"))
    material, people, answers = study.everything()
    scored = score_answers(material.benchmark, human_answers(material, people, answers))
    row = scored.under("original").of("plain")
    assert row is not None
    (one,) = results(study).participants
    assert (one.single, one.pair) == (row.all.single, row.all.pair)


def test_the_majority_wins_and_a_tie_is_undecided(study: Set) -> None:
    answer_all(study, 1)
    answer_all(study, 2, wrong=("hidden-pair-0/a",))
    tied = results(study)
    assert tied.majority is not None
    assert (tied.majority.of("all").both, tied.majority.of("all").undecided) == (3, 1)
    (row,) = tied.against_key
    assert (row.id, row.majority, row.right, row.answered) == ("hidden-pair-0/a", None, 1, 2)


def test_a_question_that_most_answer_against_the_key_is_listed(study: Set) -> None:
    for number in (1, 2):
        answer_all(study, number, wrong=("hidden-pair-0/a",))
    (row,) = results(study).against_key
    assert (row.majority, row.key) == ("closed", "open")


def test_agreement_is_full_where_all_agree_and_lower_where_not(study: Set) -> None:
    answer_all(study, 1)
    answer_all(study, 2)
    full = results(study).agreement
    assert full.alpha is not None
    assert full.alpha.value == 1
    study_2 = set_up_again(study)
    answer_all(study_2, 1)
    answer_all(study_2, 2, wrong=("hidden-pair-0/a", "hidden-pair-1/a"))
    lower = results(study_2).agreement
    assert lower.alpha is not None
    # Two of eight questions differ: 16 judgements, 8 of each option (a swap of one key each way), so
    # alpha = 1 - 15 * 4 / (16^2 - 8^2 - 8^2) = 1 - 60 / 128.
    assert lower.alpha.value == pytest.approx(1 - 60 / 128)


def test_unfinished_and_withdrawn_are_values_and_the_withdrawn_are_out(study: Set) -> None:
    answer_all(study, 1, wrong=("hidden-pair-0/a",), concern="unclear")
    answer_all(study, 2, upto=5)
    withdraw(study.store, study.participant(1))
    found = results(study)
    assert found.states == {"not started": 0, "declined": 0, "unfinished": 1, "finished": 0, "withdrawn": 1}
    (only,) = found.participants
    assert (only.number, only.state) == (2, "unfinished")
    assert found.concerns == ()
    assert found.all.single is not None
    assert found.all.single.value == 1


def test_participants_can_be_left_out_by_number(study: Set) -> None:
    answer_all(study, 1)
    answer_all(study, 2, wrong=("hidden-pair-0/a",))
    found = results(study, without=(2,))
    assert [row.number for row in found.participants] == [1]
    assert found.without == (2,)


def test_checks_and_concerns_and_times_are_told(study: Set) -> None:
    answer_all(study, 1, wrong=("check-1", "hidden-pair-2/b"), concern="Two doors <b>")
    found = results(study)
    (one,) = found.participants
    assert (one.checks_right, one.checks, one.concerns) == (1, 2, 2)
    assert [(each.question, each.number, each.concern) for each in found.concerns] == [
        ("check-1", 1, "Two doors <b>"),
        ("hidden-pair-2/b", 1, "Two doors <b>"),
    ]
    assert one.times is not None
    assert one.times.n == 8
    assert 0 <= one.times.lower <= one.times.median <= one.times.upper
    assert one.times.visible is None


def test_a_study_nobody_has_answered_has_results_too(study: Set) -> None:
    found = results(study)
    assert (found.participants, found.all.pair, found.majority, found.times) == ((), None, None, None)
    assert found.agreement.undefined == "nothing was judged by two people"
    assert found.as_dict()["states"]["not started"] == 2


def set_up_again(study: Set) -> Set:
    """Another study of the same benchmark."""
    plan = Plan("again", "benchmark", 2, checks=2)
    return Set(study.run, study.store, *create_study(study.store, "Ann", study.run, plan))


def test_two_studies_of_one_run_do_not_mix(study: Set) -> None:
    other = set_up_again(study)
    answer_all(other, 1)
    assert results(study).participants == ()
    assert len(results(other).participants) == 1
