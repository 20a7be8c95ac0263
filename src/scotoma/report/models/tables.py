"""The page's figures as files: CSV for spreadsheets, LaTeX for papers."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from scotoma.files import whole_file
from scotoma.report.models.contents import Contents
from scotoma.report.models.controls import TITLES, control_figures
from scotoma.report.models.figures import Figure, figure
from scotoma.report.models.latex import latex_table
from scotoma.report.models.leaderboard import lines_of
from scotoma.report.models.patterns import by_pattern, patterns_of
from scotoma.scoring import Share, model_scores_csv
from scotoma.scoring.pairs import ALL

__all__ = ["write_tables", "write_text"]


def write_tables(contents: Contents, folder: Path) -> tuple[Path, ...]:
    """Write the tables to the folder, and give their paths.

    `scores.csv` has a line for each model, version of the labels, control and pattern; `leaderboard.csv` one for each
    model; `comparisons.csv` one for every two models. Shares in them are 0..1. `leaderboard.tex`, `patterns.tex` and
    `controls.tex` are in per cent, with intervals in brackets; a table that would be empty is not written.
    """
    made = {
        "scores.csv": model_scores_csv(contents.models),
        "leaderboard.csv": _leaderboard_csv(contents),
        "comparisons.csv": _comparisons_csv(contents),
        "leaderboard.tex": _leaderboard_tex(contents),
        "patterns.tex": _patterns_tex(contents),
        "controls.tex": _controls_tex(contents),
    }
    paths = []
    for name, text in made.items():
        if text:
            paths.append(write_text(folder / name, text))
    return tuple(paths)


def write_text(path: Path, text: str) -> Path:
    """Write the text, complete or not at all, and give its path."""
    with whole_file(path) as file:
        file.write(text.encode("utf-8", "replace"))
    return path


def _leaderboard_csv(contents: Contents) -> str:
    parts = ("", "_low", "_high", "_n")
    shares = [f"{name}{part}" for name in ("pair", "single", "both_orders") for part in parts]
    rows: list[Sequence[object]] = [("benchmark", "version", "sha256", "labels", "model", *shares, "unread", "lacking")]
    lines = {line.model: line for line in lines_of(contents)}
    for version in contents.labels:
        for model in contents.models:
            labels = model.under(version)
            plain = labels.of("plain")
            if plain is None:
                continue
            known = (*(model.benchmark[name] for name in ("name", "version", "sha256")), version, model.model)
            figures = [
                part for share in (plain.all.pair, plain.all.single, labels.circular_pair) for part in _share(share)
            ]
            rows.append((*known, *figures, lines[model.model].unread, lines[model.model].lacking))
    return _csv(rows)


def _share(share: Share | None) -> tuple[object, ...]:
    return ("", "", "", 0) if share is None else (share.value, share.low, share.high, share.n)


def _comparisons_csv(contents: Contents) -> str:
    head = ["labels", "first", "second", "pairs", "both", "only_first", "only_second", "neither"]
    head += [f"{name}{part}" for name in ("difference", "single_difference") for part in ("", "_low", "_high")]
    head += ["test", "p", "p_holm", "detectable"]
    rows: list[Sequence[object]] = [head]
    for found in contents.comparisons.values():
        for each in found:
            record = each.as_dict()
            for name in ("difference", "single_difference"):
                ends = record[name]
                record |= {name: ends["value"], f"{name}_low": ends["low"], f"{name}_high": ends["high"]}
            rows.append([record[name] for name in head])
    return _csv(rows) if len(rows) > 1 else ""


def _leaderboard_tex(contents: Contents) -> str:
    lines = lines_of(contents)
    versions = [("pairs", "questions")]
    versions += [(f"pairs, {labels}", f"questions, {labels}") for labels in contents.labels[1:]]
    head = ("model", *(name for both in versions for name in both), "n", "unread", "lacking")
    rows = [
        (
            line.model,
            *(_cell(each) for both in zip(line.pair, line.single, strict=True) for each in both),
            str(line.pairs),
            str(line.unread),
            str(line.lacking),
        )
        for line in lines
    ]
    return latex_table(head, rows, _note(contents, "Pair and single accuracy")) if rows else ""


def _patterns_tex(contents: Contents) -> str:
    names = patterns_of(contents)
    head = ("model", *names, ALL)
    rows = [
        (model.model, *(_cell(figure(found[name].pair) if name in found else None) for name in (*names, ALL)))
        for model in contents.models
        if (found := by_pattern(model))
    ]
    return latex_table(head, rows, _note(contents, "Pair accuracy by pattern")) if names and rows else ""


def _controls_tex(contents: Contents) -> str:
    asked = {each.control for model in contents.models for each in model.asked}
    shown = [control for control in TITLES if control in asked]
    head = ("model", *(f"{TITLES[control]}, {name}" for control in shown for name in ("pairs", "questions")))
    rows = [
        (model.model, *(_cell(each) for control in shown for each in control_figures(model, control)))
        for model in contents.models
    ]
    return latex_table(head, rows, _note(contents, "Pair and single accuracy under the controls"))


def _cell(found: Figure | None) -> str:
    return "–" if found is None or not found.interval else f"{found.text} {found.interval}"


def _note(contents: Contents, what: str) -> str:
    asked = contents.models[0].benchmark
    return (
        f"{what}, per cent with 95 per cent intervals; {asked['name']} {asked['version']}, sha256 {asked['sha256']}, "
        "labels as published unless stated."
    )


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
