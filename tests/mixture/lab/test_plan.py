"""The laboratory's rows and sizes."""

import pytest

from scotoma.errors import UnknownName
from scotoma.mixture.lab.plan import ALIASES, PLANS, ROWS, chosen_rows, plan_named


def test_every_row_of_the_paper_s_experiment_is_there() -> None:
    ratios = [row.ssl_ratio for row in ROWS if row.mixture == "additive"]
    assert ratios == [0.25, 0.5, 0.625, 0.75, 0.875]
    assert {row.name for row in ROWS if row.claims} == {"single-clip", "single-clip-2x", "interleaved"}
    assert {"single-dino", "concatenated"} <= {row.name for row in ROWS}


def test_the_ends_of_the_additive_curve_are_rows_that_are_trained_anyhow() -> None:
    assert ALIASES == {"additive-0": "single-clip", "additive-1": "single-dino"}
    assert [row.name for row in chosen_rows(("additive-1", "additive-0"))] == ["single-clip", "single-dino"]


def test_no_name_means_every_row_in_the_table_s_order() -> None:
    assert chosen_rows(()) == ROWS
    assert [row.name for row in chosen_rows(("concatenated", "single-clip"))] == ["single-clip", "concatenated"]


def test_an_unknown_row_or_size_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"'additive-0\.5'"):
        chosen_rows(("additive-0.6",))
    with pytest.raises(UnknownName, match="small"):
        plan_named("smal")
    assert plan_named("tiny") is PLANS["tiny"]
