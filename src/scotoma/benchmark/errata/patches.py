"""The reader of patches, and which version of the labels a copy of a benchmark holds."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scotoma.benchmark.lettered import parse_key
from scotoma.benchmark.records import BenchmarkPair, Erratum, Labels
from scotoma.errors import BrokenFile
from scotoma.files import read_json

__all__ = ["KIND", "MMVP_ERRATA", "PATCH", "VERSION", "labels_there", "patch_json", "patch_of", "read_patch"]

KIND = "scotoma errata"
VERSION = 1
MMVP_ERRATA = Path(__file__).parent / "mmvp.json"
PATCH = "errata.json"
"""The file in a benchmark's folder that patches it."""

FIELDS = ("pair", "question", "image", "old", "new", "source")


def read_patch(path: Path) -> tuple[Erratum, ...]:
    """The errata that a file states: `{"kind": "scotoma errata", "version": 1, "errata": [{...}, ...]}`.

    Each has `pair`, `question`, `image` (the file's name), `old` and `new` (letters: "a" is the first option) and
    `source`.

    Raises:
        BrokenFile: a field is missing, unknown or no text, or a key is no letter.
    """
    listed = read_json(path, KIND, VERSION).get("errata")
    if not isinstance(listed, list):
        raise BrokenFile(f"{path} has no list errata.")
    return tuple(_erratum(path, number, each) for number, each in enumerate(listed, start=1))


def patch_of(folder: Path) -> tuple[Erratum, ...]:
    """The errata in the folder's `errata.json`; none where there is no such file.

    Raises:
        BrokenFile: as `read_patch`.
    """
    return read_patch(folder / PATCH) if (folder / PATCH).is_file() else ()


def patch_json(errata: Sequence[Erratum]) -> bytes:
    """A patch as `read_patch` reads it."""
    listed = [{**asdict(each), "old": _key(each.old), "new": _key(each.new)} for each in errata]
    content = {"kind": KIND, "version": VERSION, "errata": listed}
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode()


def labels_there(where: Path, pairs: Sequence[BenchmarkPair], errata: Sequence[Erratum]) -> Labels:
    """Which labels a copy of a benchmark holds: those that the errata call old, or those that they call new.

    Raises:
        BrokenFile: an erratum names a pair, question or key that is not there; or some are mended here, others not.
    """
    places = {question.id: (pair.id, question) for pair in pairs for question in pair.questions}
    for each in errata:
        pair, question = places.get(each.question, (None, None))
        if question is None or pair != each.pair:
            raise BrokenFile(f"{where}: the errata name question {each.question!r} of pair {each.pair!r}: not there.")
        if question.answer not in {each.old, each.new} or max(each.old, each.new) >= len(question.options):
            raise BrokenFile(
                f"{where}: question {each.question!r} has the key {_letter(question.answer)}; the errata know it with "
                f"{_letter(each.old)} (old) or {_letter(each.new)} (new). They are of another release."
            )
    mended = [each.question for each in errata if places[each.question][1].answer == each.new]
    if mended and len(mended) < len(errata):
        others = [each.question for each in errata if each.question not in mended]
        raise BrokenFile(
            f"{where}: questions {', '.join(mended)} have the corrected key, {', '.join(others)} the published one. "
            "Copies mended by half circulate, and no score on one is comparable: take the original file, or one with "
            "all corrections."
        )
    return "corrected" if mended else "original"


def _erratum(path: Path, number: int, given: Any) -> Erratum:
    if not isinstance(given, dict) or set(given) != set(FIELDS) or not all(isinstance(v, str) for v in given.values()):
        raise BrokenFile(f"{path}, erratum {number}: expected the texts {', '.join(FIELDS)}.")
    keys = {name: parse_key(given[name]) for name in ("old", "new")}
    for name, key in keys.items():
        if key is None:
            raise BrokenFile(f"{path}, erratum {number}, {name}: {given[name]!r} is no letter of an option.")
    if keys["old"] == keys["new"]:
        raise BrokenFile(f"{path}, erratum {number}: old and new are both {given['old']!r}.")
    return Erratum(
        given["pair"], given["question"], given["image"], keys["old"] or 0, keys["new"] or 0, given["source"]
    )


def _letter(key: int | None) -> str:
    return "none" if key is None else f"({_key(key)})"


def _key(key: int) -> str:
    return chr(ord("a") + key)
