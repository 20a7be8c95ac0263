"""What is said to the paper's claims: each way that the numbers can come out."""

import pytest

from scotoma.mixture.lab.contrasts import Contrast, SeedTest, Trend
from scotoma.mixture.lab.sentences import Status, claims, headline
from scotoma.mixture.lab.tables import LabTable, lab_table
from scotoma.scoring import Estimate
from tests.mixture.lab.results import Sizes, Skill, runs_of

Ends = tuple[float, float, float]


def against(
    measure: str, ends: Ends, p: float, second: str = "single-clip-2x", seeds: tuple[int, ...] = (0, 1, 2)
) -> Contrast:
    """I-MoF ahead by `ends` (value, low, high), of a share of 0.4; each seed's McNemar has p too."""
    value, low, high = ends
    return Contrast(
        measure=measure,
        first="interleaved",
        second=second,
        seeds=seeds,
        n=540,
        groups=540,
        values=(0.4 + value, 0.4),
        difference=Estimate(value, low, high, 540, "by hand"),
        p=p,
        test="by hand",
        by_seed=tuple(SeedTest(seed, 10, 5, p) for seed in seeds),
    )


def along(measure: str, ends: Ends) -> Trend:
    """A measure that changes by `ends` from 0.4 along the ratio, highest in the middle."""
    value, low, high = ends
    values = (0.4, 0.9, 0.4 + value)
    return Trend(measure, (0.0, 0.75, 1.0), values, (0,), 540, Estimate(value, low, high, 540, "by hand"))


def table(*found: Contrast | Trend) -> LabTable:
    contrasts = [each for each in found if isinstance(each, Contrast)]
    return LabTable(
        rows=(),
        contrasts=tuple(each for each in contrasts if each.measure.count(".") == 1),
        patterns=tuple(each for each in contrasts if each.measure.count(".") == 2),
        trends=tuple(each for each in found if isinstance(each, Trend)),
        missing=(),
    )


UP, FLAT, DOWN = (0.2, 0.15, 0.25), (0.0, -0.03, 0.03), (-0.2, -0.25, -0.15)


@pytest.mark.parametrize(
    ("ends", "p", "status", "said"),
    [
        ((0.2, 0.15, 0.25), 0.0001, "shown", "is reached. The whole interval lies above it."),
        ((0.12, 0.05, 0.19), 0.002, "shown", "The target, 10 points with p below 0.01, is reached."),
        ((0.12, 0.01, 0.23), 0.03, "in part", "p below 0.01 is not reached."),
        ((0.08, 0.02, 0.14), 0.001, "in part", "The target of 10 points is not reached."),
        ((0.05, 0.02, 0.08), 0.001, "in part", "10 points is not reached, and the interval excludes it."),
        ((-0.1, -0.15, -0.05), 0.001, "the opposite", "no: I-MoF gets fewer pairs right."),
        ((0.15, -0.05, 0.35), 0.001, "not shown", "from seed to seed so much that others might not."),
        ((0.02, -0.03, 0.07), 0.4, "not shown", "The interval excludes a lead of 10 points."),
        ((0.04, -0.1, 0.18), 0.5, "not shown", "too few pairs or seeds to exclude a lead of 10 points."),
        ((0.04, 0.01, 0.07), 0.06, "not shown", "no difference is shown"),
    ],
)
def test_each_outcome_on_pairs_has_its_sentence(ends: Ends, p: float, status: Status, said: str) -> None:
    found = claims(table(against("scenes.pair", ends, p)))[0].findings[0]
    assert found.status == status
    assert found.text.startswith("On held-out scenes")
    assert said in found.text


def test_the_numbers_are_in_the_sentence() -> None:
    text = claims(table(against("emoji.pair", (-0.051, -0.1, -0.02), 0.004)))[0].findings[1].text
    assert "On the emoji benchmark, no:" in text
    assert "34.9 % of pairs right against 40.0 %, −5.1 points [−10.0, −2.0]" in text
    assert "(n = 540, 3 seeds, p = 0.004; McNemar’s p below 0.01 with 3 of 3 seeds)" in text


def test_one_seed_is_said_to_leave_out_chance_in_training() -> None:
    text = claims(table(against("scenes.pair", UP, 0.0001, seeds=(0,))))[0].findings[0].text
    assert "one seed, so without chance in training, p < 0.001" in text


@pytest.mark.parametrize(
    ("ends", "p", "status", "said"),
    [
        ((0.06, 0.02, 0.1), 0.001, "shown", "It obeys more"),
        ((0.0, -0.03, 0.03), 0.9, "shown", "excludes a loss of 5 points"),
        ((-0.02, -0.07, 0.03), 0.4, "not shown", "too few requests or seeds to exclude a loss of 5 points"),
        ((-0.08, -0.12, -0.04), 0.001, "the opposite", "No, it obeys fewer"),
        ((-0.08, -0.2, 0.04), 0.001, "not shown", "It is not sure"),
    ],
)
def test_each_outcome_on_instructions_has_its_sentence(ends: Ends, p: float, status: Status, said: str) -> None:
    found = claims(table(against("instructions.obeyed", ends, p)))[1].findings[0]
    assert (found.status, said in found.text) == (status, True)


@pytest.mark.parametrize(
    ("pairs", "obeyed", "status", "said"),
    [
        (UP, DOWN, "shown", "That is the paper’s trade."),
        (UP, FLAT, "in part", "a price for it is not shown"),
        (UP, UP, "in part", "nothing is traded"),
        (FLAT, DOWN, "in part", "no gain on pairs is shown"),
        (FLAT, FLAT, "not shown", "No trade is shown."),
        (FLAT, UP, "not shown", "No trade is shown."),
        (DOWN, DOWN, "the opposite", "nothing is gained for the price"),
        (DOWN, UP, "the opposite", "turned round"),
        (DOWN, FLAT, "the opposite", "Pairs are lost where the paper gains them."),
    ],
)
def test_each_way_of_the_curve_has_its_sentence(pairs: Ends, obeyed: Ends, status: Status, said: str) -> None:
    found = claims(table(along("scenes.pair", pairs), along("instructions.obeyed", obeyed)))[2].findings[0]
    assert found.status == status
    assert said in found.text
    assert "at best 90.0 % at 0.75" in found.text


def test_patterns_are_named_for_which_a_lead_is_shown() -> None:
    found = claims(
        table(
            against("scenes.pair.count", UP, 0.001),
            against("scenes.pair.text", UP, 0.02),
            against("scenes.pair.state", DOWN, 0.001),
            against("scenes.pair.colour", FLAT, 0.9),
            against("emoji.pair.colour", DOWN, 0.001),
        )
    )[0].findings
    assert "ahead for count and text, behind for state; no difference is shown for 1 of 4 patterns" in found[2].text
    assert (found[2].status, found[3].status) == ("in part", "the opposite")


def test_the_second_eye_alone_is_no_mixture() -> None:
    for ends, p, said in (
        (UP, 0.001, "Both eyes are better"),
        (DOWN, 0.001, "the second eye mends"),
        (FLAT, 0.9, "not shown"),
    ):
        found = claims(table(against("scenes.pair", ends, p, second="single-dino")))[3].findings
        assert said in found[1].text


def test_the_last_sentence_gathers_what_came_out() -> None:
    mixed = claims(
        table(
            against("scenes.pair", UP, 0.0001),
            against("emoji.pair", FLAT, 0.9),
            against("instructions.obeyed", DOWN, 0.001),
            along("scenes.pair", DOWN),
            along("emoji.pair", FLAT),
            along("instructions.obeyed", UP),
        )
    )[3].findings[0]
    assert mixed.text == (
        "Reproduced in part: I-MoF over CLIP alone on pairs. "
        "The opposite came out: no loss of instruction following; A-MoF’s trade."
    )
    assert mixed.status == "in part"


def test_without_runs_nothing_is_claimed() -> None:
    empty = lab_table([])
    assert headline(empty) == "The laboratory so far: 0 rows of its table"
    found = [finding for claim in claims(empty) for finding in claim.findings]
    assert {finding.status for finding in found} == {"no data"}
    assert found[0].text == (
        "On held-out scenes it cannot be told: interleaved and single-clip-2x have no finished run."
    )
    assert found[-1].text.startswith("Not run yet: I-MoF over CLIP alone on pairs;")


def test_runs_without_a_seed_in_common_are_not_compared() -> None:
    sizes = Sizes(9, 9, 4, 4, 2)
    ours, theirs = (
        runs_of({name: Skill()}, (seed,), sizes) for name, seed in (("interleaved", 1), ("single-clip-2x", 2))
    )
    text = claims(lab_table([*ours, *theirs]))[0].findings[0].text
    assert "interleaved and single-clip-2x have no finished runs with the same seed" in text


def test_the_title_gives_both_shares() -> None:
    title = headline(table(against("scenes.pair", UP, 0.001)))
    assert title == "Two eyes get 60.0 per cent of held-out pairs right, one eye at as many tokens 40.0"


def test_networks_without_any_difference_are_not_told_apart() -> None:
    same = {name: Skill(0.5) for name in ("interleaved", "single-clip-2x")}
    found = claims(lab_table(runs_of(same, sizes=Sizes(180, 90, 0, 180, 0))))
    assert [finding.status for finding in found[0].findings[:2]] == ["not shown", "not shown"]
    assert found[1].findings[0].status in ("shown", "not shown")
