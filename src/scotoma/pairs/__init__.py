"""The exact two-encoder join, the density of all pairs, and choosing pairs worth a person's time."""

from scotoma.pairs.certificate import Certificate
from scotoma.pairs.choosing import CHOICE, Order, choose_pairs
from scotoma.pairs.counts import Count, Density, load_density
from scotoma.pairs.density import density
from scotoma.pairs.exporting import export_pairs, read_images, read_pairs
from scotoma.pairs.join import iter_pairs, mine_pairs
from scotoma.pairs.mining import mine, read_certificate
from scotoma.pairs.oracle import brute_force
from scotoma.pairs.rows import Rows, check_threshold
from scotoma.pairs.thresholds import Thresholds, match_thresholds, suggest_thresholds

__all__ = [
    "CHOICE",
    "Certificate",
    "Count",
    "Density",
    "Order",
    "Rows",
    "Thresholds",
    "brute_force",
    "check_threshold",
    "choose_pairs",
    "density",
    "export_pairs",
    "iter_pairs",
    "load_density",
    "match_thresholds",
    "mine",
    "mine_pairs",
    "read_certificate",
    "read_images",
    "read_pairs",
    "suggest_thresholds",
]
