"""The command line.

Exit codes: 0 done, 1 failed, 2 usage or bad input, 3 finished with more broken images, or answers that failed, than
`--max-failed`, 4 stopped by a budget, 130 interrupted (the same command goes on).
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

from cyclopts import CycloptsError

from scotoma.cli import (
    ask_commands,
    demo_commands,
    draft_commands,
    export_commands,
    grade_commands,
    lab_commands,
    lint_commands,
    match_commands,
    mix_commands,
    mix_compare_commands,
    models_commands,
    probe_commands,
    report_commands,
    scenes_commands,
    score_commands,
    studio_commands,
)
from scotoma.cli.commands import app
from scotoma.cli.output import BAD_INPUT, DONE, INTERRUPTED
from scotoma.errors import ScotomaError

__all__ = [
    "ask_commands",
    "demo_commands",
    "draft_commands",
    "export_commands",
    "grade_commands",
    "lab_commands",
    "lint_commands",
    "main",
    "match_commands",
    "mix_commands",
    "mix_compare_commands",
    "models_commands",
    "probe_commands",
    "report_commands",
    "scenes_commands",
    "score_commands",
    "studio_commands",
]


def main(tokens: Sequence[str] | None = None) -> NoReturn:
    """Run the command line with `tokens` (those of the process by default) and exit with its code."""
    try:
        code = app(tokens, exit_on_error=False)
    except CycloptsError:
        sys.exit(BAD_INPUT)
    except ScotomaError as error:
        sys.stderr.write(f"scotoma: {error}\n")
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.stderr.write("\nscotoma: interrupted; what was written is kept. Run the same command again to go on.\n")
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else DONE)
