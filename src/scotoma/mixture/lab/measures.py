"""What the laboratory measures, each as items that are counted: one definition for tables, tests and figures."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float64

from scotoma.benchmark import open_benchmark
from scotoma.errors import RunMismatch
from scotoma.mixture.lab.crossed import mean_of, parts_of, share_within
from scotoma.mixture.lab.records import InstructionOutcome, PairOutcome, PresenceOutcome, RunResult
from scotoma.scoring import Share

__all__ = ["MEASURES", "SETS", "Counts", "Item", "Measure", "counts_of", "measure_named", "share_of_runs", "within"]

SETS = ("scenes", "emoji")


@dataclass(frozen=True, slots=True)
class Item:
    """A pair or question: what it adds to numerator and denominator. Items of one `group` are drawn together."""

    id: str
    group: str
    top: float
    bottom: float = 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in 0..1: the sum of its items' tops over that of their bottoms, for each run."""

    key: str
    title: str
    meaning: str
    items: Callable[[RunResult], Iterator[Item]]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The items of S runs, which all have the same n items: tops and bottoms, and the number of each item's group."""

    top: Float64[np.ndarray, "n S"]
    bottom: Float64[np.ndarray, "n S"]
    groups: tuple[str, ...]

    def by_group(self) -> tuple[Float64[np.ndarray, "G S"], Float64[np.ndarray, "G S"]]:
        """Totals of tops and bottoms of each group, groups in the order in which they come."""
        order = {group: place for place, group in enumerate(dict.fromkeys(self.groups))}
        places = [order[group] for group in self.groups]
        top, bottom = np.zeros((2, len(order), self.top.shape[1]))
        np.add.at(top, places, self.top)
        np.add.at(bottom, places, self.bottom)
        return top, bottom


def counts_of(measure: Measure, runs: Sequence[RunResult]) -> Counts:
    """The measure's items in each of the runs.

    Raises:
        RunMismatch: the runs were asked different things.
    """
    found = [list(measure.items(run)) for run in runs]
    for run, items in zip(runs, found, strict=True):
        if [item.id for item in items] != [item.id for item in found[0]]:
            raise RunMismatch(
                f"{_name(runs[0])} and {_name(run)} were asked different questions ({measure.key}). A folder holds "
                "runs of one plan: delete one of the two, or use a folder for each."
            )
    top, bottom = (
        np.array([[getattr(item, part) for item in items] for items in found], np.float64).reshape(len(runs), -1).T
        for part in ("top", "bottom")
    )
    return Counts(top, bottom, tuple(item.group for item in found[0]) if found else ())


def share_of_runs(measure: Measure, runs: Sequence[RunResult]) -> Share | None:
    """The mean over the runs, which differ in their seed alone, with its interval; None where nothing was asked.

    `n` counts the items that each run was asked, pairs for pair accuracy.
    """
    counts = counts_of(measure, runs)
    parts = parts_of(*counts.by_group())
    return None if parts is None else share_within(mean_of(parts), len(counts.groups))


def within(measure: Measure, pattern: str) -> Measure:
    """A measure of pairs over the pairs of one pattern."""
    name = measure.key.partition(".")[0]

    def items(run: RunResult) -> Iterator[Item]:
        inside = {pair.id for pair in run.pairs[name] if pair.pattern == pattern}
        return (item for item in measure.items(run) if item.id in inside)

    return replace(measure, key=f"{measure.key}.{pattern}", title=f"{measure.title}, {pattern}", items=items)


def measure_named(key: str) -> Measure:
    """The measure of that key."""
    return next(measure for measure in MEASURES if measure.key == key)


def _name(run: RunResult) -> str:
    return f"{run.row.name}, seed {run.seed}"


Counted = Callable[[PairOutcome], tuple[float, float]]


def _of_pairs(name: str, counted: Counted) -> Callable[[RunResult], Iterator[Item]]:
    def items(run: RunResult) -> Iterator[Item]:
        groups = _emoji_groups() if name == "emoji" else {}
        return (Item(pair.id, groups.get(pair.id, pair.id), *counted(pair)) for pair in run.pairs.get(name, ()))

    return items


@functools.cache
def _emoji_groups() -> Mapping[str, str]:
    """The question each pair of the benchmark asks: its pairs are several vendors' drawings of one thing."""
    return {pair.id: pair.group for pair in open_benchmark("emoji").pairs}


def _of_presence(counted: Callable[[PresenceOutcome], tuple[float, float]]) -> Callable[[RunResult], Iterator[Item]]:
    return lambda run: (Item(each.id, each.image, *counted(each)) for each in run.presence)


def _of_instructions(
    counted: Callable[[InstructionOutcome], bool], seen: bool | None = None
) -> Callable[[RunResult], Iterator[Item]]:
    return lambda run: (
        Item(each.id, each.image, float(counted(each))) for each in run.instructions if seen in (None, each.seen)
    )


def _f1(each: PresenceOutcome) -> tuple[float, float]:
    """F1 = 2 true yes / (2 true yes + false yes + false no); no answer to a thing that is there is a false no."""
    if each.truth:
        return (2.0, 2.0) if each.said else (0.0, 1.0)
    return 0.0, float(each.said is True)


def _pair_measures(name: str, of: str) -> tuple[Measure, ...]:
    return (
        Measure(
            f"{name}.pair",
            f"{name}: pairs",
            f"pairs of {of} with both questions right; two coins get a quarter, a model blind to the image none",
            _of_pairs(name, lambda pair: (float(pair.right == (True, True)), 1.0)),
        ),
        Measure(
            f"{name}.single",
            f"{name}: questions",
            f"questions of {of} that are right; a coin gets a half",
            _of_pairs(name, lambda pair: (float(pair.right.count(True)), 2.0)),
        ),
        Measure(
            f"{name}.unparsed",
            f"{name}: unread",
            f"answers on {of} from which no option can be read; they count as not right",
            _of_pairs(name, lambda pair: (float(pair.right.count(None)), 2.0)),
        ),
    )


MEASURES = (
    *_pair_measures("scenes", "held-out scenes"),
    *_pair_measures("emoji", "the emoji benchmark"),
    Measure("presence.f1", "presence: F1", "is the thing there, as POPE asks: F1 of yes", _of_presence(_f1)),
    Measure(
        "presence.accuracy",
        "presence: right",
        "the same, answers that are right; half of the things are there",
        _of_presence(lambda each: (float(each.said == each.truth), 1.0)),
    ),
    Measure(
        "presence.yes",
        "presence: yes",
        "share of yes among the answers read",
        _of_presence(lambda each: (float(each.said is True), float(each.said is not None))),
    ),
    Measure(
        "presence.unparsed",
        "presence: unread",
        "answers that are neither yes nor no; they count as not right",
        _of_presence(lambda each: (float(each.said is None), 1.0)),
    ),
    Measure(
        "instructions.obeyed",
        "instructions: obeyed",
        "requests whose form, length and language the answer has, whatever it says",
        _of_instructions(lambda each: each.obeyed),
    ),
    Measure(
        "instructions.trained",
        "instructions: trained",
        "the same for combinations of instructions that were trained",
        _of_instructions(lambda each: each.obeyed, True),
    ),
    Measure(
        "instructions.held_out",
        "instructions: held out",
        "the same for combinations of trained instructions that never came together in training",
        _of_instructions(lambda each: each.obeyed, False),
    ),
    Measure(
        "instructions.right",
        "instructions: right",
        "requests whose answer says what is true, whatever its form",
        _of_instructions(lambda each: each.right is True),
    ),
    Measure(
        "instructions.unparsed",
        "instructions: unread",
        "requests whose answer says nothing that can be read; they count as not right",
        _of_instructions(lambda each: each.right is None),
    ),
    Measure(
        "captions.right",
        "captions: right",
        "which of two captions is that of a picture from a vendor that no training saw; a coin gets a half",
        lambda run: (Item(each.id, each.id, float(each.right is True)) for each in run.captions),
    ),
    Measure(
        "captions.unparsed",
        "captions: unread",
        "answers from which no caption can be read; they count as not right",
        lambda run: (Item(each.id, each.id, float(each.right is None)) for each in run.captions),
    ),
)
