"""Labels known to be wrong, as data: which pair, which file, the old key and the new, and who found it."""

from scotoma.benchmark.errata.patches import MMVP_ERRATA, labels_there, read_patch

__all__ = ["MMVP_ERRATA", "labels_there", "read_patch"]
