"""A whole training: in one process and in two, killed and gone on with, and what it leaves."""

import json
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scotoma.errors import RunMismatch, UnreadableSource, UnsupportedCheckpoint
from scotoma.mixture.recipe import Recipe
from tests.mixture.commands import DEADLINE_S, start, start_two, until
from tests.mixture.trainings import processor, small_recipe, write_training

EPOCHS = 4.0  # twelve steps a stage
OPTIONS = ("--save-steps", "3", "--workers", "0")


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """As in the processes that the tests start: sums over other numbers of threads differ in their last bits."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe and everything it names."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Path:
    """The folder of a training in one process from beginning to end."""
    from scotoma.mixture.stages import train
    from scotoma.mixture.training import Conduct

    train(small_recipe(folder, epochs=EPOCHS), folder / "undisturbed", conduct=Conduct(workers=0))
    return folder / "undisturbed"


def losses(out: Path, stage: str = "stage2") -> list[float]:
    return [json.loads(line)["loss"] for line in (out / stage / "losses.jsonl").read_text().splitlines()]


def weights(out: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return dict(load_file(out / "model" / "model.safetensors"))


def furthest(one: Path, two: Path) -> float:
    """The largest difference between weights of two finished models."""
    left, right = weights(one), weights(two)
    assert left.keys() == right.keys()
    return max(float((left[name] - right[name]).abs().max()) for name in left)


def command(folder: Path, out: Path) -> tuple[str, ...]:
    return ("mix", "train", str(write_training(folder, epochs=EPOCHS)), "--out", str(out), *OPTIONS)


def test_a_training_leaves_a_model_and_the_record_of_how_it_came_to_be(folder: Path, undisturbed: Path) -> None:
    from scotoma.mixture.loading import load_mixture_model

    assert not list(undisturbed.glob("stage*/checkpoint-*"))
    for number in (1, 2):
        record = json.loads((undisturbed / f"stage{number}" / "stage.json").read_text())
        assert (record["steps"], record["samples"], record["left_out"], record["processes"]) == (12, 11, 1, 1)
        (left_out,) = (undisturbed / f"stage{number}" / "left_out.jsonl").read_text().splitlines()
        assert json.loads(left_out) == {
            "place": f"{folder / 'data.json'}, record 12",
            "reason": f"{folder / 'gone.png'}: cannot be read: No such file or directory",
        }
        assert len(losses(undisturbed, f"stage{number}")) == 12
        assert np.mean(losses(undisturbed, f"stage{number}")[-3:]) < losses(undisturbed, f"stage{number}")[0]
    stages = json.loads((undisturbed / "run.json").read_text())["stages"]
    assert [each["stage"] for each in stages] == ["stage1", "stage2"]
    assert stages[0]["settings"]["recipe"]["stages"][0]["data_sha256"]
    assert stages[0]["versions"]["torch"]
    model, made = load_mixture_model(undisturbed / "model")
    assert "ASSISTANT:" in made.chat_template
    assert model.generation_config.eos_token_id == [2]


def test_stage_2_begins_with_exactly_the_adapters_that_stage_1_saved_each_in_its_own_tower(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    # The regression test of the reference code's defect: there CLIP's adapter began stage 2 with DINO's weights.
    from safetensors.torch import load_file

    from scotoma.mixture.stages import build_recipe, train
    from scotoma.mixture.training import Conduct

    begun: list[Any] = []

    def build(recipe: Recipe, seed: int) -> tuple[Any, Any]:
        begun.append(build_recipe(recipe, seed)[0])
        return begun[-1], build_recipe(recipe, seed)[1]

    shutil.copytree(undisturbed / "stage1", tmp_path / "stage1")
    recipe = small_recipe(folder, epochs=EPOCHS)
    still = replace(recipe, stages=(recipe.stages[0], replace(recipe.stages[1], lr=1e-30)))  # it moves nothing
    train(still, tmp_path, build=build, conduct=Conduct(workers=0))
    saved = load_file(undisturbed / "stage1" / "adapters.safetensors")
    one, two = ({name[2:]: each for name, each in saved.items() if name[0] == number} for number in "01")
    assert not (one["0.weight"] == two["0.weight"]).all()
    assert len(begun) == 1
    for adapter, expected in zip(begun[0].adapters, (one, two), strict=True):
        for name, tensor in adapter.state_dict().items():
            assert (tensor == expected[name]).all()


def test_a_finished_training_is_not_done_again(folder: Path, undisturbed: Path) -> None:
    from scotoma.mixture.stages import train

    def build(recipe: Recipe, seed: int) -> tuple[Any, Any]:
        raise AssertionError("nothing is left to train")

    records = train(small_recipe(folder, epochs=EPOCHS), undisturbed, build=build)
    assert [record.steps for record in records] == [12, 12]


def test_a_folder_of_another_training_is_refused(folder: Path, undisturbed: Path) -> None:
    from scotoma.mixture.stages import train

    recipe = small_recipe(folder, epochs=EPOCHS)
    with pytest.raises(RunMismatch, match=r"holds a training with other settings \(seed\)\. Take another folder"):
        train(recipe, undisturbed, seed=1)
    other = replace(recipe, adapter="linear", stages=(recipe.stages[0], replace(recipe.stages[1], lr=1.0)))
    with pytest.raises(RunMismatch, match=r"other settings \(recipe adapter, stage 2 lr\)"):
        train(other, undisturbed)
    (folder / "more.json").write_text((folder / "data.json").read_text() + "\n")
    more = replace(recipe, stages=(replace(recipe.stages[0], data=str(folder / "more.json")), recipe.stages[1]))
    with pytest.raises(RunMismatch, match=r"other settings \(stage 1 data, stage 1 data_sha256\)"):
        train(more, undisturbed)


def test_a_stage_that_was_begun_with_other_images_is_refused(folder: Path, tmp_path: Path) -> None:
    from scotoma.files import write_json
    from scotoma.mixture.stages import train

    write_json(tmp_path / "stage1" / "images.json", "scotoma checked images", 1, {"images": "other", "broken": {}})
    write_json(tmp_path / "stage1" / "checkpoint-3" / "whole.json", "scotoma checkpoint", 1, {"step": 3})
    with pytest.raises(RunMismatch, match=r"stage1 was begun with other images: since then files were added"):
        train(small_recipe(folder), tmp_path)


def test_data_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    from scotoma.mixture.stages import train

    recipe = small_recipe(folder)
    gone = replace(recipe, stages=(replace(recipe.stages[0], data="gone.json"), recipe.stages[1]))
    with pytest.raises(UnreadableSource, match=r"The training data gone\.json cannot be read: No such file"):
        train(gone, tmp_path)


def test_a_template_whose_end_token_the_tokenizer_lacks_is_refused() -> None:
    from scotoma.mixture.stages import set_template
    from tests.mixture.checkpoints import language

    made = processor("plain")
    made.tokenizer = language()[1]
    with pytest.raises(UnsupportedCheckpoint, match=r"'chatml' ends answers with <\|im_end\|>, which is no token of"):
        set_template(made, "chatml")


def test_cached_features_give_the_losses_of_pixels_and_serve_the_second_stage(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    from scotoma.mixture.stages import train

    train(small_recipe(folder, epochs=EPOCHS), tmp_path / "out", cache=tmp_path / "cache")
    assert len(list((tmp_path / "cache").glob("*/*.npy"))) == 2  # a file a tower, for both stages
    np.testing.assert_allclose(losses(tmp_path / "out"), losses(undisturbed), rtol=2e-3)
    assert (tmp_path / "out/stage1/left_out.jsonl").read_text() == (undisturbed / "stage1/left_out.jsonl").read_text()


def test_images_opened_by_other_processes_give_the_same_losses(folder: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = start(tmp_path, *command(folder, out)[:-1], "1")
    said = running.communicate(timeout=DEADLINE_S)[0]
    assert running.returncode == 0, said
    assert losses(out) == losses(undisturbed)


@pytest.mark.slow
def test_interrupted_and_killed_a_training_ends_with_the_weights_of_an_undisturbed_one(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    from scotoma.cli import main

    out = tmp_path / "out"
    first = start(tmp_path, *command(folder, out))
    until(lambda: list(out.glob("stage1/checkpoint-*/whole.json")), first)
    first.send_signal(signal.SIGINT)
    said = first.communicate(timeout=DEADLINE_S)[0]
    assert first.returncode == 130, said
    assert "Run the same command again to go on" in said
    second = start(tmp_path, *command(folder, out))
    until(lambda: list(out.glob("stage2/checkpoint-6/whole.json")), second)
    second.kill()
    said = second.communicate(timeout=DEADLINE_S)[0]
    assert second.returncode == -signal.SIGKILL, said
    assert not (out / "stage2" / "stage.json").exists()
    with pytest.raises(SystemExit) as ended:
        main(command(folder, out))
    assert ended.value.code == 0
    assert losses(out) == losses(undisturbed)
    assert furthest(out, undisturbed) == 0


@pytest.mark.slow
@pytest.mark.parametrize("sharded", [False, True], ids=["DDP", "FSDP2"])
def test_two_processes_give_the_losses_of_one(folder: Path, undisturbed: Path, tmp_path: Path, sharded: bool) -> None:
    fsdp = {
        "ACCELERATE_USE_FSDP": "true",
        "FSDP_VERSION": "2",
        "FSDP_AUTO_WRAP_POLICY": "TRANSFORMER_BASED_WRAP",
        "FSDP_RESHARD_AFTER_FORWARD": "true",
        "FSDP_STATE_DICT_TYPE": "SHARDED_STATE_DICT",
    }
    out = tmp_path / "out"
    both = start_two(tmp_path, *command(folder, out), **(fsdp if sharded else {}))
    said = both.communicate(timeout=DEADLINE_S)[0]
    assert both.returncode == 0, said
    assert said.count("stage 2: 12 steps") == 1
    assert json.loads((out / "stage2" / "stage.json").read_text())["processes"] == 2
    for stage in ("stage1", "stage2"):
        np.testing.assert_allclose(losses(out, stage), losses(undisturbed, stage), rtol=1e-4)
    assert furthest(out, undisturbed) < 1e-4
