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
LEGEND = """
fact: median cosine distance. > jitter, > back.: pairs in which the fact moves the row farther than a small shift, or
another background. probe: images of which a linear readout tells the fact; both: pairs. Below each, its interval."""


@app.command
def probe(
    *encoders: str,
    pattern: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    n: int = 100,
    train: int = 200,
    seed: int = 0,
    difficulty: float = 0.0,
    side_px: int = 224,
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
    side_px
        The side the scenes are drawn at, for all encoders alike.
    above
        Two images count as the same above this cosine.
    out
        A folder for probe.json, pairs.parquet, profile.svg and the page profile.html.
    """
    from rich.console import Console

    from scotoma.probe import Plan, probe_several
    from scotoma.report import in_a_sentence, terminal_table, write_profile

    plan = Plan(pattern, n, train, seed, difficulty, side_px, above)
    towers = [computing.load(name) for name in encoders]
    profiles = probe_several(towers, plan, progress=terminal_progress())
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 100, highlight=False)
    for profile in profiles:
        console.print(terminal_table(profile))
        say(in_a_sentence(profile, profile.name))
    say(LEGEND)
    if out is not None:
        say(f"See {write_profile(profiles, out)}")
