import copy
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.encoders import Encoder, load_encoder
from scotoma.encoders.preprocessing import normalise
from scotoma.errors import BrokenFile, MissingCheckpoint, UnknownName, UnsupportedCheckpoint
from tests.encoders.contract import check_encoder, drawn_picture

SIZES = ((97, 61), (61, 98), (200, 33), (33, 200), (32, 32), (20, 11), (333, 250), (251, 333))

TINY: dict[str, Any] = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "head_width": 16, "patch_size": 8},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 2},
}
TRUNK = {"timm_model_name": "test_vit", "timm_pool": "avg", "timm_proj": "linear", "image_size": 160}
ARCHITECTURES = {
    "scotoma-tiny": TINY,
    "scotoma-tiny-resnet": {
        **TINY,
        "vision_cfg": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 8, "patch_size": None},
    },
    "scotoma-tiny-trunk": {**TINY, "vision_cfg": TRUNK, "custom_text": True},
    "scotoma-tiny-pooled": {
        **TINY,
        "vision_cfg": {**TINY["vision_cfg"], "attentional_pool": True, "attn_pooler_heads": 2},
    },
}


@pytest.fixture(scope="module", autouse=True)
def configs(tmp_path_factory: pytest.TempPathFactory) -> None:
    import open_clip

    folder = tmp_path_factory.mktemp("configs")
    for name, config in ARCHITECTURES.items():
        (folder / f"{name}.json").write_text(json.dumps(config))
    open_clip.add_model_config(folder)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Random weights, large enough for activations to leave the linear range, in open_clip's file format."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("weights")
    for name in ARCHITECTURES:
        model = open_clip.create_model(name, load_weights=False)
        state = {key: (value * 3 if value.is_floating_point() else value) for key, value in model.state_dict().items()}
        save_file({key: value.contiguous().clone() for key, value in state.items()}, folder / f"{name}.safetensors")
    return {name: folder / f"{name}.safetensors" for name in ARCHITECTURES}


@pytest.fixture(scope="module")
def encoders(weights: dict[str, Path]) -> dict[str, Encoder]:
    """Computed by torch, which starts sooner than the CPU's default, OpenVINO: that has a test of its own."""
    return {name: with_torch(name, weights[name]) for name in ARCHITECTURES}


def with_torch(name: str, file: Path) -> Encoder:
    return load_encoder(f"openclip:{name}/{file}", runtime="torch")


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


def upstream(name: str, file: Path, **changes: Any) -> tuple[Any, Any]:
    import open_clip

    model, _, transform = open_clip.create_model_and_transforms(name, pretrained=str(file), **changes)
    return model.eval(), transform


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_an_open_clip_model_keeps_the_contract(name: str, encoders: dict[str, Encoder]) -> None:
    check_encoder(encoders[name])


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_rows_are_those_of_open_clip(name: str, encoders: dict[str, Encoder], weights: dict[str, Path]) -> None:
    import open_clip
    import torch

    encoder = encoders[name]
    model, transform = upstream(name, weights[name])
    values = torch.stack([transform(picture) for picture in photographs()])
    pixels = np.stack([encoder.preprocess(picture) for picture in photographs()])
    np.testing.assert_allclose(normalise(pixels, encoder.facts.preprocessing), values.numpy(), atol=1e-5)
    texts = ["A cat, left of a dog!", "two birds " * 20]
    with torch.no_grad():
        rows = model.encode_image(values).numpy()
        words = model.encode_text(open_clip.get_tokenizer(name)(texts)).numpy()
    assert centred_cosines(encoder.embed_images(pixels), rows).min() > 0.9999
    np.testing.assert_allclose(encoder.embed_texts(texts), words, atol=1e-4 * np.abs(words).max())


def test_the_default_runtime_gives_the_rows_of_torch(encoders: dict[str, Encoder], weights: dict[str, Path]) -> None:
    encoder = load_encoder(f"openclip:scotoma-tiny/{weights['scotoma-tiny']}", device="cpu")
    pixels = np.stack([encoder.preprocess(picture) for picture in photographs()])
    wanted, words = (encoders["scotoma-tiny"].embed_images(pixels), encoders["scotoma-tiny"].embed_texts(["a", "b c"]))
    assert encoder.facts.runtime == "openvino"
    assert centred_cosines(encoder.embed_images(pixels), wanted).min() > 0.9999
    np.testing.assert_allclose(encoder.embed_texts(["a", "b c"]), words, atol=1e-4 * np.abs(words).max())


@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_pixels_are_those_of_open_clip_in_every_mode(
    mode: str, interpolation: str, weights: dict[str, Path], tmp_path: Path
) -> None:
    settings = {"resize_mode": mode, "interpolation": interpolation, "fill_color": 90, "mean": [0.4, 0.5, 0.6]}
    folder = local_folder(tmp_path, TINY, weights["scotoma-tiny"], settings)
    encoder = load_encoder(f"openclip:{folder}", runtime="torch")
    import open_clip

    _, transform = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    for picture in photographs():
        mine = normalise(encoder.preprocess(picture)[None], encoder.facts.preprocessing)[0]
        np.testing.assert_allclose(mine, transform(picture).numpy(), atol=1e-5)


def local_folder(folder: Path, config: dict[str, Any], weights: Path, preprocessing: dict[str, Any]) -> Path:
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": preprocessing}))
    (folder / "open_clip_model.safetensors").write_bytes(weights.read_bytes())
    return folder


def test_quick_gelu_is_asked_for_in_the_architecture_name(weights: dict[str, Path]) -> None:
    import torch

    file = weights["scotoma-tiny"]
    plain, quick = with_torch("scotoma-tiny", file), with_torch("scotoma-tiny-quickgelu", file)
    pixels = np.stack([plain.preprocess(picture) for picture in photographs()])
    model, transform = upstream("scotoma-tiny", file, force_quick_gelu=True)
    with torch.no_grad():
        wanted = model.encode_image(torch.stack([transform(picture) for picture in photographs()])).numpy()
    assert np.abs(quick.embed_images(pixels) - wanted).max() < 1e-5 * np.abs(wanted).max()
    assert np.abs(plain.embed_images(pixels) - wanted).max() > 1e-3 * np.abs(wanted).max()
    assert quick.facts.vector == "projected image embedding, QuickGELU"
    assert plain.facts.vector == "projected image embedding"


def test_a_pretrained_tag_brings_its_activation(
    weights: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """open_clip itself only warns that ViT-B-32 with OpenAI's weights has the wrong activation."""
    from open_clip import pretrained

    tags = {"openai": {"file": str(weights["scotoma-tiny"]), "quick_gelu": True, "interpolation": "bilinear"}}
    monkeypatch.setitem(pretrained._PRETRAINED, "scotoma-tiny", tags)
    encoder = load_encoder("openclip:scotoma-tiny/openai", runtime="torch")
    assert encoder.facts.vector == "projected image embedding, QuickGELU"
    assert encoder.facts.preprocessing.interpolation == "bilinear"
    with pytest.raises(
        UnknownName, match=r"No pretrained tag of scotoma-tiny is named 'openia'. Did you mean 'openai'"
    ):
        load_encoder("openclip:scotoma-tiny/openia")


def test_a_file_named_for_a_quick_gelu_maker_is_warned_of(weights: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "vit_openai.safetensors"
    file.write_bytes(weights["scotoma-tiny"].read_bytes())
    with pytest.warns(
        UserWarning, match="sounds like weights trained with QuickGELU.* openclip:scotoma-tiny-quickgelu/"
    ):
        with_torch("scotoma-tiny", file)


def test_patches_are_the_tokens_that_open_clip_pools(encoders: dict[str, Encoder], weights: dict[str, Path]) -> None:
    import torch

    encoder = encoders["scotoma-tiny"]
    model, transform = upstream("scotoma-tiny", weights["scotoma-tiny"])
    found = encoder.embed_patches(np.stack([encoder.preprocess(photographs()[0])]))
    with torch.no_grad():
        wanted = model.visual.forward_intermediates(
            transform(photographs()[0])[None], indices=1, normalize_intermediates=True, output_fmt="NLC"
        )["image_intermediates"][-1].numpy()
    np.testing.assert_allclose(found, wanted, atol=1e-4 * np.abs(wanted).max())
    assert found.shape == (1, 16, 32)


def test_the_facts_say_which_weights(encoders: dict[str, Encoder], weights: dict[str, Path], tmp_path: Path) -> None:
    folder = local_folder(tmp_path, TINY, weights["scotoma-tiny"], {})
    named = encoders["scotoma-tiny"].facts
    local = load_encoder(f"openclip:{folder}", runtime="torch").facts
    assert named.weights_sha256 == local.weights_sha256
    assert (named.family, named.width, named.patch_count, named.patch_width) == ("openclip", 24, 16, 32)


def test_an_unknown_architecture_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No open_clip architecture is named 'ViT-B32'. Did you mean 'ViT-B-32'"):
        load_encoder("openclip:ViT-B32/openai")
    with pytest.raises(UnknownName, match="needs a pretrained tag or a weight file: 'openclip:ViT-B-32/openai' or"):
        load_encoder("openclip:ViT-B-32")


def test_weights_that_are_not_here_say_what_to_download() -> None:
    message = (
        r"openclip:ViT-B-32/openai are not on this machine \(HF_HUB_OFFLINE is set\).*"
        r"hf download timm/vit_base_patch32_clip_224.openai.*openclip:ViT-B-32-quickgelu//path/to/"
    )
    with pytest.raises(MissingCheckpoint, match=message):
        load_encoder("openclip:ViT-B-32/openai")
    with pytest.raises(MissingCheckpoint, match=r"There is no weight file /nowhere/file.pt"):
        load_encoder("openclip:ViT-B-32//nowhere/file.pt")


def test_weights_of_another_model_are_refused(weights: dict[str, Path], tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    with pytest.raises(UnsupportedCheckpoint, match=r"do not fit the architecture .*Missing key"):
        load_encoder(f"openclip:scotoma-tiny/{weights['scotoma-tiny-resnet']}")
    state = load_file(weights["scotoma-tiny"])
    del state["visual.ln_post.bias"]
    save_file(state, tmp_path / "short.safetensors")
    with pytest.raises(UnsupportedCheckpoint, match=r'Missing key\(s\) in state_dict: "visual.ln_post.bias"'):
        load_encoder(f"openclip:scotoma-tiny/{tmp_path / 'short.safetensors'}")


@pytest.mark.parametrize("name", ["cut.safetensors", "cut.pt", "noise.bin"])
def test_a_damaged_weight_file_is_told(weights: dict[str, Path], tmp_path: Path, name: str) -> None:
    import torch
    from safetensors.torch import load_file

    file = tmp_path / name
    if name == "cut.safetensors":
        file.write_bytes(weights["scotoma-tiny"].read_bytes()[:-1000])
    elif name == "cut.pt":
        torch.save(load_file(weights["scotoma-tiny"]), file)
        file.write_bytes(file.read_bytes()[:-1000])
    else:
        file.write_bytes(b"this is no checkpoint" * 50)
    with pytest.raises(BrokenFile, match=rf"{name} cannot be read .*Download them again"):
        load_encoder(f"openclip:scotoma-tiny/{file}")


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedCheckpoint, match=r"holds no open_clip_config.json"):
        load_encoder(f"openclip:{tmp_path}")
    (tmp_path / "open_clip_config.json").write_text("{}")
    with pytest.raises(MissingCheckpoint, match=r"holds a configuration but no weights"):
        load_encoder(f"openclip:{tmp_path}")
    (tmp_path / "open_clip_config.json").write_text("[]")
    with pytest.raises(BrokenFile, match=r"open_clip_config.json is not a JSON object"):
        load_encoder(f"openclip:{tmp_path}")


def test_a_picture_that_is_not_square_for_the_model_is_refused(weights: dict[str, Path], tmp_path: Path) -> None:
    import open_clip
    from safetensors.torch import save_file

    config = copy.deepcopy(TINY)
    config["vision_cfg"]["image_size"] = [32, 64]
    (tmp_path / "scotoma-wide.json").write_text(json.dumps(config))
    open_clip.add_model_config(tmp_path)
    save_file(open_clip.create_model("scotoma-wide", load_weights=False).state_dict(), tmp_path / "wide.safetensors")
    with pytest.raises(UnsupportedCheckpoint, match=r"takes pictures of .* px; only squares"):
        load_encoder(f"openclip:scotoma-wide/{tmp_path / 'wide.safetensors'}")
