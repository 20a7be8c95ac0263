"""What commands print, and the exit codes they end with."""

import sys
from pathlib import Path

__all__ = ["BAD_INPUT", "DONE", "INTERRUPTED", "OUT_OF_MONEY", "TOO_MANY_BROKEN", "say", "say_broken"]

DONE, BAD_INPUT, TOO_MANY_BROKEN, OUT_OF_MONEY, INTERRUPTED = 0, 2, 3, 4, 130


def say(text: str) -> None:
    """Print a result to standard output."""
    sys.stdout.write(text + "\n")


def say_broken(broken: dict[str, int], run: Path, max_failed: int | None) -> int:
    """Say how many images are broken and why; the exit code."""
    count = sum(broken.values())
    if count:
        which = (
            "1 image could not be decoded; {} names it."
            if count == 1
            else f"{count:,} images could not be decoded; {{}} names them."
        )
        reasons = "\n".join(f"  {number:,}: {reason}" for reason, number in list(broken.items())[:5])
        say(f"{which.format(run / 'images.parquet')}\n{reasons}")
    return TOO_MANY_BROKEN if max_failed is not None and count > max_failed else DONE
