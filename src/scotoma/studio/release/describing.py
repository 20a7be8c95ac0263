"""What a release says of itself: its head, and how it was made and checked."""

import json
from typing import Any

from scotoma import __version__
from scotoma.benchmark.reading import Head
from scotoma.scoring import Estimate
from scotoma.studio.release.records import ErratumRow
from scotoma.studio.release.state import State
from scotoma.studio.web import Studio

__all__ = ["PROVENANCE", "head_of", "made_json"]

PROVENANCE = "provenance.jsonl"


def head_of(studio: Studio, state: State, *, name: str, version: str, licence: str) -> Head:
    """What `benchmark.json` says of the release, and which errata of earlier ones it has mended."""
    names = studio.contents.names if studio.contents is not None else None
    mined = f" It was mined with {names[0]} as the suspect and {names[1]} as the reference." if names else ""
    about = f"{len(state.ready)} pairs of images that differ in one fact, and a question asked of both.{mined}"
    sources = () if isinstance(studio.collection, str) else (f"{PROVENANCE} states the source of each image",)
    return Head(name, version, licence, about, sources, _mended(state))


def _mended(state: State) -> tuple[str, ...]:
    """In words, the errata of earlier releases that this one has right."""
    still = {pair for each in state.cautions if each.kind == "errata" for pair in each.pairs}
    ready = {draft.pair for draft in state.ready}
    by_pair: dict[tuple[str, str], ErratumRow] = {(each.version, each.pair): each for each in state.errata}
    return tuple(
        f"{version} had the keys of pair {pair} swapped ({erratum.source})"
        for (version, pair), erratum in by_pair.items()
        if pair in ready and pair not in still
    )


def made_json(state: State, settings: dict[str, Any]) -> bytes:
    """How the release was made and checked, for those who use it; nobody is named."""
    found = state.agreements()
    overall = found.rows[0]
    content = {
        "kind": "scotoma release",
        "version": 1,
        "scotoma": __version__,
        "option_seed": settings["seed"],
        "cautions": settings["cautions"],
        "released_despite": settings["despite"],
        "review": {
            "pairs": found.ready,
            "reviewed_blind": found.reviewed,
            "reviewers": found.reviewers,
            "decided": sum(each.decision is not None for each in state.findings),
            "alpha_answers": _figure(overall.answers.alpha),
            "alpha_patterns": _figure(overall.patterns.alpha),
        },
    }
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode("utf-8", "replace")


def _figure(alpha: Estimate | None) -> dict[str, Any] | None:
    return None if alpha is None else {name: getattr(alpha, name) for name in ("value", "low", "high", "n", "method")}
