"""Thresholds for other encoders: those of the same run, or of another run of the same pictures beside it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.embeddings import Embeddings, open_embeddings
from scotoma.errors import BrokenFile, ScotomaError, UnknownName, UsageError
from scotoma.pairs import Density, Thresholds, density, load_density, match_thresholds, read_images
from scotoma.registry import unknown
from scotoma.report.contents import Contents
from scotoma.runs import read_stages

__all__ = ["Beside", "Carried", "carry", "encoders_in", "kept_density", "measure_density", "runs_beside"]

SAMPLE = 300_000  # pairs that stand for those not counted: thresholds are read to about three decimals
EXACT_PAIRS = 500_000


@dataclass(frozen=True, slots=True)
class Carried:
    """The thresholds of others that cut off the same shares as two of ours do; or in words why there are none."""

    thresholds: Thresholds | None
    reason: str = ""


def carry(known: Density, other: Density, above: float, below: float | None) -> Carried:
    """What corresponds, in the other density, to two thresholds of the known one."""
    try:
        return Carried(match_thresholds(known, other, above=above, below=1.0 if below is None else below))
    except ScotomaError as error:
        return Carried(None, str(error))


def encoders_in(run: Path) -> dict[str, Path]:
    """The encoders whose embeddings of all the run's pictures are there, by name, and where they lie."""
    found = {}
    for folder in sorted((run / "embeddings").glob("*")):
        try:
            found[str(open_embeddings(folder).facts["name"])] = folder
        except ScotomaError:
            continue  # not finished, or not ours: nothing can be carried over to it
    return found


def kept_density(run: Path, suspect: str, reference: str) -> Density | None:
    """The density of two encoders of the run, if it was measured before; None where it was not, or is damaged."""
    try:
        return load_density(_path(run, *_two(run, suspect, reference)))
    except BrokenFile:
        return None


def measure_density(run: Path, suspect: str, reference: str) -> Density:
    """The density of two encoders of the run, measured and kept below `RUN/studio/cache`: seconds at 50,000 images.

    Raises:
        UnknownName: the run has no such encoder.
        UsageError: the two are one.
    """
    one, other = _two(run, suspect, reference)
    measured = density(one.rows, other.rows, exact_pairs=EXACT_PAIRS, sample=SAMPLE)
    measured.save(_path(run, one, other))
    return measured


@dataclass(frozen=True, slots=True)
class Beside:
    """Another run of the same pictures, in a folder beside the run: its name, its encoders, and its density."""

    name: str
    encoders: tuple[str, str]
    density: Density


def runs_beside(contents: Contents) -> list[Beside]:
    """The runs beside this one that hold the density of other encoders for the same pictures in the same order."""
    ours, run = _ids(contents.images), contents.run.resolve()
    folders = [path.parents[1] for path in sorted(run.parent.glob("*/pairs/density.npz"))]
    found = (_beside(folder, ours) for folder in folders if folder != run)
    return [each for each in found if each is not None and each.encoders != contents.names]


def _beside(folder: Path, ids: list[str]) -> Beside | None:
    """The run in the folder; None where it is of other pictures, or does not say what it was mined with."""
    try:
        stages = [stage["settings"] for stage in read_stages(folder) if stage["stage"] == "mine"]
        if not stages or _ids(read_images(folder)) != ids:
            return None
        encoders = str(stages[-1]["suspect"]), str(stages[-1]["reference"])
        return Beside(folder.name, encoders, load_density(folder / "pairs" / "density.npz"))
    except BrokenFile:
        return None


def _ids(images: Any) -> list[str]:
    import pyarrow.compute as pc

    ids: list[str] = images.filter(pc.equal(images["status"], "ok"))["id"].to_pylist()
    return ids


def _two(run: Path, suspect: str, reference: str) -> tuple[Embeddings, Embeddings]:
    known = encoders_in(run)
    for name in (suspect, reference):
        if name not in known:
            raise UnknownName(unknown("encoder", name, list(known)))
    if suspect == reference:
        raise UsageError(f"Both are {suspect}. Choose two encoders that differ.")
    return open_embeddings(known[suspect]), open_embeddings(known[reference])


def _path(run: Path, one: Embeddings, other: Embeddings) -> Path:
    settled = json.dumps([one.facts, other.facts, len(one), EXACT_PAIRS, SAMPLE], sort_keys=True, default=str)
    return run / "studio" / "cache" / f"density-{hashlib.sha256(settled.encode()).hexdigest()[:16]}.npz"
