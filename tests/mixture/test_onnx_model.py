"""A mixture exported and run without torch: the same scores, the same words, the weights of its towers kept once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from scotoma.errors import BrokenFile, MissingCheckpoint, NoAnswer, UnknownName, UnsupportedCheckpoint, UsageError
from scotoma.mixture.asking import load_mixture
from scotoma.mixture.building import TowerSource, build_mixture, load_tower
from scotoma.mixture.loading import load_mixture_model, save_mixture
from scotoma.mixture.onnx_export import export_mixture
from scotoma.mixture.onnx_layout import WEIGHTS, read_layout, read_weights
from scotoma.mixture.onnx_model import OnnxMixture, load_mini, mini_mixture_folder
from scotoma.models import Prompt, Settings
from scotoma.models.minis import MINIS
from scotoma.models.options import ModelOptions
from tests.mixture.checkpoints import language, pictures, tower

TEN = Settings(max_new_tokens=10)
TOWERS = [TowerSource("mini:clip", side_px=32), TowerSource("mini:dino", side_px=32)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`torch` is an interleaved mixture with random weights, in bfloat16 as the laboratory keeps its models, and `onnx`
    the same exported; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("mixtures")
    model, processor = build_mixture(TOWERS, language(), mixture="interleaved", adapter="linear")
    save_mixture(folder / "torch", model.to(torch.bfloat16), processor)
    export_mixture(folder / "onnx", *load_mixture_model(folder / "torch"), trained_on="nothing")
    return folder


@pytest.fixture(scope="module")
def mine(home: Path) -> OnnxMixture:
    """The exported mixture, loaded."""
    return OnnxMixture("mini:test", home / "onnx", "cpu", 2)


def rounded(home: Path) -> tuple[Any, Any]:
    """The torch mixture with the package's own towers, and otherwise the weights that float16 keeps of it."""
    model, processor = load_mixture_model(home / "torch")
    for part, source in zip(model.towers, TOWERS, strict=True):
        part.network = load_tower(source).network
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
    return model, processor


def asked() -> list[Prompt]:
    """Prompts of different lengths, with one picture, two and none."""
    one, two, three = pictures(3)
    return [
        Prompt((one, "Which colour is it?")),
        Prompt((two, three, "Which is larger? (a) This (b) That"), system="Look well."),
        Prompt(("Hello!",)),
        Prompt(("Before", two, "after the picture")),
    ]


def test_the_scores_of_what_comes_next_are_torchs(home: Path, mine: OnnxMixture) -> None:
    model, processor = rounded(home)
    for prompt, found in zip(asked(), mine.logits(asked()), strict=True):
        text = mine.prompts.text(prompt)
        with torch.no_grad():
            inputs = processor(text, list(prompt.images), add_special_tokens=False)
            expected = model(**inputs).logits[0, -1].numpy()
        np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())


def test_the_greedy_tokens_are_those_of_the_torch_model(home: Path, mine: OnnxMixture, tmp_path: Path) -> None:
    save_mixture(tmp_path / "rounded", *rounded(home))
    theirs = load_mixture(str(tmp_path / "rounded"), ModelOptions(batch_size=2))
    expected = theirs.generate(asked(), TEN)
    found = mine.generate(asked(), TEN)
    assert found == expected
    assert len({each.text for each in found}) > 1


def test_what_else_is_in_a_batch_changes_no_answer(mine: OnnxMixture) -> None:
    one_by_one = [mine.generate([prompt], TEN)[0] for prompt in asked()]
    assert mine.generate(asked(), TEN) == one_by_one
    assert mine.generate([], TEN) == []


def test_sampling_is_seeded(mine: OnnxMixture) -> None:
    warm = [
        mine.generate(asked()[:1], Settings(max_new_tokens=10, temperature=3.0, seed=seed))[0].tokens
        for seed in (1, 1, 2)
    ]
    assert warm[0] == warm[1] != warm[2]
    sure = Settings(max_new_tokens=10, temperature=3.0, top_p=1e-9)
    assert mine.generate(asked()[:1], sure) == mine.generate(asked()[:1], TEN)


def test_the_towers_weights_are_not_in_the_folder_and_the_others_are_float16(home: Path) -> None:
    stored = read_weights(home / "onnx" / WEIGHTS)
    assert {name.split(".")[0] for name in stored} == {"adapters", "language_model", "towers"}
    # the positions of 32 px were interpolated and are nowhere else
    assert {name for name in stored if name.startswith("towers")} == {
        "towers.0.network.embeddings.position_embedding.weight",
        "towers.1.network.embeddings.position_embeddings",
    }
    assert {values.dtype.name for values in stored.values()} == {"float16"}
    used = {key for keys in read_layout(home / "onnx").weights.values() for key in keys.values()}
    assert {key.split("/")[0] for key in used} == {"own", "mini:clip", "mini:dino"}
    assert sum(path.stat().st_size for path in (home / "onnx").iterdir()) < 500_000


def test_it_answers_without_torch(home: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from PIL import Image
from scotoma.mixture.onnx_model import OnnxMixture
from scotoma.models import Prompt, Settings
model = OnnxMixture("mini:test", Path({str(home / "onnx")!r}), "cpu")
print(model.generate([Prompt((Image.new("RGB", (9, 9)), "What?"))], Settings(max_new_tokens=3))[0].finish_reason)
print({{"torch", "transformers", "safetensors", "onnx"}} & set(sys.modules))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[1] == "set()"


def test_a_text_that_speaks_of_the_image_token_is_refused(mine: OnnxMixture) -> None:
    with pytest.raises(NoAnswer, match=r"has 1 images and 2 times the word <image>.*Ask without that word"):
        mine.generate([Prompt((Image.new("RGB", (9, 9)), "What is <image>?"))], TEN)


def test_another_chat_template_is_followed_and_a_broken_one_refused(home: Path, tmp_path: Path) -> None:
    template = tmp_path / "chat.jinja"
    template.write_text("{% for m in messages %}{% generation %}Q{{ m.content }}{% endgeneration %}{% endfor %}A")
    options = ModelOptions(chat_template=template)
    assert load_mini("single", options, folder=home / "onnx").prompts.text(asked()[2]) == "QHello!A"
    template.write_text("{{ raise_exception('no systems') }}")
    with pytest.raises(NoAnswer, match="The chat template refuses the prompt: no systems"):
        load_mini("single", options, folder=home / "onnx").generate(asked()[:1], TEN)
    template.write_text("{% for")
    with pytest.raises(UnsupportedCheckpoint, match=r"The chat template cannot be read: .*Give another file"):
        load_mini("single", options, folder=home / "onnx")


def test_damaged_and_missing_files_are_told(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "onnx"
    shutil.copytree(home / "onnx", folder)
    (folder / WEIGHTS).write_bytes(b"junk")
    with pytest.raises(BrokenFile, match=r"not as they were installed: .*safetensors is not the file .*pip install"):
        load_mini("single", ModelOptions(), folder=folder)
    with pytest.raises(BrokenFile, match="is no safetensors file of float16 or float32"):
        read_weights(folder / WEIGHTS)
    (folder / WEIGHTS).unlink()
    with pytest.raises(MissingCheckpoint, match=r"mini:single is part of the package.*is missing"):
        load_mini("single", ModelOptions(), folder=folder)
    content = json.loads((folder / "mixture.json").read_text())
    (folder / "mixture.json").write_text(json.dumps({**content, "layers": "two"}))
    with pytest.raises(BrokenFile, match=r"mixture\.json: layers: .*Export it again"):
        read_layout(folder)
    with pytest.raises(MissingCheckpoint, match=r"recipes/mixture/export\.py writes such a folder"):
        read_layout(tmp_path)


def test_names_and_options_that_are_not_there_are_told(home: Path) -> None:
    with pytest.raises(UnknownName, match="No model is named 'mini:nothing'"):
        mini_mixture_folder("nothing")
    with pytest.raises(UsageError, match="mini:single runs in onnxruntime, in float32"):
        load_mini("single", ModelOptions(dtype="bfloat16"), folder=home / "onnx")
    assert all(mini_mixture_folder(name).is_dir() for name in MINIS)


def test_only_built_in_towers_and_free_folders_are_exported_to(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something other than an exported mixture"):
        export_mixture(tmp_path, *load_mixture_model(home / "torch"))
    other = TowerSource(tower(tmp_path / "towers", "clip"))
    with pytest.raises(UnsupportedCheckpoint, match=r"tower hf:.* is not in the package\. Expected mini:clip"):
        export_mixture(tmp_path / "out", *build_mixture([other], language(), mixture="single"))
    with pytest.raises(UnsupportedCheckpoint, match="has no chat template that takes texts"):
        export_mixture(tmp_path / "out", *build_mixture(TOWERS[:1], language(chats=False), mixture="single"))
    model, processor = load_mixture_model(home / "torch")
    with torch.no_grad():
        model.towers[1].network.embeddings.cls_token[0, 0, 0] += 0.1
    with pytest.raises(UnsupportedCheckpoint, match=r"mini:dino is not the package's: embeddings\.cls_token differs"):
        export_mixture(tmp_path / "out", model, processor)
    model, processor = load_mixture_model(home / "torch")
    with torch.no_grad():
        model.adapters[0][0].weight[0, 0] = 1e6
    with pytest.raises(UnsupportedCheckpoint, match=r"adapters\.0\.0\.weight has values outside float16's range"):
        export_mixture(tmp_path / "out", model, processor)
    assert not (tmp_path / "out").exists()
