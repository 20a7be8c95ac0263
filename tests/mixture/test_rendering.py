"""What is learnt: the answers and what ends them, to the character, whatever the chat template."""

from typing import Any

import numpy as np
import pytest

from scotoma.errors import BadSample, UnknownName, UnsupportedCheckpoint
from scotoma.mixture.conversations import Conversation, Turn
from scotoma.mixture.rendering import Renderer, template_text
from scotoma.mixture.samples import Sample, tokenise
from tests.mixture.checkpoints import pictures
from tests.mixture.trainings import processor

PICTURE = pictures(1)[0]
TALK = Conversation(
    (Turn("user", "<image>\nwho?"), Turn("assistant", "a dog"), Turn("user", "sure?"), Turn("assistant", "yes")),
    (PICTURE,),
    "here",
)

# As many language models have theirs: an end token after each turn, no marks.
UNMARKED = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
# Thoughts of earlier turns are left out when a later one comes, as reasoning models have it.
FORGETFUL = UNMARKED.replace("m['content']", "('' if not loop.last else '(thinks)') + m['content']")
# Takes contents in parts alone, as models of images and text have it.
IN_PARTS = (
    "{% for m in messages %}{{ m['role'] + ':' }}{% for part in m['content'] %}"
    "{% if part['type'] == 'image' %}{{ '<image>\n' }}{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{{ '</s>' if m['role'] == 'assistant' else ' ' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant:' }}{% endif %}"
)


def learnt(sample: Sample, words: Any) -> list[str]:
    """The learnt tokens of each answer as text."""
    places = sample.answers.nonzero()[0]
    runs = np.split(places, (np.diff(places) > 1).nonzero()[0] + 1)
    return [words.decode(sample.tokens[run]) for run in runs]


def test_vicunas_text_is_llavas() -> None:
    # conv_vicuna_v1 of LLaVA-1.5: seps " " and "</s>", so that nothing stands between "</s>" and the next "USER".
    rendered = Renderer(processor("vicuna_v1")).render(TALK)
    assert rendered.text == (
        "<s>A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful, "
        "detailed, and polite answers to the human's questions. USER: <image>\nwho? ASSISTANT: a dog</s>USER: sure? "
        "ASSISTANT: yes</s>"
    )
    assert [rendered.text[start:end] for start, end in rendered.answers] == [" a dog</s>", " yes</s>"]


def test_plain_is_the_images_then_the_caption_and_a_lines_end() -> None:
    talk = Conversation((Turn("user", "<image>\nWhat is it?"), Turn("assistant", "a dog")), (PICTURE,))
    rendered = Renderer(processor("plain")).render(talk)
    assert rendered.text == "<s><image>a dog\n"
    assert [rendered.text[start:end] for start, end in rendered.answers] == ["a dog\n"]


def test_chatml_ends_answers_with_its_token_and_not_with_the_line_after_it() -> None:
    rendered = Renderer(processor("chatml")).render(TALK)
    assert rendered.text == (
        "<|im_start|>user\n<image>\nwho?<|im_end|>\n<|im_start|>assistant\na dog<|im_end|>\n"
        "<|im_start|>user\nsure?<|im_end|>\n<|im_start|>assistant\nyes<|im_end|>\n"
    )
    assert [rendered.text[start:end] for start, end in rendered.answers] == ["a dog<|im_end|>", "yes<|im_end|>"]


@pytest.mark.parametrize("name", ["vicuna_v1", "chatml"])
def test_a_question_to_be_answered_is_the_beginning_of_the_question_with_its_answer(name: str) -> None:
    made = processor(name)
    asked = made.apply_chat_template(
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "who?"}]}],
        add_generation_prompt=True,
    )
    rendered = Renderer(made).render(TALK)
    assert rendered.text.startswith(asked)
    assert len(asked) == rendered.answers[0][0]


def test_a_template_without_marks_gives_the_same_answers_turn_by_turn() -> None:
    marked, unmarked = (Renderer(each).render(TALK) for each in (processor("chatml"), processor(own=UNMARKED)))
    assert unmarked == marked


def test_a_template_that_takes_parts_is_given_parts() -> None:
    made = processor(own=IN_PARTS)
    made.content = "parts"
    rendered = Renderer(made).render(TALK)
    assert rendered.text == "user:<image>\nwho? assistant:a dog</s>user:sure? assistant:yes</s>"
    assert [rendered.text[start:end] for start, end in rendered.answers] == ["a dog</s>", "yes</s>"]


def test_an_end_token_that_a_template_leaves_outside_its_marks_is_learnt_too() -> None:
    own = "{% for m in messages %}{% generation %}{{ m['content'] }}{% endgeneration %}{{ eos_token }}{% endfor %}"
    talk = Conversation((Turn("assistant", "yes"),))
    rendered = Renderer(processor(own=own)).render(talk)
    assert [rendered.text[start:end] for start, end in rendered.answers] == ["yes</s>"]


def test_a_template_that_changes_earlier_turns_is_refused() -> None:
    with pytest.raises(UnsupportedCheckpoint, match=r"has no \{% generation %\} marks and changes its text when turns"):
        Renderer(processor(own=FORGETFUL)).render(TALK)


def test_a_tokenizer_without_a_template_is_refused() -> None:
    with pytest.raises(
        UnsupportedCheckpoint, match=r"has no chat template\. Name one in the recipe: vicuna_v1, plain or"
    ):
        Renderer(processor())


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (UNMARKED.replace("m['content']", "m['content'] | replace('<image>', '')"), "writes 0 <image> for 1 images"),
        ("{{ raise('no') }}", "here: the chat template refuses it: 'raise' is undefined"),
        (
            "{% for m in messages %}{{ m['role'] }}{% endfor %}",
            "here: the chat template writes another answer than 'a dog'",
        ),
        (
            "{% generation %}x{% endgeneration %}<image>",
            "here: the chat template marks 1 answers of 2, or marks nothing",
        ),
    ],
)
def test_a_template_that_loses_words_or_images_is_told(own: str, message: str) -> None:
    with pytest.raises(BadSample, match=message):
        Renderer(processor(own=own)).render(TALK)


def test_an_unknown_template_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No chat template is named 'vicuna'. Did you mean 'vicuna_v1'\?"):
        template_text("vicuna")


@pytest.mark.parametrize("name", ["vicuna_v1", "chatml"])
def test_the_learnt_tokens_are_the_answers_and_their_ends(name: str) -> None:
    made = processor(name)
    sample = tokenise([TALK], made).items[0]
    first, second = ((" a dog</s>", " yes</s>"), ("a dog<|im_end|>", "yes<|im_end|>"))[name == "chatml"]
    assert learnt(sample, made.tokenizer) == [first, second]
    last = made.tokenizer.convert_tokens_to_ids("</s>" if name == "vicuna_v1" else "<|im_end|>")
    assert [sample.tokens[end - 1] for end in sample.ends] == [last, last]


def byte_level(trim_offsets: bool) -> Any:
    """A processor of a byte-level BPE tokenizer: a token may hold the space before a word, or a byte of a letter."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from tokenizers.processors import ByteLevel
    from transformers import PreTrainedTokenizerFast

    from scotoma.mixture.processing import MixtureProcessor

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = ByteLevel(trim_offsets=trim_offsets)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<s>", "</s>", "<image>"], initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator([" a dog, a dog, yes yes"] * 3, trainer)
    words = PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>")
    return MixtureProcessor(words, chat_template=template_text("vicuna_v1"))


@pytest.mark.parametrize("trim_offsets", [False, True])
def test_tokens_with_spaces_and_letters_of_several_bytes_are_learnt_whole(trim_offsets: bool) -> None:
    made = byte_level(trim_offsets)
    talk = Conversation(
        (Turn("user", "who?"), Turn("assistant", "a dog \N{DOG FACE}"), Turn("user", "?"), Turn("assistant", "yes"))
    )
    sample = tokenise([talk], made).items[0]
    assert learnt(sample, made.tokenizer) == [" a dog \N{DOG FACE}</s>", " yes</s>"]
    made.chat_template = template_text("plain")
    caption = tokenise([Conversation((Turn("user", "who?"), Turn("assistant", "a dog")))], made).items[0]
    assert learnt(caption, made.tokenizer) == ["a dog\n"]


def test_images_are_numbered_once_however_often_they_are_named() -> None:
    one, two = pictures(2)
    talks = [Conversation((Turn("user", "<image>?"), Turn("assistant", "x")), (each,)) for each in (one, two, one)]
    samples = tokenise(talks, processor("plain"))
    assert [sample.images for sample in samples.items] == [(0,), (1,), (0,)]
    assert samples.images == (one, two)
