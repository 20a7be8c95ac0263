"""The command `mix compare`: mixtures that were asked, beside the paper's tables."""

from pathlib import Path
from typing import Literal

from scotoma.cli.mix_commands import mix
from scotoma.cli.output import say
from scotoma.progress import silent, terminal_progress

__all__ = ["compare"]


@mix.command
def compare(
    *runs: Path,
    benchmark: str | None = None,
    labels: Literal["original", "corrected"] = "original",
    csv: Path | None = None,
    json: Path | None = None,
    seed: int = 0,
) -> None:
    """Show the paper's Tables 2 and 3 as published and, apart from them, what the models of your runs score.

    Parameters
    ----------
    runs
        Run folders of `scotoma ask mix:FOLDER --out RUN`, one benchmark each (MMVP, LLaVA-Bench, POPE); without any,
        the published rows alone.
    benchmark
        The benchmark of pairs to show, by name, where the runs have several.
    labels
        Which answers are right: as published, or with the known errors mended.
    csv
        Also write all rows as one table to this file.
    json
        Also write everything, the tests included, to this file.
    seed
        Of the intervals and tests that draw at random.
    """
    from scotoma.files import whole_file
    from scotoma.mixture.comparing import compare_mixtures, write_tables
    from scotoma.mixture.comparison_tables import tables_csv, tables_text

    progress = terminal_progress() if runs else silent
    tables = compare_mixtures(runs, benchmark=benchmark, labels=labels, seed=seed, progress=progress)
    say(tables_text(tables))
    if csv is not None:
        with whole_file(csv) as file:
            file.write(tables_csv(tables).encode())
    if json is not None:
        write_tables(json, tables)
