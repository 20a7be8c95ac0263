"""The functions that go along to lmms-eval: letters read, pairs counted."""

import math
from typing import Any

import pytest
from PIL import Image as PILImage

from scotoma.export.given.lmms_eval_utils import (
    doc_to_target,
    doc_to_text,
    doc_to_visual,
    letter_in,
    pair_accuracy,
    process_results,
    single_accuracy,
)

DOC: dict[str, Any] = {"question": "Which?", "options": ["red", "blue"], "answer": 1, "pair": "one", "side": "a"}


@pytest.mark.parametrize(
    ("answer", "letter"),
    [
        ("B", "B"),
        (" b.", "B"),
        ("(b) blue", "B"),
        ("B: blue", "B"),
        ("The answer is (B).", "B"),
        ("I choose option A, as it is red", "A"),
        ("It is blue (B)", "B"),
        ("blue", None),
        ("C", None),
        ("Because", None),
        ("", None),
    ],
)
def test_a_letter_is_read_where_one_stands(answer: str, letter: str | None) -> None:
    assert letter_in(answer, 2) == letter


def test_options_keep_their_order_and_the_prompt_is_the_harness_s_own() -> None:
    asked = "Which?\nA. red\nB. blue\nAnswer with the option's letter from the given choices directly."
    assert doc_to_text(DOC) == asked
    assert doc_to_text(DOC, {"pre_prompt": "> ", "post_prompt": "!"}) == "> Which?\nA. red\nB. blue!"
    assert doc_to_target(DOC) == "B"
    (picture,) = doc_to_visual({"image": PILImage.new("RGBA", (2, 2))})
    assert picture.mode == "RGB"


def test_a_pair_is_right_when_both_sides_are() -> None:
    answers = [("one", "a", "B"), ("one", "b", "B"), ("two", "a", "B"), ("two", "b", "red"), ("three", "a", "B")]
    results = [process_results({**DOC, "pair": pair, "side": side}, [said]) for pair, side, said in answers]
    assert pair_accuracy([each["pair_accuracy"] for each in results]) == 0.5  # "three" has one side only: not counted
    assert single_accuracy([each["single_accuracy"] for each in results]) == 0.8
    assert math.isnan(pair_accuracy([]))
    assert math.isnan(single_accuracy([]))
