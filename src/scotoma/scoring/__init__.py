"""Scores with their intervals: of pairs, of models under controls, of models against each other and encoders."""

from scotoma.scoring.comparison_records import Comparison
from scotoma.scoring.cosines import Cosines, PatternCosines, cosines, image_rows
from scotoma.scoring.intervals import Estimate, Share, correlation_within, share_of, wilson
from scotoma.scoring.model_records import (
    OUTCOMES,
    Anatomy,
    Asked,
    Chance,
    ControlScores,
    Counts,
    LabelScores,
    ModelScores,
    OrderEffect,
    Outcome,
    PairOutcome,
    PatternResult,
    Verdicts,
)
from scotoma.scoring.model_scores import default_reader, score_answers
from scotoma.scoring.pairs import PairScores, PatternScore, Verdict, score_pairs
from scotoma.scoring.tables import cosine_table, score_table

__all__ = [
    "OUTCOMES",
    "Anatomy",
    "Asked",
    "Chance",
    "Comparison",
    "ControlScores",
    "Cosines",
    "Counts",
    "Estimate",
    "LabelScores",
    "ModelScores",
    "OrderEffect",
    "Outcome",
    "PairOutcome",
    "PairScores",
    "PatternCosines",
    "PatternResult",
    "PatternScore",
    "Share",
    "Verdict",
    "Verdicts",
    "correlation_within",
    "cosine_table",
    "cosines",
    "default_reader",
    "image_rows",
    "score_answers",
    "score_pairs",
    "score_table",
    "share_of",
    "wilson",
]
