"""What the cosines of two images with two captions say: three metrics, and the rule of MMVP-VLM's published code."""

import numpy as np
from jaxtyping import Float64

from scotoma.benchmark import Benchmark
from scotoma.scoring.pairs import PairScores, Verdict, score_pairs

__all__ = ["GROUP", "IMAGE_TO_TEXT", "SCRIPT", "TEXT_TO_IMAGE", "caption_margins", "match_scores", "script_scores"]

TEXT_TO_IMAGE = "text-to-image"
IMAGE_TO_TEXT = "image-to-text"
GROUP = "group"
SCRIPT = "text-to-image, ties to the second image"


def match_scores(
    benchmark: Benchmark, similarities: Float64[np.ndarray, "P 2 2"]
) -> tuple[PairScores, PairScores, PairScores]:
    """The three metrics from the cosines of image a, b with caption a, b; ties are counted and never right."""
    own = similarities[:, [0, 1], [0, 1]]
    by_text = _verdicts(caption_margins(similarities))
    by_image = _verdicts(own - similarities[:, [0, 1], [1, 0]])
    pairs = [[_both(*verdicts) for verdicts in zip(*side, strict=True)] for side in (by_text, by_image)]
    return (
        score_pairs(benchmark, *by_text, metric=TEXT_TO_IMAGE),
        score_pairs(benchmark, *by_image, metric=IMAGE_TO_TEXT),
        score_pairs(benchmark, *pairs, metric=GROUP, chance_pair=1 / 6, chance_single=None),
    )


def script_scores(benchmark: Benchmark, similarities: Float64[np.ndarray, "P 2 2"]) -> PairScores:
    """Text-to-image as MMVP-VLM's published code decides: a caption picks image a where the softmax over the two images
    gives it more than 0.5, else image b. So a tie is right for caption b and wrong for caption a.

    A softmax of two numbers exceeds 0.5 exactly where the first is larger, whatever the temperature.

    Source: Tong et al. 2024, scripts/evaluate_vlm.py.
    """
    picks_a = similarities[:, 0] > similarities[:, 1]  # (P, 2): caption a, caption b
    first, second = picks_a[:, 0].tolist(), (~picks_a[:, 1]).tolist()
    return score_pairs(benchmark, first, second, metric=SCRIPT)


def caption_margins(similarities: Float64[np.ndarray, "P 2 2"]) -> Float64[np.ndarray, "P 2"]:
    """By how much caption a, b is nearer to its own image than to the other: a difference of two cosines."""
    own, other = similarities[:, [0, 1], [0, 1]], similarities[:, [1, 0], [0, 1]]
    return np.asarray(own - other)


def _verdicts(margins: Float64[np.ndarray, "P 2"]) -> tuple[list[Verdict], list[Verdict]]:
    """Right above 0, wrong below, undecided at 0, for both sides of each pair."""
    first, second = ([None if margin == 0 else bool(margin > 0) for margin in column] for column in margins.T)
    return first, second


def _both(first: Verdict, second: Verdict) -> Verdict:
    """Whether both are right; undecided where one is a tie."""
    return None if first is None or second is None else first and second
