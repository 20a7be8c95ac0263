"""Asking models for proposals: one of inspect_ai's own for tests, and a real server on loopback."""

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image

from scotoma.answers.asking import Conduct, Model
from scotoma.answers.records import Answer
from scotoma.drafting import Request, ask_model, model_for_page
from scotoma.errors import AskingFailed, BrokenImage, UnknownName, UsageError
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply

KEY = "sk-loopback-0123456789"
QUICK = Conduct(connections=2, timeout_s=20, retries=1)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOPBACK_API_KEY", KEY)


@pytest.fixture
def said() -> dict[str, Answer]:
    """What came back, by the name of the request."""
    return {}


def taker(said: dict[str, Answer]) -> Callable[[Request, Answer], None]:
    def take(request: Request, answer: Answer) -> None:
        said[request.name] = answer

    return take


def png(colour: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(data, "PNG")
    return data.getvalue()


def mock(*replies: object) -> Model:
    from inspect_ai.model import ModelOutput, ModelUsage

    usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    outputs = [ModelOutput.from_content("mock", str(reply)) for reply in replies]
    for output in outputs:
        output.usage = usage  # without it the provider counts tokens with a vocabulary that it fetches
    return Model("mockllm/model", options={"custom_outputs": outputs})


def test_a_model_of_inspect_ai_is_asked_each_request(said: dict[str, Answer]) -> None:
    ask_model(mock("one", "two"), [Request("3-8", "?"), Request("4-9", "?")], taker(said), conduct=Conduct(1))
    assert {name: (answer.state, answer.raw) for name, answer in said.items()} == {
        "3-8": ("answered", "one"),
        "4-9": ("answered", "two"),
    }


def test_both_images_are_sent_untouched_and_before_the_prompt(said: dict[str, Answer]) -> None:
    images = [png("red"), png("blue")]

    def answer(asked: Asked) -> Reply:
        return Reply("seen")

    with OpenAIServer(answer) as server:
        model = Model("openai-api/loopback/m", base_url=server.url)
        ask_model(model, [Request("3-8", "What differs?", lambda: images)], taker(said), conduct=QUICK)
    (request,) = server.requests
    parts = request.body["messages"][0]["content"]
    urls = [part["image_url"]["url"] for part in parts[:2]]
    assert [base64.b64decode(url.partition(",")[2]) for url in urls] == images
    assert parts[2]["text"] == "What differs?"
    assert said["3-8"].raw == "seen"
    assert server.keys == {KEY}


def test_a_request_that_fails_is_handed_on_with_its_reason_and_without_the_key(said: dict[str, Answer]) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=400, message=f"not with {KEY}") if asked.prompt == "bad" else Reply("fine")

    with OpenAIServer(answer) as server:
        model = Model("openai-api/loopback/m", base_url=server.url)
        ask_model(model, [Request("1-2", "bad"), Request("3-4", "good")], taker(said), conduct=QUICK)
    assert said["1-2"].state == "failed"
    assert "not with [key]" in (said["1-2"].error or "")
    assert said["3-4"].raw == "fine"


def test_an_image_that_cannot_be_read_fails_its_own_request_only(said: dict[str, Answer]) -> None:
    def broken() -> list[bytes]:
        raise BrokenImage("no picture")

    ask_model(mock("fine", "fine"), [Request("1-2", "?", broken), Request("3-4", "?")], taker(said))
    assert said["1-2"].error == "BrokenImage: no picture"
    assert said["3-4"].raw == "fine"


def test_a_model_that_takes_too_long_has_failed(said: dict[str, Answer]) -> None:
    with OpenAIServer(lambda asked: Reply("late")) as server:
        server.hold()
        model = Model("openai-api/loopback/m", base_url=server.url)
        ask_model(model, [Request("1-2", "?")], taker(said), conduct=QUICK, limit_s=0.5)
        server.release()
    assert said["1-2"].state == "failed"
    assert (said["1-2"].error or "").startswith("no answer within ")


def test_a_model_that_answers_nothing_is_not_asked_to_the_end(said: dict[str, Answer]) -> None:
    requests = [Request(str(number), "?") for number in range(40)]
    with pytest.raises(
        AskingFailed, match=r"answered nothing: the first 1[0-4] requests all failed.*ran out of values"
    ):
        ask_model(mock(), requests, taker(said))
    assert len(said) < 15


def test_nothing_to_ask_loads_no_model(said: dict[str, Answer]) -> None:
    ask_model(Model("nowhere/at-all"), [], taker(said))
    assert not said


@pytest.mark.parametrize("name", ["mockllm/model", "openai/gpt-4o", "toy:first", "hf:llava-hf/llava-1.5-7b-hf"])
def test_a_page_asks_providers_and_models_without_a_path(name: str) -> None:
    assert model_for_page(f" {name} ").name == name


@pytest.mark.parametrize("name", ["hf:/srv/model", "hf:../model", "mix:folder", "replay:/etc/passwd", "hf:a/b/c"])
def test_a_page_opens_no_path_of_its_machine(name: str) -> None:
    with pytest.raises(UsageError, match=r"is a path on the studio's machine.*scotoma draft RUN --model"):
        model_for_page(name)


@pytest.mark.parametrize("name", ["gpt-4o", "", "toy:frist", "opnai/gpt-4o"])
def test_a_page_refuses_a_name_that_is_no_models(name: str) -> None:
    with pytest.raises(UnknownName):
        model_for_page(name)
