"""A release: the ready drafts as a benchmark in our layout, read back before it is there."""

import re
import secrets
import shutil
from pathlib import Path
from typing import Any

from scotoma.benchmark import BENCHMARKS, open_benchmark
from scotoma.benchmark.writing import write_folder
from scotoma.errors import EditConflict, UsageError
from scotoma.progress import Progress, silent
from scotoma.studio.release.describing import PROVENANCE, head_of, made_json
from scotoma.studio.release.licences import licences_of
from scotoma.studio.release.lines import check_read_back, lines_of, turned_round
from scotoma.studio.release.originals import Original, provenance_jsonl, read_original
from scotoma.studio.release.state import State, read_state
from scotoma.studio.store.tables import RELEASES
from scotoma.studio.web import Studio

__all__ = ["FIRST", "LATER", "write_release"]

FIRST, LATER = "benchmark", "benchmarks"
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,59}")
LICENCE_SIGNS = 300  # arbitrary: an identifier, or a sentence on texts and images


def write_release(
    studio: Studio,
    person: str,
    *,
    name: str,
    version: str,
    licence: str,
    seed: int | None = None,
    despite: str = "",
    progress: Progress = silent,
) -> Path:
    """Write the ready drafts as a benchmark, and give its folder below the run: `benchmark`, or `benchmarks/VERSION`
    where there is a `benchmark` already. No release is written over.

    With a `seed` the options of half of the pairs change places, so that where an option stands says nothing of what is
    right. `despite` is why it is released in spite of its cautions, if it has any; it is kept with them. The folder is
    complete or absent: it is written and read back, question by question, beside the studio's database, and gets its
    place together with its row in the store.

    Raises:
        UsageError: no draft is ready; a name, version or licence is missing or unfit; or there are cautions and
            `despite` is empty.
        EditConflict: the version was released already.
        UnreadableSource: an image cannot be had as it was mined.
        BrokenFile: what was written is not what was read back.
    """
    _check_wishes(name, version, licence)
    state = read_state(studio)
    _check_state(state, version, despite)
    turned = frozenset[str]() if seed is None else turned_round(state.ready, seed)
    originals = _originals(studio, state, progress)
    files = {row: original.provenance.image for row, original in originals.items()}
    staged = studio.run / "studio" / f"release-{secrets.token_hex(8)}"
    head = head_of(studio, state, name=name, version=version, licence=licence)
    settings = {"seed": seed, "despite": despite.strip(), "cautions": [each.text for each in state.cautions]}
    try:
        sha256 = write_folder(
            staged,
            head,
            lines_of(state.ready, files, turned),
            {files[row]: original.data for row, original in originals.items()},
            beside={
                PROVENANCE: provenance_jsonl(list(originals.values())),
                "release.json": made_json(state, settings),
            },
        )
        check_read_back(open_benchmark(staged), state.ready)
        row = {"version": version, "name": name, "licence": licence, "sha256": sha256, "pairs": len(state.ready)}
        return _put_in_place(studio, person, staged, {**row, "settings": settings})
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _check_wishes(name: str, version: str, licence: str) -> None:
    if not NAME.fullmatch(name):
        raise UsageError(f"The name is {name!r}; expected 1 to 60 letters, digits, spaces and . _ + -, a letter first.")
    if name in BENCHMARKS.names():
        raise UsageError(f"A benchmark named {name!r} is built in, and scores would be taken for its. Choose another.")
    if not VERSION.fullmatch(version):
        raise UsageError(f"The version is {version!r}; expected 1 to 40 letters, digits and . _ + -, such as 1.0.")
    if not licence.strip() or len(licence) > LICENCE_SIGNS or not licence.isprintable():
        raise UsageError(
            f"The licence is missing, or longer than {LICENCE_SIGNS} signs. Say under which licence the questions are, "
            "such as CC-BY-4.0; those of the images are stated one by one."
        )


def _check_state(state: State, version: str, despite: str) -> None:
    if version in {release.version for release in state.releases}:
        raise EditConflict(f"Version {version} was released already, and is not written over. Choose another version.")
    if not state.ready:
        raise UsageError("No pair is ready. Write a pair's question, options and answer, and set it ready.")
    if state.cautions and not despite.strip():
        texts = " ".join(each.text for each in state.cautions)
        raise UsageError(f"{texts} Say why it is to be released all the same, or mend that first.")


def _originals(studio: Studio, state: State, progress: Progress) -> dict[int, Original]:
    """The image of every row that the ready drafts show, each once, in the order of the drafts."""
    licences = licences_of(studio.collection)
    rows = list(dict.fromkeys(row for draft in state.ready for row in draft.rows))
    found = {}
    with progress("Copying images", len(rows), "images") as advance:
        for row in rows:
            found[row] = read_original(studio, row, licences)
            advance(1)
    return found


def _put_in_place(studio: Studio, person: str, staged: Path, row: dict[str, Any]) -> Path:
    """Rename the folder and write its row: both, or neither."""
    first = studio.run / FIRST
    place = studio.run / LATER / row["version"] if first.exists() else first
    if place.exists():
        raise UsageError(f"{place} is there already, and is not written over. Move it away, or choose another version.")
    place.parent.mkdir(parents=True, exist_ok=True)
    moved = False
    try:
        with studio.store.begin(person) as change:
            facts = {"folder": place.relative_to(studio.run).as_posix(), "person": person, "at": studio.store.now()}
            change.insert(RELEASES, {**row, **facts}, action=f"release {row['version']}")
            staged.rename(place)
            moved = True
    except BaseException:
        if moved:
            shutil.rmtree(place)
        raise
    return place
