"""The gallery's pages as a browser gets them: filtered on the server, picked with and without a script."""

import re
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.authoring.drafts import read_draft
from scotoma.studio.thresholds.labels import save_label
from scotoma.studio.web.studio import Studio
from tests.studio.clients import send

JSON = {"Accept": "application/json"}


def pairs_in(text: str) -> list[str]:
    return re.findall(r'data-pair="(\d+-\d+)"', text)


def all_pairs(author: TestClient) -> list[str]:
    return pairs_in(author.get("/pairs/cards?fold=no&size=192").text)


def test_the_page_shows_every_pair_once_over_its_pages(studio: Studio, author: TestClient) -> None:
    assert studio.contents is not None
    expected = {f"{i}-{j}" for i, j in zip(*(studio.contents.pairs[n].to_pylist() for n in ("i", "j")), strict=True)}
    shown: list[str] = []
    for page in range(1, -(-len(expected) // 10) + 1):
        shown += pairs_in(author.get(f"/pairs?fold=no&size=10&page={page}").text)
    assert len(shown) == len(expected)
    assert set(shown) == expected
    beyond = author.get("/pairs?fold=no&size=10&page=9999")
    assert pairs_in(beyond.text) == shown[-(len(expected) % 10 or 10) :]


def test_captions_and_names_are_shown_as_text(author: TestClient) -> None:
    pair = all_pairs(author)[0]
    for path in ("/pairs?fold=no&size=192", f"/pairs/{pair}", f"/pairs/{pair}/near", f"/pairs/{pair}/near?part=1"):
        text = author.get(path).text
        assert "<script>document" not in text
        assert "<img src=x" not in text
        assert "<b onclick" not in text
    assert "&lt;script&gt;document" in author.get("/pairs?fold=no&size=192").text


def test_a_search_for_markup_comes_back_as_text(author: TestClient) -> None:
    text = author.get("/pairs", params={"text": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text
    assert "No pair fits these filters." in text


def test_pairs_are_picked_and_dropped_by_a_form_and_the_view_is_kept(studio: Studio, author: TestClient) -> None:
    pair = all_pairs(author)[0]
    response = send(author, "/pairs/pick", {"pick": pair, "query": "order=suspect&page=2"})
    assert (response.status_code, response.headers["location"]) == (303, "/pairs?order=suspect&page=2")
    with studio.store.read() as connection:
        draft = read_draft(connection, pair)
    assert draft is not None
    assert draft.state == "picked"
    assert "1 pair was picked." in author.get("/pairs").text
    assert send(author, "/pairs/pick", {"drop": pair, "view": "yes"}).headers["location"] == f"/pairs/{pair}?"
    with studio.store.read() as connection:
        dropped = read_draft(connection, pair)
    assert dropped is not None
    assert dropped.state == "dropped"


def test_several_are_picked_at_once_and_filtered_by_their_state(author: TestClient) -> None:
    pairs = all_pairs(author)
    chosen = pairs[:3]
    said = send(author, "/pairs/pick", {"action": "pick", "pairs": chosen}, **JSON).json()
    assert said == {"states": dict.fromkeys(chosen, "picked")}
    assert set(pairs_in(author.get("/pairs?fold=no&state=picked").text)) == set(chosen)
    assert pairs_in(author.get("/pairs/cards?fold=no&size=192&state=unpicked").text) == pairs[3:]
    said = send(author, "/pairs/pick", {"action": "drop", "pairs": [chosen[0], pairs[-1]]}, **JSON).json()
    assert said == {"states": {chosen[0]: "dropped", pairs[-1]: ""}}


def test_pairs_are_filtered_by_what_people_said_of_them(studio: Studio, author: TestClient) -> None:
    first, second, third, *rest = all_pairs(author)
    for person, pair, label in (("Ann", first, "same"), ("Ann", second, "same"), ("Bo", second, "different")):
        save_label(studio.store, person, pair, label, None)
    assert pairs_in(author.get("/pairs?fold=no&label=same").text) == [first]
    assert pairs_in(author.get("/pairs?fold=no&label=unclear").text) == [second]  # two people differ
    assert pairs_in(author.get("/pairs/cards?fold=no&size=192&label=none").text) == [third, *rest]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"action": "burn", "pairs": "0-1"}, "expected pick or drop"),
        ({"action": "pick"}, "Tick the pairs first"),
        ({"pick": "0-0"}, "is no pair of this run"),
        ({"pick": "0-99999"}, "is no pair of this run"),
    ],
)
def test_what_cannot_be_picked_is_refused_with_a_reason(
    author: TestClient, fields: dict[str, str], message: str
) -> None:
    response = send(author, "/pairs/pick", fields)
    assert response.status_code in (400, 404)
    assert message in response.text


def test_a_pair_leads_to_the_ones_beside_it_in_its_view(author: TestClient) -> None:
    pairs = all_pairs(author)
    text = author.get(f"/pairs/{pairs[1]}?fold=no").text
    assert f'rel="prev" href="/pairs/{pairs[0]}?fold=no"' in text
    assert f'rel="next" href="/pairs/{pairs[2]}?fold=no"' in text
    assert f"2 of {len(pairs)} in this view" in text


def test_any_two_rows_can_be_looked_at_and_other_spellings_lead_to_their_pair(author: TestClient) -> None:
    low, high = all_pairs(author)[0].split("-")
    assert author.get(f"/pairs/{high}-{low}").headers["location"] == f"/pairs/{low}-{high}?"
    for pair in ("0-1", "0-7", "3-20"):
        assert author.get(f"/pairs/{pair}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/pairs", "/pairs/cards", "/pairs/0-1", "/pairs/0-1/near", "/thresholds", "/thresholds/sample?above=0.9"]
)
def test_only_authors_see_pairs(nobody: TestClient, reviewer: TestClient, path: str) -> None:
    assert nobody.get(path).status_code == 403
    assert reviewer.get(path).status_code == 403


def test_nonsense_in_an_address_is_a_page_that_says_so(author: TestClient) -> None:
    for path, status in (
        ("/pairs?page=-1", 400),
        ("/pairs?order=best", 404),
        ("/pairs/../../etc/passwd", 404),
        ("/pairs/" + "9" * 5000 + "-1", 404),
        ("/pairs/0-1%2f..", 404),
    ):
        assert author.get(path).status_code == status, path


def test_the_gallery_says_when_nothing_was_mined(application: Starlette, author: TestClient) -> None:
    application.state.studio = replace(application.state.studio, contents=None)
    response = author.get("/pairs")
    assert response.status_code == 400
    assert "No pairs were mined in run." in response.text
