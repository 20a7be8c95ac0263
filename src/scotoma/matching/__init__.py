"""What CLIP-like encoders make of a benchmark's captions: which image they pick, and by what margin."""

from scotoma.matching.captions import SCRIPT_TEMPLATE, Matched, match, match_templates
from scotoma.matching.margins import PatternMargin, mean_over_patterns
from scotoma.matching.saving import save_scores

__all__ = [
    "SCRIPT_TEMPLATE",
    "Matched",
    "PatternMargin",
    "match",
    "match_templates",
    "mean_over_patterns",
    "save_scores",
]
