"""One stage: what changes and what does not, and that nothing but the numbers decides the losses."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scotoma.errors import EmptyCollection, UsageError
from scotoma.mixture.conversations import read_conversations
from scotoma.mixture.recipe import Lora, Stage
from scotoma.mixture.samples import Samples, tokenise
from tests.mixture.trainings import write_training

STAGE = Stage(
    data="",
    image_folder="",
    batch_size=4,
    device_batch_size=4,
    lr=1e-2,
    trains="adapters",
    epochs=2.0,
    max_tokens=300,
    gradient_checkpointing=False,
    dtype="float32",
)
BOTH = replace(STAGE, trains="adapters+language", lr=1e-3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe and everything it names."""
    where = tmp_path_factory.mktemp("training")
    write_training(where)
    return where


def built(folder: Path) -> tuple[Any, Any, Samples]:
    """A fresh mixture with its samples, of which those without their image are left out."""
    from scotoma.mixture.recipe import read_recipe
    from scotoma.mixture.stages import build_recipe, set_template

    model, made = build_recipe(read_recipe(write_training(folder)), 0)
    set_template(made, "vicuna_v1")
    return model, made, tokenise(read_conversations(folder / "data.json", limit=11), made)


def trained(folder: Path, out: Path, stage: Stage = STAGE, **more: Any) -> Any:
    """What a stage comes to, begun afresh."""
    from scotoma.mixture.training import Conduct, train_stage

    model, made, samples = built(folder)
    return train_stage(model, made, samples, stage, out, **{"conduct": Conduct(workers=0), **more})


def parts(model: Any) -> dict[str, list[Any]]:
    return {
        name: [each.detach().float().clone() for each in getattr(model, name).parameters()]
        for name in ("towers", "adapters", "language_model")
    }


def equal(left: Sequence[Any], right: Sequence[Any]) -> bool:
    return all(bool((one == two).all()) for one, two in zip(left, right, strict=True))


@pytest.mark.parametrize(("stage", "language_moves"), [(STAGE, False), (BOTH, True)], ids=["adapters", "both"])
def test_a_stage_changes_what_it_trains_and_nothing_else(
    folder: Path, tmp_path: Path, stage: Stage, language_moves: bool
) -> None:
    before = parts(built(folder)[0])
    result = trained(folder, tmp_path, stage)
    after = parts(result.model)
    assert equal(before["towers"], after["towers"])
    assert not equal(before["adapters"], after["adapters"])
    assert equal(before["language_model"], after["language_model"]) != language_moves
    assert len(result.losses) == 6  # 11 samples, 3 batches an epoch
    assert np.mean(result.losses[3:]) < np.mean(result.losses[:3])
    lines = [json.loads(line) for line in (tmp_path / "losses.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line["loss"] for line in lines] == list(result.losses)
    assert (result.samples, result.left_out, result.processes) == (11, (), 1)
    assert result.peak_memory_bytes > 2**20


def test_the_same_seed_gives_the_same_weights_however_a_batch_is_divided(folder: Path, tmp_path: Path) -> None:
    one = trained(folder, tmp_path / "a", BOTH, seed=3)
    two = trained(folder, tmp_path / "b", BOTH, seed=3)
    accumulated = trained(folder, tmp_path / "c", replace(BOTH, device_batch_size=1), seed=3)
    assert one.losses == two.losses
    assert equal(parts(one.model)["language_model"], parts(two.model)["language_model"])
    np.testing.assert_allclose(accumulated.losses, one.losses, rtol=1e-5)
    assert trained(folder, tmp_path / "d", BOTH, seed=4).losses != one.losses


def test_cached_features_give_the_losses_of_pixels_within_their_rounding(folder: Path, tmp_path: Path) -> None:
    from scotoma.mixture.features import encode_images
    from scotoma.mixture.training import train_stage

    model, made, samples = built(folder)
    features = encode_images(model, made, samples.images)
    cached = train_stage(model, made, samples, BOTH, tmp_path / "cached", features=features)
    np.testing.assert_allclose(cached.losses, trained(folder, tmp_path / "pixels", BOTH).losses, rtol=1e-3)


def test_lora_is_merged_into_a_language_model_of_the_old_shape(folder: Path, tmp_path: Path) -> None:
    before = built(folder)[0]
    result = trained(folder, tmp_path, replace(BOTH, lr=1e-2, lora=Lora(rank=4, alpha=8, dropout=0.0)))
    assert set(result.model.state_dict()) == set(before.state_dict())
    moved = {
        name
        for name, tensor in result.model.language_model.state_dict().items()
        if not bool((tensor == before.language_model.state_dict()[name]).all())
    }
    assert moved == {name for name in before.language_model.state_dict() if "_proj" in name}
    assert result.losses[-1] < result.losses[0]


def test_bfloat16_and_checkpointing_come_near_the_same_losses(folder: Path, tmp_path: Path) -> None:
    plain = trained(folder, tmp_path / "a", BOTH)
    checkpointed = trained(folder, tmp_path / "b", replace(BOTH, gradient_checkpointing=True))
    low = trained(folder, tmp_path / "c", replace(BOTH, dtype="bfloat16"))
    np.testing.assert_allclose(checkpointed.losses, plain.losses, rtol=1e-5)
    np.testing.assert_allclose(low.losses, plain.losses, rtol=0.05)
    assert low.losses != plain.losses
    assert not checkpointed.model.training
    assert checkpointed.model.config.use_cache


def test_a_sample_without_images_trains_beside_the_others(folder: Path, tmp_path: Path) -> None:
    from scotoma.mixture.training import Conduct, train_stage

    model, made, samples = built(folder)
    text = replace(samples, items=tuple(each for each in samples.items if not each.images))
    before = parts(model)
    result = train_stage(model, made, text, BOTH, tmp_path, conduct=Conduct(workers=0))
    assert len(text.items) == 1
    assert equal(before["adapters"], parts(result.model)["adapters"])
    assert not equal(before["language_model"], parts(result.model)["language_model"])


def test_what_does_not_fit_is_told_and_nothing_at_all_is_refused(folder: Path, tmp_path: Path) -> None:
    result = trained(folder, tmp_path / "a", replace(STAGE, max_tokens=230))
    assert [each.place.rpartition(", ")[2] for each in result.left_out] == ["record 11"]
    with pytest.raises(
        EmptyCollection, match=r"None of 11 samples can be trained on; the first, .*record 1: .* tokens"
    ):
        trained(folder, tmp_path / "b", replace(STAGE, max_tokens=40))


def test_a_lost_training_ends_with_a_word(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"The loss of step \d is (nan|inf): the training is lost\. Give a smaller"):
        trained(folder, tmp_path, replace(BOTH, lr=1e30, warmup_share=0.0, scheduler="constant", epochs=3.0))


def test_a_batch_that_processes_cannot_share_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from scotoma.mixture.training import training_arguments

    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(UsageError, match="A batch of 4 samples cannot be shared alike by 3 processes"):
        training_arguments(STAGE, tmp_path, 0, workers=0)
