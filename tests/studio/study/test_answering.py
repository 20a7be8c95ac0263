"""Each answer is stored exactly once, whatever is sent how often."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scotoma.errors import RunMismatch, UsageError
from scotoma.studio.store import open_store
from scotoma.studio.store.tables import JOURNAL, PARTICIPANTS, SHOWN, STUDY_ANSWERS
from scotoma.studio.study.answering import (
    CONCERN_CHARACTERS,
    Given,
    consent,
    decline,
    give_answer,
    place_of,
    show,
    withdraw,
)
from scotoma.studio.study.material import Material
from scotoma.studio.study.records import read_study
from scotoma.studio.study.setting_up import CONSENT, Plan, add_participants, create_study, set_open
from scotoma.studio.web.accounts import hashed
from tests.studio.study.conftest import Set, set_up


def started(study: Set, number: int = 1) -> None:
    consent(study.store, study.participant(number))


def asked(study: Set, place: int, given: Given | None = None, number: int = 1) -> bool:
    """Show a place and answer it."""
    participant = study.participant(number)
    show(study.store, participant, place)
    return give_answer(study.store, participant, place, given or Given(0))


def place(study: Set, number: int = 1) -> int:
    with study.store.read() as connection:
        return place_of(connection, study.participant(number))


def rows(study: Set) -> list[tuple[int, int]]:
    with study.store.read() as connection:
        return [(row.place, row.option) for row in connection.execute(select(STUDY_ANSWERS))]


def test_the_first_answer_stands(study: Set) -> None:
    started(study)
    assert asked(study, 0, Given(1))
    assert not asked(study, 0, Given(0))
    assert rows(study) == [(0, 1)]
    assert place(study) == 1


def test_a_place_that_was_not_shown_or_is_not_the_next_takes_no_answer(study: Set) -> None:
    started(study)
    assert not give_answer(study.store, study.participant(1), 0, Given(0))
    show(study.store, study.participant(1), 3)
    assert not give_answer(study.store, study.participant(1), 3, Given(0))
    assert rows(study) == []


def test_nothing_is_taken_without_consent_after_withdrawing_or_in_a_closed_study(study: Set) -> None:
    assert not asked(study, 0)
    started(study)
    set_open(study.store, "Ann", study.id, False)
    assert not asked(study, 0)
    set_open(study.store, "Ann", study.id, True)
    assert asked(study, 0)
    withdraw(study.store, study.participant(1))
    assert not asked(study, 1)
    assert rows(study) == [(0, 0)]


def test_the_same_form_from_many_threads_is_stored_once(database: str, study_run: Path) -> None:
    store = open_store(database)
    try:
        study = set_up(store, study_run)
        started(study)
        people = [study.participant(1)] * 12
        for number in range(3):
            show(store, people[0], number)
            with ThreadPoolExecutor(12) as pool:
                sent = [pool.submit(give_answer, store, each, number, Given(k % 2)) for k, each in enumerate(people)]
            stored = [each.result() for each in sent]
            assert sum(stored) == 1
        assert [at for at, _ in rows(study)] == [0, 1, 2]
        with store.read() as connection:
            noted = connection.scalar(select(func.count()).select_from(JOURNAL).where(JOURNAL.c.action == "answer"))
        assert noted == 3
    finally:
        store.close()


def test_states_follow_what_a_participant_does(study: Set) -> None:
    assert study.participant(1).state == "not started"
    decline(study.store, study.participant(1))
    assert study.participant(1).state == "declined"
    started(study)
    assert study.participant(1).state == "unfinished"
    for number in range(10):
        assert asked(study, number)
    assert study.participant(1).state == "finished"
    assert place(study) == 10
    withdraw(study.store, study.participant(1))
    assert study.participant(1).state == "withdrawn"
    started(study)
    assert study.participant(1).state == "withdrawn"
    assert study.participant(2).state == "not started"


def test_only_who_has_begun_can_withdraw_and_only_who_has_not_can_decline(study: Set) -> None:
    withdraw(study.store, study.participant(1))
    assert study.participant(1).state == "not started"
    started(study)
    decline(study.store, study.participant(1))
    assert study.participant(1).state == "unfinished"


def test_time_counts_from_the_first_showing(study: Set) -> None:
    started(study)
    participant = study.participant(1)
    show(study.store, participant, 0)
    with study.store.begin("a clock of the test") as change:
        change.connection.execute(SHOWN.update().values(at="2020-01-01T00:00:00.000+00:00"))
    show(study.store, participant, 0)
    assert give_answer(study.store, participant, 0, Given(0, visible_seconds=12.0))
    _, _, (answer,) = study.everything()
    assert answer.seconds > 365 * 86400
    assert answer.visible_seconds == 12


@pytest.mark.parametrize("told", [-1.0, 1e9, float("nan"), float("inf"), None])
def test_a_time_in_view_that_cannot_be_is_not_kept(study: Set, told: float | None) -> None:
    started(study)
    assert asked(study, 0, Given(0, visible_seconds=told))
    _, _, (answer,) = study.everything()
    assert answer.visible_seconds is None


def test_a_concern_is_kept_up_to_its_length(study: Set) -> None:
    started(study)
    assert asked(study, 0, Given(0, concern="  " + "x" * 5000))
    _, _, (answer,) = study.everything()
    assert answer.concern == "x" * CONCERN_CHARACTERS


def test_an_answer_that_an_author_undid_is_asked_again(study: Set) -> None:
    started(study)
    for number in range(3):
        assert asked(study, number)
    entry = next(
        each for each in study.store.history(STUDY_ANSWERS) if each.after is not None and each.after["place"] == 1
    )
    study.store.undo("Ann", entry.id)
    assert place(study) == 1
    assert asked(study, 1, Given(1))
    assert place(study) == 3


def test_only_hashes_of_links_are_kept(study: Set) -> None:
    with study.store.read() as connection:
        kept = set(connection.scalars(select(PARTICIPANTS.c.token_sha256)))
        everything = str(connection.execute(select(PARTICIPANTS)).all()) + str(
            connection.execute(select(JOURNAL)).all()
        )
    assert kept == {hashed(link.token) for link in study.links}
    assert not any(link.token in everything for link in study.links)
    assert all(len(link.token) >= 32 for link in study.links)


def test_participants_added_later_count_on(study: Set) -> None:
    links = add_participants(study.store, "Ann", study.run, study.id, 3)
    assert [link.number for link in links] == [3, 4, 5]
    _, people, _ = study.everything()
    assert len({person.items for person in people}) == 5


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Plan(" ", "benchmark", 4), "one of them is empty"),
        (Plan("x", "benchmark", 4, consent="\n"), "one of them is empty"),
        (Plan("x", "benchmark", 0), "0 participants were asked for; expected 1 to 1,000"),
        (Plan("x", "benchmark", 1001), "1001 participants"),
        (Plan("x", "benchmark", 4, checks=9), "9 attention checks were asked for"),
        (Plan("x", "benchmark", 4, checks=8), "8 attention checks do not fit between 8 questions"),
        (Plan("x", "../run/benchmark/..", 4), "is no folder below the run"),
        (Plan("x", "/etc", 4), "'/etc' is no folder below the run"),
        (Plan("x", "", 4), "'' is no folder below the run"),
    ],
)
def test_a_study_that_cannot_be_is_refused(study: Set, plan: Plan, message: str) -> None:
    if plan.benchmark.startswith("../run"):
        plan = Plan("x", "../elsewhere", 4)
    with pytest.raises(UsageError, match=message):
        create_study(study.store, "Ann", study.run, plan)


def test_a_benchmark_that_changed_is_not_asked(study: Set) -> None:
    with study.store.read() as connection:
        known = read_study(connection, study.id)
    changed = type(known)(**{**{name: getattr(known, name) for name in known.__slots__}, "benchmark_sha256": "0" * 64})
    with pytest.raises(RunMismatch, match="benchmark is not the benchmark that the study was set up with"):
        Material.of(study.run, changed)


def test_the_consent_text_says_what_is_kept_and_that_one_can_withdraw() -> None:
    assert "withdraw" in CONSENT
    assert "how long you took" in CONSENT
