"""hf: models answer as transformers does when it is called directly, one by one and in batches."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest
from PIL.Image import Image

from scotoma.models import Generated, ImageTextModel, Prompt, Settings, load_model
from tests.models.checkpoints import CHECKPOINTS

torch = pytest.importorskip("torch")
transformers: Any = pytest.importorskip("transformers")

Written = Callable[[str], Path]
CHATS = ["llava", "qwen2_vl", "qwen2_5_vl", "idefics3", "internvl"]
BLIPS = ["instructblip", "instructblip_t5"]
TEXTS = ["What is it?", "Is the dog facing left or right? (a) Left (b) Right", "Hm"]
SETTINGS = Settings(max_new_tokens=12)


def loaded(folder: Path, **options: Any) -> ImageTextModel:
    return load_model(f"hf:{folder}", device="cpu", **options)


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def answers_one_by_one(model: ImageTextModel, prompts: Sequence[Prompt]) -> list[Generated]:
    return [answer for prompt in prompts for answer in model.generate([prompt], SETTINGS)]


def directly(folder: Path, text: str, images: Sequence[Image]) -> list[int]:
    """What transformers writes when its own documentation is followed, up to the end token, that included."""
    processor = transformers.AutoProcessor.from_pretrained(folder)
    model = transformers.AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32)
    if processor.chat_template is None:
        inputs = processor(images=images[0], text=text, return_tensors="pt")
    else:
        content = [*({"type": "image"} for _ in images), {"type": "text", "text": text}]
        chat = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
        pixels = {"images": [list(images)]} if images else {}
        inputs = processor(text=[chat], **pixels, return_tensors="pt", add_special_tokens=False)
    written: list[int] = model.generate(**inputs, do_sample=False, max_new_tokens=SETTINGS.max_new_tokens)[0].tolist()
    prompt = inputs["input_ids"][0].tolist()
    written = written[len(prompt) :] if written[: len(prompt)] == prompt else written[1:]
    return written[: written.index(2) + 1] if 2 in written else written


@pytest.mark.parametrize("family", CHATS)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_greedy_answers_are_those_of_transformers(
    checkpoint: Written, pictures: list[Image], family: str, count: int
) -> None:
    folder, images = checkpoint(family), tuple(pictures[:count])
    answer = loaded(folder).generate([Prompt((*images, TEXTS[1]))], SETTINGS)[0]
    assert list(answer.tokens or ()) == directly(folder, TEXTS[1], images)


@pytest.mark.parametrize("family", BLIPS)
def test_greedy_answers_of_the_blip_family_are_those_of_transformers(
    checkpoint: Written, pictures: list[Image], family: str
) -> None:
    folder = checkpoint(family)
    model = loaded(folder)
    for picture, text in zip(pictures, TEXTS, strict=True):
        answer = model.generate([Prompt((picture, text))], SETTINGS)[0]
        assert list(answer.tokens or ()) == directly(folder, text, [picture])


@pytest.mark.parametrize("family", [*CHATS, *BLIPS])
def test_a_batch_gives_each_prompt_the_answer_it_gets_alone(
    checkpoint: Written, pictures: list[Image], family: str
) -> None:
    model = loaded(checkpoint(family))
    prompts = [Prompt((picture, text)) for picture, text in zip(pictures, TEXTS, strict=True)]
    alone = answers_one_by_one(model, prompts)
    assert model.generate(prompts, SETTINGS) == alone
    assert len({answer.tokens for answer in alone}) > 1, "the checkpoint says the same to everything"


@pytest.mark.parametrize("family", CHATS)
def test_prompts_with_none_one_and_two_images_can_be_mixed(
    checkpoint: Written, pictures: list[Image], family: str
) -> None:
    model = loaded(checkpoint(family), batch_size=2)
    prompts = [
        Prompt((pictures[0], pictures[1], "Which?")),
        Prompt(("What is it?",)),
        Prompt((pictures[2], "Hm")),
        Prompt((pictures[2], pictures[1], "Which one is it?")),
        Prompt(("No image here",)),
    ]
    assert model.generate(prompts, SETTINGS) == answers_one_by_one(model, prompts)


@pytest.mark.parametrize("family", [*CHATS, *BLIPS])
def test_the_image_and_the_text_both_reach_the_model(checkpoint: Written, pictures: list[Image], family: str) -> None:
    model = loaded(checkpoint(family))
    said = {
        (picture, text): model.generate([Prompt((pictures[picture], TEXTS[text]))], SETTINGS)[0].tokens
        for picture in range(3)
        for text in range(3)
    }
    assert any(len({said[picture, text] for picture in range(3)}) > 1 for text in range(3))
    assert any(len({said[picture, text] for text in range(3)}) > 1 for picture in range(3))


def test_a_text_may_stand_between_two_images(checkpoint: Written, pictures: list[Image]) -> None:
    model = loaded(checkpoint("llava"))
    parts = ("First:", pictures[0], "Second:", pictures[1], "Which?")
    between, first = answers_one_by_one(
        model, [Prompt(parts), Prompt((pictures[0], pictures[1], "First:", "Second:", "Which?"))]
    )
    assert between.tokens != first.tokens


def test_answers_are_the_same_every_time(checkpoint: Written, pictures: list[Image]) -> None:
    prompts = [Prompt((picture, "What?")) for picture in pictures]
    folder = checkpoint("qwen2_vl")
    assert loaded(folder).generate(prompts, SETTINGS) == loaded(folder).generate(prompts, SETTINGS)


def test_sampling_follows_its_seed(checkpoint: Written, pictures: list[Image]) -> None:
    model, prompts = loaded(checkpoint("llava")), [Prompt((pictures[0], "What?"))]
    warm = replace(SETTINGS, temperature=5.0, seed=1)
    first = model.generate(prompts, warm)
    assert model.generate(prompts, warm) == first
    assert model.generate(prompts, replace(warm, seed=2)) != first


def test_an_answer_cut_by_the_limit_is_told_from_one_that_ends(
    checkpoint: Written, pictures: list[Image], tmp_path: Path
) -> None:
    prompt = Prompt((pictures[0], TEXTS[1]))
    cut = loaded(checkpoint("llava")).generate([prompt], SETTINGS)[0]
    assert cut.tokens is not None
    assert (cut.finish_reason, len(cut.tokens)) == ("length", 12)
    folder = Path(shutil.copytree(checkpoint("llava"), tmp_path / "llava"))
    edit(folder / "generation_config.json", eos_token_id=[2, cut.tokens[5]])
    ended = loaded(folder).generate([prompt], SETTINGS)[0]
    assert ended.finish_reason == "stop"
    assert ended.tokens == cut.tokens[: cut.tokens.index(cut.tokens[5]) + 1]


def test_the_blip_familys_answers_end_where_their_language_model_says(
    checkpoint: Written, pictures: list[Image], tmp_path: Path
) -> None:
    prompts = [Prompt((picture, text)) for picture, text in zip(pictures, TEXTS, strict=True)]
    cut = loaded(checkpoint("instructblip")).generate(prompts, SETTINGS)[1].tokens
    assert cut is not None
    folder = Path(shutil.copytree(checkpoint("instructblip"), tmp_path / "instructblip"))
    text = json.loads((folder / "config.json").read_text())["text_config"]
    edit(folder / "config.json", text_config={**text, "eos_token_id": cut[5]})
    ended = loaded(folder).generate(prompts, SETTINGS)[1]
    assert ended.finish_reason == "stop"
    assert ended.tokens == cut[: cut.index(cut[5]) + 1]


def test_the_end_token_is_no_text(checkpoint: Written) -> None:
    model = loaded(checkpoint("llama"))
    answers = model.generate([Prompt((letter,)) for letter in ascii_lowercase], SETTINGS)
    ended = [answer for answer in answers if answer.finish_reason == "stop"]
    assert ended
    assert all(answer.tokens and answer.tokens[-1] == 2 and "</s>" not in answer.text for answer in ended)


def test_tokens_of_the_prompt_are_counted_without_the_padding(checkpoint: Written, pictures: list[Image]) -> None:
    model = loaded(checkpoint("llava"))
    short, long = model.generate([Prompt((pictures[0], "Hm")), Prompt((pictures[0], "Hm, hm"))], SETTINGS)
    # "<s>user: " 7, 16 image tokens, line end 1, text, line end 1, "assistant:" 10; one token a character.
    assert (short.input_tokens, long.input_tokens) == (7 + 16 + 1 + 2 + 1 + 10, 7 + 16 + 1 + 6 + 1 + 10)


def test_a_system_message_reaches_the_model(checkpoint: Written, pictures: list[Image]) -> None:
    model = loaded(checkpoint("llava"))
    plain, told = answers_one_by_one(
        model, [Prompt((pictures[0], "What?")), Prompt((pictures[0], "What?"), system="Say one letter.")]
    )
    assert plain.input_tokens is not None
    assert told.input_tokens == plain.input_tokens + len("<s>system: Say one letter.\n") - 2  # <s> is one token


def test_a_processor_without_a_chat_template_is_given_its_image_token(
    checkpoint: Written, pictures: list[Image], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(checkpoint("llava"), tmp_path / "llava"))
    (folder / "chat_template.jinja").unlink()
    prompt = Prompt((pictures[0], "What?"))
    bare = loaded(folder).generate([prompt], SETTINGS)
    assert bare[0].input_tokens == len("\nWhat?") + 16 + 1  # image tokens and the start
    template = tmp_path / "mine.jinja"
    template.write_text("{{ '<s><image>\n' }}{{ messages[0]['content'][-1]['text'] }}")
    assert loaded(folder, chat_template=template).generate([prompt], SETTINGS) == bare


def test_a_language_model_is_asked_without_images(checkpoint: Written) -> None:
    folder = checkpoint("llama")
    model, prompts = loaded(folder), [Prompt((text,)) for text in TEXTS]
    answers = model.generate(prompts, SETTINGS)
    assert answers == answers_one_by_one(model, prompts)
    words, network = (
        transformers.AutoTokenizer.from_pretrained(folder),
        transformers.AutoModelForCausalLM.from_pretrained(folder),
    )
    chat = [{"role": "user", "content": TEXTS[1]}]
    inputs = words.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    written = network.generate(**inputs, do_sample=False, max_new_tokens=12)[0, inputs["input_ids"].shape[1] :]
    assert list(answers[1].tokens or ()) == written.tolist()[: len(answers[1].tokens or ())]


def test_half_precision_is_the_models_own(checkpoint: Written, pictures: list[Image]) -> None:
    from scotoma.models.huggingface import HuggingFaceModel

    model = loaded(checkpoint("llava"), dtype="bfloat16", attention="eager")
    assert isinstance(model, HuggingFaceModel)
    assert model.model.dtype == torch.bfloat16
    assert model.generate([Prompt((pictures[0], "What?"))], SETTINGS)[0].tokens


def test_every_checkpoint_is_tried() -> None:
    assert {*CHATS, *BLIPS, "llama"} == set(CHECKPOINTS)
