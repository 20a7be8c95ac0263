"""Embedding a collection: images x encoder -> unit rows, in memory or in the resumable shards of a run folder."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from scotoma.embeddings.image_list import ImageList
from scotoma.embeddings.pipeline import default_workers, embed_span, prepared
from scotoma.embeddings.reading import open_embeddings
from scotoma.embeddings.shards import ShardFolder, encoder_facts, folder_name
from scotoma.embeddings.table import Embeddings, ids_of, top_reasons
from scotoma.encoders.protocol import Encoder
from scotoma.errors import EmptyCollection, UsageError
from scotoma.files import locked
from scotoma.images.collection import Collection
from scotoma.progress import Progress, silent
from scotoma.records import Image
from scotoma.runs import record_stage

__all__ = ["embed"]

DTYPES = ("float16", "float32")


@dataclass(frozen=True)
class _Task:
    images: Collection
    encoder: Encoder
    count: int
    shard_size: int
    dtype: str
    workers: int
    progress: Progress

    def span(self, number: int) -> tuple[int, int]:
        """The entries of a shard."""
        return number * self.shard_size, min((number + 1) * self.shard_size, self.count)

    def numbers(self) -> range:
        """The numbers of all shards."""
        return range(-(-self.count // self.shard_size))


def embed(
    images: Collection,
    encoder: Encoder,
    *,
    out: Path | str | None = None,
    limit: int | None = None,
    shard_size: int = 4096,
    dtype: str = "float16",
    workers: int | None = None,
    progress: Progress = silent,
) -> Embeddings:
    """Rows of unit length, one for each image of the collection that can be decoded, in its order.

    Images that cannot be decoded get no row; they are listed in `.images` with the reason and counted in `.broken`.
    Rows are kept as `dtype`, "float16" or "float32". `limit` takes the first entries of the collection only. Images are
    read and decoded in `workers` threads (by default one a processor) while the encoder works; memory is bounded by a
    few batches, and by the rows where `out` is None.

    With `out`, a run folder, rows go to shards of `shard_size` entries of the collection there, in clip-retrieval's
    layout, and the result reads them from the files. The same call again continues where the last one ended: finished
    shards whose files are intact stay, the rest is made, and the files are the same, byte for byte, as those of a call
    that was never interrupted. A larger `limit`, or images added at the collection's end, extend the run. The first
    encoder's pass writes the run's image list; every later encoder must find the same bytes in each image. An image
    that was broken then has no row in this run, even where it could be read by now.

    Raises:
        EmptyCollection: there is no image, or none that can be decoded.
        RunMismatch: the run folder holds other images, or rows of this encoder made with other settings.
        RunLocked: another process is writing the run folder.
        BrokenFile: a file of the run folder is damaged and cannot be made again.
        BadRow: the encoder gives a row of zeros, or one that is not finite.
        UsageError: a `limit`, `shard_size` or `workers` below one, or a `dtype` that is not offered.
    """
    _check_at_least_one(limit=limit, shard_size=shard_size, workers=workers)
    if dtype not in DTYPES:
        raise UsageError(f"Rows are kept as {' or '.join(DTYPES)}, not {dtype!r}.")
    count = len(images) if limit is None else min(limit, len(images))
    if count == 0:
        raise EmptyCollection(f"{images.source} holds no images. Give a {images.kind} that lists at least one.")
    task = _Task(images, encoder, count, shard_size, dtype, workers or default_workers(), progress)
    return _in_memory(task) if out is None else _in_run(task, Path(out))


def _in_memory(task: _Task) -> Embeddings:
    known = ImageList(None)
    blocks: list[Float[np.ndarray, "n D"]] = []
    for start, met, rows in _embedded(task, known, list(task.numbers())):
        known.add(start, met)
        blocks.append(rows)
    facts = {**encoder_facts(task.encoder.facts.as_dict()), "rows_dtype": task.dtype, "normalised": True}
    return _checked(Embeddings(np.concatenate(blocks), ids_of(known.table), known.table, facts), task)


def _in_run(task: _Task, run: Path) -> Embeddings:
    folder = run / "embeddings" / folder_name(task.encoder.facts.name)
    with locked(run):
        for stale in (*run.glob(".*.part"), *run.glob("images.parts/.*.part"), *folder.rglob(".*.part")):
            stale.unlink()  # left by a killed run: nobody writes there while the lock is ours
        known = ImageList(run)
        known.check(task.images, task.count)
        settings = {"encoder": encoder_facts(task.encoder.facts.as_dict()), "dtype": task.dtype}
        source = _source(task)
        shards = ShardFolder(folder, {**settings, "shard_size": task.shard_size}, source)
        pending = [
            number
            for number in task.numbers()
            if task.span(number)[1] > len(known) or not shards.finished(number, *task.span(number))
        ]
        for start, met, rows in _embedded(task, known, pending):
            known.add(start, met)
            shards.write(start // task.shard_size, start, met, rows, task.encoder.batch_size)
        known.finish()
        record_stage(run, "embed", {**settings, "images": source}, *_packages(task))
    return _checked(open_embeddings(folder), task)


def _embedded(
    task: _Task, known: ImageList, pending: list[int]
) -> Iterator[tuple[int, list[Image], Float[np.ndarray, "n D"]]]:
    """The pending shards one after the other: the first entry, the images as met, and the rows as they are kept."""
    spans = [task.span(number) for number in pending]
    wanted = (pair for span in spans for pair in zip(range(*span), known.span(*span), strict=True))
    done = task.count - sum(stop - start for start, stop in spans)
    what = f"Embedding with {task.encoder.facts.name}"
    with (
        contextlib.closing(prepared(task.images, task.encoder, wanted, task.workers)) as stream,
        task.progress(what, task.count, "images", done) as advance,
    ):
        for start, stop in spans:
            met, rows = embed_span(stream, stop - start, task.encoder, advance)
            yield start, met, rows.astype(task.dtype)


def _checked(embeddings: Embeddings, task: _Task) -> Embeddings:
    if len(embeddings) == 0:
        raise EmptyCollection(
            f"None of the {task.count} images of {task.images.source} can be decoded: "
            f"{top_reasons(embeddings.broken)}. Repair them and begin a new run."
        )
    return embeddings


def _source(task: _Task) -> dict[str, Any]:
    digest = hashlib.sha256()
    for index in range(task.count):
        digest.update(task.images[index].id.encode() + b"\0")
    images = task.images
    return {"source": images.source, "kind": images.kind, "count": task.count, "ids_sha256": digest.hexdigest()}


def _packages(task: _Task) -> tuple[str, ...]:
    return ("pillow", task.encoder.facts.runtime)


def _check_at_least_one(**numbers: int | None) -> None:
    for name, number in numbers.items():
        if number is not None and number < 1:
            raise UsageError(f"{name} is {number}; it must be at least 1.")
