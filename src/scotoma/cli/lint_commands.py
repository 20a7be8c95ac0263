"""The command `lint`: what is wrong, or may be, with a paired benchmark."""

from pathlib import Path
from typing import TYPE_CHECKING

from scotoma.cli.commands import app
from scotoma.cli.output import DONE, TOO_MANY_BROKEN, say
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.lint import Evidence, LintItem

__all__ = ["lint"]


@app.command
def lint(
    benchmark: str,
    *,
    answers: Path | None = None,
    json: Path | None = None,
    side_px: int = 336,
    patterns: Path | None = None,
    blind_model: str | None = None,
    max_flags: int | None = None,
) -> int:
    """Look for faults in a paired benchmark: keys, wording, captions, images, balance; flags, and changes nothing.

    Parameters
    ----------
    benchmark
        A built-in benchmark, a folder that holds one, or a run of the studio: its release, else its drafts.
    answers
        A folder that `scotoma ask` wrote, for what models answer with and without the images. A run's own by default.
    json
        Also write all flags, and what was checked, to this file.
    side_px
        The side that models look at: an image with a shorter one is flagged.
    patterns
        A table with the visual pattern of each pair, for MMVP.
    blind_model
        Ask this model the questions without the images first; its answers are kept in the folder of --answers.
    max_flags
        Exit with code 3 if there are more errors and warnings than this; notes do not count.
    """
    from scotoma.lint import lint_benchmark, report_table, write_report

    if blind_model is not None:
        _ask_blind(blind_model, benchmark, answers)
    name, items, evidence = _opened(benchmark, answers, side_px, patterns)
    report = lint_benchmark(items, name=name, evidence=evidence, progress=terminal_progress())
    say(report_table(report))
    if json is not None:
        write_report(json, report)
        say(f"\nSee {json}")
    counts = report.counts()
    too_many = max_flags is not None and counts["error"] + counts["warning"] > max_flags
    return TOO_MANY_BROKEN if too_many else DONE


def _ask_blind(model: str, benchmark: str, answers: Path | None) -> None:
    """Ask a model without images, as `scotoma ask MODEL --controls no-image` does."""
    from scotoma.cli.ask_commands import ask
    from scotoma.errors import UsageError

    if answers is None:
        raise UsageError(f"{model} is to be asked. Name a folder for its answers with --answers.")
    ask(model, benchmark=benchmark, out=answers, controls="no-image")


def _opened(
    source: str, answers: Path | None, side_px: int, patterns: Path | None
) -> tuple[str, "tuple[LintItem, ...]", "Evidence"]:
    """The name of what is looked at, its pairs, and what else is known of them."""
    from scotoma.benchmark import BENCHMARKS, open_benchmark
    from scotoma.lint import Evidence, items_of, measure_pictures, model_answers

    run = Path(source)
    released = run / "benchmark"
    is_run = source not in BENCHMARKS.names() and not (run / "benchmark.json").is_file()
    if is_run and not (released / "benchmark.json").is_file() and (run / "studio").is_dir():
        from scotoma.studio.linting.runs import drafts_of_run

        return drafts_of_run(run, side_px=side_px, progress=terminal_progress())
    in_run = is_run and (released / "benchmark.json").is_file()
    opened = open_benchmark(released if in_run else source, patterns=patterns)
    asked = answers or (run if in_run and (run / "answers").is_dir() else None)
    given = () if asked is None else model_answers(asked, opened)
    places = {question.image_id: opened.image(question.id) for pair in opened.pairs for question in pair.questions}
    pictures, broken = measure_pictures(places, progress=terminal_progress())
    return opened.name, items_of(opened), Evidence(pictures, broken, answers=given, side_px=side_px)
