"""A laboratory that was run once, as small as one can be, for all tests that look at one."""

from dataclasses import replace
from pathlib import Path

import pytest

from scotoma.mixture.lab.plan import PLANS, Fit, LabPlan, chosen_rows
from scotoma.mixture.lab.sets import Sizes

PLAN = replace(
    PLANS["tiny"], pairs=9, text=Fit(10.0, 6, 1e-2), sizes=Sizes(1, 4, 22, 4, emoji_pairs=3), max_new_tokens=4
)


@pytest.fixture(scope="session")
def plan() -> LabPlan:
    return PLAN


@pytest.fixture(scope="session")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two rows trained and asked."""
    from scotoma.mixture.lab.running import run_laboratory

    out = tmp_path_factory.mktemp("laboratory")
    run_laboratory(out, PLAN, chosen_rows(("single-clip", "interleaved")), seeds=1)
    return out
