"""Scores with their intervals: of pairs, of models under controls, of models against each other and encoders."""

from scotoma.scoring.agreement import Agreement, krippendorff_alpha
from scotoma.scoring.bootstrap import bootstrap
from scotoma.scoring.comparing import compare
from scotoma.scoring.comparison_records import Comparison
from scotoma.scoring.correlation import Coefficient, Correlation, correlate
from scotoma.scoring.correlation_tables import correlation_table, link_table, published_correlation_table
from scotoma.scoring.cosines import Cosines, PatternCosines, cosines, image_rows
from scotoma.scoring.encoder_link import EncoderLink, link
from scotoma.scoring.intervals import Estimate, Share, correlation_within, share_of, wilson
from scotoma.scoring.llava_bench import LlavaBenchRow, LlavaBenchScores, read_review, score_reviews
from scotoma.scoring.model_files import (
    model_scores_csv,
    read_model_scores,
    run_scores,
    write_model_scores,
    write_other_scores,
)
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
from scotoma.scoring.model_tables import comparison_table, model_tables
from scotoma.scoring.other_tables import llava_bench_csv, llava_bench_table, pope_csv, pope_table
from scotoma.scoring.paired import holm, mcnemar, paired_difference, sign_flips
from scotoma.scoring.pairs import PairScores, PatternScore, Verdict, score_pairs
from scotoma.scoring.pope import PopeRow, PopeScores, published_rule, score_pope
from scotoma.scoring.power import detectable_difference, pairs_needed, power_of_pairs
from scotoma.scoring.scored_runs import ScoredRun, answers_in, benchmark_of, reviews_of, score_run
from scotoma.scoring.tables import cosine_table, score_table

__all__ = [
    "OUTCOMES",
    "Agreement",
    "Anatomy",
    "Asked",
    "Chance",
    "Coefficient",
    "Comparison",
    "ControlScores",
    "Correlation",
    "Cosines",
    "Counts",
    "EncoderLink",
    "Estimate",
    "LabelScores",
    "LlavaBenchRow",
    "LlavaBenchScores",
    "ModelScores",
    "OrderEffect",
    "Outcome",
    "PairOutcome",
    "PairScores",
    "PatternCosines",
    "PatternResult",
    "PatternScore",
    "PopeRow",
    "PopeScores",
    "ScoredRun",
    "Share",
    "Verdict",
    "Verdicts",
    "answers_in",
    "benchmark_of",
    "bootstrap",
    "compare",
    "comparison_table",
    "correlate",
    "correlation_table",
    "correlation_within",
    "cosine_table",
    "cosines",
    "default_reader",
    "detectable_difference",
    "holm",
    "image_rows",
    "krippendorff_alpha",
    "link",
    "link_table",
    "llava_bench_csv",
    "llava_bench_table",
    "mcnemar",
    "model_scores_csv",
    "model_tables",
    "paired_difference",
    "pairs_needed",
    "pope_csv",
    "pope_table",
    "power_of_pairs",
    "published_correlation_table",
    "published_rule",
    "read_model_scores",
    "read_review",
    "reviews_of",
    "run_scores",
    "score_answers",
    "score_pairs",
    "score_pope",
    "score_reviews",
    "score_run",
    "score_table",
    "share_of",
    "sign_flips",
    "wilson",
    "write_model_scores",
    "write_other_scores",
]
