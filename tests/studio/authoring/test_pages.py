"""The pages of authors, as a browser asks for them."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.drafting import DRAFT_PROMPT
from scotoma.studio.authoring import Draft, drop, save_draft
from scotoma.studio.authoring.proposals import Proposal, proposals_for, proposals_of_kind
from scotoma.studio.authoring.proposing import Asking, Sides, propose_drafts, propose_patterns
from scotoma.studio.web.studio import Studio
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply
from tests.studio.authoring.written import FORM, SAID, there
from tests.studio.clients import send
from tests.studio.runs import HOSTILE

Make = Callable[..., Asking]


def filled(revision: int = 1, **fields: Any) -> dict[str, Any]:
    return {**FORM, "revision": revision, "do": "ready-next", **fields}


def without_images(draft: Draft) -> Sides:
    return Sides((None, None), list)


def proposals(studio: Studio, pair: str) -> list[Proposal]:
    with studio.store.read() as connection:
        return proposals_for(connection, pair)


def test_a_complete_form_makes_the_pair_ready_and_goes_on_to_the_next(
    author: TestClient, studio: Studio, picked: list[Draft]
) -> None:
    first, second = (f"/write/{draft.pair}" for draft in picked)
    answer = send(author, first, filled())
    assert (answer.status_code, answer.headers["location"]) == (303, second)
    draft = there(studio, picked[0].pair)
    assert (draft.state, draft.options, draft.answer_a, draft.answer_b) == ("ready", ("Red", "Blue"), 0, 1)
    assert (draft.patterns, draft.author, draft.origin) == (("colour", "structure"), "Ann", "person")
    assert draft.notes == FORM["notes"]
    assert send(author, second, filled(option_1="Black")).headers["location"] == "/write"


def test_the_form_shows_what_was_saved_and_what_is_right_for_each_image(
    author: TestClient, picked: list[Draft]
) -> None:
    send(author, f"/write/{picked[0].pair}", filled(answer_a="2"))
    page = author.get(f"/write/{picked[0].pair}").text
    assert re.findall(r'<output class="right"[^>]*>(.*?)</output>', page) == ["Blue", "Red"]
    assert re.findall(r'name="main" value="(\w+)" checked', page) == ["colour"]
    assert re.findall(r'name="also" value="(\w+)" checked', page) == ["structure"]
    assert re.findall(r'name="revision" value="(\d+)"', page) == ["2"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"question": " "}, ("question", "Write the question.")),
        ({"option_2": ""}, ("option_2", "Write the second option.")),
        ({"option_2": "red."}, ("option_2", "The two options say the same.")),
        ({"answer_a": ""}, ("answer_a", "Say which option is right for image a")),
        ({"main": "", "also": []}, ("patterns", "Choose the pattern")),
        ({"main": "mood"}, ("patterns", "There is no pattern 'mood'")),
        ({"caption_b": "A red bar"}, ("caption_b", "The two captions say the same.")),
        ({"notes": "n" * 10_001}, ("notes", "The notes: 10,001 characters are too many")),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    author: TestClient, studio: Studio, picked: list[Draft], fields: dict[str, Any], told: tuple[str, str]
) -> None:
    answer = send(author, f"/write/{picked[0].pair}", filled(**fields))
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert 'id="{}-wrong">{}'.format(*told) in page
    for name in {"question", "option_1", "option_2", "caption_a", "caption_b"} - {*fields}:
        assert f"\n{FORM[name]}</textarea>" in page
    assert there(studio, picked[0].pair) == picked[0]


def test_an_unfinished_draft_is_saved_and_one_that_contradicts_itself_is_not(
    author: TestClient, studio: Studio, picked: list[Draft]
) -> None:
    path = f"/write/{picked[0].pair}"
    assert send(author, path, {"revision": 1, "question": "Q?", "do": "save"}).headers["location"] == path
    assert (there(studio, picked[0].pair).state, there(studio, picked[0].pair).question) == ("draft", "Q?")
    same = {"revision": 2, "option_1": "x", "option_2": "X", "do": "save"}
    assert send(author, path, same).status_code == 400


def test_the_second_of_two_edits_that_meet_sees_both_versions_and_loses_none(
    application: Starlette, author: TestClient, studio: Studio, picked: list[Draft]
) -> None:
    path = f"/write/{picked[0].pair}"
    save_draft(studio.store, "Bob", picked[0].pair, {"question": "Bob's <i>?", "option_1": "Red"}, revision=1)
    answer = send(author, path, filled(do="save"))
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert f"<td>Bob's <i>?</td><td>{FORM['question']}</td>" in page
    assert f"\n{FORM['question']}</textarea>" in page
    assert "<td>Red</td>" not in page
    assert there(studio, picked[0].pair).question == "Bob's <i>?"
    (revision,) = re.findall(r'name="revision" value="(\d+)"', page)[:1]
    assert send(author, path, filled(int(revision), do="save")).status_code == 303
    assert there(studio, picked[0].pair).question == FORM["question"]


def test_the_last_change_is_undone_and_then_the_one_before(
    author: TestClient, studio: Studio, picked: list[Draft]
) -> None:
    path = f"/write/{picked[0].pair}"
    for revision, question in enumerate(["First?", "Second?"], start=1):
        send(author, path, {"revision": revision, "question": question, "do": "save"})
    for expected in ("First?", "", ""):
        assert send(author, f"{path}/undo").headers["location"] == path
        assert there(studio, picked[0].pair).question == expected
    assert there(studio, picked[0].pair).state == "picked"


def test_a_dropped_pair_is_listed_apart_and_comes_back(author: TestClient, studio: Studio, picked: list[Draft]) -> None:
    path = f"/write/{picked[0].pair}"
    assert send(author, f"{path}/drop").headers["location"] == "/write"
    assert f'href="{path}"' not in author.get("/write").text
    assert f'href="{path}"' in author.get("/write?show=dropped").text
    assert 'id="pair"' not in author.get(path).text
    refused = send(author, path, filled(revision=2))
    assert refused.status_code == 409
    assert f"\n{FORM['question']}</textarea>" in refused.text
    assert send(author, f"{path}/pick").headers["location"] == path
    assert there(studio, picked[0].pair).state == "draft"


def test_the_list_counts_states_patterns_and_sides(author: TestClient, picked: list[Draft]) -> None:
    assert "No pair is picked" not in author.get("/write").text
    send(author, f"/write/{picked[0].pair}", filled())
    page = author.get("/write?aim=12").text
    assert "2 pairs picked, <strong>1 ready</strong> of the 12 you aim for" in page
    assert re.search(r"Color and Appearance</th>.*?<td class=\"number\">1</td><td class=\"number\">1</td>", page, re.S)
    assert "the first option is right in 1 pair, the second in 0" in page
    assert 'id="begin">' in page
    shown = author.get("/write?show=picked").text
    assert f'href="/write/{picked[0].pair}">' not in shown
    assert f'href="/write/{picked[1].pair}">' in shown


@pytest.mark.parametrize("query", ["show=<b>", "page=99999999999999999999", "page=-1", "aim=x", "aim=0", "page=²"])
def test_nonsense_in_the_address_of_the_list_is_passed_over(
    author: TestClient, picked: list[Draft], query: str
) -> None:
    answer = author.get(f"/write?{query}")
    assert answer.status_code == 200
    assert "<b>" not in answer.text


def test_an_empty_list_says_where_pairs_are_picked(author: TestClient) -> None:
    assert 'href="/pairs"' in author.get("/write").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/write/3-3", 400),
        ("/write/20-21", 404),
        ("/write/999999999999999-1", 404),
        ("/write/a-b", 404),
        ("/write/../1-2", 404),
    ],
)
def test_a_pair_that_is_not_there_has_no_page(author: TestClient, path: str, status: int) -> None:
    assert author.get(path).status_code == status


@pytest.mark.parametrize("fields", [{"revision": "x"}, {"revision": "-1"}, {"revision": "9" * 30}, {}])
def test_a_hidden_field_that_was_changed_is_refused(
    author: TestClient, picked: list[Draft], fields: dict[str, str]
) -> None:
    answer = send(author, f"/write/{picked[0].pair}", {**FORM, "do": "save", **fields})
    assert answer.status_code == 400
    assert "expected a number" in answer.text


@pytest.mark.parametrize("path", ["/write", "/write/0-6", "/write/patterns"])
def test_authoring_is_for_authors(nobody: TestClient, reviewer: TestClient, picked: list[Draft], path: str) -> None:
    assert nobody.get(path).status_code == 403
    assert reviewer.get(path).status_code == 403
    assert send(reviewer, "/write/0-6", filled()).status_code == 403


def test_hostile_captions_names_and_answers_are_text(
    author: TestClient, studio: Studio, picked: list[Draft], asking: Make
) -> None:
    propose_drafts(asking({**SAID, "question": HOSTILE}, HOSTILE), picked, without_images)
    send(author, f"/write/{picked[0].pair}", filled(question=HOSTILE, option_1=HOSTILE))
    for path in ("/write", "/write/patterns", *(f"/write/{draft.pair}" for draft in picked)):
        page = author.get(path).text
        assert "<script>document" not in page
        assert "onclick=alert(0)>0" not in page


def test_a_proposal_fills_the_form_and_is_saved_only_when_accepted(
    author: TestClient, studio: Studio, picked: list[Draft], asking: Make
) -> None:
    path = f"/write/{picked[0].pair}"
    propose_drafts(asking(SAID), picked[:1], without_images)
    (proposal,) = proposals(studio, picked[0].pair)
    page = author.get(f"{path}?proposal={proposal.id}").text
    assert f"\n{SAID['question']}</textarea>" in page
    assert f'name="proposal" value="{proposal.id}"' in page
    assert there(studio, picked[0].pair) == picked[0]
    send(author, path, filled(proposal=proposal.id, do="ready"))
    draft = there(studio, picked[0].pair)
    assert (draft.question, draft.origin, draft.state) == (FORM["question"], "model:mockllm/model", "ready")
    assert proposals(studio, picked[0].pair)[0].state == "accepted"
    for other in (f"{path}?proposal=99", f"/write/{picked[1].pair}?proposal={proposal.id}"):
        assert author.get(other).status_code == 404


def test_a_proposal_is_accepted_or_refused_with_a_button(
    author: TestClient, studio: Studio, picked: list[Draft], asking: Make
) -> None:
    propose_drafts(asking(SAID, SAID), picked, without_images)
    first, second = (proposals(studio, draft.pair)[0] for draft in picked)
    send(author, f"/write/proposals/{first.id}/accept", {"revision": 1})
    assert there(studio, picked[0].pair).question == SAID["question"]
    send(author, f"/write/proposals/{second.id}/refuse")
    assert proposals(studio, picked[1].pair)[0].state == "refused"
    assert send(author, f"/write/proposals/{second.id}/accept", {"revision": 7}).status_code == 409
    assert send(author, "/write/proposals/99/refuse").status_code == 404


def test_captions_propose_for_every_pair_of_which_nothing_is_written(
    author: TestClient, studio: Studio, picked: list[Draft]
) -> None:
    assert send(author, "/write/captions").headers["location"] == "/write?show=proposed"
    assert {len(proposals(studio, draft.pair)) for draft in picked} <= {0, 1}
    assert send(author, "/write/captions").status_code == 303


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> Callable[[OpenAIServer], str]:
    """Makes a server known to inspect_ai as a provider; the model's name."""

    def known(server: OpenAIServer) -> str:
        monkeypatch.setenv("LOOPBACK_API_KEY", "sk-loopback-0123456789")
        monkeypatch.setenv("LOOPBACK_BASE_URL", server.url)
        return "openai-api/loopback/m"

    return known


def test_a_model_named_on_the_page_is_sent_both_images_and_the_prompt_that_is_shown(
    author: TestClient, studio: Studio, picked: list[Draft], loopback: Callable[[OpenAIServer], str]
) -> None:
    import json

    def answer(asked: Asked) -> Reply:
        return Reply(json.dumps(SAID))

    path = f"/write/{picked[0].pair}"
    assert unescape(author.get(path).text).count(DRAFT_PROMPT[:200]) == 1
    with OpenAIServer(answer) as server:
        sent = {"model": loopback(server), "prompt": "What differs,\r\nplease?"}
        assert send(author, f"{path}/propose", sent).headers["location"] == f"{path}#proposals"
    assert [(each.prompt, len(each.images)) for each in server.requests] == [("What differs,\nplease?", 2)]
    (proposal,) = proposals(studio, picked[0].pair)
    assert (proposal.prompt, proposal.state, proposal.raw) == ("What differs,\nplease?", "open", json.dumps(SAID))


def test_a_model_that_fails_is_told_of_and_changes_nothing(
    author: TestClient, studio: Studio, picked: list[Draft], loopback: Callable[[OpenAIServer], str]
) -> None:
    path = f"/write/{picked[0].pair}"
    with OpenAIServer(lambda asked: Reply(status=400, message="no images here")) as server:
        sent = {"model": loopback(server), "prompt": ""}
        page = author.get(send(author, f"{path}/propose", sent).headers["location"]).text
    assert "could not be asked; the reason is kept below" in page
    assert "no images here" in page
    assert there(studio, picked[0].pair) == picked[0]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"model": ""}, "The model&#39;s name is"),
        ({"model": "hf:/srv/x"}, "is a path on the studio&#39;s machine"),
        ({"model": "nobody/x"}, "No provider is named"),
        ({"model": "mockllm/model", "prompt": "x" * 20_001}, "20,001 characters"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(
    author: TestClient, picked: list[Draft], sent: dict[str, str], message: str
) -> None:
    answer = send(author, f"/write/{picked[0].pair}/propose", sent)
    assert answer.status_code in (400, 404)
    assert message in answer.text


def test_patterns_of_all_questions_are_accepted_pair_by_pair(
    author: TestClient, studio: Studio, picked: list[Draft], asking: Make
) -> None:
    assert "Write some questions first" in author.get("/write/patterns").text
    for draft in picked:
        save_draft(studio.store, "Ann", draft.pair, {"question": "Q?", "option_1": "x", "option_2": "y"}, revision=1)
    written = [there(studio, draft.pair) for draft in picked]
    propose_patterns(asking({"1": ["count"], "2": ["text"]}), written)
    first, second = (proposals(studio, draft.pair)[0] for draft in picked)
    page = author.get("/write/patterns").text
    assert "2 proposed, none accepted yet" in page
    sent = {"back": "patterns", "revision": 2}
    assert send(author, f"/write/proposals/{first.id}/accept", sent).headers["location"] == "/write/patterns"
    assert there(studio, picked[0].pair).patterns == ("count",)
    send(author, f"/write/proposals/{second.id}/refuse", {"back": "patterns"})
    assert there(studio, picked[1].pair).patterns == ()
    with studio.store.read() as connection:
        (whole,) = proposals_of_kind(connection, "sorting")
    assert send(author, f"/write/proposals/{whole.id}/accept", {"revision": 1}).status_code == 400


def test_no_question_is_asked_about_before_one_is_written(author: TestClient, picked: list[Draft]) -> None:
    sent = {"model": "mockllm/model", "do": "sorting"}
    assert send(author, "/write/patterns", sent).status_code == 400


def test_a_draft_that_was_dropped_is_not_proposed_for(author: TestClient, studio: Studio, picked: list[Draft]) -> None:
    drop(studio.store, "Ann", picked[0].pair)
    send(author, "/write/captions")
    assert proposals(studio, picked[0].pair) == []
