"""The command of the laboratory: the paper's experiment in small."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from scotoma.cli.mix_commands import mix
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

__all__ = ["lab"]


@mix.command
def lab(
    *,
    out: Path = Path("scotoma-lab"),
    size: Literal["tiny", "small"] = "small",
    rows: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    seeds: int = 3,
    jobs: int = 1,
    pictures: str | None = None,
) -> None:
    """Repeat the paper's experiment in small: train mixtures of the built-in encoders on drawn scenes, and ask them.

    Every row of the table is a language model from scratch that sees through mini:clip, mini:dino or both. Killed and
    started again, it goes on with the rows that are missing.

    Parameters
    ----------
    out
        The laboratory's folder, one for each size and choice of pictures.
    size
        tiny shows that everything runs, in about a minute; small is the experiment.
    rows
        Only these: single-clip, single-clip-2x, interleaved, single-dino, additive-0.25, ..., concatenated.
    seeds
        How often the rows that the claims rest on are trained; the others are trained once.
    jobs
        So many rows at once, each a process with one thread.
    pictures
        Captioned pictures to train on beside the scenes: any source of images with captions.
    """
    from scotoma.mixture.lab.plan import chosen_rows, plan_named

    plan, chosen = plan_named(size), chosen_rows(rows)
    from scotoma.mixture.lab.page import write_lab_report
    from scotoma.mixture.lab.running import run_laboratory

    run_laboratory(out, plan, chosen, seeds=seeds, jobs=jobs, pictures=pictures, progress=terminal_progress())
    say(f"See {write_lab_report(out)}")
