"""The page's section on drawn scenes: how often one fact moves each encoder farther than what nobody asks about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.files import read_json
from scotoma.patterns import pattern_named
from scotoma.probe import Plan, writing
from scotoma.report.strips import ROLES, Mark, share_axis, share_strip
from scotoma.report.thumbnails import as_webp
from scotoma.scenes import render

__all__ = ["movement_section"]

IRRELEVANT = ("jitter", "background")
EXAMPLE_PX = 112  # shown at half that: sharp where a px of the page is two of the screen


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: its head, what its shares mean, the share of one who sees nothing, and where `probe.json` has it."""

    title: str
    meaning: str
    even: float
    of: Callable[[dict[str, Any]], dict[str, Any] | None]


MEASURES = (
    Measure(
        "farther than a shift",
        "how often the fact moves the row farther than shifting and scaling the scene a little",
        0.5,
        lambda row: row["movement"]["jitter"]["farther"],
    ),
    Measure(
        "farther than a background",
        "how often it does so farther than another background",
        0.5,
        lambda row: row["movement"]["background"]["farther"],
    ),
    Measure(
        "can be read",
        "of how many pictures a linear readout, fitted on other scenes, tells the fact",
        0.5,
        lambda row: row["linear"] and row["linear"]["images"],
    ),
    Measure(
        "captions matched",
        "of how many pairs both captions, which state the fact, are nearer to their own picture",
        0.25,
        lambda row: row["matching"] and row["matching"]["pairs"],
    ),
)


def movement_section(run: Path, names: tuple[str, str]) -> dict[str, Any] | None:
    """What `probe/probe.json` of the run folder says of suspect and reference; None where it does not speak of both.

    Raises:
        BrokenFile: the file is damaged.
    """
    path = run / "probe" / "probe.json"
    content = read_json(path, writing.KIND, writing.VERSION) if path.exists() else {"encoders": []}
    probed = {each["encoder"]["name"]: each["patterns"] for each in content["encoders"]}
    if not set(names) <= set(probed):
        return None
    both = [probed[name] for name in names]
    measures = [measure for measure in MEASURES if any(measure.of(row) for rows in both for row in rows)]
    plan = Plan(**{**content["plan"], "patterns": tuple(content["plan"]["patterns"])})
    rows = [
        {**_example(plan, pattern), "cells": [_cell(measure, of_both, names) for measure in measures]}
        for pattern, *of_both in zip(plan.patterns, *both, strict=True)
    ]
    outweighing = [(role, name, _outweighing(of)) for role, name, of in zip(ROLES, names, both, strict=True)]
    return {"plan": plan, "measures": measures, "rows": rows, "axis": share_axis(), "outweighing": outweighing}


def _outweighing(rows: Sequence[dict[str, Any]]) -> str:
    """The patterns whose fact surely moves the encoder farther, more often than not, than both irrelevant changes."""
    ends = {row["pattern"]: [row["movement"][other]["farther"]["low"] for other in IRRELEVANT] for row in rows}
    return ", ".join(pattern for pattern, lows in ends.items() if min(lows) > 0.5)


def _example(plan: Plan, pattern: str) -> dict[str, Any]:
    """The pattern and its first pair."""
    pair, about = next(plan.pairs(pattern)), pattern_named(pattern)
    pictures = [
        (as_webp(render(scene, EXAMPLE_PX), EXAMPLE_PX), caption)
        for scene, caption in ((pair.scene_a, pair.caption_a), (pair.scene_b, pair.caption_b))
    ]
    return {
        "title": about.title,
        "asks": about.asks,
        "pictures": pictures,
        "changed": pair.what_changed.replace("->", "→"),
    }


def _cell(measure: Measure, rows: Sequence[dict[str, Any]], names: tuple[str, str]) -> dict[str, Any]:
    estimates = [(role, name, measure.of(row)) for role, name, row in zip(ROLES, names, rows, strict=True)]
    known = [(role, name, each) for role, name, each in estimates if each and each["value"] is not None]
    marks = [Mark(role, each["value"], each["low"], each["high"]) for role, _, each in known]
    texts = [(role, f"{each['value']:.0%}", _interval(each)) for role, _, each in known]
    label = "; ".join(f"{name} {each['value']:.0%}, interval {_interval(each)}" for _, name, each in known)
    return {"strip": share_strip(marks, measure.even, f"{measure.title}: {label}"), "texts": texts}


def _interval(estimate: dict[str, Any]) -> str:
    return f"{100 * estimate['low']:.0f}–{100 * estimate['high']:.0f}"
