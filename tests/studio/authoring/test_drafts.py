"""Picking, saving and dropping pairs."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scotoma.errors import EditConflict, UnknownName, UsageError
from scotoma.report.contents import Contents
from scotoma.studio.authoring import Draft, drop, pair_name, pick, read_drafts, rows_of, save_draft
from scotoma.studio.store import open_store
from scotoma.studio.store.tables import DRAFTS
from scotoma.studio.web.studio import Studio
from tests.studio.authoring.written import there


@pytest.fixture
def contents(studio: Studio) -> Contents:
    assert studio.contents is not None
    return studio.contents


def test_a_pair_is_called_by_its_rows_the_smaller_first() -> None:
    assert pair_name(345, 12) == pair_name(12, 345) == "12-345"
    assert rows_of("12-345") == (12, 345)


@pytest.mark.parametrize("rows", [(3, 3), (-1, 3)])
def test_two_rows_of_one_image_are_no_pair(rows: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="are no pair: expected two different rows, counted from 0"):
        pair_name(*rows)


def test_a_picked_pair_is_the_last_and_knows_its_images(studio: Studio, contents: Contents) -> None:
    first, second = pick(studio.store, "Ann", contents, 7, 2), pick(studio.store, "Ann", contents, 0, 1)
    assert (first.pair, first.state, first.position, first.revision) == ("2-7", "picked", 1, 1)
    assert (first.image_a, first.image_b) == (studio.picture(2)[1].id, studio.picture(7)[1].id)
    assert second.position == 2
    with studio.store.read() as connection:
        assert read_drafts(connection) == [first, second]
    assert pick(studio.store, "Bob", contents, 2, 7) == first


def test_a_row_that_the_run_does_not_have_cannot_be_picked(studio: Studio, contents: Contents) -> None:
    with pytest.raises(UnknownName, match="The run has no row 24: its 24 images are counted from 0"):
        pick(studio.store, "Ann", contents, 24, 1)


def test_two_who_pick_the_same_pair_at_once_pick_it_once(studio: Studio, contents: Contents) -> None:
    with ThreadPoolExecutor(8) as pool:
        drafts = list(pool.map(lambda n: pick(studio.store, f"P{n}", contents, 1, 2 + n % 2), range(16)))
    assert {draft.pair for draft in drafts} == {"1-2", "1-3"}
    assert sorted(draft.position for draft in set(drafts)) == [1, 2]


def test_what_is_saved_is_read_back_and_the_answer_for_image_b_is_the_other(
    studio: Studio, picked: list[Draft]
) -> None:
    values = {"question": "Q?", "option_1": "x", "option_2": "y", "answer_a": 1, "patterns": ("count", "text")}
    saved = save_draft(studio.store, "Bob", picked[0].pair, {**values, "state": "draft"}, revision=1)
    assert saved == there(studio, picked[0].pair)
    assert (saved.options, saved.answer_a, saved.answer_b) == (("x", "y"), 1, 0)
    assert (saved.patterns, saved.author, saved.revision) == (("count", "text"), "Bob", 2)
    assert picked[0].answer_b is None


def test_saving_what_is_there_changes_nothing(studio: Studio, picked: list[Draft]) -> None:
    same = save_draft(studio.store, "Bob", picked[0].pair, {"patterns": (), "question": ""}, revision=1)
    assert same == picked[0]


def test_a_save_that_was_begun_from_an_older_version_is_refused_and_says_whose_is_newer(
    studio: Studio, picked: list[Draft]
) -> None:
    pair = picked[0].pair
    save_draft(studio.store, "Bob", pair, {"question": "Bob's?"}, revision=1)
    with pytest.raises(EditConflict, match=rf"Bob changed pair {pair} at .* after you had opened it"):
        save_draft(studio.store, "Ann", pair, {"question": "Ann's?"}, revision=1)
    assert there(studio, pair).question == "Bob's?"


def test_of_many_saves_from_one_version_one_is_kept(studio: Studio, picked: list[Draft]) -> None:
    def save(number: int) -> bool:
        try:
            save_draft(studio.store, f"P{number}", picked[0].pair, {"question": f"{number}?"}, revision=1)
        except EditConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(8))) == 1
    assert there(studio, picked[0].pair).revision == 2


def test_a_dropped_pair_keeps_what_was_written_and_comes_back_as_the_last(
    studio: Studio, contents: Contents, picked: list[Draft]
) -> None:
    pair = picked[0].pair
    save_draft(studio.store, "Ann", pair, {"question": "Q?", "state": "ready"}, revision=1)
    assert drop(studio.store, "Ann", pair).state == "dropped"
    with studio.store.read() as connection:
        assert [draft.pair for draft in read_drafts(connection)] == [picked[1].pair]
        assert [draft.pair for draft in read_drafts(connection, "dropped")] == [pair]
    with pytest.raises(EditConflict, match=r"Ann dropped pair .* Put it back before you change it"):
        save_draft(studio.store, "Bob", pair, {"question": "Other?"}, revision=3)
    back = pick(studio.store, "Ann", contents, *picked[0].rows)
    assert (back.state, back.question, back.position) == ("draft", "Q?", 3)


@pytest.mark.parametrize("act", ["drop", "save"])
def test_a_pair_that_was_never_picked_can_be_neither_saved_nor_dropped(studio: Studio, act: str) -> None:
    with pytest.raises(UnknownName, match=r"Pair 1-2 was not picked\. Pick it among the pairs first"):
        if act == "drop":
            drop(studio.store, "Ann", "1-2")
        else:
            save_draft(studio.store, "Ann", "1-2", {}, revision=1)


def test_every_change_is_in_the_journal_and_can_be_undone(studio: Studio, picked: list[Draft]) -> None:
    pair = picked[0].pair
    save_draft(studio.store, "Ann", pair, {"question": "Q?"}, revision=1)
    last = studio.store.history(DRAFTS, {"pair": pair})[0]
    assert (last.person, last.action) == ("Ann", "write the question")
    studio.store.undo("Ann", last.id)
    assert there(studio, pair).question == ""
    with pytest.raises(EditConflict):
        save_draft(studio.store, "Bob", pair, {"question": "R?"}, revision=2)


def test_drafts_are_the_same_on_every_database(database: str, studio: Studio, contents: Contents) -> None:
    store = open_store(database if "://" in database else Path(database))
    pick(store, "Ann", contents, 1, 2)
    save_draft(store, "Ann", "1-2", {"patterns": ("text",), "answer_a": 1, "state": "draft"}, revision=1)
    with store.read() as connection:
        (draft,) = read_drafts(connection)
    assert (draft.patterns, draft.answer_a, draft.state, draft.accepted) == (("text",), 1, "draft", True)
    store.close()
