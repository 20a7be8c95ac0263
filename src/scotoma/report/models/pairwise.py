"""Models against each other: differences of pair accuracy above the diagonal, corrected p below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scotoma.report.models.contents import Contents
from scotoma.report.models.figures import p_value, points
from scotoma.report.wording import plural
from scotoma.scoring import Comparison

__all__ = ["pairwise_section"]

SURE = 0.05


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell's text, whether the difference is more than chance, and the whole comparison in words."""

    text: str
    sure: bool
    words: str


def pairwise_section(contents: Contents) -> dict[str, Any] | None:
    """The matrix, by the original labels; None where there are no two models to compare."""
    found = contents.comparisons[contents.labels[0]]
    if not found:
        return None
    names = [name for name in contents.names if any(name in (each.first, each.second) for each in found)]
    both = {(each.first, each.second): each for each in found}
    rows = [(row, [_cell(both, row, column, names) for column in names]) for row in names]
    sure = sum(each.p_holm < SURE for each in found)
    return {
        "names": names,
        "rows": rows,
        "tests": plural(len(found), "test"),
        "sure": sure,
        "method": found[0].test,
        "list": [(each, _words(each)) for each in found],
        "turned": _turned(contents),
    }


def _cell(both: Mapping[tuple[str, str], Comparison], row: str, column: str, names: list[str]) -> MatrixCell | None:
    """The difference where the row's model comes first, p where it comes second; None on the diagonal."""
    if row == column:
        return None
    upper = names.index(row) < names.index(column)
    one, other = (row, column) if upper else (column, row)
    found = both.get((one, other)) or both.get((other, one))
    if found is None:
        return MatrixCell("–", False, f"{one} and {other} have no pair in common")
    sign = 1 if found.first == one else -1
    difference = points(sign * found.difference.value).removeprefix("+")
    return MatrixCell(
        difference if upper else p_value(found.p_holm).replace("< 0", "<"), found.p_holm < SURE, _words(found)
    )


def _words(each: Comparison) -> str:
    low, high = (f"{100 * end:.1f}".replace("-", "−") for end in (each.difference.low, each.difference.high))
    return (
        f"{each.first} against {each.second}: {points(each.difference.value)} points [{low}, {high}] of {each.pairs} "
        f"pairs, {each.only_first} right only for the first and {each.only_second} only for the second, "
        f"p {p_value(each.p)}, corrected {p_value(each.p_holm)}"
    )


def _turned(contents: Contents) -> list[str]:
    """Comparisons that the corrected labels make sure, or no longer sure."""
    first, *others = (contents.comparisons[labels] for labels in contents.labels)
    before = {frozenset((each.first, each.second)): each.p_holm < SURE for each in first}
    return [
        f"{each.first} against {each.second}"
        for found in others
        for each in found
        if before.get(frozenset((each.first, each.second))) != (each.p_holm < SURE)
    ]
