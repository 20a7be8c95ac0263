"""Our models as inspect_ai's provider: messages in, answers out, several at a time."""

import asyncio
import base64
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scotoma.errors import NoAnswer, ScotomaError, UnknownName, UsageError
from scotoma.models import Prompt, Settings, load_model

inspect_model: Any = pytest.importorskip("inspect_ai.model")

# inspect_ai calls tenacity in a way that tenacity will give up.
pytestmark = pytest.mark.filterwarnings("ignore:The 'initial' parameter is deprecated:DeprecationWarning")

MMVP = "Is the dog facing left or right? (a) Left (b) Right"


def data_url(picture: Image.Image) -> str:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def user(text: str, *images: str, question: str | None = None, control: str = "plain") -> Any:
    """A user message as `scotoma ask` writes it: images, then text, and whose question it is."""
    content = [*(inspect_model.ContentImage(image=image) for image in images), inspect_model.ContentText(text=text)]
    return inspect_model.ChatMessageUser(content=content, metadata={"question": question, "control": control})


def ask(
    name: str, conversations: Sequence[Sequence[Any]], *, options: dict[str, Any] | None = None, **config: Any
) -> list[Any]:
    """The output of each conversation, all asked at once, or the error that came instead."""

    async def together() -> list[Any]:
        model = inspect_model.get_model(f"scotoma/{name}", memoize=False, **(options or {}))
        settings = inspect_model.GenerateConfig(**config)
        coming = [model.generate(list(each), config=settings) for each in conversations]
        try:
            return await asyncio.gather(*coming, return_exceptions=True)
        finally:
            await model.api.aclose()

    return asyncio.run(together())


def test_a_toy_answers_through_inspect() -> None:
    outputs = ask("toy:alternate", [[user(MMVP, question=question)] for question in ("1", "2")])
    assert [output.completion for output in outputs] == ["(a)", "(b)"]
    assert outputs[0].stop_reason == "stop"


def test_a_replayed_answer_is_found_by_the_messages_metadata(tmp_path: Path) -> None:
    lines = [{"question": "1", "raw": "(a)"}, {"question": "1", "raw": "(b)", "control": "swapped"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    asked = [user(MMVP, question="1"), user(MMVP, question="1", control="swapped"), user(MMVP, question="2")]
    plain, swapped, missing = ask(f"replay:{tmp_path / 'a.jsonl'}", [[each] for each in asked])
    assert (plain.completion, swapped.completion) == ("(a)", "(b)")
    assert isinstance(missing, NoAnswer)
    assert "has no answer to question '2'" in str(missing)


def test_a_checkpoint_answers_in_batches_what_it_answers_alone(
    checkpoint: Callable[[str], Path], pictures: list[Image.Image]
) -> None:
    name = f"hf:{checkpoint('llava')}"
    model, settings = load_model(name), Settings(max_new_tokens=6)
    texts = ["What is it?", "Hm", MMVP]
    prompts = [Prompt((picture, text)) for picture, text in zip(pictures, texts, strict=True)]
    alone = [answer for prompt in prompts for answer in model.generate([prompt], settings)]
    asked = [[user(text, data_url(picture))] for picture, text in zip(pictures, texts, strict=True)]
    outputs = ask(name, asked, options={"batch_size": 2, "device": "cpu"}, max_tokens=6)
    assert [output.completion for output in outputs] == [answer.text for answer in alone]
    assert [output.stop_reason for output in outputs] == [
        "stop" if answer.finish_reason == "stop" else "max_tokens" for answer in alone
    ]
    assert outputs[0].usage.input_tokens == alone[0].input_tokens
    assert outputs[0].usage.output_tokens == len(alone[0].tokens or ())


def test_an_image_that_cannot_be_decoded_spoils_its_own_request_only(
    checkpoint: Callable[[str], Path], pictures: list[Image.Image]
) -> None:
    images = [data_url(pictures[0]), "data:image/png;base64,AAAA", "data:image/png;base64,!"]
    outputs = ask(f"hf:{checkpoint('llava')}", [[user("What?", image)] for image in images], max_tokens=3)
    assert outputs[0].completion
    for output, said in zip(outputs[1:], ["cannot be decoded: not an image", "is no base64"], strict=True):
        assert isinstance(output, NoAnswer)
        assert said in str(output)


def test_an_image_that_is_elsewhere_is_not_fetched() -> None:
    from scotoma.models.provider import as_prompt

    with pytest.raises(
        NoAnswer, match=r"image is at https://example\.org/a\.png; it must be in the request, as a data"
    ):
        as_prompt([user("What?", "https://example.org/a.png")])


def test_messages_become_a_prompt_in_their_order(pictures: list[Image.Image]) -> None:
    from scotoma.models.provider import as_prompt

    messages = [
        inspect_model.ChatMessageSystem(content="Be short."),
        user("What?", data_url(pictures[0]), question="3"),
    ]
    prompt = as_prompt(messages)
    assert (prompt.system, prompt.text, prompt.question, prompt.control) == ("Be short.", "What?", "3", "plain")
    assert [type(part) is str for part in prompt.parts] == [False, True]
    assert as_prompt([inspect_model.ChatMessageUser(content="Hello")]) == Prompt(("Hello",))


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"stop_seqs": ["x"]}, "Local models have no setting stop_seqs. They know max_tokens, temperature"),
        ({"top_k": 3, "logprobs": True}, "no setting top_k, logprobs"),
    ],
)
def test_a_setting_that_local_models_lack_is_refused(config: dict[str, Any], said: str) -> None:
    error = ask("toy:first", [[user(MMVP)]], **config)[0]
    assert isinstance(error, UsageError)
    assert said in str(error)


def test_settings_are_greedy_where_nobody_says() -> None:
    from scotoma.models.provider import as_settings

    assert as_settings(inspect_model.GenerateConfig()) == Settings(1024, 0.0, 1.0, 0)
    chosen = inspect_model.GenerateConfig(max_tokens=5, temperature=0.5, top_p=0.9, seed=3)
    assert as_settings(chosen) == Settings(5, 0.5, 0.9, 3)


def test_a_conversation_that_has_gone_on_is_refused() -> None:
    said = ask("toy:first", [[user(MMVP), inspect_model.ChatMessageAssistant(content="(a)"), user("Sure?")]])[0]
    assert isinstance(said, UsageError)
    assert "one question at a time" in str(said)


@pytest.mark.parametrize(
    ("name", "options", "kind", "said"),
    [
        ("toy:frist", {}, UnknownName, "No model is named 'toy:frist'"),
        (
            "toy:first",
            {"bacth_size": 3},
            UsageError,
            "toy:first takes no bacth_size. Its options: device, dtype, batch",
        ),
        ("toy:first", {"dtype": "int8"}, UsageError, "No dtype is called 'int8'"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_before_the_first_question(
    name: str, options: dict[str, Any], kind: type[ScotomaError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        inspect_model.get_model(f"scotoma/{name}", memoize=False, **options)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # inspect's
def test_an_evaluation_finds_the_provider_and_keeps_its_answers(tmp_path: Path) -> None:
    import inspect_ai
    from inspect_ai.dataset import Sample

    samples = [Sample(id=str(number), input=[user(MMVP, question=str(number))]) for number in (1, 2, 3)]
    task = inspect_ai.Task(dataset=samples, name="pairs")
    log = inspect_ai.eval(task, model="scotoma/toy:alternate", log_dir=str(tmp_path), display="none")[0]
    assert log.status == "success"
    assert log.samples is not None
    assert [sample.output.completion for sample in log.samples] == ["(a)", "(b)", "(a)"]
