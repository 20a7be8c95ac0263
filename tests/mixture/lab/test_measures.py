"""What is counted, measure by measure."""

from dataclasses import replace

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.errors import RunMismatch
from scotoma.mixture.lab.measures import MEASURES, counts_of, measure_named, share_of_runs, within
from scotoma.mixture.lab.records import CaptionOutcome, InstructionOutcome, PairOutcome, PresenceOutcome, RunResult
from tests.mixture.lab.results import Sizes, Skill, run_of


def pair(number: int, *right: bool | None, pattern: str = "count") -> PairOutcome:
    return PairOutcome(f"p{number}", pattern, (right[0], right[1]), ("", ""))


BLANK = run_of("interleaved", 0, Skill(), Sizes(1, 0, 0, 0, 0))
PAIRS = (pair(0, True, True), pair(1, True, None), pair(2, None, False), pair(3, False, True, pattern="text"))
RUN = replace(
    BLANK,
    pairs={"scenes": PAIRS, "emoji": ()},
    presence=(
        PresenceOutcome("y1", "a", True, True, ""),  # true yes
        PresenceOutcome("n1", "a", False, True, ""),  # false yes
        PresenceOutcome("y2", "b", True, None, ""),  # unread: a yes that was not said
        PresenceOutcome("n2", "b", False, False, ""),  # true no
        PresenceOutcome("n3", "c", False, None, ""),  # unread
    ),
    instructions=(
        InstructionOutcome("i1", "a", ("word",), True, True, True, ""),
        InstructionOutcome("i2", "b", ("word",), True, False, None, ""),
        InstructionOutcome("i3", "c", ("capitals", "french"), False, True, False, ""),
    ),
    captions=(CaptionOutcome("c1", True, ""), CaptionOutcome("c2", None, "")),
)


@pytest.mark.parametrize(
    ("key", "value", "n"),
    [
        ("scenes.pair", 1 / 4, 4),
        ("scenes.single", 4 / 8, 4),
        ("scenes.unparsed", 2 / 8, 4),
        ("presence.f1", 2 / (2 + 1 + 1), 5),  # 2 true yes over 2 true yes, a false yes and a yes not said
        ("presence.accuracy", 2 / 5, 5),
        ("presence.yes", 2 / 3, 5),
        ("presence.unparsed", 2 / 5, 5),
        ("instructions.obeyed", 2 / 3, 3),
        ("instructions.trained", 1 / 2, 2),
        ("instructions.held_out", 1.0, 1),
        ("instructions.right", 1 / 3, 3),
        ("instructions.unparsed", 1 / 3, 3),
        ("captions.right", 1 / 2, 2),
        ("captions.unparsed", 1 / 2, 2),
    ],
)
def test_a_measure_counts_what_it_says(key: str, value: float, n: int) -> None:
    share = share_of_runs(measure_named(key), [RUN])
    assert share is not None
    assert share.value == pytest.approx(value)
    assert share.n == n
    assert 0 <= share.low <= value <= share.high <= 1


def test_every_measure_has_its_own_key_and_a_figure_of_a_whole_run() -> None:
    run = run_of("interleaved", 0, Skill(), Sizes(18, 18, 20, 22, 10))
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
    assert all(share_of_runs(measure, [run]) for measure in MEASURES)


def test_what_was_not_asked_has_no_figure() -> None:
    assert share_of_runs(measure_named("emoji.pair"), [RUN]) is None
    unread = replace(RUN, presence=(PresenceOutcome("y1", "a", True, None, ""),))
    assert share_of_runs(measure_named("presence.yes"), [unread]) is None


def test_seeds_are_averaged() -> None:
    other = replace(RUN, seed=1, pairs={"scenes": tuple(replace(each, right=(True, True)) for each in PAIRS)})
    share = share_of_runs(measure_named("scenes.pair"), [RUN, other])
    assert share is not None
    assert share.value == pytest.approx((1 / 4 + 1) / 2)
    assert share.n == 4


def test_a_pattern_has_its_own_pairs_alone() -> None:
    share = share_of_runs(within(measure_named("scenes.pair"), "text"), [RUN])
    assert share is not None
    assert (share.value, share.n) == (0.0, 1)


def test_drawings_of_one_emoji_question_are_one_group() -> None:
    first = open_benchmark("emoji").pairs[:5]
    pairs = tuple(PairOutcome(each.id, each.pattern, (True, True), ("", "")) for each in first)
    counts = counts_of(measure_named("emoji.pair"), [replace(RUN, pairs={"emoji": pairs})])
    assert counts.groups == tuple(each.group for each in first)
    assert len(counts.by_group()[0]) == len({each.group for each in first}) < 5


def test_runs_that_were_asked_different_things_are_refused() -> None:
    other: RunResult = replace(RUN, seed=1, pairs={"scenes": PAIRS[:3]})
    with pytest.raises(
        RunMismatch, match=r"interleaved, seed 0 and interleaved, seed 1 were asked different.*scenes\.pair.*delete one"
    ):
        share_of_runs(measure_named("scenes.pair"), [RUN, other])
