"""What stands on the laboratory's page, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from scotoma.mixture.lab.contrasts import OVER_SEEDS, Contrast
from scotoma.mixture.lab.figures import Drawing
from scotoma.mixture.lab.measures import MEASURES, measure_named
from scotoma.mixture.lab.plan import ALIASES, ROWS
from scotoma.mixture.lab.records import RunResult
from scotoma.mixture.lab.sentences import claims, headline
from scotoma.mixture.lab.tables import BASELINE, INTERLEAVED, LabRow, LabTable
from scotoma.report.models.figures import Figure, figure, p_value, points
from scotoma.report.models.made import stages_of
from scotoma.report.wording import plural
from scotoma.runs import read_stages
from scotoma.scoring.published import PublishedMixture, PublishedMixtures, published_mixtures

__all__ = ["page_sections"]

FIRST = {
    "held-out scenes": ("scenes.pair", "scenes.single", "scenes.unparsed"),
    "emoji benchmark": ("emoji.pair", "emoji.single", "emoji.unparsed"),
}
SECOND = {
    "is it there (as POPE asks)": ("presence.f1", "presence.accuracy", "presence.yes", "presence.unparsed"),
    "instructions obeyed": ("instructions.trained", "instructions.held_out", "instructions.right"),
    "captions": ("captions.right", "captions.unparsed"),
}
TITLES = {
    "pair": "pairs",
    "single": "questions",
    "unparsed": "unread",
    "f1": "F1",
    "accuracy": "right",
    "yes": "yes",
    "trained": "trained",
    "held_out": "held out",
    "right": "right",
}
CAPTIONS = {
    "tradeoff": "Left of the dashed line A-MoF, from CLIP alone (0) to DINO alone (1); right of it I-MoF, and CLIP at "
    "twice the tokens. In the last panel up is more pairs and right more obedience. Lines are 95 per cent intervals.",
    "patterns": "Bars are means over the seeds, lines 95 per cent intervals; patterns have few pairs, so look at the "
    "lines first. The dashed line is two coins.",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its measure, its head, and whether its interval is left to the files."""

    key: str
    title: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Columns under a common head."""

    title: str
    columns: tuple[Column, ...]


def page_sections(
    table: LabTable, results: Sequence[RunResult], figures: Sequence[Drawing], out: Path, files: Sequence[Path]
) -> dict[str, Any]:
    """Everything that the page's template asks for, but the style and what is the same on all pages."""
    return {
        "title": "The laboratory of mixtures",
        "first": "scores-title",
        "pairs_heads": _heads(FIRST),
        "other_heads": _heads(SECOND),
        "headline": headline(table),
        "key_facts": _key_facts(table),
        "about": _about(table),
        "missing": table.missing,
        "claims": claims(table),
        "rows": [_row(row) for row in table.rows],
        "meanings": [(measure.title, measure.meaning) for measure in MEASURES],
        "figures": [_figure(each) for each in figures],
        "tests": [_test(each) for each in table.contrasts],
        "tests_method": OVER_SEEDS,
        "published": [_published(each) for each in published_mixtures()],
        "made": {"about": _made(results), "stages": stages_of(read_stages(out))},
        "files": [path.name for path in files],
    }


def _heads(parts: Mapping[str, tuple[str, ...]]) -> list[Head]:
    return [
        Head(title, tuple(Column(key, TITLES[key.partition(".")[2]], key.endswith(".unparsed")) for key in keys))
        for title, keys in parts.items()
    ]


def _key_facts(table: LabTable) -> list[tuple[str, str]]:
    """The figures under the headline."""
    seeds = {seed for row in table.rows for seed in row.seeds}
    facts = [("rows", f"{len(table.rows)}"), ("runs", f"{sum(len(row.seeds) for row in table.rows)}")]
    facts.append(("seeds", f"{len(seeds)}"))
    for name, key in (("scene pairs", "scenes.pair"), ("emoji pairs", "emoji.pair"), ("captions", "captions.right")):
        found = [share.n for row in table.rows if (share := row.figures[key]) is not None]
        facts += [(name, f"{max(found):,}")] if found else []
    return facts


def _about(table: LabTable) -> str:
    about = (
        "The experiment of the paper in small: a language model sees through mini:clip, mini:dino, or both, learns on "
        "drawn scenes in two stages, and is asked about scenes, emoji and pictures that it never saw. A pair counts "
        "only if both questions are right."
    )
    ours, theirs = table.row(INTERLEAVED), table.row(BASELINE)
    if ours is None or theirs is None:
        return about
    return (
        f"{about} I-MoF reads {ours.row.tokens_per_image} tokens an image; the token-matched CLIP alone reads "
        f"{theirs.row.tokens_per_image}, from a picture of {theirs.row.sides_px[0]} px a side."
    )


def _row(row: LabRow) -> dict[str, Any]:
    also = {name: alias for alias, name in ALIASES.items()}.get(row.row.name)
    claims_of = {plan.name: plan.claims for plan in ROWS}
    return {
        "name": row.row.name,
        "also": f"A-MoF at {also.removeprefix('additive-')}" if also else None,
        "claims": claims_of.get(row.row.name, False),
        "sides": " + ".join(map(str, row.row.sides_px)),
        "tokens": row.row.tokens_per_image,
        "flops": f"{row.row.flops_per_image / 1e6:,.0f}",
        "seeds": len(row.seeds),
        "cells": {key: figure(share) for key, share in row.figures.items()},
    }


def _figure(drawing: Drawing) -> dict[str, Any]:
    return {
        "name": drawing.name,
        "title": drawing.title,
        "caption": CAPTIONS[drawing.name],
        "panels": [Markup(panel) for panel in drawing.panels],  # drawn by us, of numbers and names of ours
    }


def _test(each: Contrast) -> dict[str, Any]:
    found = each.difference
    ends = f"[{points(found.low)}, {points(found.high)}]"
    return {
        "measure": measure_named(each.measure).title,
        "second": each.second,
        "n": f"{each.n:,}",
        "ours": f"{100 * each.values[0]:.1f}",
        "theirs": f"{100 * each.values[1]:.1f}",
        "difference": Figure(points(found.value), ends, each.n, found.value),
        "p": p_value(each.p),
        "by_seed": [f"{one.seed}: {one.only_first}, {one.only_second}, {p_value(one.p)}" for one in each.by_seed],
    }


def _published(found: PublishedMixtures) -> dict[str, Any]:
    def row(each: PublishedMixture) -> dict[str, Any]:
        known = {"method": each.method, "side_px": each.side_px, "tokens": each.tokens}
        scores = {"mmvp": f"{100 * each.mmvp:.1f}", "llava_bench": f"{100 * each.llava_bench:.1f}"}
        pope = "" if each.pope is None else f"{100 * each.pope:.1f} ({each.pope_metric})"
        return {**known, **scores, "ratio": "" if each.ssl_ratio is None else f"{each.ssl_ratio:g}", "pope": pope}

    return {
        "title": found.title,
        "source": found.source,
        "notes": found.notes,
        "rows": [row(each) for each in found.rows],
    }


def _made(results: Sequence[RunResult]) -> list[tuple[str, str]]:
    """Plan, training and time of the runs."""
    if not results:
        return [("runs", "none")]
    plans = sorted({result.plan for result in results})
    seen = sorted({_trained(result) for result in results})
    stages = dict.fromkeys(
        f"{stage.name}: {plural(stage.samples, 'sample')}, {plural(stage.steps, 'step')}"
        for result in results
        for stage in result.stages
    )
    hours = sum(stage.seconds for result in results for stage in result.stages if not stage.shared) / 3600
    parameters = sorted({result.row.trained_parameters for result in results})
    ends = f"{parameters[0]:,}" if len(parameters) == 1 else f"{parameters[0]:,} to {parameters[-1]:,}"
    return [
        ("plan", ", ".join(plans)),
        ("trained on", "; ".join(seen)),
        ("stages", "; ".join(stages)),
        ("trained parameters", ends),
        ("training", f"{hours:.1f} hours of all runs together, what they share not counted"),
    ]


def _trained(result: RunResult) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in result.trained_on.items())
