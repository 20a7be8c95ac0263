import copy
import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.encoders import Encoder, load_encoder
from scotoma.encoders.preprocessing import normalise
from scotoma.encoders.timm import _preprocessing
from scotoma.encoders.upstream import import_library
from scotoma.errors import BrokenFile, MissingCheckpoint, MissingExtra, UnknownName, UnsupportedCheckpoint
from tests.encoders.contract import check_encoder, drawn_picture

SIZES = ((97, 61), (61, 98), (200, 33), (33, 200), (160, 160), (20, 11), (333, 250), (251, 333))
# Each pools differently: class token, mean, attention and register tokens, NHWC and NCHW maps, a head of its own.
MODELS = ("test_vit", "test_vit2", "test_vit3", "test_vit_relpos", "test_convnext", "test_efficientnet", "test_resnet")


def made(name: str, **changes: Any) -> Any:
    """A model with random weights, larger than at the start of training, so that every layer shows in the rows."""
    timm = import_library("timm", "this test")
    import torch

    torch.manual_seed(0)
    model = timm.create_model(name, pretrained=False, **changes).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return model


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Whole models with their classifiers, in timm's file format."""
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("timm")
    for name in MODELS:
        save_file(made(name).state_dict(), folder / f"{name}.safetensors")
    return {name: folder / f"{name}.safetensors" for name in MODELS}


@pytest.fixture(scope="module")
def encoders(weights: dict[str, Path]) -> dict[str, Encoder]:
    """Computed by torch, which starts sooner than the CPU's default, OpenVINO: that has a test of its own."""
    return {name: with_torch(f"{name}@{weights[name]}") for name in MODELS}


def with_torch(target: str) -> Encoder:
    return load_encoder(f"timm:{target}", runtime="torch", device="cpu")


def photographs() -> list[PILImage.Image]:
    """Pictures of odd sizes that have been through JPEG."""
    pictures = []
    for seed, size in enumerate(SIZES):
        encoded = BytesIO()
        drawn_picture(seed, size).save(encoded, "JPEG", quality=90)
        pictures.append(PILImage.open(encoded).convert("RGB"))
    return pictures


def centred_cosines(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Cosines after the mean of the wanted rows is taken off: rows of random weights are all alike before that."""
    a, b = rows - wanted.mean(axis=0), wanted - wanted.mean(axis=0)
    cosines: np.ndarray = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    return cosines


@pytest.mark.parametrize("name", MODELS)
def test_a_timm_model_keeps_the_contract(name: str, encoders: dict[str, Encoder]) -> None:
    check_encoder(encoders[name])


@pytest.mark.parametrize("name", MODELS)
def test_rows_are_those_of_timm_without_classes(
    name: str, encoders: dict[str, Encoder], weights: dict[str, Path]
) -> None:
    timm = import_library("timm", "this test")
    import torch

    model = timm.create_model(name, num_classes=0).eval()
    timm.models.load_checkpoint(model, str(weights[name]), strict=False)
    transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
    values = torch.stack([transform(picture) for picture in photographs()])
    pixels = np.stack([encoders[name].preprocess(picture) for picture in photographs()])
    np.testing.assert_allclose(normalise(pixels, encoders[name].facts.preprocessing), values.numpy(), atol=1e-5)
    with torch.no_grad():
        wanted = model(values).numpy()
    assert centred_cosines(encoders[name].embed_images(pixels), wanted).min() > 0.9999


def test_the_default_runtime_gives_the_rows_of_torch(encoders: dict[str, Encoder], weights: dict[str, Path]) -> None:
    encoder = load_encoder(f"timm:test_vit@{weights['test_vit']}", device="cpu")
    pixels = np.stack([encoder.preprocess(picture) for picture in photographs()])
    assert encoder.facts.runtime == "openvino"
    assert centred_cosines(encoder.embed_images(pixels), encoders["test_vit"].embed_images(pixels)).min() > 0.9999


@pytest.mark.parametrize("mode", ["center", "squash", "border"])
@pytest.mark.parametrize("crop", [0.875, 0.95, 1.0])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_pixels_are_those_of_timm_in_every_mode(mode: str, crop: float, interpolation: str) -> None:
    timm = import_library("timm", "this test")
    shared: dict[str, Any] = {"mean": (0.4, 0.5, 0.6), "std": (0.2, 0.2, 0.3), "interpolation": interpolation}
    settings = {"input_size": (3, 32, 32), "crop_pct": crop, "crop_mode": mode, **shared}
    transform = timm.data.create_transform(**settings, is_training=False)
    preprocessing = _preprocessing(settings, "any")
    from scotoma.encoders import prepare

    for picture in photographs():
        mine = normalise(prepare(picture, preprocessing)[None], preprocessing)[0]
        np.testing.assert_allclose(mine, transform(picture).numpy(), atol=1e-5)


@pytest.mark.parametrize(
    "change",
    [{"input_size": (3, 32, 48)}, {"input_size": (1, 32, 32)}, {"crop_mode": "five"}, {"interpolation": "box"}],
)
def test_a_preprocessing_that_cannot_be_expressed_is_refused(change: dict[str, Any]) -> None:
    settings = {"input_size": (3, 32, 32), "crop_pct": 1.0, "crop_mode": "center", "interpolation": "bicubic"}
    with pytest.raises(UnsupportedCheckpoint, match=r"timm:any takes .* only square RGB with center, squash, border"):
        _preprocessing({**settings, "mean": (0, 0, 0), "std": (1, 1, 1), **change}, "any")


def test_patches_are_the_tokens_after_the_class_and_register_tokens(encoders: dict[str, Encoder]) -> None:
    import torch

    encoder = encoders["test_vit3"]
    model = made("test_vit3")
    pixels = np.stack([encoder.preprocess(picture) for picture in photographs()[:2]])
    with torch.no_grad():
        features = model.forward_features(torch.from_numpy(normalise(pixels, encoder.facts.preprocessing)))
    wanted = features[:, model.num_prefix_tokens :].numpy()
    np.testing.assert_allclose(encoder.embed_patches(pixels), wanted, atol=1e-4 * np.abs(wanted).max())
    assert (encoder.facts.patch_count, encoders["test_resnet"].facts.patch_count) == (100, 0)


def test_the_facts_say_which_vector(encoders: dict[str, Encoder]) -> None:
    words = {name: encoder.facts.vector for name, encoder in encoders.items()}
    assert words["test_vit"] == "class token after the final norm"
    assert words["test_vit3"] == "attention-pooled tokens"
    assert words["test_resnet"] == words["test_convnext"] == "mean of the tokens or the feature map"


def test_a_file_without_classifier_or_with_another_one_is_read(
    encoders: dict[str, Encoder], weights: dict[str, Path], tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    state = load_file(weights["test_vit"])
    headless = {key: value for key, value in state.items() if not key.startswith("head.")}
    save_file(headless, tmp_path / "headless.safetensors")
    save_file(
        {**state, "head.weight": state["head.weight"][:7].clone(), "head.bias": state["head.bias"][:7].clone()},
        tmp_path / "seven.safetensors",
    )
    for file in ("headless", "seven"):
        facts = with_torch(f"test_vit@{tmp_path / file}.safetensors").facts
        assert facts.weights_sha256 == encoders["test_vit"].facts.weights_sha256


def test_a_folder_in_hub_format_is_read(encoders: dict[str, Encoder], tmp_path: Path) -> None:
    timm = import_library("timm", "this test")
    timm.models.save_for_hf(made("test_vit"), tmp_path / "hub", safe_serialization=True)
    encoder = with_torch(str(tmp_path / "hub"))
    assert encoder.facts.weights_sha256 == encoders["test_vit"].facts.weights_sha256
    assert encoder.facts.preprocessing == encoders["test_vit"].facts.preprocessing
    with pytest.raises(UnsupportedCheckpoint, match=r"holds no config.json"):
        with_torch(str(tmp_path))


def test_an_unknown_model_gets_the_nearest() -> None:
    with pytest.raises(
        UnknownName, match=r"No timm model is named 'vit_smal_patch14_dinov2'. Did you mean 'vit_small_p"
    ):
        with_torch("vit_smal_patch14_dinov2")
    with pytest.raises(UnknownName, match=r"No tag of the timm model test_vit .* 'r16'. Did you mean 'r160_in1k'"):
        with_torch("test_vit.r16")


def test_weights_that_are_not_here_say_what_to_download() -> None:
    message = (
        r"timm:vit_small_patch14_dinov2.lvd142m are not on this machine \(HF_HUB_OFFLINE is set\).*"
        r"hf download timm/vit_small_patch14_dinov2.lvd142m model.safetensors; then use .* timm:vit_small.*@/path"
    )
    with pytest.raises(MissingCheckpoint, match=message):
        with_torch("vit_small_patch14_dinov2.lvd142m")
    with pytest.raises(MissingCheckpoint, match=r"There is no weight file /nowhere/file.pt"):
        with_torch("test_vit@/nowhere/file.pt")
    with pytest.raises(MissingCheckpoint, match="timm publishes no weights for 'vit_giant_patch14_224'"):
        with_torch("vit_giant_patch14_224")


def test_weights_of_another_model_are_refused(weights: dict[str, Path], tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    with pytest.raises(UnsupportedCheckpoint, match=r"do not fit the architecture .*Missing key"):
        with_torch(f"test_vit@{weights['test_resnet']}")
    state = load_file(weights["test_vit"])
    del state["norm.bias"]
    save_file(state, tmp_path / "short.safetensors")
    with pytest.raises(UnsupportedCheckpoint, match=r'Missing key\(s\) in state_dict: "norm.bias"'):
        with_torch(f"test_vit@{tmp_path / 'short.safetensors'}")


def test_a_damaged_weight_file_is_told(weights: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "cut.safetensors"
    file.write_bytes(weights["test_vit"].read_bytes()[:-1000])
    with pytest.raises(BrokenFile, match=r"cut.safetensors cannot be read .*Download them again"):
        with_torch(f"test_vit@{file}")


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    timm = import_library("timm", "this test")
    timm.models.save_for_hf(made("test_vit"), tmp_path, safe_serialization=True)
    whole = json.loads((tmp_path / "config.json").read_text())
    broken = copy.deepcopy(whole)
    broken["architecture"] = "test_vut"
    (tmp_path / "config.json").write_text(json.dumps(broken))
    with pytest.raises(UnsupportedCheckpoint, match=r"Unknown model \(test_vut\)"):
        with_torch(str(tmp_path))
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(MissingCheckpoint, match=r"holds a configuration but no weights. Copy model.safetensors"):
        with_torch(str(tmp_path))
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(BrokenFile, match=r"config.json is not JSON .* Download it again"):
        with_torch(str(tmp_path))


def test_a_library_that_does_not_import_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_library.py").write_text("raise RuntimeError('operator torchvision::nms does not exist')")
    monkeypatch.syspath_prepend(tmp_path)
    message = (
        r"broken_library is installed but cannot be imported \(operator torchvision::nms .* built for another torch"
    )
    with pytest.raises(MissingExtra, match=message):
        import_library("broken_library", "timm: encoders")
    assert "broken_library" not in sys.modules
    with pytest.raises(MissingExtra, match=r"timm: encoders needs the package absent_library. .*scotoma\[torch\]"):
        import_library("absent_library", "timm: encoders")
