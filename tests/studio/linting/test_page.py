"""The page of the lint, its waivers, and what releases are told of it."""

import html
import re

import pytest
from starlette.testclient import TestClient

from scotoma.errors import EditConflict, UsageError
from scotoma.studio.authoring.drafts import Draft, pick, save_draft
from scotoma.studio.linting.reports import read_waivers, report_of, standing_errors, waive
from scotoma.studio.store.tables import WAIVERS
from scotoma.studio.web.studio import Studio
from tests.studio.clients import send
from tests.studio.runs import HOSTILE


def write(studio: Studio, i: int, j: int, **values: object) -> Draft:
    """A ready draft of a pair, sound but for `values`."""
    assert studio.contents is not None
    drafted = pick(studio.store, "Ann", studio.contents, i, j)
    sound = {
        "question": f"Is bar {i} wide or narrow?",
        "option_1": "wide",
        "option_2": "narrow",
        "answer_a": 0,
        "patterns": ["structure"],
        "caption_a": f"a wide bar {i}",
        "caption_b": f"a narrow bar {j}",
        "state": "ready",
    }
    return save_draft(studio.store, "Ann", drafted.pair, {**sound, **values}, revision=drafted.revision)


def key_on(page: str, rule: str) -> str:
    """The key of the first flag of a rule, as its form on the page carries it."""
    found = re.search(rf'name="flag" value="({re.escape(rule)}/[^"]+)"', page)
    assert found is not None, f"no flag of {rule} on the page"
    return html.unescape(found[1])


def test_a_studio_without_drafts_says_that_there_is_nothing_to_look_at(author: TestClient) -> None:
    page = author.get("/lint")
    assert page.status_code == 200
    assert "Nothing to look at yet" in page.text


def test_flags_stand_under_their_rule_with_a_link_to_the_pair(author: TestClient, studio: Studio) -> None:
    write(studio, 0, 7, question="Is the bar 0 wide?")
    page = author.get("/lint").text
    assert 'id="option-leak"' in page
    assert '<a href="/write/0-7">0-7</a>' in page


def test_what_could_not_be_checked_is_listed_with_the_reason(author: TestClient, studio: Studio) -> None:
    write(studio, 0, 7)
    page = html.unescape(author.get("/lint").text)
    assert "What could not be checked" in page
    assert "No reviews are there." in page


def test_a_waiver_takes_its_flag_out_of_the_count_and_shows_who_gave_which_reason(
    author: TestClient, studio: Studio
) -> None:
    write(studio, 0, 7, caption_b="a wide bar 0")
    page = author.get("/lint").text
    assert len(standing_errors(studio)) == 1
    sent = send(author, "/lint/waive", {"flag": key_on(page, "captions-alike"), "reason": "by <b>design</b>"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/lint?side_px=336#captions-alike")
    page = author.get("/lint").text
    assert "by &lt;b&gt;design&lt;/b&gt;" in page
    assert "Ann" in page
    assert standing_errors(studio) == []


def test_a_waiver_can_be_taken_back(author: TestClient, studio: Studio) -> None:
    write(studio, 0, 7, caption_b="a wide bar 0")
    key = key_on(author.get("/lint").text, "captions-alike")
    send(author, "/lint/waive", {"flag": key, "reason": "it is so"})
    assert send(author, "/lint/unwaive", {"flag": key}).status_code == 303
    with studio.store.read() as connection:
        assert read_waivers(connection) == {}
    assert standing_errors(studio) == [("0-7",)]
    assert [entry.action for entry in studio.store.history(table=WAIVERS)] == [
        "take a waiver back",
        "waive a flag of the lint",
    ]


def test_a_waiver_holds_while_other_things_change_and_ends_when_its_subject_does(
    author: TestClient, studio: Studio
) -> None:
    draft = write(studio, 0, 7, caption_b="a wide bar 0")
    send(author, "/lint/waive", {"flag": key_on(author.get("/lint").text, "captions-alike"), "reason": "it is so"})
    draft = save_draft(studio.store, "Ann", "0-7", {"notes": "looked at", "answer_a": 1}, revision=draft.revision)
    assert standing_errors(studio) == []
    save_draft(studio.store, "Ann", "0-7", {"caption_a": "a bar", "caption_b": "a bar"}, revision=draft.revision)
    assert standing_errors(studio) == [("0-7",)]
    assert "Waivers of flags that are not there any more" in author.get("/lint").text


def test_only_ready_drafts_hold_a_release_up(studio: Studio) -> None:
    write(studio, 0, 7, caption_b="a wide bar 0", state="draft")
    assert standing_errors(studio) == []
    assert any(flag.severity == "error" for flag in report_of(studio).flags)


def test_a_waiver_needs_a_reason(studio: Studio) -> None:
    write(studio, 0, 7, caption_b="a wide bar 0")
    flags = report_of(studio).flags
    with pytest.raises(UsageError, match="A waiver needs its reason, of 500 signs at most"):
        waive(studio, "Ann", flags, flags[0].key, " \n ")


def test_a_flag_that_is_gone_cannot_be_waived(author: TestClient, studio: Studio) -> None:
    with pytest.raises(EditConflict, match="This flag is not there any more"):
        waive(studio, "Ann", (), "same-key/0-7/00000000", "why not")
    assert send(author, "/lint/waive", {"flag": "x", "reason": "y"}).status_code == 409
    assert send(author, "/lint/unwaive", {"flag": "x"}).status_code == 409


@pytest.mark.parametrize("side_px", ["0", "-1", "x", "1.5", "99999", "²", "../.."])
def test_a_resolution_that_is_none_is_told(author: TestClient, side_px: str) -> None:
    page = author.get("/lint", params={"side_px": side_px})
    assert page.status_code == 400
    assert "expected a whole number of px from 1 to 16384" in page.text


def test_hostile_texts_are_shown_as_text(author: TestClient, studio: Studio) -> None:
    write(studio, 0, 7, question=HOSTILE, option_1="<i>wide", option_2="<I>WIDE", caption_a=HOSTILE, caption_b=HOSTILE)
    page = author.get("/lint").text
    assert "<script>document" not in page
    assert "<i>wide" not in page.lower()


def test_reviewers_and_strangers_do_not_see_the_flags(reviewer: TestClient, nobody: TestClient, studio: Studio) -> None:
    write(studio, 0, 7)
    for client in (reviewer, nobody):
        assert client.get("/lint").status_code == 403
        assert send(client, "/lint/waive", {"flag": "x", "reason": "y"}).status_code == 403
