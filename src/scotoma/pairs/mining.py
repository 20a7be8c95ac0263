"""The join of a run folder: parts that are complete or absent, merged into one table, and a certificate."""

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scotoma.errors import BrokenFile, RunMismatch
from scotoma.files import locked, made_by, read_json, write_json
from scotoma.pairs.certificate import Certificate
from scotoma.pairs.rows import Rows
from scotoma.progress import Progress, silent
from scotoma.runs import record_stage

if TYPE_CHECKING:
    from scotoma.embeddings import Embeddings

__all__ = ["mine", "read_certificate"]

KIND, VERSION = "certificate", 1
HASH_ROWS = 8192


def mine(
    run: Path,
    suspect: "Embeddings",
    reference: "Embeddings",
    *,
    above: float = 0.95,
    below: float | None = 0.6,
    threads: int | None = None,
    kernel: str = "auto",
    tile: int | None = None,
    progress: Progress = silent,
) -> Certificate:
    """Write `pairs/pairs.parquet` (i, j, id_i, id_j, suspect, reference, sorted by i, j) and `pairs/certificate.json`.

    The pairs are those of `mine_pairs`. A task of 8 x 8 tiles at a time is written, complete or absent; the same call
    after an interruption goes on with the tasks that are missing and ends with the same table and, apart from `seconds`
    and `made_by`, the same certificate. Where both files are there for these inputs and settings, nothing is redone.

    Raises:
        RunMismatch: the two embeddings are not of the same images.
        RunLocked: another process is mining into this folder.
        BrokenFile: a part or the certificate is damaged.
        BadThreshold, ShapeMismatch, BadRow, UnknownName, UsageError: as `mine_pairs`.
    """
    from scotoma.pairs.parts import Parts
    from scotoma.pairs.preparing import Options, prepare

    start = time.monotonic()
    run, folder = Path(run), Path(run) / "pairs"
    _check_same_images(suspect.ids, reference.ids)
    options = Options(threads=threads, kernel=kernel, tile=tile)
    with locked(run):
        join = prepare(suspect.rows, reference.rows, above, below, options)
        inputs = _hashes(suspect, reference)
        one, other = join.sides
        facts = Certificate(one.count, one.width, other.width, join.above, join.below, join.rule, inputs)
        roles = {"suspect": suspect.facts.get("name"), "reference": reference.facts.get("name")}
        settings = {**roles, "above": join.above, "below": join.below, "inputs": inputs}
        if (known := _finished(folder, facts)) is not None:
            record_stage(run, "mine", settings, "numba", "llvmlite")
            return known
        parts = Parts(folder, facts.key, join, options.workers)
        counts = parts.finish(progress)
        (folder / "certificate.json").unlink(missing_ok=True)  # it speaks of the table that is replaced here
        parts.merge(folder / "pairs.parquet", suspect.ids)
        seconds = round(time.monotonic() - start, 3)
        certificate = facts.complete(counts, seconds, made_by("numba", "llvmlite", "pyarrow"))
        write_json(folder / "certificate.json", KIND, VERSION, certificate.as_dict())
        parts.clear()
        record_stage(run, "mine", settings, "numba", "llvmlite")
    return certificate


def read_certificate(run: Path) -> Certificate:
    """The certificate of a mined run folder.

    Raises:
        BrokenFile: it is missing, damaged, or of another version.
    """
    path = Path(run) / "pairs" / "certificate.json"
    if not path.exists():
        raise BrokenFile(f"{run} has not been mined: there is no {path}. Run `scotoma mine` or `scotoma find` first.")
    return Certificate.from_dict(read_json(path, KIND, VERSION))


def _finished(folder: Path, facts: Certificate) -> Certificate | None:
    if not ((folder / "certificate.json").exists() and (folder / "pairs.parquet").exists()):
        return None
    known = read_certificate(folder.parent)
    return known if known.key == facts.key else None


def _check_same_images(suspect: Sequence[str], reference: Sequence[str]) -> None:
    if len(suspect) != len(reference):
        raise RunMismatch(
            f"The suspect embedded {len(suspect)} images and the reference {len(reference)}; expected the same images "
            "in the same order. Embed one collection with both encoders."
        )
    for row, (one, other) in enumerate(zip(suspect, reference, strict=True)):
        if one != other:
            raise RunMismatch(
                f"Row {row} is image {one!r} for the suspect and {other!r} for the reference; expected the same images "
                "in the same order. Embed one collection with both encoders."
            )


def _hashes(suspect: "Embeddings", reference: "Embeddings") -> dict[str, str]:
    with ThreadPoolExecutor(2, thread_name_prefix="scotoma-hash") as pool:
        of_a, of_b = pool.submit(_hash, suspect.rows), pool.submit(_hash, reference.rows)
        ids = hashlib.sha256("\0".join(suspect.ids).encode()).hexdigest()
        return {"suspect": of_a.result(), "reference": of_b.result(), "ids": ids}


def _hash(rows: Rows) -> str:
    digest = hashlib.sha256(f"{tuple(rows.shape)} {np.dtype(rows.dtype).str} ".encode())
    for start in range(0, len(rows), HASH_ROWS):
        digest.update(np.ascontiguousarray(rows[start : start + HASH_ROWS]).view(np.uint8).data)
    return digest.hexdigest()
