"""Our benchmarks as tasks of inspect_ai's: `inspect eval scotoma/mmvp --model openai/gpt-4o -T source=mmvp/`.

This module is imported by inspect_ai alone, through its entry point, so it may import inspect_ai at its head.
"""

from collections import defaultdict
from typing import Any

from inspect_ai import Task, task, task_with
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    NOANSWER,
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    accuracy,
    ci,
    metric,
    scorer,
)
from inspect_ai.solver import TaskState

from scotoma.answers.asking.outputs import answered
from scotoma.answers.asking.settings import Settings
from scotoma.answers.asking.tasks import build_task
from scotoma.answers.controls import Request, choose_controls, requests, right_option
from scotoma.answers.parsing import read_option
from scotoma.answers.prompts import Preset
from scotoma.answers.records import Answer
from scotoma.benchmark import QuestionSet, open_questions
from scotoma.errors import UsageError

__all__ = ["benchmark", "emoji", "mmvp"]


@task
def benchmark(
    source: str, preset: Preset = "letter", control: str = "plain", images: bool = True, max_tokens: int = 1024
) -> Task:
    """Any benchmark of pairs, or POPE: `source` is its name, or the folder it lies in.

    `control` is how the questions are put: plain, no-image, blank, partner, swapped or relative; without `images` they
    are text alone. An answer that no option can be read from counts as not right, and is shown by `unread`.

    Raises:
        UsageError: open questions, which need a judge and not a key.
    """
    asked = open_questions(source)
    if asked.kind == "llava-bench":
        raise UsageError(f"{asked.name} has open questions: ask them with `scotoma ask`, and have them judged.")
    settings = Settings(preset, max_tokens=max_tokens, images=images)
    (chosen,) = choose_controls([control], asked, with_images=images)
    put = requests(asked, chosen, preset, with_images=images)
    name = asked.name if chosen == "plain" else f"{asked.name}-{chosen}"
    return task_with(build_task(put, name, settings, _OpenDesk()), scorer=_option(asked, put), version=asked.version)


@task
def mmvp(
    source: str, preset: Preset = "letter", control: str = "plain", images: bool = True, max_tokens: int = 1024
) -> Task:
    """MMVP, from the folder `source`, with its Questions.csv and images as they are downloaded."""
    return benchmark(source, preset, control, images, max_tokens)


@task
def emoji(preset: Preset = "letter", control: str = "plain", images: bool = True, max_tokens: int = 1024) -> Task:
    """The benchmark that is built in: 92 questions asked of the drawings of up to four vendors."""
    return benchmark("emoji", preset, control, images, max_tokens)


class _OpenDesk:
    """Lets everything out; inspect_ai's log keeps what comes."""

    async def admit(self, request: Request) -> None:
        pass

    def take(self, answer: Answer) -> None:
        pass


@metric
def pair_accuracy() -> Metric:
    """The share of pairs with both questions right."""

    def share(scores: list[SampleScore]) -> float:
        pairs = defaultdict[Any, list[bool]](list)
        for each in scores:
            pairs[(each.score.metadata or {}).get("pair")].append(each.score.value in (CORRECT, 1, 1.0))
        both = [all(rights) for rights in pairs.values() if len(rights) == 2]
        return sum(both) / len(both) if both else float("nan")

    return share


@metric
def unread() -> Metric:
    """The share of answers that no option could be read from."""

    def share(scores: list[SampleScore]) -> float:
        return sum((each.score.metadata or {}).get("rule_gave") is None for each in scores) / max(1, len(scores))

    return share


def _option(asked: QuestionSet, put: tuple[Request, ...]) -> Scorer:
    known = {each.question: each for each in put}

    @scorer(name="option", metrics=[accuracy(), ci(), pair_accuracy(), unread()])
    def option() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score:
            request = known[str(state.sample_id)]
            read = read_option(answered(request, (), state.output, 0.0))
            right = right_option(asked, request.question, request.control)
            value = NOANSWER if read.option is None else CORRECT if read.option == right else INCORRECT
            about = {"pair": _pair(asked, request.question), "rule_gave": read.option}
            shown = None if read.option is None else request.options[request.order.index(read.option)]
            return Score(value=value, answer=shown, explanation=read.rule, metadata=about)

        return score

    return option()


def _pair(asked: QuestionSet, question: str) -> str:
    other = asked.partner(question)
    return question if other is None else " ".join(sorted((question, other.id)))
