"""The small models that the package carries: their size, their names, and that they answer."""

import pytest
from PIL import Image

from scotoma.benchmark import open_benchmark
from scotoma.images import decode
from scotoma.mixture.onnx_model import load_mini
from scotoma.models import Prompt, Settings, load_model
from scotoma.models.minis import FOLDER, MINIS
from scotoma.models.options import ModelOptions


def test_all_of_them_together_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 12_000_000


@pytest.mark.parametrize("name", MINIS)
def test_each_answers_shortly_and_says_what_it_was_trained_on(name: str) -> None:
    model = load_mini(name, ModelOptions())
    assert "scenes" in model.layout.trained_on
    assert (FOLDER / "NOTICE.md").is_file()
    pair = open_benchmark("emoji").pairs[0]
    picture = decode(pair.image_a.read_bytes())
    (said,) = model.generate([Prompt((picture, pair.question_a.text))], Settings(max_new_tokens=32))
    assert said.finish_reason == "stop"
    assert said.text


@pytest.mark.parametrize("name", MINIS)
def test_each_is_loaded_by_its_name_and_sees_what_it_is_shown(name: str) -> None:
    model = load_model(f"mini:{name}")
    assert model.name == f"mini:{name}"
    shown = [Prompt((Image.new("RGB", (64, 64), colour), "Is this red or blue?")) for colour in ("red", "blue")]
    logits = load_mini(name, ModelOptions()).logits(shown)
    assert abs(logits[0] - logits[1]).max() > 1e-3
