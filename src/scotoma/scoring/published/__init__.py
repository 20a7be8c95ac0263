"""Figures that others published, with their sources: never mixed with what was measured here."""

from scotoma.scoring.published.figure6 import PublishedPatterns, published_patterns
from scotoma.scoring.published.mixtures import PublishedMixture, PublishedMixtures, published_mixtures
from scotoma.scoring.published.mmvp_vlm import PublishedMatch, published_mmvp_vlm
from scotoma.scoring.published.scores import Metric, PublishedScore, published_scores

__all__ = [
    "Metric",
    "PublishedMatch",
    "PublishedMixture",
    "PublishedMixtures",
    "PublishedPatterns",
    "PublishedScore",
    "published_mixtures",
    "published_mmvp_vlm",
    "published_patterns",
    "published_scores",
]
