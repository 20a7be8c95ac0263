"""From a training's checkpoint to what the package carries: a transformers folder that onnxruntime runs as well.

    python recipes/mini/export.py clip cache/ runs/clip src/scotoma/encoders/minis/clip
    python recipes/mini/export.py dino cache/ runs/dino src/scotoma/encoders/minis/dino

The weights are stored once, as float16 in model.safetensors. image.onnx and text.onnx hold the operators only and read
their weights out of that file, at the offsets its header states.
"""

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from captions import END, START, special_ids
from corpus_data import open_corpus
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from train_clip import CONTEXT, model_of
from train_dino import standardise, tower
from transformers import AutoConfig
from views import MEAN, STD

from scotoma.encoders import Encoder, load_encoder
from scotoma.encoders.huggingface_towers import Checkpoint, read_text_tower, read_vision_tower
from scotoma.encoders.onnx_export import TextExport, export_onnx
from scotoma.encoders.onnx_layout import file_hash, read_layout, write_layout

WEIGHTS = "model.safetensors"
CARRIED = ("config.json", WEIGHTS, "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json")


def transformers_folder(kind: str, cache: Path, run: Path, out: Path) -> None:
    """The averaged weights as a checkpoint that transformers opens, in float16."""
    model: Any
    if kind == "clip":
        tokenizer = Tokenizer.from_file(str(run / "tokenizer.json"))
        model = model_of(tokenizer.get_vocab_size(), *special_ids(tokenizer))
        shutil.copyfile(run / "tokenizer.json", out / "tokenizer.json")
        settings = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": CONTEXT,
            "bos_token": START,
            "eos_token": END,
            "pad_token": END,
            "unk_token": END,
            "model_input_names": ["input_ids"],
        }
        (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    else:
        model = tower()
    model.load_state_dict(torch.load(run / "last.pt", weights_only=True)["averaged"])
    if kind == "dino":
        standardise(model, open_corpus(cache))
    model.half().save_pretrained(out)
    processor = {
        "image_processor_type": "CLIPImageProcessor" if kind == "clip" else "BitImageProcessor",
        "do_convert_rgb": True, "do_resize": True, "size": {"shortest_edge": 64}, "resample": 3,
        "do_center_crop": True, "crop_size": {"height": 64, "width": 64},
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": list(MEAN), "image_std": list(STD),
    }  # fmt: skip
    (out / "preprocessor_config.json").write_text(json.dumps(processor, indent=2) + "\n", encoding="utf-8")


def places(weights: Path) -> dict[str, tuple[np.ndarray, int, int]]:
    """Each tensor of a safetensors file: its values, and the offset and length of its bytes in the file."""
    content = weights.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    header.pop("__metadata__", None)
    found = {}
    for name, entry in header.items():
        start, end = (8 + size + place for place in entry["data_offsets"])
        values = np.frombuffer(content[start:end], np.float16).reshape(entry["shape"])
        found[name] = (values, start, end - start)
    return found


def digest(values: np.ndarray) -> bytes:
    """What tells float32 arrays apart, shape included."""
    return hashlib.sha256(repr(values.shape).encode() + np.ascontiguousarray(values).tobytes()).digest()


def share_weights(graph_file: Path, weights: Path) -> int:
    """Make a graph read its weights from the safetensors file; the bytes of weights it still holds itself."""
    stored = places(weights)
    model = onnx.load(str(graph_file))
    plain = {digest(values.astype(np.float32)): name for name, (values, _, _) in stored.items()}
    turned = {digest(values.astype(np.float32).T): name for name, (values, _, _) in stored.items() if values.ndim == 2}
    kept: list[TensorProto] = []
    added: dict[str, TensorProto] = {}
    nodes: list[onnx.NodeProto] = []
    for tensor in model.graph.initializer:
        mark = digest(numpy_helper.to_array(tensor)) if tensor.data_type == TensorProto.FLOAT else b""
        name = plain.get(mark) or turned.get(mark)
        if name is None or np.prod(tensor.dims) < 64:
            kept.append(tensor)
            continue
        added[name] = outside(name, *stored[name], weights.name)
        nodes += steps_to(tensor.name, name, turn=mark not in plain)
    model.graph.ClearField("initializer")
    model.graph.initializer.extend([*kept, *added.values()])
    rest = list(model.graph.node)
    model.graph.ClearField("node")
    model.graph.node.extend([*nodes, *rest])
    del model.graph.value_info[:]
    for node in model.graph.node:  # where in the exporter's Python each operator came from: nine tenths of the file
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    graph_file.write_bytes(model.SerializeToString())
    return sum(len(tensor.raw_data) for tensor in kept)


def outside(name: str, values: np.ndarray, start: int, length: int, file: str) -> TensorProto:
    """An initializer whose bytes lie in another file."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT16, dims=values.shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", file), ("offset", start), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def steps_to(output: str, name: str, *, turn: bool) -> Iterator[onnx.NodeProto]:
    """From the stored float16 values to the float32 ones the graph reads; onnxruntime folds them when it opens it."""
    cast = f"{output}_as_stored" if turn else output
    yield helper.make_node("Cast", [name], [cast], to=TensorProto.FLOAT)
    if turn:
        yield helper.make_node("Transpose", [cast], [output], perm=[1, 0])


def export(kind: str, cache: Path, run: Path, out: Path) -> None:
    """Write the folder `out`, and compare what onnxruntime and torch make of it."""
    with tempfile.TemporaryDirectory() as name:
        folder, graphs = Path(name) / "transformers", Path(name) / "onnx"
        folder.mkdir()
        transformers_folder(kind, cache, run, folder)
        torch_encoder = load_encoder(f"hf:{folder}", runtime="torch")
        checkpoint = Checkpoint(str(folder), str(folder), AutoConfig.from_pretrained(folder))
        facts = replace(torch_encoder.facts, name=f"mini:{kind}", family="mini")
        text = None
        if kind == "clip":
            network = read_text_tower(checkpoint).network
            text = TextExport(network, folder / "tokenizer.json", CONTEXT, checkpoint.config.text_config.pad_token_id)
        export_onnx(graphs, read_vision_tower(checkpoint, 64).network.float().eval(), facts, text=text)
        for graph in graphs.glob("*.onnx"):
            left = share_weights(graph, folder / WEIGHTS)
            print(f"{graph.name}: {graph.stat().st_size:,} bytes, {left:,} of them weights of its own")
        for file in CARRIED:
            if (folder / file).is_file():
                shutil.copyfile(folder / file, graphs / file)
        layout = read_layout(graphs)
        hashes = {path.name: file_hash(path) for path in sorted(graphs.iterdir()) if path.name != "encoder.json"}
        write_layout(graphs, replace(layout, sha256=hashes))
        compare(load_encoder(f"onnx:{graphs}"), torch_encoder)
        if out.exists():
            shutil.rmtree(out)
        shutil.copytree(graphs, out)
        (out.parent / "NOTICE.md").write_text(notice(), encoding="utf-8")
    print(f"{out}: {sum(path.stat().st_size for path in out.iterdir()):,} bytes")


def notice() -> str:
    """Whose drawings the weights were trained on, for the folder the encoders lie in."""
    drawings = Path(__file__).with_name("NOTICE-corpus.md").read_text(encoding="utf-8")
    _, table = drawings.split("\n|", 1)
    return (
        "# What the built-in encoders were trained on\n\nThe weights are ours (Apache-2.0). They were trained on the "
        "drawings listed here, of which they hold none; twemoji,\nlucide and flagpack were held out. Captions were the "
        f"packages' own names.\n\n|{table}"
    )


def compare(mine: Encoder, theirs: Encoder) -> None:
    """Stop where onnxruntime and torch differ."""
    pixels = np.random.default_rng(0).integers(0, 256, (4, 64, 64, 3), dtype=np.uint8)
    asked: list[tuple[str, Any]] = [("embed_images", pixels), ("embed_patches", pixels)]
    if mine.facts.reads_text:
        asked.append(("embed_texts", ["a red apple", "two"]))
    for name, given in asked:
        a, b = getattr(mine, name)(given), getattr(theirs, name)(given)
        error = float(np.abs(a - b).max() / np.abs(b).max())
        print(f"{name}: {a.shape}, onnxruntime and torch differ by {error:.1e} of the largest value")
        if error > 1e-4:
            raise SystemExit(f"{name} of the exported graph differs from torch's by {error:.1e}: nothing was written.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["clip", "dino"])
    parser.add_argument("cache", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    export(arguments.kind, arguments.cache, arguments.run, arguments.out)


if __name__ == "__main__":
    main()
