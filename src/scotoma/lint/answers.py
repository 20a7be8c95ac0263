"""What models answered, read from a folder of `scotoma ask`, as the rules take it."""

from pathlib import Path

from scotoma.answers import AnswerSet, read_answers, read_option
from scotoma.benchmark import Benchmark
from scotoma.errors import UnreadableSource
from scotoma.lint.records import ModelAnswers
from scotoma.scoring.readings import check_benchmark

__all__ = ["USED", "answers_of", "model_answers"]

USED = ("plain", "swapped", "no-image")
"""The controls whose answers tell something about the questions."""


def model_answers(folder: Path, benchmark: Benchmark) -> tuple[ModelAnswers, ...]:
    """The answers of every model in a run folder, or in its folder `answers`, to this benchmark.

    Of each model those under the controls plain, swapped and no-image; where images were withheld from all requests
    (`scotoma ask --without-images`) all of them are blind.

    Raises:
        UnreadableSource: the folder holds no answers under these controls.
        RunMismatch: they are to another benchmark.
        BrokenFile: a file of them is damaged.
    """
    heads = [path for within in ("answers/*/*", "*/*") for path in sorted(folder.glob(f"{within}/answers.json"))]
    found = [read_answers(head.parent) for head in heads if head.parent.name in USED]
    if not found:
        raise UnreadableSource(
            f"{folder} holds no answers under {', '.join(USED)}. Name the folder that `scotoma ask` wrote, as in "
            f"`scotoma ask MODEL --benchmark {benchmark.name} --controls plain,swapped,no-image --out {folder}`."
        )
    for answers in found:
        check_benchmark(benchmark, answers)
    return tuple(answers_of(answers) for answers in found)


def answers_of(answers: AnswerSet) -> ModelAnswers:
    """The options read from one set; requests that failed are left out, as if they had not been made."""
    blind = answers.control == "no-image" or answers.settings.get("images") is False
    options = {each.question: read_option(each).option for each in answers.answers if each.state != "failed"}
    return ModelAnswers(answers.model, answers.control, blind, options)
