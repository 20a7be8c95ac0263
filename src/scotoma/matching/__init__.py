"""What models say to a benchmark's questions: matching captions and images, for encoders that read text."""

from scotoma.matching.captions import Matched, match
from scotoma.matching.saving import save_scores

__all__ = ["Matched", "match", "save_scores"]
