"""Do models fail where an encoder fails? Nine patterns as points, for the run's encoders and the paper's figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scotoma.errors import UsageError
from scotoma.patterns import PATTERNS
from scotoma.report.models.contents import Contents
from scotoma.report.models.drawings import Point, scatter
from scotoma.report.models.figures import p_value
from scotoma.report.models.patterns import by_pattern
from scotoma.scoring import PatternResult
from scotoma.scoring.correlation import Coefficient, Correlation, correlate
from scotoma.scoring.pairs import ALL
from scotoma.scoring.published import published_patterns

__all__ = ["Panel", "correlation_section"]

DRAWN = 6  # so many models are drawn for each encoder, the best by pair accuracy; the table has all
NUMBERS = {pattern.name: number for number, pattern in enumerate(PATTERNS, start=1)}
Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing, with Pearson's r in words."""

    model: str
    drawing: Markup
    r: str


def correlation_section(contents: Contents) -> dict[str, Any]:
    """Drawings and coefficients for each encoder of the run that reads text, and the paper's own, as published."""
    return {
        "encoders": [
            {"name": name, "benchmark": where, **_measured(contents, name, rows)}
            for name, where, rows in _encoders(contents)
        ],
        "patterned": any(len(by_pattern(model)) > 1 for model in contents.models),
        "numbers": [(number, pattern.title) for pattern, number in zip(PATTERNS, NUMBERS.values(), strict=True)],
        "published": _published(),
    }


def _encoders(contents: Contents) -> list[tuple[str, str, dict[str, Any]]]:
    """Name, what it was matched on where that is another benchmark, and text-to-image pair accuracy by pattern."""
    found = []
    for content in contents.encoders:
        rows = {row["pattern"]: row["pair"] for row in content["metrics"][0]["rows"] if row["pattern"] != ALL}
        theirs = content["benchmark"]
        same = theirs["sha256"] == contents.models[0].benchmark["sha256"]
        found.append((content["encoder"]["name"], "" if same else f"{theirs['name']} {theirs['version']}", rows))
    return found


def _measured(contents: Contents, encoder: str, theirs: Mapping[str, Any]) -> dict[str, Any]:
    panels, rows = list[Panel](), list[tuple[str, list[str], list[str]]]()
    for model in contents.models:
        ours = {name: row for name, row in by_pattern(model).items() if name != ALL and row.pair is not None}
        shared = [name for name in ours if name in theirs]
        try:
            found = correlate(
                {name: theirs[name]["value"] for name in shared}, {name: _value(ours[name]) for name in shared}
            )
        except UsageError:  # fewer patterns than a correlation needs
            continue
        rows.append((model.model, _coefficient(found.pearson), _coefficient(found.spearman)))
        if len(panels) < DRAWN:
            said = f"{model.model} against {encoder}, {_in_words(found)}"
            points = [_point(name, theirs[name], ours[name]) for name in shared]
            panels.append(Panel(model.model, scatter(points, (_short(encoder), "model"), said), _in_words(found)))
    return {"panels": panels, "rows": rows}


def _value(row: PatternResult) -> float:
    assert row.pair is not None  # only such rows are asked for
    return row.pair.value


def _point(name: str, theirs: Mapping[str, Any], ours: PatternResult) -> Point:
    assert ours.pair is not None
    ends: tuple[Ends, Ends] = (theirs["low"], theirs["high"]), (ours.pair.low, ours.pair.high)
    return Point(NUMBERS.get(name, 0), theirs["value"], ours.pair.value, *ends)


def _published() -> dict[str, Any]:
    """The paper's figure again, and the correlations it prints beside those that its bars give."""
    found = published_patterns()
    panels = []
    for model, bars in found.models.items():
        correlation = correlate(found.encoder_by_pattern, bars)
        printed = found.printed_r.get(model)
        said = _in_words(correlation) + ("" if printed is None else f"; printed as {printed:.2f}")
        points = [Point(NUMBERS[name], found.encoder_by_pattern[name], share) for name, share in bars.items()]
        drawing = scatter(points, (found.encoder, "model"), f"Published: {model}, {said}", published=True)
        panels.append(Panel(model, drawing, said))
    return {"panels": panels, "source": found.source, "note": found.note, "encoder_rows": found.encoder_rows}


def _in_words(found: Correlation) -> str:
    value, interval, p = _coefficient(found.pearson)
    return f"r = {value} {interval}, p {p}" if found.pearson else "no r: one of the two never varies"


def _coefficient(found: Coefficient | None) -> list[str]:
    """Value, interval, p."""
    if found is None:
        return ["–", "", "–"]
    value, low, high = (f"{each:.2f}".replace("-", "−") for each in (found.value, found.low, found.high))
    return [value, f"[{low}, {high}]", p_value(found.p)]


def _short(name: str) -> str:
    """A name that fits under a drawing."""
    return name if len(name) <= 30 else f"…{name[-29:]}"
