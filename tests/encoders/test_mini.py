"""The built-in encoders: complete, light, the same in onnxruntime and torch, and never run from damaged files."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scotoma.encoders import load_encoder
from scotoma.encoders.mini import MINIS, load_mini, mini_folder
from scotoma.encoders.runtime import Options
from scotoma.errors import BrokenFile, MissingCheckpoint, NoTextTower, UnknownName
from tests.encoders.contract import check_encoder

PIXELS = np.random.default_rng(0).integers(0, 256, (3, 64, 64, 3), dtype=np.uint8)
TEXTS = ["a red apple", "two apples", ""]
OPTIONS = Options("auto", "auto", "float32", None)


@pytest.mark.parametrize("name", MINIS)
def test_a_mini_gives_rows_and_patch_tokens_of_the_widths_it_states(name: str) -> None:
    encoder = load_encoder(f"mini:{name}")
    facts = encoder.facts
    assert (facts.name, facts.runtime, facts.patch_count) == (f"mini:{name}", "onnxruntime", 64)
    assert encoder.embed_images(PIXELS).shape == (3, facts.width)
    assert encoder.embed_patches(PIXELS).shape == (3, 64, facts.patch_width)


@pytest.mark.parametrize("name", MINIS)
def test_a_mini_keeps_the_contract_of_encoders(name: str) -> None:
    check_encoder(load_encoder(f"mini:{name}"))


@pytest.mark.parametrize("name", MINIS)
def test_torch_and_onnxruntime_give_a_mini_the_same_rows(name: str) -> None:
    light, torch = load_encoder(f"mini:{name}"), load_encoder(f"mini:{name}", runtime="torch")
    assert (torch.facts.name, torch.facts.runtime) == (f"mini:{name}", "torch")
    assert torch.facts.preprocessing == light.facts.preprocessing
    # float32 in another order of operations: 1e-6 of the largest value is seen
    for given in ("embed_images", "embed_patches"):
        mine, theirs = getattr(light, given)(PIXELS), getattr(torch, given)(PIXELS)
        assert np.abs(mine - theirs).max() < 1e-5 * np.abs(theirs).max()


def test_torch_and_onnxruntime_read_texts_alike() -> None:
    mine = load_encoder("mini:clip").embed_texts(TEXTS)
    theirs = load_encoder("mini:clip", runtime="torch").embed_texts(TEXTS)
    assert mine.shape == (3, 192)
    assert np.abs(mine - theirs).max() < 1e-5 * np.abs(theirs).max()


def test_a_text_has_the_same_row_whatever_stands_beside_it() -> None:
    encoder = load_encoder("mini:clip")
    alone, among = encoder.embed_texts(TEXTS[:1]), encoder.embed_texts([*TEXTS, "a long caption of many words " * 9])
    assert np.abs(alone[0] - among[0]).max() < 1e-5


def test_mini_dino_reads_no_text() -> None:
    with pytest.raises(NoTextTower, match=r"mini:dino reads images only"):
        load_encoder("mini:dino").embed_texts(["a"])


def test_minis_run_where_torch_cannot_be_imported() -> None:
    script = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "import numpy as np; from scotoma.encoders import load_encoder\n"
        "e = load_encoder('mini:clip'); e.embed_images(np.zeros((1, 64, 64, 3), np.uint8)); e.embed_texts(['a'])\n"
        "load_encoder('mini:dino').embed_patches(np.zeros((1, 64, 64, 3), np.uint8))\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_both_minis_together_stay_under_25_megabytes() -> None:
    sizes = [path.stat().st_size for name in MINIS for path in mini_folder(name).iterdir()]
    assert 1_000_000 < sum(sizes) <= 25_000_000


def test_an_unknown_mini_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match=r"No encoder is named 'mini:clipp'. Did you mean 'mini:clip'"):
        load_encoder("mini:clipp")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(mini_folder("dino"), tmp_path / "dino"))


@pytest.mark.parametrize("runtime", ["auto", "torch"])
def test_truncated_weights_are_refused(copied: Path, runtime: str) -> None:
    weights = copied / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(BrokenFile, match=r"mini:dino is part of the package.*model\.safetensors has sha256.*--force-"):
        load_mini("dino", Options(runtime, "auto", "float32", None), folder=copied)


def test_a_flipped_bit_in_the_weights_is_noticed(copied: Path) -> None:
    weights = bytearray((copied / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    (copied / "model.safetensors").write_bytes(weights)
    with pytest.raises(BrokenFile, match=r"damaged or was exchanged"):
        load_mini("dino", OPTIONS, folder=copied)


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    with pytest.raises(MissingCheckpoint, match=r"model\.safetensors is missing.*pip install --force-reinstall"):
        load_mini("dino", OPTIONS, folder=copied)
