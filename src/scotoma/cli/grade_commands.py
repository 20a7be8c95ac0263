"""The command `grade`: the same saved answers under our reader's rules and every harness's."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.errors import UnreadableSource, UsageError
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.answers import ParsedAnswer
    from scotoma.answers.asking import Model
    from scotoma.answers.grading import Graded, Item

__all__ = ["JUDGE_KEY", "grade"]

JUDGE_KEY = "SCOTOMA_JUDGE_API_KEY"


@app.command
def grade(
    answers: Path,
    *,
    as_: Annotated[str, Parameter(name="--as")] = "lmms-eval,vlmevalkit,internvl,cambrian,mmvp-original",
    benchmark: str | None = None,
    control: str = "plain",
    judge: str | None = None,
    judge_base_url: str | None = None,
    differing: int = 20,
    out: Path | None = None,
) -> None:
    """Grade saved answers by our rules and by those of other harnesses, and list the answers they differ on.

    Parameters
    ----------
    answers
        A run folder, or a JSON-lines file as MMVP's own script writes it.
    as_
        The harnesses, divided by commas.
    benchmark
        The benchmark that was asked, a name or a folder; needed where the run does not know it.
    control
        Which of a run's answers: plain, no-image, blank, partner, swapped.
    judge
        A model that reads the answers our rules abstain on, named as for `scotoma ask`, and grades as MMVP's own
        script does. Its key comes from SCOTOMA_JUDGE_API_KEY, else from its provider's own variable.
    judge_base_url
        Where the judge's server is, for a server of your own.
    differing
        Show so many of the answers that the graders differ on.
    out
        Write all scores and verdicts to this file: .json, or .csv with a row for each answer.
    """
    from scotoma.answers.grading import grade_items
    from scotoma.answers.harnesses import open_harness
    from scotoma.cli.grade_tables import differing_table, grader_rows, grader_table

    harnesses = list(filter(None, (name.strip() for name in as_.split(","))))
    for name in harnesses:
        open_harness(name)
    if out is not None and out.suffix not in (".json", ".csv"):
        raise UsageError(f"{out} is neither .json nor .csv; --out writes one of these.")
    place, models = items_in(answers, benchmark, control)
    named = None if judge is None else judge_model(judge, judge_base_url)
    told: list[tuple[str, tuple[Graded, ...]]] = []
    for model, items in models.items():
        judged, replies = ({}, {}) if named is None else ask(place, named, items, harnesses)
        graded = grade_items(items, harnesses, judged=judged, replies=replies)
        told.append((model, graded))
        labels = next(iter(graded[0].verdicts))
        say(f"{model or answers.name}, {control}\n\n{grader_table(grader_rows(model, graded))}\n")
        say(f"{differing_table(graded, labels, most=differing)}\n")
    if out is not None:
        write(out, told)
        say(f"See {out}")


def items_in(answers: Path, benchmark: str | None, control: str) -> tuple[Path, dict[str, tuple["Item", ...]]]:
    """Where the judge's replies are kept, and the items of each model.

    Raises:
        UnreadableSource: nothing was answered under this control.
        BrokenFile, RunMismatch, UsageError: the answers are damaged, or the benchmark is not known, or is another.
    """
    from scotoma.answers.grading import items_of, read_six_keys
    from scotoma.benchmark import Benchmark
    from scotoma.scoring import answers_in, benchmark_of

    if answers.is_file() or answers.suffix == ".jsonl":
        model, items = read_six_keys(answers)
        return answers.with_suffix(".judged"), {model: items}
    sets = [each for found in answers_in(answers).values() for each in found]
    opened = benchmark_of(answers, sets, benchmark)
    if not isinstance(opened, Benchmark):
        raise UsageError(f"{opened.name} has no pairs; grading by harness is for benchmarks like MMVP.")
    chosen = [each for each in sets if each.control == control]
    if not chosen:
        there = ", ".join(dict.fromkeys(each.control for each in sets))
        raise UnreadableSource(f"{answers} has no answers under {control}; it has {there}. Choose with --control.")
    return answers, {each.model: items_of(opened, each) for each in chosen}


def judge_model(name: str, base_url: str | None) -> "Model":
    """The judge, with the key from its own environment variable, where that is set.

    Servers of one's own speak OpenAI's chat protocol and rarely its newer one, which inspect_ai prefers for "openai/".
    """
    from scotoma.answers.asking import Model
    from scotoma.models import inspect_name

    key, options = os.environ.get(JUDGE_KEY), dict[str, str | bool]()
    if key:
        options["api_key"] = key
    if base_url is not None and name.startswith("openai/"):
        options["responses_api"] = False
    return Model(name, inspect_name(name), base_url, options)


def ask(
    place: Path, judge: "Model", items: Sequence["Item"], harnesses: Sequence[str]
) -> tuple[dict[str, "ParsedAnswer"], dict[tuple[str, int], str]]:
    """The judge's reading of each answer that the rules abstain on, and its verdicts as MMVP's grader wants them."""
    from scotoma.answers import read_option
    from scotoma.answers.judging import Doubt, judge_folder, judge_options, judge_verdicts, judged
    from scotoma.answers.parsing import ParsedAnswer

    folder, progress = judge_folder(place, judge.name), terminal_progress()
    doubts = {item.answer.question: Doubt(item.text, item.answer.options, item.answer.raw) for item in items}
    orders = {item.answer.question: item.answer.order for item in items}
    open_ = [item.answer.question for item in items if judged(read_option(item.answer), item.answer.raw)]
    read = judge_options(folder, judge, [doubts[question] for question in open_], progress=progress)
    readings = {
        question: ParsedAnswer(None if one.option is None else orders[question][one.option], one.rule)
        for question, one in zip(open_, read, strict=True)
    }
    if "mmvp-original" not in harnesses:
        return readings, {}
    asked = [(item, labels) for item in items for labels in item.keys if item.answer.raw.strip()]
    said = judge_verdicts(
        folder,
        judge,
        [(doubts[item.answer.question], item.key_shown(labels)) for item, labels in asked],
        progress=progress,
    )
    replies = {
        (item.answer.question, item.keys[labels]): reply for (item, labels), reply in zip(asked, said, strict=True)
    }
    return readings, replies


def write(out: Path, told: Sequence[tuple[str, Sequence["Graded"]]]) -> None:
    """All scores and verdicts as JSON, or the verdicts on each answer as CSV."""
    import csv
    import io

    from scotoma.cli.grade_tables import as_rows, grader_rows, item_rows
    from scotoma.files import made_by, whole_file, write_json

    items = [row for model, graded in told for row in item_rows(model, graded)]
    if out.suffix == ".json":
        scores = [row for model, graded in told for row in as_rows(grader_rows(model, graded))]
        write_json(out, "scotoma grades", 1, {"scores": scores, "answers": items, "made_by": made_by()})
        return
    text = io.StringIO()
    table = csv.DictWriter(text, list(dict.fromkeys(name for row in items for name in row)), restval="")
    table.writeheader()
    table.writerows(items)
    with whole_file(out) as file:
        file.write(text.getvalue().encode())
