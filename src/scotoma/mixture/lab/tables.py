"""The laboratory's table: a row a mixture, and the tests between rows; as records, CSV and JSON."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from scotoma.files import made_by, whole_file, write_json
from scotoma.mixture.lab.contrasts import MCNEMAR, Contrast, Trend, contrast, trend
from scotoma.mixture.lab.measures import MEASURES, SETS, measure_named, share_of_runs, within
from scotoma.mixture.lab.plan import ALIASES, ROWS
from scotoma.mixture.lab.records import Row, RunResult
from scotoma.patterns import PATTERNS
from scotoma.runs import read_stages
from scotoma.scoring import Share, holm

__all__ = [
    "AGAINST",
    "BASELINE",
    "DRAWN",
    "INTERLEAVED",
    "LabRow",
    "LabTable",
    "lab_table",
    "write_lab_tables",
]

INTERLEAVED, BASELINE, PLAIN = "interleaved", "single-clip-2x", "single-clip"
AGAINST = (BASELINE, PLAIN, "single-dino")
DRAWN = (PLAIN, BASELINE, INTERLEAVED, "single-dino")
"""The rows that are drawn by pattern, in this order."""
COMPARED = ("scenes.pair", "emoji.pair", "instructions.obeyed", "instructions.trained", "instructions.held_out")
ALONG = ("scenes.pair", "emoji.pair", "instructions.obeyed", "instructions.held_out")
KIND, VERSION = "scotoma laboratory table", 1


@dataclass(frozen=True, slots=True)
class LabRow:
    """A row of the table: the network, its seeds, and its figures by the keys of `MEASURES` and by pattern.

    A figure is the mean over the seeds; None where nothing was asked, or where a seed has nothing to divide by.
    `by_pattern` is pair accuracy by set and pattern.
    """

    row: Row
    ratio: float | None
    seeds: tuple[int, ...]
    figures: dict[str, Share | None]
    by_pattern: dict[str, dict[str, Share]]


@dataclass(frozen=True, slots=True)
class LabTable:
    """Everything the laboratory's figures and sentences are made from.

    `contrasts` are I-MoF against other rows, `patterns` its pairs against the token-matched baseline pattern by pattern
    (their p corrected by Holm's method within a set), `trends` A-MoF along its ratio. `missing` says which rows and
    seeds are not there.
    """

    rows: tuple[LabRow, ...]
    contrasts: tuple[Contrast, ...]
    patterns: tuple[Contrast, ...]
    trends: tuple[Trend, ...]
    missing: tuple[str, ...]

    def row(self, name: str) -> LabRow | None:
        """The row of that name, if it has a run."""
        return next((row for row in self.rows if row.row.name == name), None)

    def contrast(self, measure: str, second: str = BASELINE) -> Contrast | None:
        """I-MoF against that row on that measure, if both have a run with a seed in common."""
        return next((each for each in self.contrasts if (each.measure, each.second) == (measure, second)), None)

    def trend(self, measure: str) -> Trend | None:
        """A-MoF along its ratio on that measure, if enough of its rows have a run."""
        return next((each for each in self.trends if each.measure == measure), None)


def lab_table(results: Sequence[RunResult]) -> LabTable:
    """The table of these runs, in the plan's order of rows; rows that no plan knows come last.

    Raises:
        RunMismatch: the runs were asked different questions.
    """
    known = {row.name: place for place, row in enumerate(ROWS)}
    names = sorted({result.row.name for result in results}, key=lambda name: (known.get(name, len(known)), name))
    runs = {name: sorted(_of(results, name), key=lambda run: run.seed) for name in names}
    return LabTable(
        tuple(_row(runs[name]) for name in names),
        tuple(_contrasts(runs)),
        tuple(each for name in SETS for each in _patterns(runs, name)),
        tuple(_trends(runs)),
        tuple(_missing(runs)),
    )


def _of(results: Sequence[RunResult], name: str) -> list[RunResult]:
    return [result for result in results if result.row.name == name]


def _row(runs: Sequence[RunResult]) -> LabRow:
    return LabRow(
        runs[0].row,
        _ratio(runs[0].row),
        tuple(run.seed for run in runs),
        {measure.key: share_of_runs(measure, runs) for measure in MEASURES},
        {name: _by_pattern(runs, name) for name in SETS},
    )


def _ratio(row: Row) -> float | None:
    """The row's place on A-MoF's curve: single towers are its ends."""
    ends = {name: float(alias.removeprefix("additive-")) for alias, name in ALIASES.items()}
    return row.ssl_ratio if row.mixture == "additive" else ends.get(row.name)


def _by_pattern(runs: Sequence[RunResult], name: str) -> dict[str, Share]:
    measure = measure_named(f"{name}.pair")
    found = {pattern.name: share_of_runs(within(measure, pattern.name), runs) for pattern in PATTERNS}
    return {pattern: share for pattern, share in found.items() if share is not None}


def _contrasts(runs: dict[str, list[RunResult]]) -> list[Contrast]:
    if INTERLEAVED not in runs:
        return []
    rivals = [name for name in AGAINST if name in runs]
    made = (contrast(measure_named(key), runs[INTERLEAVED], runs[name]) for key in COMPARED for name in rivals)
    return [each for each in made if each is not None]


def _patterns(runs: dict[str, list[RunResult]], name: str) -> list[Contrast]:
    if INTERLEAVED not in runs or BASELINE not in runs:
        return []
    measure = measure_named(f"{name}.pair")
    made = (contrast(within(measure, each.name), runs[INTERLEAVED], runs[BASELINE]) for each in PATTERNS)
    found = [each for each in made if each is not None]
    corrected = holm_of([each.p for each in found])
    return [replace(each, p=p) for each, p in zip(found, corrected, strict=True)]


def holm_of(found: Sequence[float]) -> list[float]:
    """Each p corrected for being one of so many."""
    import numpy as np

    return list(holm(np.array(found, np.float64)).tolist())


def _trends(runs: dict[str, list[RunResult]]) -> list[Trend]:
    by_ratio = {ratio: each for each in runs.values() if (ratio := _ratio(each[0].row)) is not None}
    made = (trend(measure_named(key), by_ratio) for key in ALONG)
    return [each for each in made if each is not None]


def _missing(runs: dict[str, list[RunResult]]) -> list[str]:
    """Rows without a run, and rows of claims with fewer seeds than others of them have."""
    found = [f"{row.name}: no finished run" for row in ROWS if row.name not in runs]
    claimed = [row.name for row in ROWS if row.claims and row.name in runs]
    wanted = sorted({run.seed for name in claimed for run in runs[name]})
    for name in claimed:
        lacking = [str(seed) for seed in wanted if seed not in {run.seed for run in runs[name]}]
        if lacking:
            found.append(f"{name}: no finished run with seed {', '.join(lacking)}")
    return found


def write_lab_tables(table: LabTable, sentences: Sequence[str], out: Path) -> tuple[Path, ...]:
    """Write the table to `out`, and give the paths.

    `table.csv` has a line for each mixture, `patterns.csv` one for each mixture, set and pattern, `tests.csv` one for
    each two rows, measure and seed, and one over the seeds, whose p is corrected where it says so; shares are 0..1.
    `table.json` has all of it, with the `sentences` and what made it.
    """
    texts = {"table.csv": _rows_csv(table), "patterns.csv": _patterns_csv(table), "tests.csv": _tests_csv(table)}
    for name, text in texts.items():
        with whole_file(out / name) as file:
            file.write(text.encode())
    content: dict[str, Any] = {
        **asdict(table),
        "measures": {measure.key: measure.meaning for measure in MEASURES},
        "sentences": list(sentences),
        "stages": read_stages(out),
        "made_by": made_by("torch", "transformers", "scipy"),
    }
    write_json(out / "table.json", KIND, VERSION, content)
    return (*(out / name for name in texts), out / "table.json")


def _rows_csv(table: LabTable) -> str:
    known = ["row", "mixture", "ssl_ratio", "towers", "sides_px", "tokens_per_image", "flops_per_image", "parameters"]
    known += ["trained_parameters", "seeds"]
    parts = ("", "_low", "_high", "_n")
    lines: list[list[object]] = [[*known, *(f"{each.key}{part}" for each in MEASURES for part in parts)]]
    for each in table.rows:
        row = each.row
        about = [row.name, row.mixture, each.ratio, "+".join(row.towers), "+".join(map(str, row.sides_px))]
        about += [row.tokens_per_image, row.flops_per_image, row.parameters, row.trained_parameters]
        figures = [part for measure in MEASURES for part in _share(each.figures[measure.key])]
        lines.append([*about, " ".join(map(str, each.seeds)), *figures])
    return _csv(lines)


def _patterns_csv(table: LabTable) -> str:
    lines: list[list[object]] = [["row", "seeds", "set", "pattern", "pair", "pair_low", "pair_high", "pair_n"]]
    for each in table.rows:
        for name, found in each.by_pattern.items():
            for pattern, share in found.items():
                lines.append([each.row.name, " ".join(map(str, each.seeds)), name, pattern, *_share(share)])
    return _csv(lines)


def _tests_csv(table: LabTable) -> str:
    head = ["measure", "first", "second", "seed", "n", "groups", "first_value", "second_value"]
    head += ["difference", "low", "high", "only_first", "only_second", "test", "p", "corrected"]
    lines: list[list[object]] = [[*head]]
    for each, corrected in [*((each, "") for each in table.contrasts), *((each, "Holm") for each in table.patterns)]:
        known = [each.measure, each.first, each.second]
        ends = [each.difference.value, each.difference.low, each.difference.high]
        lines.append([*known, "all", each.n, each.groups, *each.values, *ends, "", "", each.test, each.p, corrected])
        for one in each.by_seed:
            value = (one.only_first - one.only_second) / each.n
            shown = [one.only_first, one.only_second, MCNEMAR, one.p, ""]
            lines.append([*known, one.seed, each.n, each.groups, "", "", value, "", "", *shown])
    return _csv(lines)


def _share(share: Share | None) -> list[object]:
    return ["", "", "", 0] if share is None else [share.value, share.low, share.high, share.n]


def _csv(lines: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
