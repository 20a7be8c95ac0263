"""The precision of what was mined, from labels of random samples."""

import pytest

from scotoma.scoring.intervals import wilson
from scotoma.studio.thresholds.precision import Label, Precision, agreed, precision_in
from scotoma.studio.thresholds.regions import Region, corner
from scotoma.studio.thresholds.wording import precision_words

CORNER = corner(0.95, 0.6)


def label(number: int, said: str, *, region: Region | None = CORNER, at: tuple[float, float] = (0.97, 0.3)) -> Label:
    sample = None if region is None else {**region.as_dict(), "seed": 0, "suspect": at[0], "reference": at[1]}
    return Label(f"{number}-{number + 1}", "Ann", said, sample)


def many(different: int, same: int, unclear: int) -> list[Label]:
    said = ["different"] * different + ["same"] * same + ["unclear"] * unclear
    return [label(number, word) for number, word in enumerate(said)]


def test_the_share_is_that_of_the_decided_with_wilsons_interval() -> None:
    precision = precision_in(many(9, 1, 0), CORNER)
    assert (precision.different, precision.same, precision.unclear, precision.n) == (9, 1, 0, 10)
    assert precision.share == 0.9
    # Wilson for 9 of 10 at 95 per cent: (0.9 + z²/20 ± z sqrt(0.09/10 + z²/400)) / (1 + z²/10), z = 1.96
    assert (precision.low, precision.high) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert (precision.lowest, precision.highest) == (precision.low, precision.high)


def test_unclear_pairs_are_a_value_of_their_own_and_bound_the_share_both_ways() -> None:
    precision = precision_in(many(6, 2, 4), CORNER)
    assert precision.share == 0.75
    assert precision.lowest == wilson(6 / 12, 12)[0]
    assert precision.highest == wilson(10 / 12, 12)[1]
    assert precision.lowest < precision.low < precision.high < precision.highest


def test_without_a_decided_label_there_is_no_share() -> None:
    assert precision_in(many(0, 0, 3), CORNER).share is None
    assert precision_in([], CORNER) == Precision(0, 0, 0, None, 0.0, 1.0, 0.0, 1.0)


def test_only_samples_that_cover_the_region_count_and_only_pairs_that_lie_in_it() -> None:
    labels = [
        label(0, "different"),
        label(10, "different", region=corner(0.9, None), at=(0.96, 0.5)),  # drawn from around it, and in it
        label(20, "same", region=corner(0.9, None), at=(0.92, 0.5)),  # drawn from around it, but not in it
        label(30, "same", region=Region(0.95, 0.98, -1.0, 0.6)),  # drawn from a part of it
        label(40, "same", region=None),  # not drawn
    ]
    assert precision_in(labels, CORNER).n == 2
    assert precision_in(labels, Region(0.96, 0.98, 0.2, 0.4)).n == 2  # the first and the fourth


def test_a_pair_of_which_people_say_different_things_is_unclear() -> None:
    sample = label(0, "same").sample
    labels = [Label("0-1", "Ann", "same", sample), Label("0-1", "Bo", "different", sample), label(5, "different")]
    assert agreed(labels) == {"0-1": "unclear", "5-6": "different"}
    precision = precision_in(labels, CORNER)
    assert (precision.different, precision.same, precision.unclear) == (1, 0, 1)


def test_the_words_name_every_value_and_both_intervals() -> None:
    assert precision_words(precision_in([], CORNER)) == "None of these pairs was drawn at random and labelled yet."
    assert precision_words(precision_in(many(9, 1, 0), CORNER)) == (
        "Of 10 labelled pairs: 9 different, 1 the same. Different among the decided: 90.0 % (59.6 to 98.2 %), "
        "95 per cent interval."
    )
    said = precision_words(precision_in(many(6, 2, 4), CORNER))
    assert "6 different, 2 the same, 4 unclear." in said
    assert "whatever the unclear ones are, 25.4 to 95.3 %." in said
