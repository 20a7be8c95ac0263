"""What a folder of an exported mixture holds: two graphs, the weights that no tower has, and `mixture.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scotoma.encoders.mini import mini_folder
from scotoma.encoders.onnx_layout import file_hash
from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import BrokenFile, MissingCheckpoint
from scotoma.files import read_json, write_json

__all__ = [
    "IMAGE",
    "LANGUAGE",
    "OWN",
    "TOKENIZER",
    "TURNED",
    "WEIGHTS",
    "Layout",
    "LayoutTower",
    "check_files",
    "graph_weights",
    "read_layout",
    "read_weights",
    "write_layout",
]

KIND, VERSION = "scotoma-onnx-mixture", 1
IMAGE, LANGUAGE, WEIGHTS, TOKENIZER = "image.onnx", "language.onnx", "model.safetensors", "tokenizer.json"
OWN, TURNED = "own/", "^T"
"""How the weights of a graph are named: "own/NAME" is in the folder, "mini:clip/NAME" in that encoder's; "^T" is its
transpose."""

TYPES = {"F16": np.float16, "F32": np.float32}


@dataclass(frozen=True, slots=True)
class LayoutTower:
    """A tower: a built-in encoder's name, the sha256 of its weights' file, and how a picture becomes its input."""

    name: str
    sha256: str
    preprocessing: Preprocessing


@dataclass(frozen=True, slots=True)
class Layout:
    """All that one must know to run the folder.

    `ends` are the tokens that end an answer and `never` those that none may contain. A past of the language model is
    (layers, 2, B, heads, P, head_width). `weights` says for each graph which stored tensor each of its open
    initialisers is; `sha256` has the folder's files. `trained_on` says in a sentence what the weights have seen.
    """

    mixture: str
    towers: tuple[LayoutTower, ...]
    tokens_per_image: int
    image_token: str
    image_token_id: int
    ends: tuple[int, ...]
    never: tuple[int, ...]
    layers: int
    heads: int
    head_width: int
    embedding: str
    chat_template: str
    special_tokens: dict[str, str]
    weights: dict[str, dict[str, str]]
    sha256: dict[str, str]
    trained_on: str = ""


def write_layout(folder: Path, layout: Layout) -> None:
    """Write `mixture.json`, complete or absent."""
    write_json(folder / "mixture.json", KIND, VERSION, asdict(layout))


def read_layout(folder: Path) -> Layout:
    """The layout of a folder.

    Raises:
        MissingCheckpoint: there is no `mixture.json`.
        BrokenFile: it is damaged or of another version.
    """
    from pydantic import TypeAdapter, ValidationError

    path = folder / "mixture.json"
    if not path.is_file():
        raise MissingCheckpoint(f"{path} is missing. recipes/mixture/export.py writes such a folder.")
    content = read_json(path, KIND, VERSION)
    try:
        return TypeAdapter(Layout).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenFile(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}. Export it again.") from error


def check_files(folder: Path, layout: Layout) -> None:
    """Hold the folder's files, and its towers' weights, to the sha256 that the layout states.

    Raises:
        MissingCheckpoint: a file is not there.
        BrokenFile: one is another than it was.
    """
    stated = {folder / name: sha256 for name, sha256 in layout.sha256.items()}
    stated |= {mini_folder(tower.name.removeprefix("mini:")) / WEIGHTS: tower.sha256 for tower in layout.towers}
    for path, sha256 in stated.items():
        if file_hash(path) != sha256:
            raise BrokenFile(
                f"{path} is not the file that {folder / 'mixture.json'} was made with: its sha256 differs. Export the "
                "mixture again, or install the package again."
            )


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """The tensors of a safetensors file of float16 or float32, as views of its bytes.

    Raises:
        BrokenFile: it is damaged, or has tensors of another type.
    """
    data = path.read_bytes()
    try:
        size = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + size])
        header.pop("__metadata__", None)
        return {name: _tensor(data, 8 + size, entry) for name, entry in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenFile(f"{path} is no safetensors file of float16 or float32 ({error!r}). Copy it again.") from error


def _tensor(data: bytes, begin: int, entry: dict[str, Any]) -> np.ndarray:
    kind = np.dtype(TYPES[entry["dtype"]])
    start, end = entry["data_offsets"]
    return np.frombuffer(data, kind, (end - start) // kind.itemsize, begin + start).reshape(entry["shape"])


def graph_weights(layout: Layout, graph: str, stored: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The values in float32 of the initialisers that a graph names; `stored` are tensors by "own" or the tower's name.

    Raises:
        BrokenFile: a tensor is not among them.
    """
    found = {}
    for initialiser, key in layout.weights[graph].items():
        where, _, name = key.removesuffix(TURNED).partition("/")
        if name not in stored.get(where, {}):
            raise BrokenFile(f"{graph} reads {name} of {where}, which has no such weights. Export the mixture again.")
        values = stored[where][name].astype(np.float32)
        found[initialiser] = values.T if key.endswith(TURNED) else values
    return found
