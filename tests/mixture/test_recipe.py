"""Recipes: those built in say what the paper says, and a mistake in one's own is told by name."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scotoma.errors import BrokenFile, UnknownName, UnreadableSource, UsageError
from scotoma.mixture import recipe as recipes
from scotoma.mixture.recipe import TEMPLATES, Lora, read_recipe, recipe_names

MINE = """
mixture = "additive"
ssl_ratio = 0.5
language = "some/folder"
adapter = "linear"
towers = [{ source = "mini:clip" }, { source = "mini:dino", side_px = 64 }]
[[stages]]
trains = "adapters"
data = "one.json"
image_folder = "pictures"
batch_size = 8
lr = 1e-3
[[stages]]
trains = "adapters+language"
data = "two.json"
image_folder = "pictures"
batch_size = 4
lr = 2e-5
lora = { rank = 8, alpha = 16 }
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in MINE
    path = folder / "mine.toml"
    path.write_text(MINE.replace(old, new) if old else MINE, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", recipe_names())
def test_every_built_in_recipe_is_sound_and_says_its_sources_and_what_it_departs_from(name: str) -> None:
    recipe = read_recipe(name)
    assert recipe.name == name
    assert "2401.06209" in recipe.source
    assert recipe.note
    assert {recipe.template, recipe.stages[0].template} <= {*TEMPLATES}


# Batch, learning rate and epochs of both stages; Tong et al. 2024, appendix.
@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("llava-13b", [(128, 1e-3, 1), (128, 2e-5, 3)]),
        ("llava-13b-imof", [(128, 1e-3, 1), (128, 2e-5, 3)]),
        ("llava-13b-amof", [(128, 1e-3, 1), (128, 2e-5, 3)]),
        ("llava-1.5-13b", [(256, 2e-3, 1), (128, 2e-5, 1)]),
        ("llava-1.5-13b-imof", [(256, 2e-3, 1), (128, 2e-5, 1)]),
    ],
)
def test_the_papers_recipes_have_the_papers_hyper_parameters(name: str, stages: list[tuple[int, float, float]]) -> None:
    recipe = read_recipe(name)
    assert [(stage.batch_size, stage.lr, stage.epochs) for stage in recipe.stages] == stages
    assert {stage.warmup_share for stage in recipe.stages} == {0.03}
    assert {stage.weight_decay for stage in recipe.stages} == {0}
    assert {stage.scheduler for stage in recipe.stages} == {"cosine"}


def test_the_ssl_ratio_of_a_recipe_can_be_replaced() -> None:
    assert read_recipe("llava-13b-amof").ssl_ratio == 0.75
    assert read_recipe("llava-13b-amof", ssl_ratio=0.25).ssl_ratio == 0.25


def test_a_recipe_of_ones_own_is_a_file_named_for_it(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path))
    assert recipe.name == "mine"
    assert [tower.side_px for tower in recipe.towers] == [None, 64]
    assert recipe.stages[1].lora == Lora(rank=8, alpha=16)
    assert recipe.stages[0].lora is None


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("batch_size = 8", "batch_sise = 8", BrokenFile, r"stages\.0\.batch_s.*built-in recipes"),
        ('data = "one.json"', "", BrokenFile, r"stages\.0\.data: Field required"),
        ("lr = 2e-5", 'lr = "2e-5"', BrokenFile, r"stages\.1\.lr.*valid number"),
        ('adapter = "linear"', 'adapter = "mlp"', BrokenFile, r"adapter: Input should be 'linear' or 'mlp2x_gelu'"),
        ('adapter = "linear"', "adapter = ", BrokenFile, "is not TOML"),
        ('mixture = "additive"', 'mixture = "single"', UsageError, "exactly one, but towers has 2"),
        ('mixture = "additive"', 'mixture = "interleaved"', UsageError, "ssl_ratio belongs to mixture 'additive'"),
        ("ssl_ratio = 0.5", "ssl_ratio = 1.5", UsageError, r"ssl_ratio is 1\.5; .* from 0 .* to 1"),
        ("ssl_ratio = 0.5", "", UsageError, "ssl_ratio is None"),
        ("towers = [", "towers = [{ source = 'toy:x' }, ", UsageError, "weighs two towers, but towers has 3"),
        ("batch_size = 4", "batch_size = 0", UsageError, "stage 2: batch_size is 0; expected a number above 0"),
        ("lr = 1e-3", "lr = 1e-3\nwarmup_share = 1.0", UsageError, r"stage 1: warmup_share is 1\.0"),
        ("lr = 1e-3", "lr = 1e-3\nweight_decay = -1.0", UsageError, r"stage 1: weight_decay is -1\.0"),
        ("lr = 1e-3", "lr = 1e-3\nlora = { rank = 8 }", UsageError, "stage 1: lora updates the language model"),
        ("rank = 8", "rank = 0", UsageError, "stage 2: lora takes a rank of 1 or more"),
        ('"adapters+language"', '"adapters"', UsageError, r"the stages train 'adapters' and 'adapters'; expected"),
    ],
)
def test_a_mistake_in_a_recipe_is_named(
    tmp_path: Path, old: str, new: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        read_recipe(written(tmp_path, old, new))


def test_an_unknown_recipe_gets_the_nearest_names_and_a_missing_file_the_built_in_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"No recipe is named 'llava-13b-imo'. Did you mean 'llava-13b-imof'"):
        read_recipe("llava-13b-imo")
    missing = tmp_path / "missing.toml"
    with pytest.raises(UnreadableSource, match=rf"no recipe file {re.escape(str(missing))}. Built in: llava-1.5-13b,"):
        read_recipe(missing)


def test_recipes_are_read_without_torch() -> None:
    code = (
        "import sys; from scotoma.mixture.recipe import read_recipe as r; r('llava-13b'); print('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_recipe_can_name_every_template_that_comes_with_scotoma() -> None:
    folder = Path(recipes.__file__).parent / "templates"

    assert {*TEMPLATES} == {"tokenizer", *(path.stem for path in folder.glob("*.jinja"))}
