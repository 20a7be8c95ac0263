"""A participant's pages: what is asked, what is not said, what is refused."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.store.tables import STUDIES
from scotoma.studio.study.setting_up import set_open
from scotoma.studio.web.guesses import MOST
from tests.studio.clients import BASE
from tests.studio.study.conftest import Set
from tests.studio.study.material import SECRETS

ACTION = re.compile(r'action="/s/[^/]+/answer/(\d+)"')


def home(study: Set, number: int = 1) -> str:
    return f"/s/{study.links[number - 1].token}/"


def post(visitor: TestClient, path: str, **fields: str) -> int:
    status: int = visitor.post(path, data=fields, headers={"Origin": BASE}).status_code
    return status


def begin(visitor: TestClient, study: Set, number: int = 1) -> str:
    assert post(visitor, f"{home(study, number)}consent", consent="yes") == 303
    text: str = visitor.get(home(study, number)).text
    return text


def place_in(page: str) -> int:
    found = ACTION.search(page)
    assert found, page
    return int(found[1])


def test_nothing_is_asked_before_consent(visitor: TestClient, study: Set) -> None:
    page = visitor.get(home(study)).text
    assert "Before you begin" in page
    assert "door" not in page
    assert visitor.get(f"{home(study)}image/0").status_code == 404
    assert post(visitor, f"{home(study)}answer/0", choice="0") == 303
    assert "Before you begin" in visitor.get(home(study)).text


def test_one_can_decline_and_think_again(visitor: TestClient, study: Set) -> None:
    assert post(visitor, f"{home(study)}consent", consent="no") == 303
    assert "You are not taking part" in visitor.get(home(study)).text
    assert "Before you begin" in visitor.get(f"{home(study)}?again").text
    assert place_in(begin(visitor, study)) == 0


def test_a_whole_study_is_answered_page_by_page(visitor: TestClient, study: Set) -> None:
    page, material = begin(visitor, study), study.everything()[0]
    participant = study.participant(1)
    for place, item in enumerate(participant.items):
        assert place_in(page) == place
        assert f"Question {place + 1} of 10" in page
        asked = material.asked(item)
        assert asked.text in page
        assert re.findall(r'<span class="text">(.*?)</span>', page) == list(asked.options)
        assert "checked" not in page
        image = visitor.get(f"{home(study)}image/{place}")
        assert image.status_code == (404 if item.is_check else 200)
        assert ("<img" in page) != item.is_check
        assert post(visitor, f"{home(study)}answer/{place}", choice="1", visible_ms="0", concern="") == 303
        page = visitor.get(home(study)).text
    assert "Thank you" in page
    _, _, answers = study.everything()
    assert [answer.option for answer in answers] == [item.order(2)[1] for item in participant.items]


def test_no_response_says_which_file_pair_pattern_or_answer(visitor: TestClient, study: Set) -> None:
    page = begin(visitor, study)
    for place, _ in enumerate(study.participant(1).items):
        image = visitor.get(f"{home(study)}image/{place}")
        for text in (page, str(image.headers), image.content.decode("latin-1")):
            assert not any(secret in text for secret in (*SECRETS, "doors", str(study.run), study.run.name + "<"))
        post(visitor, f"{home(study)}answer/{place}", choice="0")
        page = visitor.get(home(study)).text


def test_a_picture_is_sent_without_what_its_file_says(study: Set, visitor: TestClient) -> None:
    path = study.run / "benchmark" / "images"
    begin(visitor, study)
    shown = next(place for place, item in enumerate(study.participant(1).items) if not item.is_check)
    for place in range(shown):
        post(visitor, f"{home(study)}answer/{place}", choice="0")
        visitor.get(home(study))
    image = visitor.get(f"{home(study)}image/{shown}")
    original = Image.open(path / study.everything()[0].questions[study.participant(1).items[shown].id].image_id)
    sent = Image.open(io.BytesIO(image.content))
    assert sent.info == {}
    assert sent.convert("RGB").tobytes() == original.convert("RGB").tobytes()


def test_only_pictures_up_to_the_place_reached_are_sent(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    assert {visitor.get(f"{home(study)}image/{place}").status_code for place in range(1, 14)} == {404}


def test_sending_again_leads_on_and_the_first_answer_stands(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    assert post(visitor, f"{home(study)}answer/0", choice="0") == 303
    for choice in ("1", "0", "", "x"):
        assert post(visitor, f"{home(study)}answer/0", choice=choice) == 303
    assert place_in(visitor.get(home(study)).text) == 1
    _, _, answers = study.everything()
    assert [answer.option for answer in answers] == [study.participant(1).items[0].order(2)[0]]


@pytest.mark.parametrize("choice", ["", "2", "-1", "1.0", "zero", "0 ", "\u0661"])
def test_without_a_choice_the_question_is_asked_again(visitor: TestClient, study: Set, choice: str) -> None:
    begin(visitor, study)
    fields = {"choice": choice, "concern": "<b>why</b>"}
    response = visitor.post(f"{home(study)}answer/0", data=fields, headers={"Origin": BASE})
    assert response.status_code == 400
    assert place_in(response.text) == 0
    assert "Please choose one of the answers." in response.text
    assert "&lt;b&gt;why&lt;/b&gt;" in response.text
    assert study.everything()[2] == []


@pytest.mark.parametrize("visible", ["", "nan", "inf", "-5", "many", "9" * 400])
def test_a_time_in_view_that_is_none_does_not_matter(visitor: TestClient, study: Set, visible: str) -> None:
    begin(visitor, study)
    assert post(visitor, f"{home(study)}answer/0", choice="0", visible_ms=visible) == 303
    (answer,) = study.everything()[2]
    assert answer.visible_seconds is None


def test_the_same_link_goes_on_elsewhere(visitor: TestClient, study: Set, study_application: Starlette) -> None:
    begin(visitor, study)
    post(visitor, f"{home(study)}answer/0", choice="0")
    other = TestClient(study_application, base_url=BASE, follow_redirects=False)
    assert place_in(other.get(home(study)).text) == 1


def test_withdrawing_is_asked_about_and_final(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    assert "Withdraw from the study?" in visitor.get(f"{home(study)}withdraw").text
    assert post(visitor, f"{home(study)}withdraw", withdraw="no") == 303
    assert place_in(visitor.get(home(study)).text) == 0
    assert post(visitor, f"{home(study)}withdraw", withdraw="yes") == 303
    assert "You have withdrawn" in visitor.get(home(study)).text
    assert post(visitor, f"{home(study)}answer/0", choice="0") == 303
    assert post(visitor, f"{home(study)}consent", consent="yes") == 303
    assert visitor.get(f"{home(study)}withdraw").status_code == 303
    assert visitor.get(f"{home(study)}image/0").status_code == 404
    assert "You have withdrawn" in visitor.get(home(study)).text


def test_a_closed_study_takes_nothing_and_goes_on_when_open(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    set_open(study.store, "Ann", study.id, False)
    assert "The study is closed" in visitor.get(home(study)).text
    assert post(visitor, f"{home(study)}answer/0", choice="0") == 303
    assert study.everything()[2] == []
    set_open(study.store, "Ann", study.id, True)
    assert place_in(visitor.get(home(study)).text) == 0


def test_a_benchmark_that_is_gone_is_no_concern_of_participants(visitor: TestClient, study: Set) -> None:
    with study.store.begin("tests") as change:
        change.update(STUDIES, {"id": study.id}, {"benchmark_sha256": "0" * 64}, action="break it")
    response = visitor.get(home(study))
    assert response.status_code == 503
    assert "The study cannot go on at this moment" in response.text
    assert "benchmark" not in response.text


@pytest.mark.parametrize("tail", ["", "image/0", "withdraw"])
@pytest.mark.parametrize("token", ["wrong", "%2e%2e", "%ff", "x" * 5000])
def test_a_wrong_link_leads_nowhere(visitor: TestClient, study: Set, token: str, tail: str) -> None:
    assert visitor.get(f"/s/{token}/{tail}").status_code == 404
    assert study.participant(1).state == "not started"


def test_who_tries_many_links_has_to_wait(visitor: TestClient, study: Set) -> None:
    for number in range(MOST):
        assert visitor.get(f"/s/guess{number}/").status_code == 404
    assert visitor.get("/s/guess/").status_code == 429
    assert post(visitor, "/s/guess/answer/0", choice="0") == 429


def test_a_page_of_another_site_cannot_answer(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    for path, fields in (("answer/0", {"choice": "0"}), ("withdraw", {"withdraw": "yes"})):
        response = visitor.post(home(study) + path, data=fields, headers={"Origin": "http://evil.example"})
        assert response.status_code == 403
    assert study.participant(1).state == "unfinished"
    assert study.everything()[2] == []


@pytest.mark.parametrize(
    "path", ["/", "/study", "/study/1", "/study/plan", "/study/1/export/zip", "/pairs", "/people", "/history"]
)
def test_a_participant_reaches_no_page_of_authors(visitor: TestClient, study: Set, path: str) -> None:
    begin(visitor, study)
    response = visitor.get(path)
    assert response.status_code in (303, 403)
    assert "doors" not in response.text
    assert post(visitor, "/study/1/state", state="closed") == 403


def test_a_place_beyond_all_numbers_is_no_page(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    assert visitor.get(f"{home(study)}image/{10**14}").status_code == 404
    assert visitor.get(f"{home(study)}image/{10**40}").status_code == 404
    assert post(visitor, f"{home(study)}answer/{10**14}", choice="0") == 303


def test_pictures_are_made_once(visitor: TestClient, study: Set) -> None:
    begin(visitor, study)
    for _ in range(2):
        for place in range(3):
            visitor.get(f"{home(study)}image/{place}")
            post(visitor, f"{home(study)}answer/{place}", choice="0")
            visitor.get(home(study))
    kept = list(Path(study.run / "studio" / "study").iterdir())
    assert 1 <= len(kept) <= 3
