"""What a mixture's input is made of: texts, chats, pictures."""

from typing import Any

import pytest
import torch

from scotoma.errors import ShapeMismatch
from scotoma.mixture.building import TowerSource, build_mixture
from scotoma.mixture.processing import MixtureProcessor
from tests.mixture.checkpoints import language, pictures

PICTURES = pictures(3)


@pytest.fixture(scope="module")
def processor() -> MixtureProcessor:
    """That of an interleaved mixture of the minis: 128 tokens an image; not to be changed."""
    towers = [TowerSource("mini:clip"), TowerSource("mini:dino")]
    made: MixtureProcessor = build_mixture(towers, language(), mixture="interleaved")[1]
    return made


def chat(*parts: Any) -> list[dict[str, Any]]:
    content = [
        {"type": "text", "text": each} if isinstance(each, str) else {"type": "image", "image": each} for each in parts
    ]
    return [{"role": "user", "content": content}]


def test_an_image_token_stands_for_as_many_as_the_image_has(processor: MixtureProcessor) -> None:
    inputs = processor("a <image> b", PICTURES[0])
    ids = inputs["input_ids"][0].tolist()
    start = ids.index(processor.image_token_id)
    assert ids[start : start + 128] == [processor.image_token_id] * 128
    assert ids.count(processor.image_token_id) == 128
    assert [tuple(each.shape) for each in inputs["pixel_values"]] == [(1, 3, 64, 64)] * 2


def test_pictures_come_in_the_order_of_the_texts(processor: MixtureProcessor) -> None:
    flat = processor(["<image>", "none", "<image> <image>"], PICTURES)
    nested = processor(["<image>", "none", "<image> <image>"], [PICTURES[:1], [], PICTURES[1:]])
    for one, other in zip(flat["pixel_values"], nested["pixel_values"], strict=True):
        assert torch.equal(one, other)
        assert torch.equal(one[2], processor.pixels(PICTURES[2:])[0][0])


def test_texts_alone_have_no_pixels(processor: MixtureProcessor) -> None:
    assert set(processor("hello")) == {"input_ids", "attention_mask"}


@pytest.mark.parametrize(("text", "count"), [("<image>", 0), ("<image> <image>", 1), ("hello", 1)])
def test_another_number_of_pictures_than_of_image_tokens_is_refused(
    processor: MixtureProcessor, text: str, count: int
) -> None:
    found = text.count("<image>")
    with pytest.raises(ShapeMismatch, match=f"The texts have {found} times <image>, and there are {count} pictures"):
        processor(text, PICTURES[:count])


def test_a_language_models_template_gets_the_picture_as_a_line_of_text(processor: MixtureProcessor) -> None:
    said = processor.apply_chat_template(chat(PICTURES[0], "What?"), add_generation_prompt=True)
    assert said == "<s>user: <image>\nWhat?\nassistant:"
    several = processor.apply_chat_template([chat("Here:", PICTURES[0], "What?"), chat("Why?")])
    assert several == ["<s>user: Here:\n<image>\nWhat?\n", "<s>user: Why?\n"]


def test_a_template_for_images_and_text_gets_the_parts() -> None:
    model, words = language(chats=False)
    _, made = build_mixture([TowerSource("mini:clip")], (model, words), mixture="single")
    template = "{% for m in messages %}{% for p in m['content'] %}[{{ p['type'] }}]{% endfor %}{% endfor %}"
    parts = MixtureProcessor(words, made.towers, 64, "parts", template)
    assert parts.apply_chat_template(chat(PICTURES[0], "What?")) == "[image][text]"
    assert made.chat_template is None


def test_another_template_can_be_given(processor: MixtureProcessor) -> None:
    assert processor.apply_chat_template(chat("a", PICTURES[0]), chat_template="{{ messages[0]['content'] }}!") == (
        "a\n<image>!"
    )


def test_a_chat_begins_once(processor: MixtureProcessor) -> None:
    settings: dict[str, Any] = {"tokenize": True, "return_dict": True, "add_generation_prompt": True}
    inputs = processor.apply_chat_template([chat(PICTURES[0], "What?"), chat("Why?")], **settings)
    first = inputs["input_ids"][0]
    assert (first == processor.tokenizer.bos_token_id).sum() == 1
    said = processor.apply_chat_template(chat(PICTURES[0], "What?"), add_generation_prompt=True)
    direct = processor(said, PICTURES[0], add_special_tokens=False)
    assert torch.equal(first, direct["input_ids"][0])
    assert torch.equal(inputs["pixel_values"][1], direct["pixel_values"][1])
    assert inputs["attention_mask"].sum(dim=1).tolist() == [len(first), inputs["attention_mask"][1].sum()]


def test_a_batch_is_padded_and_a_text_alone_is_not(processor: MixtureProcessor) -> None:
    inputs = processor(["hello", "hi"])
    assert inputs["attention_mask"].sum(dim=1).tolist() == [6, 3]  # <s> and the letters
    assert processor("hi")["input_ids"].shape == (1, 3)
