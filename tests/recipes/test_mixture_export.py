"""The recipe that puts the laboratory's models into the package says what their weights have seen."""

import runpy
from pathlib import Path

from scotoma.files import write_json
from scotoma.mixture.lab import records

RECIPE = runpy.run_path(str(Path(__file__).parents[2] / "recipes" / "mixture" / "export.py"))


def test_what_a_run_was_trained_on_is_read_from_its_result(tmp_path: Path) -> None:
    content = {
        "row": {"name": "interleaved"},
        "plan": "small",
        "seed": 2,
        "trained_on": {"scenes": 12000, "pictures": 0},
    }
    write_json(tmp_path / "result.json", records.KIND, records.VERSION, content)
    assert RECIPE["trained_on"](tmp_path) == "Row interleaved of the laboratory, plan small, seed 2: 12,000 scenes."


def test_the_notice_credits_every_author_of_the_corpus() -> None:
    notice = RECIPE["notice"]()
    corpus = (Path(__file__).parents[2] / "recipes" / "mini" / "NOTICE-corpus.md").read_text(encoding="utf-8")
    rows = [line for line in corpus.splitlines() if line.startswith("|")]
    assert len(rows) > 20
    assert all(row in notice for row in rows)
