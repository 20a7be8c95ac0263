"""Scores of small checkpoints with random weights are their libraries' own, and those of the published rule."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.encoders import load_encoder
from scotoma.matching import SCRIPT_TEMPLATE, match
from scotoma.matching.metrics import caption_margins
from tests.benchmark.formats.layouts import write_vlm
from tests.encoders.huggingface_checkpoints import CHECKPOINTS

torch: Any = pytest.importorskip("torch")
transformers: Any = pytest.importorskip("transformers")
PATTERNS = ("orientation", "count", "colour", "structure")
ROUNDING = 2e-6  # float32 rows, summed in another order


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    """48 pairs in MMVP-VLM's layout, of coarse noise and short words: different enough that random weights, which see
    little of a caption, do not pick one image for both."""
    draws = np.random.default_rng(0)
    words = ["".join(draws.choice(list("abcdefghijklmnopqrstuvwxyz"), draws.integers(1, 8))) for _ in range(96)]
    rows = [(n, PATTERNS[(n - 1) // 24], word) for n, word in enumerate(words, start=1)]
    folder = write_vlm(tmp_path_factory.mktemp("noise") / "mine", rows)
    for path in folder.rglob("*.jpg"):
        pixels = draws.integers(0, 256, (4, 4, 3), np.uint8).repeat(12, axis=0).repeat(12, axis=1)
        PILImage.fromarray(pixels).save(path, "PNG")
    return open_benchmark(folder)


def spread(state: dict[str, Any]) -> dict[str, Any]:
    """Weights large enough for rows to differ: at the usual scale all rows of random weights are alike."""
    return {name: value * 3 if value.is_floating_point() and value.ndim > 1 else value for name, value in state.items()}


def transformers_rows(folder: Path, pictures: list[PILImage.Image], texts: list[str]) -> tuple[Any, Any]:
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    pixels = transformers.AutoImageProcessor.from_pretrained(folder, backend="pil")(pictures, return_tensors="pt")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    padding = True if model.config.model_type == "clip" else "max_length"
    tokens = tokenizer(texts, padding=padding, truncation=True, return_tensors="pt")
    wanted = {name: tokens[name] for name in tokenizer.model_input_names}
    with torch.inference_mode():
        images = model.get_image_features(pixel_values=pixels["pixel_values"]).pooler_output
        return images, model.get_text_features(**wanted).pooler_output


def write_transformers(family: str, folder: Path) -> str:
    CHECKPOINTS[family](folder)
    model = transformers.AutoModel.from_pretrained(folder)
    model.load_state_dict(spread(model.state_dict()))
    model.save_pretrained(folder)
    return f"hf:{folder}"


TINY = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "head_width": 16, "patch_size": 8},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 2},
}


def write_open_clip(folder: Path) -> str:
    import open_clip
    from safetensors.torch import save_file

    folder.mkdir()
    (folder / "scotoma-match.json").write_text(json.dumps(TINY))
    open_clip.add_model_config(folder)
    state = spread(open_clip.create_model("scotoma-match", load_weights=False).state_dict())
    save_file({name: value.contiguous().clone() for name, value in state.items()}, folder / "weights.safetensors")
    return f"openclip:scotoma-match/{folder / 'weights.safetensors'}"


def open_clip_rows(folder: Path, pictures: list[PILImage.Image], texts: list[str]) -> tuple[Any, Any]:
    import open_clip

    file = str(folder / "weights.safetensors")
    model, _, transform = open_clip.create_model_and_transforms("scotoma-match", pretrained=file)
    with torch.inference_mode():
        images = model.eval().encode_image(torch.stack([transform(picture) for picture in pictures]))
        return images, model.encode_text(open_clip.get_tokenizer("scotoma-match")(texts))


KINDS: dict[str, tuple[Callable[[Path], str], Callable[..., tuple[Any, Any]]]] = {
    "clip": (lambda folder: write_transformers("clip", folder), transformers_rows),
    "siglip": (lambda folder: write_transformers("siglip", folder), transformers_rows),
    "open_clip": (write_open_clip, open_clip_rows),
}


def published_rule(benchmark: Benchmark, logits: Any) -> Counter[tuple[str, int]]:
    """How many pairs of each pattern have 0, 1, 2 captions right by the rule that scripts/evaluate_vlm.py states: a
    softmax over the two images, image 1 where it gives that more than a half, and odd ids being of image 1.

    `logits` (P, caption, image).
    """
    right: Counter[tuple[str, int]] = Counter()
    for pair, of_pair in zip(benchmark.pairs, logits, strict=True):
        predictions = [1 if float(of_caption.softmax(dim=0)[0]) > 0.5 else 2 for of_caption in of_pair]
        truth = [1 if int(question.id) % 2 else 2 for question in pair.questions]
        right[pair.pattern, sum(one == other for one, other in zip(predictions, truth, strict=True))] += 1
    return right


@pytest.mark.parametrize("kind", KINDS)
def test_scores_are_those_of_the_library_and_of_the_published_rule(kind: str, noise: Benchmark, tmp_path: Path) -> None:
    write, rows_of = KINDS[kind]
    torch.manual_seed(3)
    name = write(tmp_path / "checkpoint")
    matched = match(noise, load_encoder(name, runtime="torch"), template=SCRIPT_TEMPLATE)
    pictures = [PILImage.open(path).convert("RGB") for pair in noise.pairs for path in (pair.image_a, pair.image_b)]
    texts = [f"a photo of {text}" for pair in noise.pairs for text in (pair.caption_a, pair.caption_b)]
    images, words = (
        torch.nn.functional.normalize(rows, dim=-1).reshape(len(noise.pairs), 2, -1)
        for rows in rows_of(tmp_path / "checkpoint", pictures, texts)
    )
    direct = images @ words.transpose(1, 2)  # (P, image, caption)
    np.testing.assert_allclose(matched.similarities, direct.numpy(), atol=ROUNDING)
    right = published_rule(noise, 100 * direct.transpose(1, 2))
    margins = np.abs(caption_margins(matched.similarities))
    assert margins.min() > ROUNDING, "pairs must be decided by more than rounding"
    for row in (*matched.script.rows[:-1], *matched.metrics[0].rows[:-1]):
        assert (row.neither, row.one, row.both) == tuple(right[row.pattern, count] for count in (0, 1, 2))
    assert sum(right[name, count] for name in PATTERNS for count in (0, 2)) > 0, "one image is not always picked twice"
