"""Scores of models on MMVP and MMVP-VLM as others published them, each with the metric that it really is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scotoma.files import read_json

__all__ = ["Metric", "PublishedScore", "published_scores"]

SCORES = Path(__file__).parent / "scores.json"

Metric = Literal["pair", "single", "unstated"]
"""Pairs with both questions right, questions right, or one of the two, nobody says which."""


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """A figure that somebody published, as a share in 0..1: reported, not measured here.

    One model may have several from several sources, under protocols that differ in prompt, decoding and grading.
    """

    benchmark: str
    model: str
    value: float
    metric: Metric
    source: str
    note: str


def published_scores(benchmark: str = "MMVP") -> tuple[PublishedScore, ...]:
    """The published scores on "MMVP" or "MMVP-VLM", the paper's own first, then later ones, source by source.

    The paper's Table 1 on MMVP-VLM, with its patterns, is in `published_mmvp_vlm`.
    """
    return tuple(
        PublishedScore(benchmark, model, round(per_cent / 100, 6), row["metric"], row["source"], row["note"])
        for row in read_json(SCORES, "scotoma published figures", 1)["rows"]
        if row["benchmark"] == benchmark
        for model, per_cent in row["figures"].items()
    )
