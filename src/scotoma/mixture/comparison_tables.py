"""Tables 2 and 3 for a terminal and for spreadsheets: published rows under one head, measured ones under another."""

import csv
import io
from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Any

from scotoma.mixture.comparing import MeasuredMixture, MixtureTables
from scotoma.scoring import Estimate, Share, comparison_table
from scotoma.scoring.published import PublishedMixture, PublishedMixtures
from scotoma.scoring.tables import aligned, per_cent

__all__ = ["tables_csv", "tables_text"]

COSTS = ("ssl ratio", "side", "tokens", "TFLOP an image")
HEAD = ("MMVP pairs", "LLaVA-Bench", "POPE", "of what")
NOTHING = "  no model of this kind was asked here"
PLACES = "Measured rows stand beside Table 2 where features are added, beside Table 3 otherwise."
WIDTH = 110
COLUMNS = (
    *("origin", "table", "model", "mixture", "ssl_ratio", "side_px", "tokens", "flops_per_image"),
    *("pairs_benchmark", "pair", "pair_low", "pair_high", "pair_n", "single", "single_low", "single_high", "single_n"),
    *("llava_bench", "llava_bench_low", "llava_bench_high", "llava_bench_n", "judge"),
    *("pope", "pope_low", "pope_high", "pope_n", "pope_metric", "source"),
)


def tables_text(tables: MixtureTables) -> str:
    """Both tables, the models compared pair by pair, and what to know of the figures."""
    blocks = [_table(each, tables) for each in tables.published]
    if tables.comparisons:
        blocks.append(comparison_table(tables.comparisons))
    return "\n\n".join([*blocks, _notes(tables)])


def tables_csv(tables: MixtureTables) -> str:
    """A line a row and POPE number or judge; `origin` is published or measured, shares are 0..1."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in tables.published:
        writer.writerows(_published_csv(table, row) for row in table.rows)
    name = "" if tables.benchmark is None else tables.benchmark["name"]
    for row in tables.measured:
        writer.writerows(_measured_csv(row, name))
    return text.getvalue()


def of_table(table: int, row: MeasuredMixture) -> bool:
    """Whether a measured row stands beside that table of the paper: Table 2 has what is added, Table 3 the rest."""
    return (row.mixture == "additive") == (table == 2)


def _table(table: PublishedMixtures, tables: MixtureTables) -> str:
    rows = [row for row in tables.measured if of_table(table.table, row)]
    published = aligned([("as published", *COSTS, *HEAD), *map(_published_line, table.rows)])
    pairs = "pairs" if tables.benchmark is None else f"{tables.benchmark['name']} pairs"
    head = ("measured here", "mixture", *COSTS, pairs, "[95 %]", "n", "LLaVA-Bench", "[95 %]", "judge")
    pope = ("POPE F1", "[95 %]", "accuracy", "[95 %]", "read by")
    lines = [line for row in rows for line in _measured_lines(row)]
    measured = aligned([(*head, *pope), *lines]) if lines else f"measured here\n{NOTHING}"
    return f"Table {table.table}. {table.title}\n\n{published}\n\n{measured}"


def _published_line(row: PublishedMixture) -> tuple[str, ...]:
    ratio = "-" if row.ssl_ratio is None else f"{row.ssl_ratio:g}"
    scores = ("-" if each is None else f"{100 * each:.1f}" for each in (row.mmvp, row.llava_bench, row.pope))
    return (row.method, ratio, str(row.side_px), str(row.tokens), "-", *scores, row.pope_metric or "-")


def _measured_lines(row: MeasuredMixture) -> Iterator[tuple[str, ...]]:
    """A line a row, and more where it has several judges or rules: what stands in the first is not said again."""
    about = (row.model, row.mixture or "-", *_costs(row), *per_cent(row.pair), str(row.pair.n) if row.pair else "-")
    for number in range(max(1, len(row.llava_bench), len(row.pope))):
        judged = row.llava_bench[number : number + 1]
        relative = (*per_cent(judged[0].score), judged[0].judge) if judged else ("-", "-", "-")
        yes_no = row.pope[number : number + 1]
        pope = (*per_cent(yes_no[0].f1), *per_cent(yes_no[0].accuracy), yes_no[0].rule) if yes_no else ("-",) * 5
        yield (*(about if number == 0 else ("",) * len(about)), *relative, *pope)


def _costs(row: MeasuredMixture) -> tuple[str, ...]:
    ratio = "-" if row.ssl_ratio is None else f"{row.ssl_ratio:g}"
    if row.cost is None:
        return ratio, "-", "-", "-"
    sides = "+".join(map(str, dict.fromkeys(row.cost.sides_px)))
    return ratio, sides, str(row.cost.tokens), f"{row.cost.flops / 1e12:.3g}"


def _notes(tables: MixtureTables) -> str:
    notes = list(dict.fromkeys(note for table in tables.published for note in table.notes))
    labels = (
        f"Measured on {tables.benchmark['name']} {tables.benchmark['version']}, {tables.labels} labels; per cents with "
        "95 per cent intervals."
        if tables.benchmark
        else "No run has scores on pairs."
    )
    cost = "TFLOP an image: its towers, the adapters and the language model over its tokens, counted from config.json."
    sources = "; ".join(table.source for table in tables.published)
    told = (labels, PLACES, cost, *notes, f"Published: {sources}.")
    return "\n".join(["Notes", *(fill(note, WIDTH, initial_indent="  ", subsequent_indent="    ") for note in told)])


def _published_csv(table: PublishedMixtures, row: PublishedMixture) -> tuple[Any, ...]:
    about = ("published", table.table, row.method, "", row.ssl_ratio, row.side_px, row.tokens, "")
    pairs = ("MMVP", row.mmvp, *[""] * 7)
    return (*about, *pairs, row.llava_bench, *[""] * 4, row.pope, "", "", "", row.pope_metric, table.source)


def _measured_csv(row: MeasuredMixture, benchmark: str) -> Iterator[tuple[Any, ...]]:
    table = 2 if of_table(2, row) else 3
    cost = (row.cost.side_px, row.cost.tokens, row.cost.flops) if row.cost else ("", "", "")
    about = ("measured", table, row.model, row.mixture, row.ssl_ratio, *cost)
    pairs = (benchmark if row.pair else "", *_share(row.pair), *_share(row.single))
    judged = [(*_share(each.score), each.judge) for each in row.llava_bench] or [("",) * 5]
    told = [
        (*_share(score), f"{metric}, {each.rule}, mean of {each.splits} splits")
        for each in row.pope
        for metric, score in (("F1", each.f1), ("accuracy", each.accuracy))
    ] or [("",) * 5]
    for number in range(max(len(judged), len(told))):
        yield (*about, *pairs, *_at(judged, number), *_at(told, number), "")


def _at(lines: Sequence[tuple[Any, ...]], number: int) -> tuple[Any, ...]:
    return lines[number] if number < len(lines) else ("",) * 5


def _share(share: Share | Estimate | None) -> tuple[Any, ...]:
    return ("", "", "", "") if share is None else (share.value, share.low, share.high, share.n)
