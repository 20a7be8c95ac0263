"""The questions of this folder as a task of inspect_ai's: `inspect eval task.py --model PROVIDER/MODEL`.

Written by `scotoma export`; it needs nothing but inspect_ai.
"""

import json
from collections import defaultdict
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import json_dataset
from inspect_ai.scorer import CORRECT, Metric, SampleScore, accuracy, choice, metric, stderr
from inspect_ai.solver import multiple_choice

__all__ = ["pair_accuracy", "pairs", "unread"]

FOLDER = Path(__file__).parent


@task
def pairs() -> Task:
    """Every question of every pair, each asked by itself, with the options in the benchmark's own order."""
    about = json.loads((FOLDER / "export.json").read_bytes())
    return Task(
        dataset=json_dataset(str(FOLDER / "questions.jsonl"), name=about["benchmark"]),
        solver=multiple_choice(),
        scorer=choice(),
        metrics=[accuracy(), stderr(cluster="group"), pair_accuracy(), unread()],
        version=about["benchmark_version"],
        metadata={name: about[name] for name in ("benchmark", "benchmark_sha256", "labels", "licence")},
    )


@metric
def pair_accuracy() -> Metric:
    """The share of pairs with both questions right; a pair of which one side was not asked is left out."""

    def share(scores: list[SampleScore]) -> float:
        sides = defaultdict[str, dict[str, bool]](dict)
        for each in scores:
            about = each.sample_metadata or {}
            sides[about["pair"]][about["side"]] = each.score.value in (CORRECT, 1, 1.0)
        whole = [all(both.values()) for both in sides.values() if len(both) == 2]
        return sum(whole) / len(whole) if whole else float("nan")

    return share


@metric
def unread() -> Metric:
    """The share of answers that no option could be read from."""

    def share(scores: list[SampleScore]) -> float:
        return sum(not each.score.answer for each in scores) / max(1, len(scores))

    return share
