"""Other harnesses' rules, on the answers that they are known to read well or badly."""

import pytest

from scotoma.answers.harnesses import HARNESSES, HarnessVerdict, grade_as, open_harness
from scotoma.answers.harnesses.mmvp_original import mmvp_original
from scotoma.errors import UnknownName

WINGS = ("Open", "Closed")
EYES = ("1", "2")

# What is written of each harness in public reports and in our own reading of it, its key being B throughout.
KNOWN = [
    ("lmms-eval", "A dog is facing right, so the answer is (b)", "A", "wrong"),
    ("lmms-eval", "The zebra faces right. (b)", "A", "wrong"),
    ("lmms-eval", "I think it is a dog, (b)", "A", "wrong"),
    ("lmms-eval", "I can't determine a clear answer.", "A", "wrong"),
    ("lmms-eval", "A close look shows that it is B", "A", "wrong"),
    ("lmms-eval", "**(b)** Closed", "", "missed"),
    ("lmms-eval", "**B**", "", "missed"),
    ("lmms-eval", "\\boxed{B}", "", "missed"),
    ("lmms-eval", "Closed", "", "missed"),
    ("lmms-eval", "Yes", "", "missed"),
    ("lmms-eval", "B", "B", "right"),
    ("lmms-eval", "(b).", "B", "right"),
    ("lmms-eval", "B. Closed", "B", "right"),
    ("lmms-eval", "The answer is (B)", "B", "right"),
    ("lmms-eval", "I take option b", "B", "right"),
    ("lmms-eval", "b)", "B", "right"),
    ("vlmevalkit", "(b)", "", "missed"),
    ("vlmevalkit", "b", "", "missed"),
    ("vlmevalkit", "(b) Closed", "B", "right"),
    ("vlmevalkit", "**B**", "B", "right"),
    ("vlmevalkit", "closed.", "B", "right"),
    ("vlmevalkit", "open or closed", "", "missed"),
    ("vlmevalkit", "B, because the two wings of the insect meet above its back", "", "missed"),
    ("vlmevalkit", "Sorry, I can't help with images of people yet. B", "", "missed"),
    ("vlmevalkit", "A closer look: B", "", "missed"),
    ("vlmevalkit", "The answer is A", "A", "wrong"),
    ("internvl", "Answer: B", "A", "wrong"),
    ("internvl", "A close look: closed", "A", "wrong"),
    ("internvl", "B is what I see", "B", "right"),
    ("internvl", "But the wings are open", "B", "right"),
    ("internvl", "The wings are Closed", "B", "right"),
    ("internvl", "The wings are closed", "", "missed"),
    ("internvl", "b", "", "missed"),
    ("internvl", "", "", "missed"),
    ("cambrian", "The answer is (B).", "b", "right"),
    ("cambrian", "Answer: closed", "closed", "right"),
    ("cambrian", "(b)", "b", "right"),
    ("cambrian", "(b) Closed", "b) closed", "missed"),
    ("cambrian", "**B**", "**b**", "missed"),
    ("cambrian", "The answer is A. No, the answer is B", "b", "right"),
    ("cambrian", "Open.", "open", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("harness", "raw", "reading", "outcome"), KNOWN)
def test_a_harness_reads_as_it_is_known_to(harness: str, raw: str, reading: str, outcome: str) -> None:
    assert grade_as(harness, raw, WINGS, 1) == HarnessVerdict(reading, outcome)  # type: ignore[arg-type]


@pytest.mark.parametrize("harness", sorted(set(HARNESSES) - {"mmvp-original"}))
def test_the_key_decides_what_is_right_and_nothing_else(harness: str) -> None:
    for raw in ("B", "A", "The answer is B", "Closed", "", "neither"):
        right = [grade_as(harness, raw, WINGS, key).outcome for key in (0, 1)]
        assert right.count("right") <= 1
        assert (right == ["missed", "missed"]) == ("right" not in right)


def test_vlmevalkit_finds_digits_inside_others() -> None:
    assert grade_as("vlmevalkit", "12", EYES, 1).outcome == "missed"
    assert grade_as("vlmevalkit", "21", ("1", "3"), 1) == HarnessVerdict("A", "wrong")


def test_more_options_have_more_letters() -> None:
    colours = ("Red", "Green", "Blue", "Yellow")
    for harness, raw in (("lmms-eval", "d"), ("vlmevalkit", "D"), ("internvl", "D. Yellow"), ("cambrian", "(d)")):
        assert grade_as(harness, raw, colours, 3).outcome == "right"
        assert grade_as(harness, raw, colours, 2).outcome == "wrong"


def test_mmvps_own_grader_needs_a_judge() -> None:
    verdict = grade_as("mmvp-original", "B", WINGS, 1)
    assert verdict == HarnessVerdict("", "not gradable")
    assert verdict.right is None


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("yes", "right"),
        ("YES", "right"),
        ("no", "wrong"),
        ("Yes.", "missed"),
        ("yes, it does", "missed"),
        ("", "missed"),
    ],
)
def test_mmvps_own_grader_takes_a_bare_yes_only(reply: str, outcome: str) -> None:
    assert mmvp_original("B", WINGS, 1, judge=lambda *_: reply).outcome == outcome


def test_an_unknown_harness_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No harness is named 'lmms_eval'\. Did you mean 'lmms-eval'"):
        open_harness("lmms_eval")
