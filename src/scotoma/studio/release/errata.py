"""Keys that a release has wrong: a patch beside it, while the released questions stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scotoma.benchmark import Benchmark, BenchmarkPair, Erratum, Question
from scotoma.benchmark.errata import labels_there
from scotoma.benchmark.errata.patches import PATCH, patch_json, read_patch
from scotoma.errors import EditConflict, InputError, UnknownName, UsageError
from scotoma.files import whole_file
from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.release.records import ErratumRow, Release, read_errata, read_release, read_releases
from scotoma.studio.store import Change
from scotoma.studio.store.history import read_entries
from scotoma.studio.store.tables import ERRATA
from scotoma.studio.store.undoing import undo
from scotoma.studio.web import Studio

__all__ = ["add_erratum", "settle_patches", "still_wrong", "undo_erratum"]

SOURCE_SIGNS = 1000  # arbitrary: room for two addresses and a sentence


def add_erratum(studio: Studio, person: str, *, version: str, pair: str, source: str) -> None:
    """State that the two keys of a released pair are swapped: `errata.json` in the release's folder says so from then
    on, and the benchmark has both versions of its labels. `source` says who found it, where.

    One key alone cannot be mended: both images would then have the same right answer, and no longer be a pair.

    Raises:
        EditConflict: it is stated already.
        UnknownName: there is no such release, or no such pair in it.
        UsageError: the source is missing or too long.
        UnreadableSource, BrokenFile: the release's folder is gone, or is not as it was released.
    """
    if not source.strip() or len(source) > SOURCE_SIGNS:
        raise UsageError(
            f"An erratum needs its source, of {SOURCE_SIGNS:,} signs at most: who found it, and where it can be read."
        )
    with studio.store.begin(person) as change:
        release = read_release(change.connection, version)
        benchmark = release.opened(studio.run).labelled("original")
        for question in _pair_named(benchmark, pair).questions:
            keys = {"old": question.answer, "new": int(question.answer == 0)}
            values = {"version": version, "question": question.id, **keys, "source": source.strip()}
            change.insert(
                ERRATA, {**values, "person": person, "at": studio.store.now()}, action=f"add an erratum to {version}"
            )
        _write_patch(studio.run, release, benchmark, read_errata(change.connection, version))


def undo_erratum(studio: Studio, person: str, *, version: str, pair: str) -> None:
    """Take an erratum back, as long as no later release was made.

    Raises:
        EditConflict: there is none, or a later release has it.
        UnknownName: there is no such release.
    """
    with studio.store.begin(person) as change:
        release = read_release(change.connection, version)
        own = [each for each in read_errata(change.connection, version) if each.pair == pair]
        later = [each for each in read_releases(change.connection) if own and each.at > own[0].at]
        if not own:
            raise EditConflict(f"There is no erratum to pair {pair} of {version} to take back.")
        if later:
            raise EditConflict(f"Release {later[-1].version} was made with this erratum known; it stays.")
        for each in own:
            _undo_insert(change, each)
        _write_patch(studio.run, release, release.opened(studio.run), read_errata(change.connection, version))


def settle_patches(studio: Studio) -> list[str]:
    """Write `errata.json` anew wherever it is not what the store says, as after an undo from the history or a crash;
    gives the versions whose folders are gone or not as they were released.
    """
    with studio.store.read() as connection:
        releases, errata = read_releases(connection), read_errata(connection)
    broken = []
    for release in releases:
        try:
            benchmark = release.opened(studio.run)
            own = [each for each in errata if each.version == release.version]
            if benchmark.errata != _patch(benchmark, own):
                _write_patch(studio.run, release, benchmark, own)
        except (InputError, UnknownName):
            broken.append(release.version)
    return broken


def still_wrong(run: Path, release: Release, errata: Sequence[ErratumRow], ready: Mapping[str, Draft]) -> Iterable[str]:
    """The ready pairs whose key in this release an erratum mended, and whose draft still has the old one; none where
    the release's folder is gone."""
    own = {each.question: each for each in errata if each.version == release.version and each.pair in ready}
    try:
        questions = release.opened(run).questions() if own else ()
    except (InputError, UnknownName):
        return []
    return dict.fromkeys(
        own[question.id].pair
        for question in questions
        if question.id in own
        and _right(ready[own[question.id].pair], question) == question.options[own[question.id].old]
    )


def _right(draft: Draft, question: Question) -> str | None:
    """The option that the draft says is right for a released question's image."""
    key = draft.answer_b if question.id.endswith("/b") else draft.answer_a
    return None if key is None else draft.options[key]


def _pair_named(benchmark: Benchmark, name: str) -> BenchmarkPair:
    found = next((pair for pair in benchmark.pairs if pair.id == name), None)
    if found is None:
        raise UnknownName(f"{benchmark.name} {benchmark.version} has no pair {name!r}; it has {len(benchmark.pairs)}.")
    return found


def _undo_insert(change: Change, row: ErratumRow) -> None:
    entries = read_entries(change.connection, table=ERRATA, key={"id": row.id}, limit=1)
    assert entries, "every erratum is in the journal"
    undo(change, entries[0].id)


def _patch(benchmark: Benchmark, rows: Sequence[ErratumRow]) -> tuple[Erratum, ...]:
    images = {question.id: question.image_id for question in benchmark.questions()}
    return tuple(row.as_patch(images[row.question]) for row in rows)


def _write_patch(run: Path, release: Release, benchmark: Benchmark, rows: Sequence[ErratumRow]) -> None:
    """Write `errata.json`, held against the release before it is there; none where there are no errata."""
    path = run / release.folder / PATCH
    patch = _patch(benchmark, rows)
    if not patch:
        path.unlink(missing_ok=True)
        return
    labels_there(path, benchmark.labelled("original").pairs, patch)
    with whole_file(path) as file:
        file.write(patch_json(patch))
    assert read_patch(path) == patch
