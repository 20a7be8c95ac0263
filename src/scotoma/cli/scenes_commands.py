"""The command that writes drawn scenes as a benchmark folder."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["scenes"]


@app.command
def scenes(
    *,
    out: Path,
    pattern: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    n: int = 15,
    seed: int = 0,
    side_px: int = 224,
    difficulty: float = 0.0,
) -> None:
    """Draw minimal pairs with known truth, and write them as a benchmark: our layout, MMVP's and MMVP-VLM's.

    Parameters
    ----------
    out
        The folder: new, empty, or one that this command wrote before, which is replaced.
    pattern
        Only these of the nine visual patterns: orientation, presence, state, count, position, ...
    n
        Pairs of each pattern; 15 is MMVP-VLM's number.
    seed
        Pair k of a pattern is drawn from seed + k.
    side_px
        Width and height of the pictures, 16 to 2048.
    difficulty
        From 0, the largest changes, to 1, the smallest that a person can still see at 64 px.
    """
    from scotoma.scenes.writing import write_benchmark

    count = write_benchmark(
        out, pattern, n, seed=seed, side_px=side_px, difficulty=difficulty, progress=terminal_progress()
    )
    say(f"{count:,} pairs in {out}")
