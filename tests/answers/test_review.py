"""A judge on loopback reviews open answers: what it is sent, what is kept, what is not asked again."""

from pathlib import Path

import pytest

from scotoma.answers import Answer, AnswerSet, read_answers
from scotoma.answers.asking import Conduct, Model
from scotoma.answers.review import review_answers, review_folder, review_prompt
from scotoma.benchmark import LlavaBench, open_questions
from scotoma.scoring import score_reviews
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply
from tests.benchmark.formats.layouts import write_llava_coco

# inspect_ai leaves its clients open when their loop ends
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")

QUICK = Conduct(connections=4, timeout_s=20, retries=1)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_API_KEY", "sk-loopback-0123456789")


@pytest.fixture
def bench(tmp_path: Path) -> LlavaBench:
    """Two questions, 0 and 1, about one image."""
    opened = open_questions(write_llava_coco(tmp_path / "bench"))
    assert isinstance(opened, LlavaBench)
    return opened


def answers_to(bench: LlavaBench, *texts: str) -> AnswerSet:
    known = {"name": bench.name, "version": bench.version, "sha256": bench.sha256}
    answers = [Answer(str(number), "answered" if text else "empty", text) for number, text in enumerate(texts)]
    return AnswerSet("replay:x", known, "plain", "letter", tuple(answers))


def judge(server: OpenAIServer) -> Model:
    return Model("openai-api/loopback/judge", base_url=server.url)


def fair(asked: Asked) -> Reply:
    return Reply("8 6\nThe second is shorter." if "Say 0." in asked.prompt else "9 9")


def test_the_judge_reads_context_question_reference_and_answer_and_the_rule_of_the_category(bench: LlavaBench) -> None:
    said = review_prompt(bench.item("1"), bench.rules["complex"], "Two spoons.")
    places = [said.index(part) for part in ("A bowl.\nFood.", "Say 1.", "[Assistant 1]\nA reference.", "Two spoons.")]
    assert places == sorted(places)
    assert "Judge complex." in said
    assert "the score of Assistant 1, then the score of Assistant 2" in said
    ours = review_prompt(bench.item("1"), None, "Two spoons.")
    assert "Judge complex." not in ours
    assert "give each a score from 1 to 10" in ours.lower()


def test_every_answer_with_a_text_is_reviewed_once_and_the_reviews_are_kept(bench: LlavaBench, tmp_path: Path) -> None:
    answers = answers_to(bench, "Two suitcases.", "A spoon.")
    with OpenAIServer(fair) as server:
        reviews = review_answers(tmp_path / "run", bench, answers, judge(server), conduct=QUICK)
        again = review_answers(tmp_path / "run", bench, answers, judge(server), conduct=QUICK)
    assert (len(server.requests), {request.images for request in server.requests}) == (2, {()})
    assert reviews == again == read_answers(review_folder(tmp_path / "run", answers, "openai-api/loopback/judge"))
    row = score_reviews(bench, answers, reviews).rows[-1]
    assert (row.judged, row.reference_mean, row.candidate_mean) == (2, 8.5, 7.5)


def test_an_answer_that_changed_is_reviewed_again_and_one_without_text_never(bench: LlavaBench, tmp_path: Path) -> None:
    with OpenAIServer(fair) as server:
        review_answers(tmp_path / "run", bench, answers_to(bench, "Two.", ""), judge(server), conduct=QUICK)
        assert len(server.requests) == 1
        changed = answers_to(bench, "Three.", "")
        reviews = review_answers(tmp_path / "run", bench, changed, judge(server), conduct=QUICK)
    assert len(server.requests) == 2
    assert ["Three." in review.prompt for review in reviews.answers] == [True]
    row = score_reviews(bench, changed, reviews).rows[-1]
    assert (row.judged, row.unanswered) == (1, 1)


def test_a_review_that_failed_is_counted_and_asked_for_again(bench: LlavaBench, tmp_path: Path) -> None:
    answers = answers_to(bench, "Two suitcases.", "A spoon.")
    broken = [True]

    def half(asked: Asked) -> Reply:
        return Reply(status=400, message="no") if "Say 1." in asked.prompt and broken else fair(asked)

    with OpenAIServer(half) as server:
        reviews = review_answers(tmp_path / "run", bench, answers, judge(server), conduct=QUICK)
        row = score_reviews(bench, answers, reviews).rows[-1]
        assert (row.judged, row.failed, row.reference_mean) == (1, 1, 8.0)
        broken.clear()
        before = len(server.requests)
        reviews = review_answers(tmp_path / "run", bench, answers, judge(server), conduct=QUICK)
        assert len(server.requests) == before + 1
    assert score_reviews(bench, answers, reviews).rows[-1].judged == 2
