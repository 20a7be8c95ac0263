"""What a run folder holds, gathered for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool

from scotoma.embeddings import Embeddings, open_embeddings
from scotoma.errors import UsageError
from scotoma.pairs import Certificate, Density, load_density, read_certificate, read_images, read_pairs
from scotoma.records import Image
from scotoma.runs import read_stages

__all__ = ["Contents", "read_contents"]


@dataclass(frozen=True)
class Contents:
    """A mined run: its tables and records as they lie in the folder, and the two encoders in their roles."""

    run: Path
    images: Any
    pairs: Any
    certificate: Certificate
    density: Density | None
    suspect: Embeddings
    reference: Embeddings
    stages: list[dict[str, Any]]

    @property
    def names(self) -> tuple[str, str]:
        """The names of suspect and reference."""
        return str(self.suspect.facts["name"]), str(self.reference.facts["name"])

    def pictures(self, rows: Sequence[int]) -> list[tuple[int, Image]]:
        """The images of these embedding rows, each with its place in the collection."""
        places = np.flatnonzero(self._is_ok())[np.asarray(rows, np.int64)]
        records = self.images.take(places).to_pylist()
        return [(int(place), Image(**record)) for place, record in zip(places, records, strict=True)]

    def broken(self) -> dict[str, list[str]]:
        """The ids of the images that could not be decoded, by reason, the most frequent first."""
        by_reason: dict[str, list[str]] = {}
        for record in self.images.filter(~self._is_ok()).select(["id", "status"]).to_pylist():
            by_reason.setdefault(record["status"].removeprefix("broken: "), []).append(record["id"])
        return dict(sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0])))

    def copies(self) -> list[list[str]]:
        """The ids of images whose files are the same, byte for byte: a list for each such file, the largest first."""
        import pyarrow.compute as pc

        usable = self.images.filter(self._is_ok()).select(["id", "sha256"])
        values = pc.value_counts(usable["sha256"])
        often = values.field("values").filter(pc.greater(values.field("counts"), 1))
        groups: dict[str, list[str]] = {}
        for record in usable.filter(pc.is_in(usable["sha256"], often)).to_pylist():
            if record["sha256"]:
                groups.setdefault(record["sha256"], []).append(record["id"])
        return sorted(groups.values(), key=lambda ids: -len(ids))

    def _is_ok(self) -> Bool[np.ndarray, " I"]:
        import pyarrow.compute as pc

        return np.asarray(pc.equal(self.images["status"], "ok"), dtype=bool)


def read_contents(run: Path, suspect: str | None = None, reference: str | None = None) -> Contents:
    """Everything in the run folder that its page tells of. The encoders' names are needed only where the run does not
    say which of its encoders was which.

    Raises:
        BrokenFile: a file is missing or damaged.
        UsageError: the run does not say which encoder was the suspect and which the reference.
    """
    certificate, stages = read_certificate(run), read_stages(run)
    mined: dict[str, Any] = next((stage["settings"] for stage in reversed(stages) if stage["stage"] == "mine"), {})
    known = {folder.name: open_embeddings(folder) for folder in sorted((run / "embeddings").glob("*"))}
    roles = [
        _of_role(known, named or mined.get(role), role, width)
        for role, named, width in (
            ("suspect", suspect, certificate.suspect_width),
            ("reference", reference, certificate.reference_width),
        )
    ]
    density_file = run / "pairs" / "density.npz"
    density = _of_these(load_density(density_file), certificate) if density_file.exists() else None
    return Contents(run, read_images(run), read_pairs(run), certificate, density, roles[0], roles[1], stages)


def _of_these(density: Density, certificate: Certificate) -> Density | None:
    """The density, unless it is seen to be that of other embeddings than were mined."""
    if density.images != certificate.rows:
        return None
    counted = density.count(certificate.above, certificate.below)
    return None if counted.exact and counted.estimate != certificate.counts.found else density


def _of_role(known: dict[str, Embeddings], name: str | None, role: str, width: int) -> Embeddings:
    """The embeddings called `name`; without a name, the only ones as wide as those that were mined."""
    fitting = [
        each for each in known.values() if each.rows.shape[1] == width and (name is None or each.facts["name"] == name)
    ]
    if len(fitting) == 1:
        return fitting[0]
    there = ", ".join(str(each.facts["name"]) for each in known.values()) or "no embeddings"
    asked = f"none called {name!r} is {width} wide" if name else f"{len(fitting)} of them are {width} wide"
    raise UsageError(f"The run holds {there}; {asked}, as the {role} that was mined. Say its name with {role}=.")
