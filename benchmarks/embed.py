"""How fast images become rows: the bare forward pass, scotoma's whole pipeline, and the usual transformers loop.

    python benchmarks/embed.py --model B/32 --images 2000
    python benchmarks/embed.py --model L/14 --images 64 --usual-images 32

In one run, interleaved, the median of `--repeats` rounds, in images/s:

  forward   the encoder alone, on uint8 pixels that lie prepared in memory
  scotoma   scotoma.embed from JPEG files to shards on the disk: reading, hashing, decoding, resizing, forward, writing
  usual     PIL, the checkpoint's image processor and the torch model, batch by batch, in float32

The checkpoint is a CLIP of the given size with random weights, which computes as fast as a trained one. JPEGs come from
`--photos` (every .jpg below it, repeated as often as needed) or are made here, 500 x 400 px with the spectrum of
photographs. The cosines compare rows of the same images: ours to the usual loop's.
"""

import argparse
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PILImage

import scotoma
from scotoma.embeddings import Embeddings
from scotoma.encoders import Encoder
from scotoma.images import Collection, read_image

# Width, layers, heads, patch side in px, width of the projection: OpenAI's CLIP models of these names.
TOWERS = {"B/32": (768, 12, 12, 32, 512), "B/16": (768, 12, 12, 16, 512), "L/14": (1024, 24, 16, 14, 768)}
SIDE_PX = 224


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=TOWERS, default="B/32")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--usual-images", type=int, help="fewer images for the usual loop, which is slow")
    parser.add_argument("--photos", type=Path, help="a folder with .jpg files; made here by default")
    parser.add_argument("--dtypes", nargs="+", default=["float32", "bfloat16"])
    parser.add_argument("--runtime", default="auto")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    make_torchvision_importable()
    with tempfile.TemporaryDirectory() as name:
        figures = measure(options, Path(name))
    report(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(options: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    photos = link_photos(options, scratch / "photos")
    checkpoint = write_checkpoint(TOWERS[options.model], scratch / "clip", options.seed)
    images = scotoma.open_images(photos)
    usual_count = min(options.usual_images or options.images, options.images)
    usual = usual_loop(checkpoint, sorted(photos.iterdir())[:usual_count])
    rates: dict[str, list[float]] = {}
    rows: dict[str, np.ndarray] = {}
    ways: dict[str, Callable[[], np.ndarray]] = {}
    for dtype in options.dtypes:
        encoder = scotoma.load_encoder(f"hf:{checkpoint}", runtime=options.runtime, dtype=dtype)
        ways |= ours(encoder, images, scratch / dtype, dtype, options.workers)
    for way in ways.values():
        way()  # memory is allocated, files are cached, kernels are compiled
    for _ in range(options.repeats):
        for name, way in {**ways, "usual float32": usual}.items():
            start = time.perf_counter()
            rows[name] = way()
            rates.setdefault(name, []).append(len(rows[name]) / (time.perf_counter() - start))
    return {
        "model": options.model,
        "images": options.images,
        "usual_images": usual_count,
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} usable processors",
        "runtime": encoder.facts.runtime,
        "batch_size": encoder.batch_size,
        "images_per_s": {name: statistics.median(rate) for name, rate in rates.items()},
        "rounds": rates,
        "cosine_to_usual": {
            name: cosines(rows[name][:usual_count], rows["usual float32"]) for name in rows if "scotoma" in name
        },
    }


def ours(
    encoder: Encoder, images: Collection, scratch: Path, dtype: str, workers: int | None
) -> dict[str, Callable[[], np.ndarray]]:
    """The bare forward pass on prepared pixels, and the whole pipeline into a fresh run folder each time."""
    pixels = np.stack([prepare(encoder, images, index) for index in range(len(images))])
    runs = itertools.count()

    def forward() -> np.ndarray:
        step = encoder.batch_size
        return np.concatenate([encoder.embed_images(pixels[at : at + step]) for at in range(0, len(pixels), step)])

    def pipeline() -> np.ndarray:
        made: Embeddings = scotoma.embed(
            images, encoder, out=scratch / str(next(runs)), dtype="float32", workers=workers
        )
        return np.asarray(made.rows)

    return {f"forward {dtype}": forward, f"scotoma {dtype}": pipeline}


def prepare(encoder: Encoder, images: Collection, index: int) -> np.ndarray:
    record, picture = read_image(images, index)
    if picture is None:
        raise SystemExit(f"{record.uri} is {record.status}; give --photos with whole files only")
    return encoder.preprocess(picture)


def usual_loop(checkpoint: Path, photos: list[Path]) -> Callable[[], np.ndarray]:
    import torch
    import transformers

    half_typed: Any = transformers
    model = half_typed.CLIPModel.from_pretrained(checkpoint).eval()
    processor = half_typed.AutoImageProcessor.from_pretrained(checkpoint)

    def loop() -> np.ndarray:
        rows = []
        for at in range(0, len(photos), 32):
            pictures = [PILImage.open(photo).convert("RGB") for photo in photos[at : at + 32]]
            with torch.inference_mode():
                given = model.get_image_features(**processor(images=pictures, return_tensors="pt"))
            rows.append(getattr(given, "pooler_output", given).numpy())
        return np.concatenate(rows)

    return loop


def write_checkpoint(tower: tuple[int, int, int, int, int], folder: Path, seed: int) -> Path:
    """A CLIP with random weights and a token text tower, as `save_pretrained` writes it."""
    import torch
    import transformers

    width, layers, heads, patch_px, projection = tower
    vision = {
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 4 * width,
        "patch_size": patch_px,
        "image_size": SIDE_PX,
    }
    text = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 32}
    torch.manual_seed(seed)
    config = transformers.CLIPConfig(vision_config=vision, text_config=text, projection_dim=projection)
    transformers.CLIPModel(config).save_pretrained(folder)
    transformers.CLIPImageProcessor().save_pretrained(folder)
    return folder


def link_photos(options: argparse.Namespace, folder: Path) -> Path:
    """A folder of `--images` links to the JPEGs."""
    sources = sorted(options.photos.rglob("*.jpg")) if options.photos else made_photos(folder.parent, options.seed)
    if not sources:
        raise SystemExit(f"no .jpg file below {options.photos}")
    folder.mkdir()
    for number, source in enumerate(itertools.islice(itertools.cycle(sources), options.images)):
        (folder / f"{number:06d}.jpg").symlink_to(source.resolve())
    return folder


def made_photos(folder: Path, seed: int, count: int = 200) -> list[Path]:
    """JPEGs of 500 x 400 px, quality 90, with the 1/f amplitude spectrum of photographs."""
    generator = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(400)[:, None], np.fft.rfftfreq(500)[None])
    frequency[0, 0] = 1
    paths = []
    for number in range(count):
        noise = np.fft.rfft2(generator.normal(size=(3, 400, 500))) / frequency
        waves = np.fft.irfft2(noise, s=(400, 500))
        pixels = 128 + 50 * (waves - waves.mean()) / waves.std()
        paths.append(folder / f"made-{number:03d}.jpg")
        PILImage.fromarray(pixels.clip(0, 255).astype(np.uint8).transpose(1, 2, 0)).save(paths[-1], quality=90)
    return paths


def make_torchvision_importable() -> None:
    """Declare the two operators whose lack stops a torchvision built for another torch at its import."""
    import torch

    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for module in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
            del sys.modules[module]
        for name in ("nms", "qnms"):
            torch.library.define(f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


def cosines(rows: np.ndarray, others: np.ndarray) -> dict[str, float]:
    products = np.einsum("nd,nd->n", rows.astype(float), others.astype(float))
    found = products / np.linalg.norm(rows.astype(float), axis=1) / np.linalg.norm(others.astype(float), axis=1)
    return {"least": float(found.min()), "mean": float(found.mean())}


def report(figures: dict[str, Any]) -> None:
    rates = figures["images_per_s"]
    print(
        f"CLIP ViT-{figures['model']} at {SIDE_PX} px, {figures['images']} JPEGs ({figures['usual_images']} for usual)"
    )
    print(f"{figures['machine']}; runtime {figures['runtime']}, batches of {figures['batch_size']}")
    for name, rate in rates.items():
        spread = figures["rounds"][name]
        print(f"  {name:18} {rate:8.2f} images/s   ({min(spread):.2f} to {max(spread):.2f})")
    for name, cosine in figures["cosine_to_usual"].items():
        whole, bare, usual = rates[name], rates[name.replace("scotoma", "forward")], rates["usual float32"]
        print(
            f"{name}: {whole / bare:.3f} of the bare forward pass, {whole / usual:.2f} times the usual loop, "
            f"cosine to it at least {cosine['least']:.6f}, mean {cosine['mean']:.6f}"
        )


if __name__ == "__main__":
    main()
