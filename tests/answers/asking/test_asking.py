"""Asking, against a real server on loopback: what is sent, what is kept, and what is not asked again."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scotoma.answers import CONTROLS, AnswerSet, Control, read_answers
from scotoma.answers.asking import Asked, Conduct, Model, Plan, Prices, Settings, ask, plan_forecast
from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.errors import AskingFailed, RunMismatch, UsageError
from tests.answers.servers.openai_server import Asked as Request
from tests.answers.servers.openai_server import Faults, OpenAIServer, Reply
from tests.benchmark.small import write_benchmark

KEY = "sk-loopback-0123456789"
QUICK = Conduct(connections=4, timeout_s=20, retries=1)
IMAGE_TOKENS, PROMPT_TOKENS, ANSWER_TOKENS = 85, len("Which colour is it? (a) red (b) blue") // 4, 5


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_API_KEY", KEY)


@pytest.fixture
def small(tmp_path: Path) -> Benchmark:
    """Six questions about red, blue, green and grey pictures."""
    return open_benchmark(write_benchmark(tmp_path / "small"))


@contextmanager
def served(
    small: Benchmark, run: Path, answer: Callable[[Request], Reply], *controls: Control, faults: Faults | None = None
) -> Iterator[tuple[OpenAIServer, Plan]]:
    """A server, and a plan that asks it."""
    with OpenAIServer(answer, faults=faults) as server:
        model = Model("openai-api/loopback/m", base_url=server.url)
        yield server, Plan(model, small, controls or ("plain",), run, Settings("mmvp"))


def first(request: Request) -> Reply:
    return Reply("(a)")


def by_colour(replies: dict[str, Reply]) -> Callable[[Request], Reply]:
    """A reply for each of the first option's colours, "(a)" for the others."""
    return lambda request: next(
        (said for word, said in replies.items() if f"(a) {word}" in request.prompt), Reply("(a)")
    )


def only(asked: Asked) -> AnswerSet:
    (answers,) = asked.answers
    return answers


def test_every_control_is_asked_and_kept_with_what_was_sent(small: Benchmark, tmp_path: Path) -> None:
    with served(small, tmp_path / "run", first, *CONTROLS) as (server, plan):
        asked = ask(plan, conduct=QUICK)
    assert [answers.control for answers in asked.answers] == [*CONTROLS]
    assert {answers.counts()["answered"] for answers in asked.answers} == {6}
    sent = {
        (request.prompt, tuple(hashlib.sha256(image).hexdigest() for image in request.images))
        for request in server.requests
    }
    for answers in asked.answers:
        assert {(answer.prompt, answer.image_sha256) for answer in answers.answers} <= sent
        assert read_answers(plan.folder(answers.control)) == answers
    red = hashlib.sha256((tmp_path / "small/images/red.png").read_bytes()).hexdigest()
    assert asked.answers[0].answers[0].image_sha256 == (red,)
    assert server.keys == {KEY}


def test_what_decides_an_answer_is_sent_with_it(small: Benchmark, tmp_path: Path) -> None:
    with served(small, tmp_path, first) as (server, plan):
        ask(plan, conduct=QUICK)
    body = server.requests[0].body
    assert (body["temperature"], body["max_tokens"], body["seed"]) == (0.0, 1024, 0)


def test_the_logs_open_in_inspect_and_hold_no_images(small: Benchmark, tmp_path: Path) -> None:
    from inspect_ai.log import read_eval_log

    with served(small, tmp_path, first) as (_, plan):
        ask(plan, conduct=QUICK)
    (file,) = plan.folder("plain").glob("*.eval")
    log = read_eval_log(str(file))
    assert log.status == "success"
    said = {sample.id: sample.output.completion for sample in log.samples or []}
    assert said == {question.id: "(a)" for question in small.questions()}
    assert "iVBORw0KGgo" not in log.model_dump_json()  # how every PNG begins in base64


def test_each_way_not_to_answer_is_a_state_of_its_own(small: Benchmark, tmp_path: Path) -> None:
    replies = {
        "red": Reply("It is the", "length"),
        "green": Reply("I would rather not.", "content_filter"),
        "blue": Reply("  \n"),
    }
    with served(small, tmp_path, by_colour(replies)) as (_, plan):
        answers = only(ask(plan, conduct=QUICK))
    assert [(answer.state, answer.raw) for answer in answers.answers[::2]] == [
        ("truncated", "It is the"),
        ("refused", "I would rather not."),
        ("empty", "  \n"),
    ]


def test_an_error_is_an_answer_that_failed_with_the_reason_and_is_asked_again_by_the_next_call(
    small: Benchmark, tmp_path: Path
) -> None:
    replies = {"green": Reply(status=400, message="this picture is too green")}
    with served(small, tmp_path, by_colour(replies)) as (_, plan):
        answers = only(ask(plan, conduct=QUICK))
    assert answers.counts() == {"answered": 4, "empty": 0, "truncated": 0, "refused": 0, "failed": 2}
    assert "this picture is too green" in str(answers.answers[2].error)
    with served(small, tmp_path, first) as (server, plan):
        assert plan_forecast(plan, None).requests == 2
        again = only(ask(plan, conduct=QUICK))
    assert again.counts()["answered"] == 6
    assert sum(server.asked.values()) == 2


def test_passing_failures_are_asked_again_until_they_are_answered(small: Benchmark, tmp_path: Path) -> None:
    faults = Faults(busy=0.1, error=0.1, broken=0.1)
    with served(small, tmp_path, first, faults=faults) as (server, plan):
        answers = only(ask(plan, conduct=Conduct(connections=4, timeout_s=20, retries=4)))
    assert answers.counts()["answered"] == 6
    assert sum(server.asked.values()) > 6  # the seed makes some attempts fail
    assert set(server.delivered.values()) == {1}


def test_a_body_that_never_makes_sense_is_counted_as_failed_after_three_tries(small: Benchmark, tmp_path: Path) -> None:
    with served(small, tmp_path, first, faults=Faults(broken=1.0)) as (server, plan):
        answers = only(ask(plan, conduct=Conduct(connections=4, timeout_s=20, retries=0)))
    assert answers.counts()["failed"] == 6
    assert max(server.asked.values()) <= 3


def test_the_same_call_again_asks_nothing(small: Benchmark, tmp_path: Path) -> None:
    with served(small, tmp_path, first) as (server, plan):
        plan.folder("plain").mkdir(parents=True)
        (plan.folder("plain") / "cut-by-a-kill.eval").write_bytes(b"PK no archive")
        one, other = ask(plan, conduct=QUICK), ask(plan, conduct=QUICK)
    assert one.answers == other.answers
    assert sum(server.asked.values()) == 6


def test_a_larger_limit_asks_the_rest_and_a_smaller_one_loses_nothing(small: Benchmark, tmp_path: Path) -> None:
    with served(small, tmp_path, first) as (server, plan):
        few = Plan(plan.model, small, ("plain",), tmp_path, plan.settings, limit=2)
        assert len(only(ask(few, conduct=QUICK)).answers) == 2
        assert len(only(ask(plan, conduct=QUICK)).answers) == 6
        assert len(only(ask(few, conduct=QUICK)).answers) == 6
    assert set(server.asked.values()) == {1}


def test_other_settings_in_the_same_folder_are_refused(small: Benchmark, tmp_path: Path) -> None:
    with served(small, tmp_path, first) as (_, plan):
        ask(plan, conduct=QUICK)
        other = Plan(plan.model, small, ("plain",), tmp_path, Settings("letter"))
        with pytest.raises(
            RunMismatch, match=r"was asked with preset 'mmvp', and it would be asked with 'letter'\. Use an"
        ):
            ask(other, conduct=QUICK)


def test_a_budget_lets_no_more_requests_out_and_more_money_goes_on(small: Benchmark, tmp_path: Path) -> None:
    prices = Prices(1.0, 10.0)
    each = prices.cost(IMAGE_TOKENS + PROMPT_TOKENS, ANSWER_TOKENS)
    one_by_one = Conduct(connections=1, timeout_s=20, retries=1)
    with served(small, tmp_path, first) as (server, plan):
        asked = ask(plan, conduct=one_by_one, prices=prices, max_usd=3.5 * each)
        assert asked.out_of_money
        assert asked.answers == ()
        assert sum(server.asked.values()) <= 3
        assert asked.usd <= 3.5 * each
        again = ask(plan, conduct=one_by_one, prices=prices, max_usd=3.5 * each)
        assert again.out_of_money  # what was spent before counts
        assert again.usd == asked.usd
        rest = ask(plan, conduct=one_by_one, prices=prices, max_usd=10 * each)
    assert only(rest).counts()["answered"] == 6
    assert not rest.out_of_money
    assert set(server.asked.values()) == {1}


def test_a_limit_on_money_needs_a_price(small: Benchmark, tmp_path: Path) -> None:
    with (
        served(small, tmp_path, first) as (_, plan),
        pytest.raises(UsageError, match="price of openai-api/loopback/m is"),
    ):
        ask(plan, max_usd=1.0)


def test_a_server_that_refuses_everybody_ends_it_early_and_no_key_is_in_any_file(tmp_path: Path) -> None:
    lines = [
        {
            "id": f"{pair}-{side}", "pair": str(pair), "side": side, "image": f"{colour}.png", "answer": answer,
            "question": f"Which colour is it, {pair}?", "options": ["red", "blue"], "patterns": ["colour"],
        }
        for pair in range(10)
        for side, colour, answer in (("a", "red", 0), ("b", "blue", 1))
    ]  # fmt: skip
    many = open_benchmark(write_benchmark(tmp_path / "many", lines))
    with (
        served(many, tmp_path / "run", lambda request: Reply(status=401, message=f"no such key: {KEY}")) as (
            server,
            plan,
        ),
        pytest.raises(
            AskingFailed, match=r"answered nothing: the first 1\d requests all failed, .*no such key: \[key\]"
        ),
    ):
        ask(plan, conduct=QUICK)
    assert sum(server.asked.values()) < 20
    files = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert any(path.suffix == ".eval" for path in files)
    for path in files:
        assert KEY.encode() not in unpacked(path), path


def unpacked(path: Path) -> bytes:
    """A file's bytes, those of a log as they are inside of it."""
    if path.suffix != ".eval":
        return path.read_bytes()
    from inspect_ai.log import read_eval_log

    return read_eval_log(str(path)).model_dump_json().encode()


def test_a_provider_without_its_key_is_told(small: Benchmark, tmp_path: Path) -> None:
    plan = Plan(Model("openai-api/keyless/m", base_url="http://127.0.0.1:9/v1"), small, ("plain",), tmp_path)
    with pytest.raises(UsageError, match=r"openai-api/keyless/m cannot be asked: .*KEYLESS_API_KEY"):
        ask(plan)
