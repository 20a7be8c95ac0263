"""The command `ask`: a benchmark's questions put to models, under controls, within a budget."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from scotoma.cli.commands import app
from scotoma.cli.output import DONE, OUT_OF_MONEY, TOO_MANY_BROKEN, say
from scotoma.errors import UsageError
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.answers.asking import Asked, Conduct, Model, Plan, Prices, Settings

__all__ = ["ask"]


@Parameter(name="*", group="Answers")
@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """What decides the answers.

    Parameters
    ----------
    preset
        The words of the prompt: the paper's code; the same with a request for the letter; three public harnesses.
    temperature
        0 is greedy.
    max_tokens
        An answer that is cut by it is counted as truncated.
    seed
        Passed to providers that take one.
    without_images
        Send no images under any control: for language models, and for blind baselines in both orders of the options.
    """

    preset: Literal["mmvp", "letter", "vlmevalkit", "lmms-eval", "cambrian"] = "letter"
    temperature: float = 0.0
    max_tokens: int = 1024
    seed: int = 0
    without_images: bool = False

    def settings(self) -> "Settings":
        """As the library takes them."""
        from scotoma.answers.asking import Settings

        return Settings(self.preset, self.temperature, self.max_tokens, self.seed, not self.without_images)


@Parameter(name="*", group="Requests")
@dataclass(frozen=True, slots=True)
class RequestOptions:
    """How requests are made.

    Parameters
    ----------
    base_url
        Where the server is, for a server of your own.
    model_arg
        NAME=VALUE, for the provider: device=cuda, dtype=bfloat16, batch_size=8. Keys come from the environment only.
    max_connections
        Requests open at once; as many as the provider bears where nothing is said.
    timeout
        Seconds that one attempt may take.
    retries
        How often a request is made again after a passing failure.
    batch
        Use the provider's batch interface: cheaper, and slow.
    """

    base_url: str | None = None
    model_arg: tuple[str, ...] = ()
    max_connections: int | None = None
    timeout: int = 300
    retries: int = 5
    batch: bool = False

    def model(self, name: str) -> "Model":
        """Who is asked.

        Raises:
            UnknownName: no model has that name.
            UsageError: a model argument that is no NAME=VALUE.
        """
        from scotoma.answers.asking import Model
        from scotoma.models import inspect_name

        options = dict[str, str | int]()
        for given in self.model_arg:
            key, equals, value = given.partition("=")
            if not (key and equals and value):
                raise UsageError(f"--model-arg {given!r} is no NAME=VALUE, as in device=cuda.")
            options[key] = int(value) if value.isdecimal() else value
        return Model(name, inspect_name(name), self.base_url, options)

    def conduct(self) -> "Conduct":
        """As the library takes them."""
        from scotoma.answers.asking import Conduct

        return Conduct(self.max_connections, self.timeout, self.retries, self.batch)


@Parameter(name="*", group="Money and failures")
@dataclass(frozen=True, slots=True)
class LimitOptions:
    """When to stop, and when to call a run failed.

    Parameters
    ----------
    price_in
        US dollars for a million tokens of prompts, where inspect_ai does not know the model's price.
    price_out
        US dollars for a million tokens of answers.
    max_usd
        Let no more requests out once they would cost more than this, what earlier runs in the folder cost included;
        exit with code 4.
    max_failed
        Exit with code 3 if more answers than this failed, were refused, empty or cut: below 1 a share, else a number.
    """

    price_in: float | None = None
    price_out: float | None = None
    max_usd: float | None = None
    max_failed: float = 0.05

    def prices(self, plan: "Plan") -> "Prices | None":
        """The prices that were given, else those inspect_ai knows."""
        from scotoma.answers.asking import Prices, known_prices

        if (self.price_in is None) != (self.price_out is None):
            raise UsageError("Give both prices, --price-in and --price-out, or neither.")
        if self.price_in is not None and self.price_out is not None:
            return Prices(self.price_in, self.price_out)
        return known_prices(plan.model)

    def left(self, spent: float) -> float:
        """What may still be spent, after other models."""
        return math.inf if self.max_usd is None else self.max_usd - spent

    def too_many(self, wanting: int, total: int) -> bool:
        """Whether too many of the answers are wanting."""
        return wanting > (self.max_failed * total if self.max_failed < 1 else self.max_failed)


ANSWERS, REQUESTS, LIMITS = AnswerOptions(), RequestOptions(), LimitOptions()


@app.command
def ask(
    *models: str,
    benchmark: str,
    out: Path = Path("scotoma-run"),
    controls: str = "plain",
    limit: int | None = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    answering: AnswerOptions = ANSWERS,
    requesting: RequestOptions = REQUESTS,
    limits: LimitOptions = LIMITS,
) -> int:
    """Ask models a benchmark's questions, each in a conversation of its own, and keep every answer.

    The same command again goes on where the last one stopped; nothing that was answered is asked again.

    Parameters
    ----------
    models
        One or more: openai/gpt-4o, hf:FOLDER, ...; `scotoma models` lists them.
    benchmark
        A built-in benchmark, or a folder that holds one.
    out
        The run folder; answers and inspect_ai's logs are written to its `answers` folder.
    controls
        How the questions are put, separated by commas: plain, no-image, blank, partner, swapped, relative, or all.
    limit
        The first so many questions only.
    dry_run
        Ask nothing: show the forecast, and the first prompt of each control.
    """
    from scotoma.answers.asking import Plan
    from scotoma.answers.asking import ask as ask_questions
    from scotoma.answers.controls import choose_controls
    from scotoma.benchmark import BENCHMARKS, open_questions

    if not models:
        raise UsageError("Name a model to ask, such as openai/gpt-4o or hf:FOLDER; `scotoma models` lists them.")
    questions, settings = open_questions(benchmark), answering.settings()
    chosen = choose_controls(controls.split(","), questions, with_images=settings.images)
    source = benchmark if benchmark in BENCHMARKS.names() else str(Path(benchmark).absolute())
    plans = [
        Plan(requesting.model(name), questions, chosen, out, settings, limit=limit, source=source) for name in models
    ]
    spent, codes = 0.0, [DONE]
    for plan in plans:
        prices = limits.prices(plan)
        _say_forecast(plan, prices, prompts=dry_run)
        if not dry_run:
            asked = ask_questions(
                plan,
                conduct=requesting.conduct(),
                prices=prices,
                max_usd=limits.left(spent),
                progress=terminal_progress(),
            )
            spent += asked.usd
            codes.append(_say_asked(plan, asked, limits))
    return max(codes)


def _say_forecast(plan: "Plan", prices: "Prices | None", *, prompts: bool) -> None:
    """Say what asking will take, and show the first prompts."""
    from scotoma.answers.asking import plan_forecast

    say(f"{plan.model.name}: {plan_forecast(plan, prices).in_words()}")
    for control in plan.controls if prompts else ():
        first = plan.requests(control)[0]
        images = ", ".join(f"{picture.path}{', blank' if picture.blank else ''}" for picture in first.pictures)
        say(f"\n{control}: question {first.question}, images: {images or 'none'}\n{first.prompt}")


def _say_asked(plan: "Plan", asked: "Asked", limits: LimitOptions) -> int:
    """Say what came back under each control; the exit code."""
    wanting = total = 0
    for answers in asked.answers:
        counts = answers.counts()
        others = ", ".join(f"{number} {state}" for state, number in counts.items() if number and state != "answered")
        say(f"{answers.control}: {counts['answered']} of {len(answers.answers)} answered{others and f' ({others})'}")
        total += len(answers.answers)
        wanting += len(answers.answers) - counts["answered"]
    say(f"See {plan.folder(plan.controls[0]).parent}")
    if asked.out_of_money:
        say(f"Stopped: ${asked.usd:,.2f} are spent, and more would pass --max-usd. The same command with more goes on.")
        return OUT_OF_MONEY
    return TOO_MANY_BROKEN if limits.too_many(wanting, total) else DONE
