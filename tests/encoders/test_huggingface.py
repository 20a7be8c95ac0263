"""Parity with transformers' own pipeline, on JPEGs of odd sizes, and the contract, family by family."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.encoders import Encoder, load_encoder
from scotoma.encoders.preprocessing import normalise
from tests.encoders.contract import check_encoder, drawn_picture
from tests.encoders.huggingface_checkpoints import CHECKPOINTS

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

SIZES = ((123, 80), (80, 123), (61, 200), (333, 47), (37, 36), (36, 37), (21, 30), (32, 32))
TEXTS = ["a dog on the left", "two cats", "a very long text, much longer than the model was trained to read", "x"]
Written = Callable[[str], Path]


@pytest.fixture(scope="module")
def photographs() -> list[PILImage.Image]:
    """JPEGs, decoded, of landscape and portrait format, larger and smaller than the crop."""
    decoded = []
    for seed, size in enumerate(SIZES):
        file = io.BytesIO()
        drawn_picture(seed, size).save(file, "JPEG", quality=90)
        decoded.append(PILImage.open(file).convert("RGB"))
    return decoded


@pytest.fixture(scope="module")
def encoder(huggingface_checkpoint: Written) -> Callable[[str], Encoder]:
    loaded: dict[str, Encoder] = {}

    def load(family: str) -> Encoder:
        if family not in loaded:
            loaded[family] = load_encoder(f"hf:{huggingface_checkpoint(family)}", runtime="torch")
        return loaded[family]

    return load


def upstream_pixels(folder: Path, photographs: list[PILImage.Image], backend: str) -> Any:
    processor = transformers.AutoImageProcessor.from_pretrained(folder, backend=backend)
    return processor(photographs, return_tensors="pt")["pixel_values"]


def upstream_rows(family: str, folder: Path, pixels: Any) -> tuple[np.ndarray, np.ndarray]:
    """Rows and patch tokens, computed the way the model's documentation says."""
    options = {"mask_ratio": 0.0} if family == "mae" else {}
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32, **options).eval()
    with torch.inference_mode():
        if family in ("clip", "siglip", "siglip2"):
            outputs = model.vision_model(pixel_values=pixels)
            rows = model.get_image_features(pixel_values=pixels).pooler_output
        else:
            outputs = model(pixel_values=pixels)
            rows = outputs.pooler_output if family in ("beit", "convnext", "swin") else outputs.last_hidden_state[:, 0]
    hidden = outputs.last_hidden_state
    if family == "convnext":
        return rows.numpy(), hidden.flatten(2).transpose(1, 2).numpy()
    if family == "mae":  # it shuffles its patches
        order = outputs.ids_restore[..., None].expand(-1, -1, hidden.shape[2])
        return rows.numpy(), hidden[:, 1:].gather(1, order).numpy()
    before = {"siglip": 0, "siglip2": 0, "swin": 0, "deit": 2, "dinov3": 5, "dinov2_with_registers": 5}.get(family, 1)
    return rows.numpy(), hidden[:, before:].numpy()


def centred_cosines(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Cosines of corresponding rows less their common mean, without which all rows of random weights look alike."""
    a, b = (rows.astype(np.float64) - theirs.mean(axis=0, dtype=np.float64) for rows in (ours, theirs))
    cosines: np.ndarray = (a * b).sum(axis=-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
    return cosines


@pytest.mark.parametrize("family", CHECKPOINTS)
def test_every_family_keeps_the_contract(family: str, encoder: Callable[[str], Encoder]) -> None:
    check_encoder(encoder(family))


@pytest.mark.parametrize("family", [each for each in CHECKPOINTS if each != "dinov3"])
def test_pixels_are_those_of_the_models_own_pillow_processor(
    family: str,
    huggingface_checkpoint: Written,
    encoder: Callable[[str], Encoder],
    photographs: list[PILImage.Image],
) -> None:
    theirs = upstream_pixels(huggingface_checkpoint(family), photographs, "pil").numpy()
    pixels = np.stack([encoder(family).preprocess(each) for each in photographs])
    np.testing.assert_allclose(normalise(pixels, encoder(family).facts.preprocessing), theirs, atol=2e-6)


@pytest.mark.parametrize("family", CHECKPOINTS)
def test_rows_and_patches_are_those_of_the_models_own_pipeline(
    family: str,
    huggingface_checkpoint: Written,
    encoder: Callable[[str], Encoder],
    photographs: list[PILImage.Image],
) -> None:
    # DINOv3's processor exists for torchvision only, and resizes without rounding to bytes between.
    folder, backend = huggingface_checkpoint(family), "torchvision" if family == "dinov3" else "pil"
    rows, patches = upstream_rows(family, folder, upstream_pixels(folder, photographs, backend))
    pixels = np.stack([encoder(family).preprocess(each) for each in photographs])
    ours = encoder(family).embed_images(pixels)
    assert centred_cosines(ours, rows).min() >= 0.9999
    assert centred_cosines(encoder(family).embed_patches(pixels), patches).min() >= (
        0.999 if family == "dinov3" else 0.9999
    )
    # The centred cosine would see another picture in its place.
    assert centred_cosines(ours[::-1], rows).min() < 0.9


@pytest.mark.parametrize("family", ["clip", "siglip", "siglip2"])
def test_texts_are_embedded_as_by_the_models_own_pipeline(
    family: str, huggingface_checkpoint: Written, encoder: Callable[[str], Encoder]
) -> None:
    folder = huggingface_checkpoint(family)
    model = transformers.AutoModel.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    padding = True if family == "clip" else "max_length"
    tokens = tokenizer(TEXTS, padding=padding, truncation=True, return_tensors="pt")
    wanted = {name: tokens[name] for name in tokenizer.model_input_names}
    with torch.inference_mode():
        theirs = model.get_text_features(**wanted).pooler_output.numpy()
    np.testing.assert_allclose(encoder(family).embed_texts(TEXTS), theirs, atol=1e-5)


@pytest.mark.parametrize("family", ["clip", "siglip2", "dinov3"])
def test_the_fastest_runtime_gives_torchs_rows(
    family: str,
    huggingface_checkpoint: Written,
    encoder: Callable[[str], Encoder],
    photographs: list[PILImage.Image],
) -> None:
    pytest.importorskip("openvino")
    fast = load_encoder(f"hf:{huggingface_checkpoint(family)}", device="cpu")
    assert (fast.facts.runtime, fast.facts.device, fast.facts.dtype) == ("openvino", "cpu", "float32")
    check_encoder(fast)
    pixels = np.stack([fast.preprocess(each) for each in photographs])
    np.testing.assert_allclose(fast.embed_images(pixels), encoder(family).embed_images(pixels), atol=2e-5)
    np.testing.assert_allclose(fast.embed_patches(pixels), encoder(family).embed_patches(pixels), atol=5e-5)
    if fast.facts.reads_text:
        np.testing.assert_allclose(fast.embed_texts(TEXTS), encoder(family).embed_texts(TEXTS), atol=2e-5)


def test_the_same_parameters_have_one_hash_in_any_file_format(
    huggingface_checkpoint: Written, encoder: Callable[[str], Encoder], tmp_path: Path
) -> None:
    import safetensors.torch

    folder = huggingface_checkpoint("vit")
    state = safetensors.torch.load_file(folder / "model.safetensors")
    for name in ("config.json", "preprocessor_config.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    torch.save(state, tmp_path / "pytorch_model.bin")
    again = load_encoder(f"hf:{tmp_path}", runtime="torch").facts.weights_sha256
    assert again == encoder("vit").facts.weights_sha256
    state["vit.embeddings.cls_token"].add_(1e-3)
    torch.save(state, tmp_path / "pytorch_model.bin")
    assert load_encoder(f"hf:{tmp_path}", runtime="torch").facts.weights_sha256 != again


def test_the_vector_is_stated_in_words(encoder: Callable[[str], Encoder]) -> None:
    stated = {family: encoder(family).facts.vector for family in ("clip", "siglip", "dinov2", "vit", "beit", "swin")}
    assert stated == {
        "clip": "projected image embedding",
        "siglip": "attention-pooled image embedding",
        "dinov2": "class token after the final norm",
        "vit": "class token after the final norm",
        "beit": "mean of the patch tokens, normed",
        "swin": "the model's pooled output",
    }


@pytest.mark.parametrize("family", ["convnext", "dinov2_with_registers"])
def test_a_batch_of_one_size_suits_the_network(family: str, encoder: Callable[[str], Encoder]) -> None:
    assert encoder(family).batch_size == 32
