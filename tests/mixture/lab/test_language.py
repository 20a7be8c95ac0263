"""The laboratory's language model and tokenizer."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from scotoma.mixture.lab.language import new_language, pretrain, stretches, train_tokenizer
from scotoma.mixture.lab.material import captioned, conversed, described, texts
from scotoma.mixture.lab.plan import PLANS, Fit
from scotoma.mixture.lab.samples import Sample, scene_samples
from scotoma.mixture.processing import IMAGE_TOKEN, MixtureProcessor

PLAN = replace(PLANS["tiny"], width=16, mlp_width=32)


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(scene_samples(9, turns=2))


@pytest.fixture(scope="module")
def processor(samples: list[Sample]) -> Any:
    return MixtureProcessor(train_tokenizer(texts(samples), 400))


def test_any_text_comes_back_from_its_tokens(processor: Any) -> None:
    for text in ("Grün, œuf, 8:03?", '{"answer": "ja"}', "- two\n- three", "日"):
        assert processor.tokenizer.decode(processor.tokenizer(text)["input_ids"]) == text


def test_a_vocabulary_is_no_larger_than_asked_for_and_has_the_image_token(processor: Any) -> None:
    assert len(processor.tokenizer) == 400
    assert processor.tokenizer.tokenize(IMAGE_TOKEN) == [IMAGE_TOKEN]


def test_a_conversation_is_learnt_in_its_answers_and_their_ends(samples: list[Sample], processor: Any) -> None:
    for made in (captioned(samples, processor), conversed(samples, processor)):
        for item in made.items:
            whole = processor.tokenizer.decode(item.tokens)
            answers = re.findall(r"<\|assistant\|>(.*?<\|end\|>)", whole, re.DOTALL)
            assert processor.tokenizer.decode(item.tokens[item.answers]) == "".join(answers)
            assert whole.startswith(f"<|user|>{IMAGE_TOKEN}\n")
            assert whole.count(IMAGE_TOKEN) == 1


def test_a_conversation_asks_what_its_sample_asks(samples: list[Sample], processor: Any) -> None:
    for sample, item in zip(samples, conversed(samples, processor).items, strict=True):
        first = sample.turns[0]
        assert f"{first.question}<|assistant|>{first.answer}<|end|>" in processor.tokenizer.decode(item.tokens)


def test_image_i_is_sample_i_s_in_both_stages(samples: list[Sample], processor: Any) -> None:
    for made in (captioned(samples, processor), conversed(samples, processor)):
        assert [item.images for item in made.items] == [(number,) for number in range(len(samples))]
        assert [str(image) for image in made.images] == [sample.id for sample in samples]


def test_a_described_conversation_has_words_in_the_picture_s_place(samples: list[Sample], processor: Any) -> None:
    text = processor.tokenizer.decode(described(samples, processor)[4])
    assert text.startswith(f"<|user|>{samples[4].description}\n{samples[4].turns[0].question}<|assistant|>")
    assert IMAGE_TOKEN not in text


def test_the_same_seed_makes_the_same_language_model(samples: list[Sample], processor: Any) -> None:
    tokens = described(samples, processor)
    weights = []
    for seed in (3, 3, 4):
        model = new_language(PLAN, processor.tokenizer, seed)
        pretrain(model, tokens, Fit(1.0, 8, 1e-3), seed=seed)
        weights.append(model.model.embed_tokens.weight.detach())
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_text_training_learns_every_token_but_no_padding(samples: list[Sample], processor: Any) -> None:
    model = new_language(PLAN, processor.tokenizer, 0)
    stage = pretrain(model, described(samples, processor), Fit(12.0, 6, 1e-2), seed=0)
    assert (stage.samples, stage.steps, stage.shared) == (18, 36, True)
    assert stage.losses[0][1] == pytest.approx(np.log(400), abs=0.4)  # an untrained model knows nothing
    assert stage.losses[-1][1] < stage.losses[0][1] - 1


def test_losses_are_means_of_stretches_that_cover_every_step() -> None:
    assert stretches([1.0, 3.0, 5.0], count=2) == ((2, 2.0), (3, 5.0))
    assert stretches([], count=2) == ()
    assert len(stretches([0.0] * 1000)) == 20
