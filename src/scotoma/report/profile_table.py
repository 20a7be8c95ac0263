"""Profiles of encoders as tables: the columns, what they mean, and a cell's text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scotoma.probe import Estimate, Profile, Row

__all__ = ["READINGS", "Cell", "Column", "columns_of", "in_a_sentence", "terminal_table"]

READINGS = {
    "sees": "the fact moves the embedding farther than either irrelevant change, and can be read from it",
    "drowned": "the fact can be read, but an irrelevant change moves the embedding as far or farther",
    "unread": "the fact moves the embedding farther, but the linear probe found no way to read it",
    "blind": "neither was shown with so many pairs",
    "outweighs": "the fact moves the embedding farther than either irrelevant change; nothing was fitted to read it",
    "outweighed": "an irrelevant change moves the embedding as far or farther; nothing was fitted to read the fact",
}
"""What the words of `Row.reads_as` say; "farther" means surely in more than half of the pairs."""
VERBS = {
    "sees": "sees",
    "drowned": "drowns",
    "unread": "leaves unread",
    "blind": "is blind to",
    "outweighs": "is moved most by",
    "outweighed": "is moved less by",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: the figure, and its interval where it has one."""

    text: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, short for a terminal and whole for a page, what it means, and how a row fills it."""

    short: str
    title: str
    meaning: str
    cell: Callable[[Row], Cell]


def columns_of(profile: Profile) -> list[Column]:
    """The columns that the profile can fill, leftmost first; the first is the pattern's own."""
    plan = profile.plan
    columns = [
        Column("fact", "fact", "median cosine distance when only that fact changes", _moved),
        Column(
            "> jitter",
            "farther than jitter",
            "share of pairs in which the fact moves the embedding farther than a small shift and scaling of the scene",
            lambda row: _share(row.movement.jitter.farther),
        ),
        Column(
            "> back.",
            "farther than background",
            "the same against another background",
            lambda row: _share(row.movement.background.farther),
        ),
        Column(
            f"> {plan.above:g}",
            f"cosine above {plan.above:g}",
            "share of pairs that count as the same image at that threshold",
            lambda row: _share(row.movement.above),
        ),
    ]
    if any(row.linear for row in profile.rows):
        columns += [
            Column(
                "probe",
                "linear probe, images",
                "share of images of which a linear readout fitted on other scenes tells the fact; a coin has 50%",
                lambda row: _share(row.linear.images) if row.linear else Cell("–"),
            ),
            Column(
                "both",
                "linear probe, pairs",
                "share of pairs of which it tells both images; two coins have 25%, a blind readout 0%",
                lambda row: _share(row.linear.pairs) if row.linear else Cell("–"),
            ),
        ]
    if any(row.matching for row in profile.rows):
        columns.append(
            Column(
                "text",
                "captions, pairs",
                "share of pairs of which both captions pick their own image; two coins have 25%",
                lambda row: _share(row.matching.pairs) if row.matching else Cell("–"),
            )
        )
    return [*columns, Column("reads as", "reads as", "the row in a word", lambda row: Cell(row.reads_as))]


def in_a_sentence(profile: Profile, name: str) -> str:
    """What the encoder sees and what not, in a sentence: "toy:palette sees colour; is blind to position, text."."""
    groups = [(word, [row.pattern for row in profile.rows if row.reads_as == word]) for word in READINGS]
    parts = [f"{VERBS[word]} {', '.join(found)}" for word, found in groups if found]
    return f"{name} {'; '.join(parts)}."


def terminal_table(profile: Profile) -> Any:
    """The profile as a rich table, intervals below their figures, with what the columns mean below it all."""
    from rich import box
    from rich.table import Table

    columns = columns_of(profile)
    table = Table(
        title=profile.name, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    table.add_column("pattern", no_wrap=True)
    for column in columns:
        table.add_column(column.short, justify="right", no_wrap=True)
    for row in profile.rows:
        cells = [column.cell(row) for column in columns]
        table.add_row(row.pattern, *(f"{cell.text}\n[dim]{cell.interval}[/dim]" for cell in cells))
    return table


def _moved(row: Row) -> Cell:
    moved = row.movement
    return Cell(_distance(moved.median), f"{moved.still} still" if moved.still else "")


def _distance(value: float) -> str:
    return "0" if value == 0 else f"{value:.4f}" if value >= 0.0001 else f"{value:.0e}"


def _share(estimate: Estimate) -> Cell:
    if not estimate.defined:
        return Cell("–", "none asked")
    return Cell(f"{estimate.value:.0%}", f"{estimate.low * 100:.0f}–{estimate.high * 100:.0f}")
