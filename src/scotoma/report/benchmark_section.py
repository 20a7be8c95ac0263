"""The page's sections on a benchmark's pairs: captions matched, and how alike both encoders find the two pictures."""

import math
from pathlib import Path
from typing import Any

from scotoma.benchmark import UNSORTED
from scotoma.embeddings.shards import folder_name
from scotoma.files import read_json
from scotoma.matching import saving
from scotoma.patterns import pattern_named
from scotoma.report.strips import ROLES, Mark, cosine_axis, cosine_strip, share_axis, share_strip
from scotoma.scoring.pairs import ALL

__all__ = ["benchmark_sections"]

TEXT_TO_IMAGE = "text-to-image"  # the rule of MMVP-VLM's code: each caption picks one of the two pictures
Thresholds = tuple[float, float | None]


def benchmark_sections(run: Path, names: tuple[str, str], thresholds: Thresholds) -> dict[str, Any]:
    """What the `scores/` of the run folder say of suspect and reference: `matching` and `alike`, each None where there
    is nothing to tell.

    Raises:
        BrokenFile: one of the files is damaged.
    """
    suspect, reference = (_scores(run, name) for name in names)
    matching = None if suspect is None else _matching(suspect, names[0])
    same = suspect and reference and suspect["benchmark"] == reference["benchmark"]
    alike = _alike(suspect, reference, thresholds) if suspect and reference and same else None
    return {"matching": matching, "alike": alike}


def _scores(run: Path, name: str) -> dict[str, Any] | None:
    path = run / "scores" / f"{folder_name(name)}.json"
    return read_json(path, saving.KIND, saving.VERSION) if path.exists() else None


def _matching(scores: dict[str, Any], name: str) -> dict[str, Any]:
    """A row for each pattern with what became of its pairs; none where the encoder reads no text."""
    metric = next((metric for metric in scores["metrics"] if metric["metric"] == TEXT_TO_IMAGE), None)
    if metric is None:
        return {"benchmark": scores["benchmark"], "rows": []}
    rows = [
        {
            **_pattern(row["pattern"]),
            "strip": _pair_strip(row["pair"], metric["chance_pair"], name),
            "pair": _share(row["pair"]),
            "single": row["single"] and _share(row["single"]),
            **{key: row[key] for key in ("groups", "both", "one", "neither", "undecided")},
        }
        for row in metric["rows"]
    ]
    chances = {"chance_pair": metric["chance_pair"], "chance_single": metric["chance_single"]}
    return {
        "benchmark": scores["benchmark"],
        "template": scores["template"],
        "rows": rows,
        "axis": share_axis(),
        **chances,
    }


def _pair_strip(share: dict[str, Any], chance: float, name: str) -> Any:
    text = _share(share)
    label = f"{name}: {text['text']} of {text['n']} pairs, interval {text['interval']}"
    return share_strip([Mark(ROLES[0], share["value"], share["low"], share["high"])], chance, label)


def _alike(suspect: dict[str, Any], reference: dict[str, Any], thresholds: Thresholds) -> dict[str, Any]:
    """A row for each pattern with the cosines of its pairs in both encoders."""
    above, below = thresholds
    cosines = [
        (one["pattern"], one["images"], other["images"])
        for one, other in zip(suspect["pairs"], reference["pairs"], strict=True)
    ]
    low = min(0.9, math.floor(10 * min(min(pair[1:]) for pair in cosines)) / 10)
    rows = []
    for one, other in zip(suspect["images"]["rows"], reference["images"]["rows"], strict=True):
        of_pattern = [pair for pair in cosines if one["pattern"] in (pair[0], ALL)]
        columns = [[pair[place] for pair in of_pattern] for place in (1, 2)]
        blind = sum(a > above and (below is None or b < below) for a, b in zip(*columns, strict=True))
        label = f"medians {_cosine(one['median'])} in the suspect, {_cosine(other['median'])} in the reference"
        rows.append(
            {
                **_pattern(one["pattern"]),
                "strip": cosine_strip(columns, thresholds, low, label),
                "medians": [(role, _cosine(row["median"])) for role, row in zip(ROLES, (one, other), strict=True)],
                "n": len(of_pattern),
                "blind": blind,
            }
        )
    return {"benchmark": suspect["benchmark"], "rows": rows, "axis": cosine_axis(thresholds, low)}


def _cosine(value: float) -> str:
    return f"{round(value, 3) + 0.0:.3f}"  # no minus before a zero


def _pattern(name: str) -> dict[str, str]:
    if name in (ALL, UNSORTED):
        return {"title": name.capitalize(), "asks": ""}
    return {"title": pattern_named(name).title, "asks": pattern_named(name).asks}


def _share(share: dict[str, Any]) -> dict[str, Any]:
    interval = f"{100 * share['low']:.0f}–{100 * share['high']:.0f}"
    return {"text": f"{share['value']:.0%}", "interval": interval, "n": share["n"]}
