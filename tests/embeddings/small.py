"""Small real implementations of the two protocols, and pictures made here."""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image as PILImage

from scotoma.encoders.protocol import EncoderFacts, Preprocessing
from scotoma.errors import BrokenImage
from scotoma.images.collection import Entry

SIDE_PX = 8


def picture_bytes(seed: int) -> bytes:
    """A PNG of a few random colours, 12 x 10 px."""
    pixels = np.random.default_rng(seed).integers(0, 256, (10, 12, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def write_pictures(folder: Path, count: int, broken: Sequence[int] = ()) -> Path:
    """A folder of `count` pictures, 0.png, 1.png, ...; those numbered in `broken` are text."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        data = b"this is no picture" if number in broken else picture_bytes(number)
        (folder / f"{number}.png").write_bytes(data)
    return folder


@dataclass
class Memory:
    """A collection of encoded images held in memory; an entry of None cannot be read."""

    images: dict[str, bytes | None]
    source: str = "memory"
    kind: str = "memory"

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Entry:
        name = list(self.images)[index]
        return Entry(name, f"memory:{name}", f"caption of {name}")

    def read(self, index: int) -> bytes:
        data = list(self.images.values())[index]
        if data is None:
            raise BrokenImage("not there")
        return data


def memory(count: int, **changed: bytes | None) -> Memory:
    """A collection of `count` pictures named p0, p1, ..., some of them changed."""
    return Memory({**{f"p{number}": picture_bytes(number) for number in range(count)}, **changed})


FACTS = EncoderFacts(
    name="small:thumb",
    family="small",
    width=SIDE_PX * SIDE_PX * 3,
    preprocessing=Preprocessing(SIDE_PX, SIDE_PX, "squash"),
    patch_count=0,
    patch_width=0,
    vector="8 x 8 px thumbnail",
    reads_text=False,
    weights_sha256="0" * 64,
)


@dataclass
class Thumbs:
    """The pixels of an 8 x 8 thumbnail plus one, an encoder that notes how many images it was given at a time.

    `delay_s` is slept for each batch; rows at the places in `spoil` (counted over all batches) become `spoilt_by`.
    """

    facts: EncoderFacts = FACTS
    batch_size: int = 4
    delay_s: float = 0.0
    spoil: frozenset[int] = frozenset()
    spoilt_by: float = 0.0
    batches: list[int] = field(default_factory=list)

    def preprocess(self, picture: PILImage.Image) -> UInt8[np.ndarray, "S S 3"]:
        return np.asarray(picture.resize((SIDE_PX, SIDE_PX), PILImage.Resampling.BICUBIC))

    def embed_images(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B D"]:
        time.sleep(self.delay_s)
        rows = pixels.reshape(len(pixels), -1).astype(np.float32) + 1
        for place in self.spoil:
            if sum(self.batches) <= place < sum(self.batches) + len(rows):
                rows[place - sum(self.batches)] *= np.float32(self.spoilt_by)
        self.batches.append(len(pixels))
        return rows

    def embed_patches(self, pixels: UInt8[np.ndarray, "B S S 3"]) -> Float32[np.ndarray, "B T D"]:
        raise NotImplementedError

    def embed_texts(self, texts: Sequence[str]) -> Float32[np.ndarray, "B D"]:
        raise NotImplementedError


def named(name: str, **changes: object) -> Thumbs:
    """The same encoder under another name, with other facts."""
    return Thumbs(facts=replace(FACTS, name=name, **changes))  # type: ignore[arg-type]  # any field of the facts


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below the folder whose bytes do not depend on when it was made."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".npy", ".parquet"}
    }
