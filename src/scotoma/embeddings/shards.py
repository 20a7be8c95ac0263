"""One encoder's folder in clip-retrieval's layout: its shards, and the manifest that says which are finished."""

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from scotoma.embeddings.table import as_table
from scotoma.errors import BrokenFile, RunMismatch
from scotoma.files import made_by, read_json, whole_file, write_json, write_parquet
from scotoma.records import Image

__all__ = ["MANIFEST", "Shard", "ShardFolder", "encoder_facts", "folder_name", "read_manifest"]

MANIFEST = "manifest.json"
KIND = "scotoma embeddings"
VERSION = 1

# Whatever may compute rows: the versions that are installed go into the manifest.
MADE_WITH = ("pillow", "pyarrow", "onnxruntime", "openvino", "torch", "transformers", "open_clip_torch", "timm")


@dataclass(frozen=True, slots=True)
class Shard:
    """A finished shard: the entries `start` to `stop` of the collection, of which `rows` could be decoded."""

    number: int
    start: int
    stop: int
    rows: int
    batch_size: int
    rows_sha256: str
    metadata_sha256: str

    @property
    def rows_file(self) -> str:
        """Where the rows lie in the encoder's folder."""
        return f"img_emb/img_emb_{self.number:05d}.npy"

    @property
    def metadata_file(self) -> str:
        """Where the metadata of the rows lie in the encoder's folder."""
        return f"metadata/metadata_{self.number:05d}.parquet"


class ShardFolder:
    """The folder of one encoder in a run, open for writing; what an earlier run finished there is kept.

    `settings` is what decides the rows: `encoder` (its facts), `dtype` and `shard_size`. `images` says what they are
    rows of. The manifest is written anew after each shard, and names only shards that are complete.

    Raises:
        BrokenFile: the manifest is damaged or of another version.
        RunMismatch: the folder holds rows made with other settings.
    """

    def __init__(self, folder: Path, settings: dict[str, Any], images: dict[str, Any]) -> None:
        self._folder = folder
        self._manifest: dict[str, Any] = {**settings, "normalised": True, "images": images, "shards": []}
        self._made_by = made_by(*MADE_WITH)
        self._shards: dict[int, Shard] = {}
        if (folder / MANIFEST).exists():
            self._continue(read_manifest(folder), settings)
        self._write_manifest()

    def finished(self, number: int, start: int, stop: int) -> bool:
        """Whether the shard is there, covers just these entries, and its files are what they were when written."""
        shard = self._shards.get(number)
        if shard is None or (shard.start, shard.stop) != (start, stop):
            return False
        files = {shard.rows_file: shard.rows_sha256, shard.metadata_file: shard.metadata_sha256}
        return all(_sha256(self._folder / name) == sha256 for name, sha256 in files.items())

    def write(self, number: int, start: int, met: list[Image], rows: Float[np.ndarray, "n D"], batch_size: int) -> None:
        """Write the shard of the images `met` from `start` on, with a row for each that is not broken."""
        draft = Shard(number, start, start + len(met), len(rows), batch_size, "", "")
        with whole_file(self._folder / draft.rows_file) as file:
            np.save(file, rows, allow_pickle=False)
        write_parquet(self._folder / draft.metadata_file, _metadata([image for image in met if image.ok]))
        hashes = (_sha256(self._folder / name) or "" for name in (draft.rows_file, draft.metadata_file))
        self._shards[number] = Shard(number, start, start + len(met), len(rows), batch_size, *hashes)
        self._write_manifest()

    def _continue(self, manifest: dict[str, Any], settings: dict[str, Any]) -> None:
        differing = _differences(manifest, settings)
        if differing:
            raise RunMismatch(
                f"{self._folder} holds rows made otherwise: {'; '.join(differing)}. Use the same settings again, "
                "another run folder, or delete this encoder's folder to embed anew."
            )
        self._shards = {shard["number"]: Shard(**shard) for shard in manifest["shards"]}
        self._made_by = manifest["made_by"]

    def _write_manifest(self) -> None:
        self._manifest["shards"] = [asdict(self._shards[number]) for number in sorted(self._shards)]
        write_json(self._folder / MANIFEST, KIND, VERSION, {**self._manifest, "made_by": self._made_by})


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an encoder's folder.

    Raises:
        BrokenFile: it is damaged, or of another version.
    """
    manifest = read_json(folder / MANIFEST, KIND, VERSION)
    missing = {"encoder", "dtype", "shard_size", "images", "shards", "made_by"} - set(manifest)
    if missing:
        raise BrokenFile(f"{folder / MANIFEST} lacks {', '.join(sorted(missing))}. Delete the folder and embed again.")
    return manifest


def encoder_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """The encoder's facts as JSON gives them back, without the number of the device ("cuda:1" computes as "cuda")."""
    plain = {key: _plain(value) for key, value in facts.items()}
    return {**plain, "device": str(plain["device"]).partition(":")[0]}


def folder_name(encoder: str) -> str:
    """The encoder's name made safe for a folder on every file system, readable, and its own.

    "toy:layout" becomes "toy-layout". A name with more than one colon and small letters, digits, ".", "_" and "-" gets
    the head of its sha256, so that no two names share a folder: "hf:openai/clip" becomes "hf-openai-clip-4ceb1c9d".
    """
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", encoder).strip("-.")
    if re.fullmatch(r"[a-z0-9]+:[a-z0-9_.-]*[a-z0-9_]", encoder) and len(encoder) <= 80:
        return readable
    return f"{readable[-80:].strip('-.')}-{hashlib.sha256(encoder.encode()).hexdigest()[:8]}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _flat(settings: dict[str, Any], head: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        flat |= _flat(value, f"{head}{key}.") if isinstance(value, dict) else {f"{head}{key}": value}
    return flat


def _differences(manifest: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    there, here = _flat({key: manifest[key] for key in settings}), _flat(settings)
    return [
        f"{key} is {there.get(key)!r} there and {here.get(key)!r} here"
        for key in sorted(there.keys() | here.keys())
        if there.get(key) != here.get(key)
    ]


def _metadata(images: list[Image]) -> Any:
    """clip-retrieval's columns first, then what scotoma knows besides."""
    table = as_table(images).select(["uri", "caption", "id", "sha256", "width", "height"])
    return table.rename_columns(["image_path", "caption", "id", "sha256", "width", "height"])


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
