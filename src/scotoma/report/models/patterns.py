"""Pair accuracy by pattern: a drawing, a figure and its interval for every model and pattern."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scotoma.patterns import PATTERNS, pattern_named
from scotoma.report.models.contents import Contents
from scotoma.report.models.figures import NOTHING, Figure, figure, strip
from scotoma.report.strips import share_axis
from scotoma.scoring import ModelScores, PatternResult
from scotoma.scoring.pairs import ALL

__all__ = ["Cell", "by_pattern", "patterns_of", "patterns_section"]

SIDE_BY_SIDE = 4  # up to so many models stand beside each other, with a row a pattern; more are rows themselves


@dataclass(frozen=True, slots=True)
class Cell:
    """Pair and single accuracy of one model on one pattern, and the pair's drawing."""

    pair: Figure
    single: Figure
    drawing: Markup


def by_pattern(model: ModelScores) -> dict[str, PatternResult]:
    """The model's plain rows by pattern, "all" too, by the original labels."""
    scores = model.labels[0].of("plain")
    return {} if scores is None else {row.pattern: row for row in scores.rows}


def patterns_of(contents: Contents) -> list[str]:
    """The patterns that any of the models has, in the paper's order, and at last any other but "all"."""
    found = dict.fromkeys(name for model in contents.models for name in by_pattern(model) if name != ALL)
    known = [pattern.name for pattern in PATTERNS if pattern.name in found]
    return [*known, *(name for name in found if name not in known)]


def patterns_section(contents: Contents) -> dict[str, Any] | None:
    """The table; None where nobody says which pattern a pair is of."""
    names = patterns_of(contents)
    models = [model for model in contents.models if by_pattern(model)]
    if not names or not models:
        return None
    chance = contents.first.chance.pair
    cells = {model.model: {name: _cell(model, name, chance) for name in (*names, ALL)} for model in models}
    counts = by_pattern(models[0])
    heads = [
        {"name": name, "title": _title(name), "asks": _asks(name), "pairs": counts[name].anatomy.pairs}
        for name in (*names, ALL)
        if name in counts
    ]
    return {
        "heads": heads,
        "models": [model.model for model in models],
        "cells": cells,
        "beside": len(models) <= SIDE_BY_SIDE,
        "axis": share_axis(),
        "from": contents.benchmark.patterns_from if contents.benchmark else None,
    }


def _cell(model: ModelScores, pattern: str, chance: float) -> Cell:
    row = by_pattern(model).get(pattern)
    if row is None:
        return Cell(NOTHING, NOTHING, Markup())
    drawing = strip(row.pair, "pair", chance, f"{model.model}, {_title(pattern)}, pairs right")
    return Cell(figure(row.pair), figure(row.single), drawing)


def _title(name: str) -> str:
    known = {pattern.name for pattern in PATTERNS}
    return pattern_named(name).title if name in known else name.capitalize()


def _asks(name: str) -> str:
    known = {pattern.name for pattern in PATTERNS}
    return pattern_named(name).asks if name in known else ""
