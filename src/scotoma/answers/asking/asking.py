"""Ask a model all questions under several controls, going on where an earlier run stopped."""

import contextlib
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from scotoma.answers.asking.desk import Budget, Counter
from scotoma.answers.asking.forecast import Forecast, forecast
from scotoma.answers.asking.journal import Journal
from scotoma.answers.asking.running import load, run_task
from scotoma.answers.asking.secrets import strike_from_logs
from scotoma.answers.asking.settings import Conduct, Model, Prices, Settings
from scotoma.answers.asking.tasks import build_task
from scotoma.answers.controls import Request, requests
from scotoma.answers.files import AnswerSet, answer_folder, write_answers
from scotoma.answers.records import Answer, Control
from scotoma.benchmark import QuestionSet
from scotoma.errors import AskingFailed, UsageError
from scotoma.files import locked
from scotoma.progress import Progress, silent
from scotoma.runs import record_stage

if TYPE_CHECKING:
    from inspect_ai import model as inspect_model

__all__ = ["Asked", "Plan", "ask", "plan_forecast"]


USUAL = Conduct()
HEADED = ("model", "benchmark", "control", "preset")  # what the answers' file has fields of its own for


@dataclass(frozen=True, slots=True)
class Plan:
    """Which questions are put to whom, under which controls and with which settings; where the answers go.

    `limit` takes the first so many questions. `source` is the name or folder the questions were opened by, for whoever
    scores the run.
    """

    model: Model
    questions: QuestionSet
    controls: tuple[Control, ...]
    run: Path
    settings: Settings = field(default_factory=Settings)
    limit: int | None = None
    source: str = ""

    def requests(self, control: Control) -> tuple[Request, ...]:
        """What is asked under a control, answered or not."""
        return requests(
            self.questions, control, self.settings.preset, with_images=self.settings.images, limit=self.limit
        )

    def folder(self, control: Control) -> Path:
        """Where the answers under a control are kept."""
        return answer_folder(self.run, self.model.name, control)

    def benchmark(self) -> dict[str, str]:
        """The questions' name, version and hash."""
        asked = self.questions
        return {"name": asked.name, "version": asked.version, "sha256": asked.sha256}

    def head(self, control: Control) -> dict[str, Any]:
        """All that decides the answers under a control: not where a server is, which may well move."""
        return {
            "model": self.model.name,
            "model_options": self.model.options,
            "benchmark": self.benchmark(),
            "control": control,
            **self.settings.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: the answers under each control that is finished, and what all of them cost.

    `out_of_money` says that the budget ended it before the last answer; the same call with more goes on from there.
    """

    answers: tuple[AnswerSet, ...]
    usd: float
    out_of_money: bool = False


def ask(
    plan: Plan,
    *,
    conduct: Conduct = USUAL,
    prices: Prices | None = None,
    max_usd: float = math.inf,
    progress: Progress = silent,
) -> Asked:
    """Ask what is still to be asked, and write each control's answers when its last one is in.

    An answer is on the disk the moment it comes: whatever ends this, nothing that was answered is asked again. Failed
    questions are asked again by the next call. inspect_ai's logs lie beside the answers; `inspect view` shows them.
    A call that would spend more than `max_usd`, earlier calls included, lets no more requests out.

    Raises:
        RunMismatch: the folder holds answers to other questions, or given under other settings.
        RunLocked: another process writes there.
        UsageError: a limit on money without a price, or a provider without its key.
        AskingFailed: everything failed.
        KeyboardInterrupt: Ctrl-C; every answer that came is kept.
    """
    if prices is None and max_usd < math.inf:
        raise UsageError(
            f"The price of {plan.model.name} is not known, so spending cannot be limited. Give --price-in and "
            "--price-out, in US dollars for a million tokens."
        )
    budget = Budget(prices, max_usd)
    with locked(plan.run):
        work = {control: _Work(plan, control) for control in plan.controls}
        for each in work.values():
            for answer in each.journal.answers.values():
                budget.pay(answer)
        finished = anyio.run(_ask_all, plan, conduct, work, budget, progress)
        done = {**plan.head(plan.controls[0]), "control": [answers.control for answers in finished]}
        done |= {"base_url": plan.model.base_url, "source": plan.source}
        record_stage(plan.run, "ask", done, "inspect_ai", "openai")
    if len(finished) < len(plan.controls) and not budget.exhausted:
        raise KeyboardInterrupt
    return Asked(finished, budget.spent, out_of_money=budget.exhausted)


def plan_forecast(plan: Plan, prices: Prices | None) -> Forecast:
    """What `ask` would take: the requests that no earlier call settled. Nothing is asked, no folder is made.

    Raises:
        RunMismatch: the folder holds answers to other questions, or given under other settings.
        UnreadableSource: images that must be sent are missing.
    """
    left, known = list[Request](), list[Answer]()
    for control in plan.controls:
        folder = plan.folder(control)
        journal = Journal(folder, plan.head(control)) if folder.exists() else None
        known += journal.answers.values() if journal else ()
        left += [each for each in plan.requests(control) if not (journal and journal.settled(each.question))]
    return forecast(left, plan.settings.preset, plan.settings.max_tokens, prices, known)


class _Work:
    """What is to be asked under one control, and what was answered."""

    def __init__(self, plan: Plan, control: Control) -> None:
        self.control = control
        self.folder = plan.folder(control)
        self.journal = Journal(self.folder, plan.head(control))
        self.requests = plan.requests(control)

    @property
    def left(self) -> list[Request]:
        """What must still be asked."""
        return [each for each in self.requests if not self.journal.settled(each.question)]


async def _ask_all(
    plan: Plan, conduct: Conduct, work: dict[Control, _Work], budget: Budget, progress: Progress
) -> tuple[AnswerSet, ...]:
    """The answers under each control that was finished."""
    finished = []
    async with contextlib.AsyncExitStack() as stack:
        model: inspect_model.Model | None = None
        for each in work.values():
            if each.left and model is None:
                model = await stack.enter_async_context(load(plan.model, conduct))
            if model is not None and not await _ask_one(plan, model, each, budget, progress):
                break
            finished.append(_keep(plan, each))
    return tuple(finished)


async def _ask_one(plan: Plan, model: "inspect_model.Model", work: _Work, budget: Budget, progress: Progress) -> bool:
    """Ask what is left under one control; whether all of it was."""
    left = work.left
    if not left:
        return True
    expected = forecast(left, plan.settings.preset, plan.settings.max_tokens, budget.prices).usd or 0.0
    settled = len(work.requests) - len(left)
    with progress(f"asking {plan.model.name}, {work.control}", len(work.requests), "questions", settled) as arrived:
        desk = Counter(work.journal, budget, expected_usd=expected / len(left), arrived=arrived)
        task = build_task(left, f"{plan.questions.name}-{work.control}", plan.settings, desk)
        try:
            ended = await run_task(task, model, work.folder, desk.halted)
        finally:
            strike_from_logs(work.folder)
    if desk.hopeless:
        raise AskingFailed(
            f"{plan.model.name} answered nothing: the first {len(desk.failures)} requests all failed, the last with "
            f"{desk.failures[-1]!r}. Mend that and run the same command again."
        )
    return ended


def _keep(plan: Plan, work: _Work) -> AnswerSet:
    """Write down the answers under one control, in the order of the questions."""
    given = work.journal.answers
    answers = tuple(given[each.id] for each in plan.questions.questions() if each.id in given)
    settings = {name: value for name, value in plan.head(work.control).items() if name not in HEADED}
    kept = AnswerSet(plan.model.name, plan.benchmark(), work.control, plan.settings.preset, answers, settings)
    write_answers(work.folder, kept)
    return kept
