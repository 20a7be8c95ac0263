"""Every change is in the journal with what was before and after; a transaction is written whole or not at all."""

import threading
from typing import Any

import pytest
from sqlalchemy import insert, select

from scotoma.errors import EditConflict
from scotoma.studio.store import Store, open_store
from scotoma.studio.store.tables import DRAFTS, JOURNAL, LABELS, PARTICIPANTS, STUDIES, WAIVERS

KEY = {"pair": "1-2", "person": "Ann"}


@pytest.fixture
def store(database: str) -> Any:
    opened = open_store(database)
    yield opened
    opened.close()


def label(store: Store, word: str, **key: str) -> None:
    with store.begin("Ann") as change:
        change.put(LABELS, {**KEY, **key}, {"label": word, "at": "then"}, action=f"call it {word}")


def read(store: Store, **key: str) -> str | None:
    with store.read() as connection:
        wanted = {**KEY, **key}
        return connection.scalar(select(LABELS.c.label).filter_by(**wanted))


def test_a_change_and_its_entry_are_written_together(store: Store) -> None:
    label(store, "same")
    label(store, "different")
    last, first = store.history(LABELS, KEY)
    assert (first.before, last.before and last.before["label"]) == (None, "same")
    assert (first.after and first.after["label"], last.after and last.after["label"]) == ("same", "different")
    assert (last.person, last.action, last.changed) == ("Ann", "call it different", ["label"])


def test_an_error_in_the_block_leaves_neither_row_nor_entry(store: Store) -> None:
    with pytest.raises(RuntimeError), store.begin("Ann") as change:
        change.insert(LABELS, {**KEY, "label": "same", "at": "then"}, action="label")
        raise RuntimeError
    assert read(store) is None
    assert store.history() == []


def test_a_row_that_is_so_already_gets_no_entry(store: Store) -> None:
    label(store, "same")
    label(store, "same")
    assert len(store.history()) == 1


def test_deleting_keeps_the_row_in_the_journal(store: Store) -> None:
    label(store, "same")
    with store.begin("Bob") as change:
        change.delete(LABELS, KEY, action="take it back")
    (entry, _) = store.history(LABELS)
    assert entry.before is not None
    assert (entry.before["label"], entry.after) == ("same", None)


def test_the_key_of_an_inserted_row_is_given(store: Store) -> None:
    study = {"name": "one", "benchmark": "b", "benchmark_sha256": "0", "consent": "", "checks": [], "seed": 0}
    with store.begin("Ann") as change:
        key = change.insert(STUDIES, {**study, "state": "open", "person": "Ann", "at": "then"}, action="begin")
        assert set(key) == {"id"}
        values = {"study": key["id"], "number": 1, "token_sha256": "1", "items": [{"question": "q"}], "made_at": "then"}
        participant = change.insert(PARTICIPANTS, values, action="invite")
    entry = store.history(PARTICIPANTS, participant)[0]
    assert entry.after is not None
    assert entry.after["items"] == [{"question": "q"}]


def test_what_cannot_be_inserted_changed_or_deleted_is_a_conflict(store: Store) -> None:
    label(store, "same")
    with pytest.raises(EditConflict, match="in the studio's labels already"), store.begin("Bob") as change:
        change.insert(LABELS, {**KEY, "label": "same", "at": "then"}, action="label")
    complaint = "There is no 9-9, Ann in the studio's labels: to call failed"
    with pytest.raises(EditConflict, match=complaint), store.begin("Bob") as change:
        change.update(LABELS, {**KEY, "pair": "9-9"}, {"label": "same"}, action="call")
    with pytest.raises(EditConflict, match="There is no gone"), store.begin("Bob") as change:
        change.delete(WAIVERS, {"flag": "gone"}, action="waive no more")
    assert len(store.history()) == 1


def test_what_others_depend_on_cannot_be_deleted(store: Store) -> None:
    study = {"name": "one", "benchmark": "b", "benchmark_sha256": "0", "consent": "", "checks": [], "seed": 0}
    with store.begin("Ann") as change:
        key = change.insert(STUDIES, {**study, "state": "open", "person": "Ann", "at": "then"}, action="begin")
        values = {"study": key["id"], "number": 1, "token_sha256": "1", "items": [], "made_at": "then"}
        change.insert(PARTICIPANTS, values, action="invite")
    with pytest.raises(EditConflict, match="Other entries of the studio depend on"), store.begin("Ann") as change:
        change.delete(STUDIES, key, action="delete the study")


def test_undo_restores_what_was_before_and_can_be_undone(store: Store) -> None:
    label(store, "same")
    label(store, "different")
    store.undo("Bob", store.history()[0].id)
    assert read(store) == "same"
    undoing, undone, _ = store.history()
    assert (undoing.person, undoing.action, undoing.undoes) == ("Bob", "undo: call it different", undone.id)
    assert undone.undone
    store.undo("Ann", undoing.id)
    assert read(store) == "different"


def test_undo_of_an_insertion_deletes_and_of_a_deletion_inserts(store: Store) -> None:
    label(store, "same")
    store.undo("Ann", store.history()[0].id)
    assert read(store) is None
    store.undo("Ann", store.history()[0].id)
    assert read(store) == "same"


def test_what_was_changed_since_is_not_undone(store: Store) -> None:
    label(store, "same")
    label(store, "different")
    first = store.history()[-1].id
    with pytest.raises(EditConflict, match="'call it same' wrote was changed since"):
        store.undo("Bob", first)
    assert read(store) == "different"


def test_an_entry_is_undone_once(store: Store) -> None:
    label(store, "same")
    entry = store.history()[0].id
    store.undo("Ann", entry)
    with pytest.raises(EditConflict, match=f"Entry {entry} of the history is undone already"):
        store.undo("Ann", entry)
    with pytest.raises(EditConflict, match="The history has no entry 99"):
        store.undo("Ann", 99)


def test_undoing_an_edit_counts_the_draft_on(store: Store) -> None:
    """Otherwise a page opened before the undo could save over what was written after it."""
    draft = {"pair": "1-2", "image_a": "a", "image_b": "b", "position": 1, "state": "draft", "author": "Ann"}
    with store.begin("Ann") as change:
        change.insert(DRAFTS, {**draft, "changed_at": "then"}, action="pick")
    with store.begin("Ann") as change:
        change.update(DRAFTS, {"pair": "1-2"}, {"question": "Which?", "revision": 2}, action="write")
    store.undo("Bob", store.history()[0].id)
    with store.read() as connection:
        row = connection.execute(select(DRAFTS.c.question, DRAFTS.c.revision)).one()
    assert tuple(row) == ("", 3)
    store.undo("Bob", store.history()[-1].id)  # the pick: the row is as it was, but for the count
    with store.read() as connection:
        assert connection.execute(select(DRAFTS)).first() is None


def test_the_history_of_one_row_and_older_pages(store: Store) -> None:
    for number in range(5):
        label(store, "same", pair=f"{number}-9")
    assert [entry.row_key["pair"] for entry in store.history(limit=2)] == ["4-9", "3-9"]
    assert [entry.row_key["pair"] for entry in store.history(before_id=store.history()[1].id, limit=2)] == [
        "2-9",
        "1-9",
    ]
    assert [entry.row_key["pair"] for entry in store.history(key={"pair": "2-9"})] == ["2-9"]


def test_writers_in_many_threads_wait_and_lose_nothing(store: Store) -> None:
    """Each reads the last number and writes the next one: an overlap would give the same number twice."""

    def work() -> None:
        for _ in range(5):
            with store.begin("Ann") as change:
                count = len(change.connection.execute(select(LABELS.c.pair)).all())
                change.insert(LABELS, {**KEY, "pair": f"{count}-99", "label": "same", "at": "then"}, action="label")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.history()) == 40
    with store.read() as connection:
        assert len(connection.execute(select(LABELS.c.pair)).all()) == 40


def test_a_reader_sees_one_moment_and_waits_for_no_writer(store: Store) -> None:
    label(store, "same")
    with store.read() as connection:
        before = connection.scalar(select(LABELS.c.label))
        label(store, "different")
        assert connection.scalar(select(LABELS.c.label)) == before == "same"
    assert read(store) == "different"


def test_the_journal_holds_nothing_of_rows_written_beside_it(store: Store) -> None:
    with store.begin("Ann") as change:
        change.connection.execute(insert(LABELS).values(**KEY, label="same", at="then"))
    with store.read() as connection:
        assert connection.execute(select(JOURNAL)).first() is None
