"""The command that profiles encoders on drawn scenes."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scotoma.cli.commands import app
from scotoma.cli.options import EncoderOptions
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["probe"]

DEFAULT_ENCODERS = EncoderOptions()


@app.command
def probe(
    *encoders: str,
    pattern: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    n: int = 100,
    train: int = 200,
    seed: int = 0,
    difficulty: float = 0.0,
    above: float = 0.95,
    out: Path | None = None,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> None:
    """Measure how far encoders move when only one fact of a drawn scene changes, and what a linear probe reads.

    Parameters
    ----------
    encoders
        One or more, compared on the same scenes; `scotoma encoders` lists them.
    pattern
        Only these of the nine visual patterns: orientation, presence, state, count, position, ...
    n
        Pairs of scenes measured for each pattern.
    train
        Other pairs for each pattern that the linear probe is fitted on; 0 leaves it out.
    seed
        Of the scenes; two seeds share none.
    difficulty
        From 0, the largest changes, to 1, the smallest.
    above
        Two images count as the same above this cosine.
    out
        A folder for probe.json, pairs.parquet, profile.svg and the page profile.html.
    """
    from rich.console import Console

    from scotoma.probe import Plan, probe_several
    from scotoma.report import terminal_table, write_profile

    plan = Plan(pattern, n, train, seed, difficulty, above=above)
    towers = [computing.load(name) for name in encoders]
    profiles = probe_several(towers, plan, progress=terminal_progress())
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 100, highlight=False)
    for profile in profiles:
        console.print(terminal_table(profile))
    if out is not None:
        say(f"See {write_profile(profiles, out)}")
