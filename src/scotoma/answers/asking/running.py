"""A task of inspect_ai's, run to its end, to the end of the money, or to an interrupt."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from scotoma.answers.asking.secrets import strike
from scotoma.answers.asking.settings import Conduct, Model
from scotoma.errors import AskingFailed, MissingExtra, UsageError

if TYPE_CHECKING:
    from inspect_ai import Task
    from inspect_ai import model as inspect_model
    from inspect_ai.log import EvalLog

__all__ = ["load", "run_task"]


def load(model: Model, conduct: Conduct) -> "inspect_model.Model":
    """The model, ready to be asked.

    Raises:
        UsageError: the provider lacks its package or its key; the message names them.
        MissingExtra: inspect_ai is not installed.
        ScotomaError: whatever is wrong with a model of ours.
    """
    _check_installed()
    from inspect_ai._util.error import PrerequisiteError  # nowhere public, and the only thing that says what is missing
    from inspect_ai.model import GenerateConfig, get_model
    from rich.text import Text

    config = GenerateConfig(
        max_connections=conduct.connections,
        attempt_timeout=conduct.timeout_s,
        max_retries=conduct.retries,
        batch=conduct.batch or None,
    )
    try:
        return get_model(model.known_as, base_url=model.base_url, config=config, memoize=False, **model.options)
    except PrerequisiteError as error:
        said = " ".join(Text.from_markup(str(error.message)).plain.split())
        raise UsageError(f"{model.name} cannot be asked: {strike(said)}") from error


def _check_installed() -> None:
    try:
        importlib.import_module("inspect_ai")
    except ImportError as error:
        raise MissingExtra(
            "Asking needs the package inspect_ai. Install it with: pip install 'scotoma[ask]'"
        ) from error


async def run_task(task: "Task", model: "inspect_model.Model", folder: Path, halted: anyio.Event) -> bool:
    """Run a task, with its log in `folder`; whether it came to its end before `halted` was set.

    Raises:
        AskingFailed: inspect_ai gave up.
    """
    from inspect_ai import eval_async
    from inspect_ai.util._display import init_display_type  # `eval` has an option for it, `eval_async` has none

    init_display_type("none")
    logs = list["EvalLog"]()
    async with anyio.create_task_group() as group:

        async def stop() -> None:
            await halted.wait()
            group.cancel_scope.cancel()

        group.start_soon(stop)
        logs += await eval_async(task, model=model, log_dir=str(folder), **CONDUCT)
        group.cancel_scope.cancel()
    if logs and logs[0].status == "error":
        said = logs[0].error.message if logs[0].error else "it did not say why"
        raise AskingFailed(f"inspect_ai gave up: {strike(said)}. The log is {logs[0].location}.")
    return bool(logs) and logs[0].status == "success"


CONDUCT: dict[str, Any] = {
    "fail_on_error": False,  # a failure is an answer's state; the others are asked all the same
    "score": False,
    "log_format": "eval",
    "log_images": False,  # they are in the benchmark, and would be in the log once a control
    "log_realtime": False,  # which would keep copies outside the run folder
    "ctl_server": False,
}
