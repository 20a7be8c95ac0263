"""Who knows the key of a pair, read from the journal, on both kinds of database."""

from typing import Any

from scotoma.studio.authoring.drafts import Draft, drop, read_drafts, save_draft
from scotoma.studio.review.adjudication import decide, undo_decision
from scotoma.studio.review.answering import answer_question, give_patterns, look_at_key, read_desk, take_back
from scotoma.studio.review.reviewers import Reviewer, reviewable, reviewer_named
from scotoma.studio.store import Store, open_store
from scotoma.studio.store.tables import DRAFTS
from scotoma.studio.web.accounts import add_person


def pick(store: Store, pair: str, person: str) -> None:
    row = {"pair": pair, "image_a": "a", "image_b": "b", "position": 1, "state": "picked", "author": person}
    with store.begin(person) as change:
        change.insert(DRAFTS, {**row, "changed_at": store.now()}, action="pick the pair")


def write(store: Store, pair: str, person: str, **values: Any) -> Draft:
    with store.read() as connection:
        revision = next(draft.revision for draft in read_drafts(connection) if draft.pair == pair)
    written = {"question": "Which?", "option_1": "x", "option_2": "y", "answer_a": 0, "patterns": ["text"]}
    return save_draft(store, person, pair, {**written, "state": "ready", **values}, revision=revision)


def named(store: Store, name: str) -> Reviewer:
    with store.read() as connection:
        return reviewer_named(connection, name)


def test_whoever_wrote_a_pair_never_reviews_it_and_picking_is_not_writing(database: str) -> None:
    store = open_store(database)
    try:
        for pair in ("1-2", "3-4"):
            pick(store, pair, "Ann")
        write(store, "1-2", "Eve")
        write(store, "1-2", "Ann", notes="mine too")
        write(store, "3-4", "Eve")
        assert named(store, "Ann").wrote == {"1-2"}
        assert named(store, "Eve").wrote == {"1-2", "3-4"}
        assert not named(store, "Rob").wrote
        with store.read() as connection:
            drafts = read_drafts(connection)
        assert [
            draft.pair for draft in reviewable(Reviewer("Ann", frozenset({"1-2"}), frozenset(), False), drafts)
        ] == ["3-4"]
        drop(store, "Zoe", "3-4")
        assert named(store, "Zoe").wrote == {"3-4"}
    finally:
        store.close()


def test_a_review_a_decision_and_a_look_go_through_on_both_kinds_of_database(database: str) -> None:
    store = open_store(database)
    try:
        for name in ("Ann", "Rob"):
            add_person(store, "Ann", name, "author")
        assert not named(store, "Rob").alone
        for pair in ("1-2", "3-4"):
            pick(store, pair, "Ann")
            write(store, pair, "Ann")
        for _ in range(2):
            with store.read() as connection:
                task = read_desk(connection, "Rob").next
            assert task is not None
            answer_question(store, "Rob", task.token, 0)
        take_back(store, "Rob")
        look_at_key(store, "Rob", "3-4")
        assert named(store, "Rob").saw == {"3-4"}
        while True:
            with store.read() as connection:
                desk = read_desk(connection, "Rob")
            if desk.waiting is not None:
                give_patterns(store, "Rob", desk.waiting.pair, revision=2, patterns=["text"])
            elif desk.next is not None:
                answer_question(store, "Rob", desk.next.token, 1)
            else:
                break
        assert (desk.finished, {pair: review.blind for pair, review in desk.reviews.items()}) == (
            2,
            {"1-2": True, "3-4": False},
        )
        decide(store, "Rob", "1-2", revision=2, decision="fix", reason="vague")
        assert named(store, "Rob").saw == {"1-2", "3-4"}
        undo_decision(store, "Rob", "1-2")
        assert named(store, "Rob").saw == {"3-4"}
    finally:
        store.close()
