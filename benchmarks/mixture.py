"""What mixing costs: I-MoF beside CLIP alone at a larger side, and a sweep over ssl_ratio with and without a cache.

    python benchmarks/mixture.py --json mixture.json

The towers are mini:clip and mini:dino, the language model is small and from random weights: costs do not depend on what
it knows. Each row is a process of its own, so that peak memory is its own, and all run one after the other. `estimated`
is what the dry run says of the memory that training adds, to be read beside what was measured. Some three minutes of
one core; --samples makes it longer. On a busy machine set OMP_NUM_THREADS=1 and read the processor's time.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

# One token at 64 px is 8 x 8 px. CLIP alone at 96 px has 144 tokens beside I-MoF's 128: the paper's 576 beside 512.
ROWS: dict[str, dict[str, Any]] = {
    "single 64 px": {"mixture": "single", "towers": (("mini:clip", 64),)},
    "single 96 px": {"mixture": "single", "towers": (("mini:clip", 96),)},
    "interleaved 64 px": {"mixture": "interleaved", "towers": (("mini:clip", 64), ("mini:dino", 64))},
}
RATES = ("trained_samples", "generated_samples")
RATIOS = (0.0, 0.25, 0.5, 0.75, 1.0)
WORDS = (
    "a",
    "small",
    "red",
    "square",
    "stands",
    "left",
    "of",
    "the",
    "large",
    "blue",
    "circle",
    "nobody",
    "knows",
    "what",
)
LANGUAGE: dict[str, Any] = {
    "hidden_size": 256,
    "intermediate_size": 688,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
}
# glibc keeps much of what is freed, which made a third more of the same training: here it gives memory back at once.
GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
BATCH, TEXT = 16, 48  # samples a step, and about as many tokens of text in each


def parts(seed: int = 0) -> tuple[Any, Any]:
    """A language model from random weights and its tokenizer."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from scotoma.mixture.lab.language import train_tokenizer

    torch.manual_seed(seed)
    tokenizer = train_tokenizer([" ".join(WORDS)], 400)
    return LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), **LANGUAGE)), tokenizer


def built(mixture: str, towers: Any, ssl_ratio: float | None = None) -> tuple[Any, Any]:
    """The mixture of a row, and its processor."""
    from scotoma.mixture.building import TowerSource, build_mixture

    sources = [TowerSource(name, side_px=side) for name, side in towers]
    return build_mixture(sources, parts(), mixture=mixture, ssl_ratio=ssl_ratio)


def conversations(count: int) -> list[Any]:
    """Conversations about pictures in memory, each with an answer of about `TEXT` tokens."""
    import numpy as np
    from PIL import Image

    from scotoma.mixture.conversations import Conversation, Turn

    random, made = np.random.default_rng(0), []
    for _ in range(count):
        picture = Image.fromarray(random.integers(0, 256, (96, 96, 3), dtype=np.uint8))
        answer = " ".join(random.choice(WORDS, TEXT - 8))
        made.append(Conversation((Turn("user", "<image>\nSay."), Turn("assistant", answer)), (picture,)))
    return made


def stage(trains: str) -> Any:
    """A stage of one epoch in float32."""
    from scotoma.mixture.recipe import Stage

    return Stage(
        data="",
        image_folder="",
        batch_size=BATCH,
        lr=1e-4,
        trains="adapters" if trains == "adapters" else "adapters+language",
        device_batch_size=BATCH,
        gradient_checkpointing=False,
        dtype="float32",
    )


def estimated_bytes(config: Any, text_tokens: int) -> int:
    """What the dry run says that a step of the second stage adds to the weights."""
    from scotoma.mixture.simulation import make_meta_mixture, peak_activations

    model = make_meta_mixture(config, stage("all"))
    trained = sum(each.numel() for each in model.parameters() if each.requires_grad)
    activations = peak_activations(model, dtype="float32", samples=BATCH, text_tokens=text_tokens)
    return int(trained * (4 + 8) + activations)


def peak_bytes() -> int:
    """The most resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure_row(name: str, count: int) -> dict[str, Any]:
    """Training and generation of one row, and the memory that training adds to a process with the weights."""
    import torch

    from scotoma.mixture.estimates import image_cost
    from scotoma.mixture.samples import tokenise
    from scotoma.mixture.training import Conduct, train_stage

    model, processor = built(**ROWS[name])
    made = conversations(count)
    samples, cost = tokenise(made, processor), image_cost(model.config)
    text = max(sample.length(cost.tokens) for sample in samples.items) - cost.tokens
    estimated, warming = estimated_bytes(model.config, text), replace(samples, items=samples.items[:1])
    with tempfile.TemporaryDirectory() as folder:
        # What the libraries load at their first step is not the training's.
        train_stage(model, processor, warming, stage("adapters"), Path(folder) / "a", conduct=Conduct(workers=0))
        before, cpu = peak_bytes(), time.process_time()
        trained = train_stage(model, processor, samples, stage("all"), Path(folder) / "b", conduct=Conduct(workers=0))
    added, training_cpu_s = peak_bytes() - before, time.process_time() - cpu
    pictures = [each.images[0] for each in made[:BATCH]]
    inputs = processor(["<image> Say:"] * len(pictures), [[each] for each in pictures])
    start, cpu = time.perf_counter(), time.process_time()
    with torch.inference_mode():
        model.generate(**inputs, max_new_tokens=16, min_new_tokens=16, do_sample=False)
    return {
        "row": name,
        "tokens": cost.tokens,
        "flops_per_image": cost.flops,
        "trained_samples_per_s": trained.samples_per_s,
        "trained_samples_per_cpu_s": count / training_cpu_s,
        "generated_samples_per_s": len(pictures) / (time.perf_counter() - start),
        "generated_samples_per_cpu_s": len(pictures) / (time.process_time() - cpu),
        "added_bytes": added,
        "estimated_bytes": estimated,
        "peak_bytes": peak_bytes(),
    }


def measure_sweep(cached: bool, count: int) -> dict[str, Any]:
    """The first stage of an additive mixture at every ratio, its towers run at each step or once before."""
    from scotoma.mixture.feature_cache import cache_features
    from scotoma.mixture.samples import tokenise
    from scotoma.mixture.training import Conduct, train_stage

    towers, made = ROWS["interleaved 64 px"]["towers"], conversations(count)
    start, cpu, encoding = time.perf_counter(), time.process_time(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for ratio in RATIOS:
            model, processor = built("additive", towers, ratio)
            samples, features = tokenise(made, processor), None
            if cached:
                began = time.process_time()
                features = cache_features(model, processor, samples.images, Path(folder) / "cache").arrays
                encoding += time.process_time() - began
            out, conduct = Path(folder) / f"{ratio:g}", Conduct(workers=0)
            train_stage(model, processor, samples, stage("adapters"), out, features=features, conduct=conduct)
    return {
        "row": "sweep, cached" if cached else "sweep, not cached",
        "ratios": len(RATIOS),
        "seconds": time.perf_counter() - start,
        "cpu_s": time.process_time() - cpu,
        "encoding_cpu_s": encoding,
        "peak_bytes": peak_bytes(),
    }


def measured(name: str, count: int) -> dict[str, Any]:
    """One row, from a process of its own."""
    command = [sys.executable, __file__, "--row", name, "--samples", str(count)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **GIVE_BACK}).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def show(rows: list[dict[str, Any]], sweeps: list[dict[str, Any]]) -> None:
    """Print both tables; rates are for a second of wall time, and in brackets of processor time."""
    print(
        "| row | tokens | GFLOP an image | trained, samples/s | generated, samples/s | MiB added | estimated | peak |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for each in rows:
        added, estimated, peak = (each[name] / 2**20 for name in ("added_bytes", "estimated_bytes", "peak_bytes"))
        rates = (f"{each[f'{how}_per_s']:.1f} ({each[f'{how}_per_cpu_s']:.1f})" for how in RATES)
        print(
            f"| {each['row']} | {each['tokens']} | {each['flops_per_image'] / 1e9:.2f} | {' | '.join(rates)} | "
            f"{added:.0f} | {estimated:.0f} | {peak:.0f} |"
        )
    print("\n| sweep of ssl_ratio | ratios | s | CPU s | of it encoding | peak MiB |\n|---|---:|---:|---:|---:|---:|")
    for each in sweeps:
        encoding = f"{each['encoding_cpu_s']:.1f}" if each["encoding_cpu_s"] else "in every step"
        times = f"{each['seconds']:.1f} | {each['cpu_s']:.1f} | {encoding}"
        print(f"| {each['row']} | {each['ratios']} | {times} | {each['peak_bytes'] / 2**20:.0f} |")


def main() -> None:
    """Run every row in a process of its own, print the tables and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=256, help="conversations trained on")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--row", help="measure this row alone, in this process")
    given = parser.parse_args()
    if given.row is not None:
        sweep = given.row.startswith("sweep")
        found = (
            measure_sweep(given.row == "sweep, cached", given.samples)
            if sweep
            else measure_row(given.row, given.samples)
        )
        print(json.dumps(found))
        return
    rows = [measured(name, given.samples) for name in ROWS]
    sweeps = [measured(f"sweep, {name}", given.samples) for name in ("not cached", "cached")]
    show(rows, sweeps)
    if given.json is not None:
        given.json.write_text(json.dumps({"rows": rows, "sweeps": sweeps}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
