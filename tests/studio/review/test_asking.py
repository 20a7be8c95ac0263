"""A reviewer's way through the pages: blind, resumable, asked again where a draft has changed."""

import re

import pytest

from scotoma.errors import EditConflict, UsageError
from scotoma.studio.authoring.drafts import Draft, read_drafts
from scotoma.studio.review.answering import answer_question, give_patterns, read_desk, take_back
from scotoma.studio.review.records import CANNOT_TELL, Review, read_reviews
from scotoma.studio.store.tables import PEOPLE, REVIEWS
from scotoma.studio.web.pictures import picture_bytes
from tests.studio.review.workshop import SECRETS, Workshop, asked, post, review_all


def reviews(workshop: Workshop) -> dict[tuple[str, str], Review]:
    with workshop.studio.store.read() as connection:
        return {(each.pair, each.person): each for each in read_reviews(connection)}


def side_of(workshop: Workshop, picture: bytes, question: str) -> tuple[Draft, int]:
    """Which draft and side a page is about, as one sees it in the picture."""
    with workshop.studio.store.read() as connection:
        drafts = [draft for draft in read_drafts(connection) if draft.question == question]
    shown = [(draft, side) for draft in drafts for side in (0, 1)]
    (found,) = (each for each in shown if picture_bytes(workshop.studio, each[0].rows[each[1]])[0] == picture)
    return found


def test_answers_are_kept_as_the_drafts_options_whatever_order_they_were_shown_in(workshop: Workshop) -> None:
    for row in range(6):
        workshop.write(row, row + 6)
    rob = workshop.client("Rob")
    while "Nothing is left to review" not in (page := rob.get("/review/ask").text):
        if 'id="patterns"' in page:
            pair = re.findall(r'name="pair" value="([\d-]+)"', page)[0]
            post(rob, "/review/patterns", {"pair": pair, "revision": "2", "main": "colour"})
            continue
        token, question, options = asked(page)
        draft, side = side_of(workshop, rob.get(f"/review/picture/{token}").content, question)
        told = (1, CANNOT_TELL)[side] if draft.pair == "0-6" else side
        choice = "0" if told == CANNOT_TELL else str(1 + options.index(draft.options[told]))
        post(rob, "/review/ask", {"task": token, "choice": choice})
    found = reviews(workshop)
    assert found[("0-6", "Rob")].answers == (1, CANNOT_TELL)
    for row in range(1, 6):
        review = found[(f"{row}-{row + 6}", "Rob")]
        assert (review.answers, review.patterns, review.blind, review.finished) == ((0, 1), ("colour",), True, True)


def test_no_response_before_the_answer_holds_key_patterns_notes_captions_or_who_said_what(workshop: Workshop) -> None:
    for row in range(3):
        workshop.write(row, row + 6, patterns=["viewpoint", "text"])
    workshop.add("Ida", "reviewer")
    review_all(workshop, "Ida", {}, **{"0-6": {"patterns": ["count"], "concern": "IDAS-CONCERN"}})
    rob, seen = workshop.client("Rob"), list[str]()
    for _ in range(6):
        page = rob.get("/review/ask")
        seen += [rob.get("/review").text, page.text, str(page.headers)]
        token, _, options = asked(page.text)
        picture = rob.get(f"/review/picture/{token}")
        seen.append(str(picture.headers))
        assert picture.headers["content-type"] == "image/webp"
        # Nothing says which pair or side it is, from which the usual key could be guessed.
        assert not re.findall(r"\d+-\d+(?!\.)", page.text.split("<main")[1].split("</main")[0])
        assert len(options) == 2
        sent = post(rob, "/review/ask", {"task": token, "choice": "1"}, follow=False)
        seen += [sent.text, str(sent.headers)]
        if 'id="patterns"' in (step := rob.get("/review/ask").text):
            pair = re.findall(r'name="pair" value="([\d-]+)"', step)[0]
            # The nine patterns are there to choose from, none of them chosen, and nothing else of the draft.
            assert "checked" not in step.split("<main")[1]
            assert not any(secret in step for secret in (*SECRETS, "IDAS-CONCERN", "Ida", "Ann"))
            post(rob, "/review/patterns", {"pair": pair, "revision": "2", "main": "text"})
    whole = "".join(seen)
    for secret in (*SECRETS, "IDAS-CONCERN", "Ida", "Ann", "viewpoint", "answer_a"):
        assert secret not in whole
    assert rob.get("/review/decide").status_code == 403
    assert rob.get("/review/agreement").status_code == 403


def test_the_options_are_in_the_same_order_after_a_reload_and_in_both_orders_over_pairs(workshop: Workshop) -> None:
    for row in range(6):
        workshop.write(row, row + 6)
    rob = workshop.client("Rob")
    assert asked(rob.get("/review/ask").text) == asked(rob.get("/review/ask").text)
    firsts = set()
    for _ in range(6):
        token, _, options = asked(rob.get("/review/ask").text)
        firsts.add(options[0][:4])
        post(rob, "/review/ask", {"task": token, "choice": "0"})
    assert firsts == {"warm", "cold"}


def test_a_review_goes_on_where_it_was_left_in_another_browser(workshop: Workshop) -> None:
    for row in range(3):
        workshop.write(row, row + 6)
    token, _, _ = asked((one := workshop.client("Rob")).get("/review/ask").text)
    post(one, "/review/ask", {"task": token, "choice": "1"})
    other = workshop.client("Rob")
    assert "1 of 6 answered" in other.get("/review/ask").text
    assert "Go on" in other.get("/review").text


def test_a_form_sent_twice_is_kept_once(workshop: Workshop) -> None:
    workshop.write(0, 6)
    workshop.write(1, 7)
    rob = workshop.client("Rob")
    token, _, _ = asked(rob.get("/review/ask").text)
    post(rob, "/review/ask", {"task": token, "choice": "1"})
    before = reviews(workshop)
    assert post(rob, "/review/ask", {"task": token, "choice": "2"}).status_code == 200
    assert reviews(workshop) == before


def test_an_edited_draft_asks_for_a_new_review(workshop: Workshop) -> None:
    workshop.write(0, 6)
    workshop.write(1, 7)
    rob = workshop.client("Rob")
    review_all(workshop, "Rob", {})
    workshop.edit("0-6", question="Which colour is the edited block?")
    assert "Which colour is the edited block?" in rob.get("/review/ask").text
    with workshop.studio.store.read() as connection:
        desk = read_desk(connection, "Rob")
    assert desk.finished == 1
    review_all(workshop, "Rob", {})
    assert reviews(workshop)[("0-6", "Rob")].revision == workshop.draft("0-6").revision


def test_an_answer_to_a_question_that_changed_meanwhile_is_refused(workshop: Workshop) -> None:
    workshop.write(0, 6)
    rob = workshop.client("Rob")
    token, _, _ = asked(rob.get("/review/ask").text)
    workshop.edit("0-6", option_1="scarlet")
    refused = post(rob, "/review/ask", {"task": token, "choice": "1"})
    assert refused.status_code == 409
    assert "was changed or taken out while you had it before you" in refused.text
    assert workshop.row_count(REVIEWS) == 0


def test_nobody_is_asked_about_what_they_wrote(workshop: Workshop) -> None:
    workshop.add("Eve", "author")
    workshop.write(0, 6, author="Ann")
    workshop.write(1, 7, author="Eve")
    workshop.edit("1-7", author="Ann", notes="a second hand")
    eve, ann = workshop.client("Eve"), workshop.client("Ann")
    token, question, _ = asked(eve.get("/review/ask").text)
    assert question == "Which colour is block 0?"
    assert "Nothing waits for you" in ann.get("/review").text  # she touched both
    assert ann.get(f"/review/picture/{token}").status_code == 409
    assert post(ann, "/review/ask", {"task": token, "choice": "1"}).status_code == 409


def test_who_is_alone_reviews_their_own_pairs_and_it_is_recorded_as_not_blind(workshop: Workshop) -> None:
    workshop.write(0, 6)
    with workshop.studio.store.begin("Ann") as change:
        rob = change.connection.scalar(PEOPLE.select().where(PEOPLE.c.name == "Rob"))
        change.update(PEOPLE, {"id": rob}, {"revoked_at": "2026-01-01"}, action="revoke")
    ann = workshop.client("Ann")
    assert "You are alone here" in ann.get("/review").text
    assert "recorded as not blind" in ann.get("/review/ask").text
    review_all(workshop, "Ann", {})
    assert reviews(workshop)[("0-6", "Ann")].blind is False


def test_the_last_answer_can_be_taken_back(workshop: Workshop) -> None:
    workshop.write(0, 6)
    workshop.write(1, 7)
    rob = workshop.client("Rob")
    first, _, _ = asked(rob.get("/review/ask").text)
    post(rob, "/review/ask", {"task": first, "choice": "1"})
    assert asked(rob.get("/review/ask").text)[0] != first
    assert "Your last answer was taken back" in post(rob, "/review/undo", {}).text
    assert asked(rob.get("/review/ask").text)[0] == first
    with pytest.raises(EditConflict, match="There is no answer of yours to take back"):
        take_back(workshop.studio.store, "Rob")


def test_concerns_of_both_questions_and_of_the_pair_are_kept(workshop: Workshop) -> None:
    workshop.write(0, 6)
    rob = workshop.client("Rob")
    for concern in ("two blocks", "<b>blurred</b>"):
        token, _, _ = asked(rob.get("/review/ask").text)
        post(rob, "/review/ask", {"task": token, "choice": "0", "concern": concern})
    step = rob.get("/review/ask").text
    assert "two blocks\n&lt;b&gt;blurred&lt;/b&gt;</textarea>" in step
    fields = {"pair": "0-6", "revision": "2", "main": "colour", "also": ["state", "colour"], "concern": "both blurred"}
    post(rob, "/review/patterns", fields)
    review = reviews(workshop)[("0-6", "Rob")]
    assert (review.concern, review.patterns) == ("both blurred", ("colour", "state"))


def test_what_cannot_be_an_answer_is_refused(workshop: Workshop) -> None:
    workshop.write(0, 6)
    rob, store = workshop.client("Rob"), workshop.studio.store
    token, _, _ = asked(rob.get("/review/ask").text)
    wrong = post(rob, "/review/ask", {"task": token, "choice": "3"})
    assert wrong.status_code == 400
    assert "expected 1, 2 or 0" in wrong.text
    assert post(rob, "/review/ask", {"task": "../../etc", "choice": "1"}).status_code == 409
    assert rob.get("/review/picture/nothing").status_code == 409
    with pytest.raises(UsageError, match=r"The answer is 7; expected 0 or 1"):
        answer_question(store, "Rob", token, 7)
    with pytest.raises(UsageError, match=r"The concern has 3,000 signs; 2,000 are the most"):
        answer_question(store, "Rob", token, 0, "x" * 3000)
    with pytest.raises(UsageError, match=r"No pattern was chosen"):
        give_patterns(store, "Rob", "0-6", revision=2, patterns=[])
    with pytest.raises(EditConflict, match=r"its questions are not both answered"):
        give_patterns(store, "Rob", "0-6", revision=2, patterns=["colour"])
    assert post(rob, "/review/patterns", {"pair": "0-6", "revision": "x" * 50, "main": "colour"}).status_code == 409
    assert post(rob, "/review/patterns", {"pair": "0-6", "revision": "2", "main": "vibe"}).status_code == 404
    assert rob.post("/review/ask", data={"task": token, "choice": "1"}).status_code == 403  # without the form's secret
    assert workshop.row_count(REVIEWS) == 0


def test_hostile_texts_stay_texts(workshop: Workshop) -> None:
    hostile = "<script>alert(1)</script>"
    workshop.write(0, 6, question=hostile, option_1=hostile, option_2='" onclick="x')
    page = workshop.client("Rob").get("/review/ask").text
    assert hostile not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '" onclick="x' not in page
