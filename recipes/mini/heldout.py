"""Which pictures no training sees: whole vendors, and every drawing the built-in benchmark asks about."""

from pathlib import Path

__all__ = ["HELD_OUT_VENDORS", "benchmark_keys", "is_held_out"]

HELD_OUT_VENDORS = ("twemoji", "lucide", "flagpack")
# The vendors the benchmark draws from besides twemoji; the three fluent sets are one artist's drawings rendered thrice.
BENCHMARK_VENDORS = ("noto", "fluent-flat", "fluent-color", "fluent-3d")
KEYS = Path(__file__).with_name("benchmark_keys.txt")


def benchmark_keys(path: Path = KEYS) -> frozenset[str]:
    """The keys ("u:1f448") of the pictures in the benchmark, one a line of a committed list.

    The list is what the shipped weights have not seen, so it grows only together with a training; a test holds that it
    has every key of the built-in benchmark.
    """
    return frozenset(path.read_text(encoding="utf-8").split())


def is_held_out(vendor: str, key: str, keys: frozenset[str]) -> bool:
    """Whether a picture stays out of every training, `keys` being the benchmark's."""
    return vendor in HELD_OUT_VENDORS or (vendor in BENCHMARK_VENDORS and key in keys)
