"""The exact two-encoder join, the density of all pairs, and choosing pairs worth a person's time."""

from scotoma.pairs.certificate import Certificate
from scotoma.pairs.join import iter_pairs, mine_pairs
from scotoma.pairs.oracle import brute_force
from scotoma.pairs.rows import Rows

__all__ = ["Certificate", "Rows", "brute_force", "iter_pairs", "mine_pairs"]
