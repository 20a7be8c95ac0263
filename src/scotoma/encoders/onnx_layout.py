"""What a folder of exported graphs holds: our own `encoder.json`, or what optimum and transformers.js write."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import BrokenFile, MissingCheckpoint, UnsupportedCheckpoint
from scotoma.files import read_json, write_json

__all__ = ["ImageGraph", "OnnxLayout", "TextGraph", "read_layout", "weights_hash", "write_layout"]

KIND, VERSION = "scotoma-onnx-encoder", 1

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ImageGraph:
    """The image tower: one input, the vector's output, and the patch tokens' output where there is one.

    `layout` is the input's axis order. `normalisation` says where bytes become normalised numbers: "inside" the graph,
    which then takes 0..255, or "outside", so that scotoma does it. `token` names the token that is the vector where
    the output is (B, T, D); None where the output is (B, D). `patches_skip` counts the class and register tokens in
    front of the patches.
    """

    file: str
    input: str
    output: str
    width: int
    layout: Literal["NHWC", "NCHW"] = "NHWC"
    normalisation: Literal["inside", "outside"] = "inside"
    token: int | None = None
    patches: str | None = None
    patches_skip: int = 0
    patch_count: int = 0
    patch_width: int = 0


@dataclass(frozen=True, slots=True)
class TextGraph:
    """The text tower: token ids in, (B, D) out, in the space of the images.

    Texts are cut and padded with `pad_id` to `context_length` tokens, the special tokens included, by the tokenizer
    file (the format of Hugging Face's `tokenizers`). `mask` names the attention mask's input where the graph has one.
    """

    file: str
    tokenizer: str
    input: str
    output: str
    context_length: int
    pad_id: int = 0
    mask: str | None = None


@dataclass(frozen=True, slots=True)
class OnnxLayout:
    """Everything one must know to run the folder; `sha256` maps files to hashes, empty where nobody stated them."""

    name: str
    vector: str
    preprocessing: Preprocessing
    image: ImageGraph
    text: TextGraph | None
    sha256: dict[str, str]


def write_layout(folder: Path, layout: OnnxLayout) -> None:
    """Write `encoder.json`, complete or absent."""
    write_json(folder / "encoder.json", KIND, VERSION, asdict(layout))


def read_layout(folder: Path) -> OnnxLayout:
    """The layout of a folder, from `encoder.json` or, without one, from what optimum and transformers.js write.

    Raises:
        MissingCheckpoint: there is no such folder.
        UnsupportedCheckpoint: the folder holds neither layout, or a model of a kind not read.
        BrokenFile: `encoder.json` is damaged, incomplete, or of another version.
    """
    if not folder.is_dir():
        raise MissingCheckpoint(
            f"There is no folder {folder}. 'onnx:' needs a folder with encoder.json and image.onnx, as "
            "scotoma.encoders.onnx_export.export_onnx writes it; see docs/how-to/onnx-folders.md."
        )
    if (folder / "encoder.json").is_file():
        return _from_encoder_json(folder / "encoder.json")
    from scotoma.encoders.onnx_optimum import read_optimum

    if layout := read_optimum(folder):
        return layout
    found = ", ".join(sorted(entry.name for entry in folder.iterdir())[:8]) or "nothing"
    raise UnsupportedCheckpoint(
        f"{folder} holds {found}; expected encoder.json (ours), or config.json, preprocessor_config.json and an "
        "exported vision_model.onnx or model.onnx (optimum, transformers.js). See docs/how-to/onnx-folders.md."
    )


def _from_encoder_json(path: Path) -> OnnxLayout:
    content = read_json(path, KIND, VERSION)
    preprocessing = _record(Preprocessing, content.get("preprocessing"), path, "preprocessing")
    text = content.get("text")
    return OnnxLayout(
        name=str(content.get("name", path.parent.name)),
        vector=str(content.get("vector", "unstated")),
        preprocessing=preprocessing,
        image=_record(ImageGraph, content.get("image"), path, "image"),
        text=None if text is None else _record(TextGraph, text, path, "text"),
        sha256=dict(content.get("sha256") or {}),
    )


def _record(kind: type[R], values: Any, path: Path, key: str) -> R:
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    if not isinstance(values, dict) or set(values) - set(known):
        strange = sorted(set(values) - set(known)) if isinstance(values, dict) else values
        raise BrokenFile(f"{path}: {key!r} holds {strange!r}; expected an object with some of {', '.join(known)}.")
    for name, hint in get_type_hints(kind).items():
        choices = get_args(hint) if get_origin(hint) is Literal else ()
        if choices and name in values and values[name] not in choices:
            raise BrokenFile(f"{path}: {name!r} is {values[name]!r}; expected {' or '.join(choices)}.")
    try:
        return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})
    except TypeError as error:
        raise BrokenFile(f"{path}: {key!r} is incomplete ({error}). See docs/how-to/onnx-folders.md.") from error


def weights_hash(folder: Path, layout: OnnxLayout) -> str:
    """The sha256 over the graphs (image, then text) with the weights they keep in files of their own.

    Raises:
        MissingCheckpoint: a graph or tokenizer named by the layout is not in the folder.
        BrokenFile: a file's hash differs from the one stated in `encoder.json`.
    """
    graphs = [layout.image.file, *([layout.text.file, layout.text.tokenizer] if layout.text else [])]
    whole = hashlib.sha256()
    for name in sorted({*_with_data(folder, graphs), *layout.sha256}):
        found = file_hash(folder / name)
        if layout.sha256.get(name, found) != found:
            raise BrokenFile(
                f"{folder / name} has sha256 {found[:12]}..., but encoder.json states {layout.sha256[name][:12]}...: "
                "the file is damaged or was exchanged. Export or copy the folder again."
            )
        whole.update(f"{name} {found}\n".encode())
    return whole.hexdigest()


def file_hash(path: Path) -> str:
    """The sha256 of a file.

    Raises:
        MissingCheckpoint: it is not there.
    """
    if not path.is_file():
        raise MissingCheckpoint(f"{path} is missing. The folder is incomplete: export or copy it again.")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_data(folder: Path, names: Sequence[str]) -> list[str]:
    """The files with their external weights ("model.onnx.data", "model.onnx_data", "model.onnx_data_1")."""
    beside = [
        path for name in names if name.endswith(".onnx") for path in sorted((folder / name).parent.glob("*.onnx?data*"))
    ]
    stems = {Path(name).name for name in names}
    return [*names, *(str(path.relative_to(folder)) for path in beside if any(path.name.startswith(s) for s in stems))]
