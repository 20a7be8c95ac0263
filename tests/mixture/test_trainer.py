"""The Trainer of a stage: what it leaves out of the arithmetic changes no loss."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from scotoma.mixture.collating import Collator, SampleSet
from scotoma.mixture.conversations import read_conversations
from scotoma.mixture.features import PixelRows
from scotoma.mixture.pictures import broken_images, without_broken
from scotoma.mixture.samples import tokenise
from scotoma.mixture.stages import build_recipe, set_template
from scotoma.mixture.training import Conduct, make_order, pad_token, train_stage, training_arguments
from tests.mixture.trainings import small_recipe


def test_a_loss_is_that_of_the_models_own_forward_pass_over_all_tokens(tmp_path: Path) -> None:
    recipe, out = small_recipe(tmp_path), tmp_path / "out"
    stage = recipe.stages[1]
    model, processor = build_recipe(recipe, 0)
    set_template(processor, recipe.template)
    samples = tokenise(read_conversations(Path(stage.data), tmp_path), processor)
    samples, _ = without_broken(samples, broken_images(samples.images))
    per_image, pad_token_id = model.config.tokens_per_image, pad_token(processor.tokenizer)
    arguments = training_arguments(stage, out, 0, workers=0)
    first = list(make_order(samples.items, per_image, stage, arguments, 0))[: stage.batch_size]
    collate = Collator(
        PixelRows(samples.images, processor.preprocessings),
        image_token_id=samples.image_token_id,
        tokens_per_image=per_image,
        pad_token_id=pad_token_id,
    )
    with torch.no_grad():
        expected = model(**collate([SampleSet(samples.items, pad_token_id)[each] for each in first])).loss.item()

    train_stage(model, processor, samples, stage, out, conduct=Conduct(workers=0))

    told = json.loads((out / "losses.jsonl").read_text().splitlines()[0])
    assert told["loss"] == pytest.approx(expected, abs=1e-5)
