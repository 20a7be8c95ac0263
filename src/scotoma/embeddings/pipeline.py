"""Images in, unit rows out: reading and decoding in threads while the encoder works on the batch before."""

import contextlib
import hashlib
import itertools
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, UInt8
from PIL import Image as PILImage

from scotoma.encoders.protocol import Encoder
from scotoma.errors import BadRow, BrokenImage, RunMismatch, ShapeMismatch
from scotoma.images import read_image
from scotoma.images.collection import Collection
from scotoma.progress import Advance
from scotoma.records import Image

__all__ = ["Prepared", "default_workers", "embed_span", "prepared", "unit_rows"]

BATCHES_AHEAD = 2  # one in the encoder's hands, two prepared or in preparation: more only costs memory


@dataclass(frozen=True, slots=True)
class Prepared:
    """An image as met, and the encoder's input made of it; None where the image is broken."""

    image: Image
    pixels: UInt8[np.ndarray, "S S 3"] | None


def default_workers() -> int:
    """As many threads as this process may use processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepared(
    images: Collection, encoder: Encoder, wanted: Iterable[tuple[int, Image | None]], workers: int
) -> Generator[Prepared, None, None]:
    """The wanted images in their order, read, decoded and made ready in `workers` threads.

    `wanted` gives the index of each image, and the image as an earlier encoder met it, or None. At most
    `BATCHES_AHEAD` batches and one image a worker are held at a time. Closing the iterator stops the threads.

    Raises:
        RunMismatch: an image is not what the earlier encoder met.
    """
    ahead = BATCHES_AHEAD * encoder.batch_size + workers
    waiting: deque[Future[Prepared]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="scotoma-decode")
    try:
        for index, met in wanted:
            waiting.append(pool.submit(_prepare, images, encoder, index, met))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def embed_span(
    stream: Iterator[Prepared], count: int, encoder: Encoder, advance: Advance
) -> tuple[list[Image], Float64[np.ndarray, "n D"]]:
    """The next `count` images of the stream, and unit rows of those that are not broken.

    The batches depend on nothing but these images: the same span gives the same rows, bit for bit, wherever an
    earlier run was interrupted.

    Raises:
        BadRow: a row is zero or not finite; the message names the image.
        ShapeMismatch: the encoder gives rows of another width than it states.
    """
    met: list[Image] = []
    blocks = [np.empty((0, encoder.facts.width))]
    pending: list[Prepared] = []
    reported = 0
    for item in itertools.islice(stream, count):
        met.append(item.image)
        if item.pixels is not None:
            pending.append(item)
        if len(pending) == encoder.batch_size:
            blocks.append(_embed_batch(pending, encoder))
            pending = []
            advance(len(met) - reported)
            reported = len(met)
    if pending:
        blocks.append(_embed_batch(pending, encoder))
    advance(len(met) - reported)
    return met, np.concatenate(blocks)


def unit_rows(rows: Float64[np.ndarray, "n D"], ids: list[str], name: str) -> Float64[np.ndarray, "n D"]:
    """The rows divided by their norms, in float64.

    Raises:
        BadRow: a row is zero or not finite; the message names its image.
    """
    norms = np.linalg.norm(rows, axis=1)
    bad = np.flatnonzero(~(np.isfinite(norms) & (norms > 0)))
    if bad.size:
        what = "a row of zeros" if norms[bad[0]] == 0 else "a row that is not finite"
        raise BadRow(
            f"{name} gives {what} for image {ids[bad[0]]!r}; every row must have a direction. "
            "Check the encoder's weights and precision, or take the image out of the collection."
        )
    return np.asarray(rows / norms[:, None])


def _embed_batch(batch: list[Prepared], encoder: Encoder) -> Float64[np.ndarray, "n D"]:
    facts = encoder.facts
    rows = encoder.embed_images(np.stack([item.pixels for item in batch if item.pixels is not None]))
    if rows.shape != (len(batch), facts.width):
        raise ShapeMismatch(f"{facts.name} states rows {facts.width} wide, but gives {rows.shape} for {len(batch)}.")
    return unit_rows(rows.astype(np.float64), [item.image.id for item in batch], facts.name)


def _prepare(images: Collection, encoder: Encoder, index: int, met: Image | None) -> Prepared:
    image, picture = read_image(images, index) if met is None else _read_again(images, index, met)
    return Prepared(image, None if picture is None else encoder.preprocess(picture))


def _read_again(images: Collection, index: int, met: Image) -> tuple[Image, PILImage.Image | None]:
    if met.sha256 is None:
        return met, None  # could not be read then, so it has no row in this run, whatever it is by now
    if not met.ok:
        with contextlib.suppress(BrokenImage):
            _check_same(met, hashlib.sha256(images.read(index)).hexdigest())
        return met, None
    image, picture = read_image(images, index)
    if not image.ok and image.sha256 in {None, met.sha256}:
        raise RunMismatch(
            f"Image {met.id!r} could be read when this run began, and cannot be read any more "
            f"({image.status}). Restore it and run the same command again, or use another run folder."
        )
    _check_same(met, image.sha256)
    return met, picture


def _check_same(met: Image, sha256: str | None) -> None:
    if sha256 != met.sha256:
        raise RunMismatch(
            f"Image {met.id!r} has changed since this run began ({met.uri}: sha256 was {_short(met.sha256)}, is "
            f"{_short(sha256)}). Restore it, or use another run folder for the images as they are."
        )


def _short(sha256: str | None) -> str:
    return f"{sha256[:12]}..." if sha256 else "unknown"
