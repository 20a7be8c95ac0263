"""Pair scores and their intervals, by pattern; how alike an encoder finds the two images of a pair."""

from scotoma.scoring.cosines import Cosines, PatternCosines, cosines, image_rows
from scotoma.scoring.intervals import Share, correlation_within, share_of, wilson
from scotoma.scoring.pairs import PairScores, PatternScore, Verdict, score_pairs
from scotoma.scoring.tables import cosine_table, score_table

__all__ = [
    "Cosines",
    "PairScores",
    "PatternCosines",
    "PatternScore",
    "Share",
    "Verdict",
    "correlation_within",
    "cosine_table",
    "cosines",
    "image_rows",
    "score_pairs",
    "score_table",
    "share_of",
    "wilson",
]
