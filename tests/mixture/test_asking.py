"""mix: models are asked like any other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from scotoma.cli import main
from scotoma.errors import NoAnswer, UnsupportedCheckpoint
from scotoma.mixture.building import TowerSource, build_mixture
from scotoma.mixture.loading import load_mixture_model, save_mixture
from scotoma.models import Generated, ImageTextModel, Prompt, Settings, load_model
from tests.mixture.checkpoints import language, pictures, strengthen

PICTURES = pictures(3)
SETTINGS = Settings(max_new_tokens=8)
PROMPTS = [
    Prompt((PICTURES[0], "Is it left or right?")),
    Prompt(("What is it?",)),
    Prompt(("Which?", PICTURES[1], "or", PICTURES[2])),
    Prompt((PICTURES[2], "Hm"), system="Be short."),
]


def saved(folder: Path, towers: list[TowerSource], *, chats: bool = True) -> Path:
    """An interleaved mixture whose every part is heard."""
    torch.manual_seed(1)  # or the weights would be others after other tests, and some say the same to everything
    model, processor = build_mixture(towers, language(chats=chats), mixture="interleaved")
    strengthen(model.adapters)
    save_mixture(folder, model, processor)
    return folder


@pytest.fixture(scope="module", params=[True, False], ids=["chats", "plain"])
def folder(
    request: pytest.FixtureRequest, encoder: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A mixture whose tokenizer has a chat template, and one without; not to be changed."""
    towers = [TowerSource(encoder("clip")), TowerSource(encoder("dinov2"))]
    return saved(tmp_path_factory.mktemp("mixture"), towers, chats=request.param)


def one_by_one(model: ImageTextModel) -> list[Generated]:
    return [answer for prompt in PROMPTS for answer in model.generate([prompt], SETTINGS)]


def test_a_batch_gives_each_prompt_the_answer_it_gets_alone(folder: Path) -> None:
    model = load_model(f"mix:{folder}", device="cpu")
    assert isinstance(model, ImageTextModel)
    assert model.name == f"mix:{folder}"
    answers = model.generate(PROMPTS, SETTINGS)
    assert answers == one_by_one(model)
    assert len({each.text for each in answers}) > 1
    assert all(each.tokens and each.input_tokens for each in answers)


def test_the_picture_and_the_text_both_reach_the_model(folder: Path) -> None:
    model = load_model(f"mix:{folder}", device="cpu")
    pictures = [Prompt((picture, "a b")) for picture in PICTURES]
    words = [Prompt((PICTURES[0], text)) for text in ("a b", "z x", "Hm", "kk")]
    for asked in (pictures, words):
        assert len({each.text for each in model.generate(asked, SETTINGS)}) > 1


def test_an_answer_is_what_the_model_writes_after_the_chat(folder: Path) -> None:
    model, processor = load_mixture_model(folder)
    content = [{"type": "image", "image": PICTURES[0]}, {"type": "text", "text": "Is it left or right?"}]
    if processor.chat_template is None:
        inputs = processor("<image>\nIs it left or right?", PICTURES[0])
    else:
        inputs = processor.apply_chat_template(
            [{"role": "user", "content": content}], add_generation_prompt=True, tokenize=True
        )
    written = model.generate(**inputs, do_sample=False, max_new_tokens=8)[0, inputs["input_ids"].shape[1] :].tolist()
    expected = written[: written.index(2) + 1] if 2 in written else written
    answer = load_model(f"mix:{folder}", device="cpu").generate(PROMPTS[:1], SETTINGS)[0]
    assert list(answer.tokens or ()) == expected


def test_options_reach_the_model(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "chat.jinja").write_text("{{ messages[-1]['content'] }} So:")
    model: Any = load_model(
        f"mix:{folder}", device="cpu", dtype="bfloat16", batch_size=2, chat_template=tmp_path / "chat.jinja"
    )
    assert model.batch_size == 2
    assert {str(each.dtype) for each in model.model.parameters()} == {"torch.bfloat16"}
    inputs = model.inputs([Prompt((PICTURES[0], "a"))])
    assert model.tokenizer.decode(inputs["input_ids"][0][-6:], clean_up_tokenization_spaces=False) == "\na So:"
    assert model.generate(PROMPTS, SETTINGS)


def test_a_text_that_holds_the_image_token_is_not_answered(folder: Path) -> None:
    model = load_model(f"mix:{folder}", device="cpu")
    with pytest.raises(
        NoAnswer, match=r"cannot answer a request with one image \(ShapeMismatch: The texts have 2 times"
    ):
        model.generate([Prompt((PICTURES[0], "What is <image>?"))], SETTINGS)


def test_what_is_no_mixture_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedCheckpoint, match=r"is no mixture: it holds nothing, and no config\.json"):
        load_model(f"mix:{tmp_path}")


def test_the_command_asks_a_mixture_of_the_minis(tmp_path: Path) -> None:
    folder = saved(tmp_path / "mixture", [TowerSource("mini:clip"), TowerSource("mini:dino")])
    run = tmp_path / "run"
    words = ["ask", f"mix:{folder}", "--benchmark", "emoji", "--limit", "2", "--out", str(run), "--max-tokens", "4"]
    # The model babbles on, so both of its answers are cut.
    with pytest.raises(SystemExit) as ended:
        main([*words, "--max-failed", "2", "--model-arg", "device=cpu"])
    assert ended.value.code in (0, None)
    (answers,) = run.glob("answers/*/plain/answers.jsonl")
    assert len(answers.read_text(encoding="utf-8").splitlines()) == 2
