"""Releases and their errata, as their rows in the store."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from scotoma.benchmark import Benchmark, Erratum, open_benchmark
from scotoma.errors import UnknownName
from scotoma.studio.store.tables import ERRATA, RELEASES

__all__ = ["ErratumRow", "Release", "read_errata", "read_release", "read_releases"]


@dataclass(frozen=True, slots=True)
class Release:
    """A released version: `folder` is below the run folder, `settings` what was decided when it was made."""

    version: str
    name: str
    licence: str
    folder: str
    sha256: str
    pairs: int
    settings: dict[str, Any]
    person: str
    at: str

    def opened(self, run: Path) -> Benchmark:
        """The release with the keys as they were published.

        Raises:
            UnreadableSource, BrokenFile, UnknownName: its folder is gone, or is not as it was released.
        """
        return open_benchmark(run / self.folder)


@dataclass(frozen=True, slots=True)
class ErratumRow:
    """One key that a release has wrong; both keys are indexes into the released question's options."""

    id: int
    version: str
    question: str
    old: int
    new: int
    source: str
    person: str
    at: str

    @property
    def pair(self) -> str:
        """The pair of the question."""
        return self.question.rpartition("/")[0]

    def as_patch(self, image: str) -> Erratum:
        """The erratum as a benchmark knows it; `image` is the question's file."""
        return Erratum(self.pair, self.question, image, self.old, self.new, self.source)


def read_releases(connection: Connection) -> list[Release]:
    """Every release, the last one first."""
    rows = connection.execute(select(RELEASES).order_by(RELEASES.c.at.desc(), RELEASES.c.version)).mappings()
    return [Release(**row) for row in rows]


def read_release(connection: Connection, version: str) -> Release:
    """One release.

    Raises:
        UnknownName: there is no such version.
    """
    releases = read_releases(connection)
    found = next((release for release in releases if release.version == version), None)
    if found is None:
        known = ", ".join(release.version for release in releases) or "nothing yet"
        raise UnknownName(f"There is no release {version!r}; released is {known}.")
    return found


def read_errata(connection: Connection, version: str | None = None) -> list[ErratumRow]:
    """The errata of one release, or of all, in the order in which they were found."""
    wanted = select(ERRATA).order_by(ERRATA.c.id)
    if version is not None:
        wanted = wanted.where(ERRATA.c.version == version)
    return [ErratumRow(**row) for row in connection.execute(wanted).mappings()]
