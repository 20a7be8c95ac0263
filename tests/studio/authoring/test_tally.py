"""Counting what is written."""

from dataclasses import replace

import pytest

from scotoma.studio.authoring import Draft
from scotoma.studio.authoring.tally import tally

EMPTY = Draft("1-2", "x", "y", 1, "picked", "", "", "", None, (), "", "", "", "person", True, "Ann", "", 1)


def test_pairs_are_counted_by_state_main_pattern_and_side() -> None:
    ready = replace(EMPTY, state="ready", patterns=("text", "count"), answer_a=1)
    counts = tally([EMPTY, ready, replace(ready, state="draft")])
    assert counts.states == {"picked": 1, "draft": 1, "ready": 1}
    found = {each.pattern.name: (each.written, each.ready) for each in counts.patterns}
    assert found == dict.fromkeys(found, (0, 0)) | {"text": (2, 1)}
    assert (counts.pairs, counts.unsorted, counts.answers, counts.most) == (3, 1, (0, 2), 2)


# With n = 10, 2.576 sqrt(10) = 8.15: a difference of 10 passes it, one of 8 does not.
@pytest.mark.parametrize(("first", "second", "lopsided"), [(10, 0, True), (9, 1, False), (0, 10, True), (0, 0, False)])
def test_right_answers_on_one_side_are_lopsided_where_chance_seldom_does_it(
    first: int, second: int, *, lopsided: bool
) -> None:
    drafts = [replace(EMPTY, answer_a=0)] * first + [replace(EMPTY, answer_a=1)] * second
    assert tally(drafts).lopsided is lopsided
