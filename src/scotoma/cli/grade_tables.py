"""Accuracy under every grader, and the answers that they differ on, as text and as rows for a file."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from scotoma.answers.grading import Graded, differing
from scotoma.scoring.intervals import Share, correlation_within, share_of

__all__ = ["GraderRow", "as_rows", "differing_table", "grader_rows", "grader_table", "item_rows"]


@dataclass(frozen=True, slots=True)
class GraderRow:
    """What one grader makes of one model's answers under one version of the labels.

    `single` is over all questions, `pair` over all pairs; both are None where the grader cannot grade. `missed` is how
    many answers it reads no option from, `wrong` how many it reads as another option; none of either is right.
    """

    model: str
    grader: str
    labels: str
    pair: Share | None
    single: Share | None
    missed: int
    wrong: int
    not_gradable: int


def grader_rows(model: str, graded: Sequence[Graded]) -> list[GraderRow]:
    """A row for each grader and version of the labels. Questions of one pair are not independent trials."""
    versions = list(dict.fromkeys(labels for each in graded for labels in each.verdicts))
    graders = list(graded[0].verdicts[versions[0]])
    return [_row(model, grader, labels, graded) for labels in versions for grader in graders]


def _row(model: str, grader: str, labels: str, graded: Sequence[Graded]) -> GraderRow:
    verdicts = [each.verdicts[labels][grader] for each in graded]
    outcomes = [verdict.outcome for verdict in verdicts]
    lacking = outcomes.count("not gradable")
    right = np.array([verdict.right is True for verdict in verdicts], np.float64)
    groups = {each.item.pair: each.item.group for each in graded}
    both = dict.fromkeys(groups, 1.0)
    for each, one in zip(graded, right, strict=True):
        both[each.item.pair] = min(both[each.item.pair], float(one))
    pair = single = None
    if not lacking:
        pair = _in_groups(np.array([*both.values()]), [*groups.values()])
        single = _in_groups(right, [each.item.group for each in graded])
    missed, wrong = outcomes.count("missed"), outcomes.count("wrong")
    return GraderRow(model, grader, labels, pair, single, missed, wrong, lacking)


def _in_groups(values: Float64[np.ndarray, " n"], groups: Sequence[str]) -> Share:
    return share_of(values, groups, correlation_within(values, groups))


def grader_table(rows: Iterable[GraderRow]) -> str:
    """The rows as a table in characters, per cent with the 95 per cent interval."""
    cells = [("grader", "labels", "pair accuracy", "single accuracy", "no option read", "other option read")]
    for row in rows:
        counts = ("-", "-") if row.not_gradable else (str(row.missed), str(row.wrong))
        cells.append((row.grader, row.labels, _share(row.pair), _share(row.single), *counts))
    return _aligned(cells)


def _share(share: Share | None) -> str:
    if share is None:
        return "needs --judge"
    return f"{100 * share.value:.1f} [{100 * share.low:.1f}, {100 * share.high:.1f}] n={share.n}"


def differing_table(graded: Sequence[Graded], labels: str, *, most: int) -> str:
    """The answers that one grader counts as right and another does not, with every reading: + right, - another option
    read, ? none."""
    found = differing(graded, labels)
    if not found:
        return "All graders agree on every answer."
    marks = {"right": "+", "wrong": "-", "missed": "?", "not gradable": " "}
    graders = [name for name in found[0].verdicts[labels] if found[0].verdicts[labels][name].outcome != "not gradable"]
    cells = [("question", "key", *graders, "rule", "answer")]
    for each in found[:most]:
        verdicts = [each.verdicts[labels][name] for name in graders]
        readings = [f"{marks[verdict.outcome]} {_short(verdict.reading, 12)}".strip() for verdict in verdicts]
        key = chr(65 + each.item.key_shown(labels))
        cells.append((each.item.answer.question, key, *readings, each.read.rule, _short(each.item.answer.raw, 48)))
    left = f"\n... and {len(found) - most:,} more; --out writes all." if len(found) > most else ""
    return f"{len(found):,} of {len(graded):,} answers are right for one and not for another:\n{_aligned(cells)}{left}"


def item_rows(model: str, graded: Sequence[Graded]) -> list[dict[str, Any]]:
    """A row for each answer: the readings and outcomes of every grader under every version of the labels."""
    rows = []
    for each in graded:
        answer = each.item.answer
        row = {"model": model, "question": answer.question, "pair": each.item.pair, "state": answer.state}
        row |= {"options": " | ".join(answer.options), "raw": answer.raw, "rule": each.read.rule}
        for labels, verdicts in each.verdicts.items():
            row[f"key ({labels})"] = chr(65 + each.item.key_shown(labels))
            for grader, verdict in verdicts.items():
                row |= {f"{grader} reads": verdict.reading, f"{grader} ({labels})": verdict.outcome}
        rows.append(row)
    return rows


def as_rows(rows: Iterable[GraderRow]) -> list[dict[str, Any]]:
    """The rows as plain JSON-ready values."""
    return [asdict(row) for row in rows]


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3] + "..."


def _aligned(cells: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
