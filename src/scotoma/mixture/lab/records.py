"""What one run of the laboratory leaves: a row of the table, trained with one seed, and each of its answers."""

import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from scotoma.errors import BrokenFile
from scotoma.files import read_json, write_json

__all__ = [
    "CaptionOutcome",
    "InstructionOutcome",
    "PairOutcome",
    "PresenceOutcome",
    "Row",
    "RunResult",
    "TrainedStage",
    "read_results",
    "result_path",
    "write_result",
]

KIND = "scotoma laboratory run"
VERSION = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A network of the table: how the towers' features reach the language model, and what an image costs.

    `towers` are encoder names in the mixture's order, `sides_px` their input sides, `layers` the hidden state that is
    taken of each. `ssl_ratio` is the second tower's weight in an additive mixture, None elsewhere. `flops_per_image`
    counts what an image adds to reading a prompt: its towers, the adapters, and the language model over its tokens.
    """

    name: str
    mixture: str
    ssl_ratio: float | None
    towers: tuple[str, ...]
    sides_px: tuple[int, ...]
    layers: tuple[int, ...]
    tokens_per_image: int
    flops_per_image: int
    parameters: int
    trained_parameters: int


@dataclass(frozen=True, slots=True)
class TrainedStage:
    """One stage of training: how much was seen, how long it took, and the mean training loss of stretches of steps.

    `losses` are (last step of the stretch, loss). `shared` is true where the stage was done once for all rows.
    """

    name: str
    samples: int
    steps: int
    seconds: float
    losses: tuple[tuple[int, float], ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """Both questions of a pair: `right` is whether each was answered rightly, None where no option could be read."""

    id: str
    pattern: str
    right: tuple[bool | None, bool | None]
    raw: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PresenceOutcome:
    """A POPE-like question: is the thing there (`truth`), and what was said; None where neither yes nor no was read.

    `image` is the picture asked about; several questions share one.
    """

    id: str
    image: str
    truth: bool
    said: bool | None
    raw: str


@dataclass(frozen=True, slots=True)
class InstructionOutcome:
    """One request with its instructions ("capitals", "german", ...).

    `seen` is whether this combination of instructions was trained. `obeyed` is a matter of the answer's form alone;
    `right` is whether it says what is true, None where nothing could be read from it.
    """

    id: str
    image: str
    kinds: tuple[str, ...]
    seen: bool
    obeyed: bool
    right: bool | None
    raw: str


@dataclass(frozen=True, slots=True)
class CaptionOutcome:
    """Which of two captions is the picture's: `right`, or None where no option was read."""

    id: str
    right: bool | None
    raw: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """A row trained with one seed and everything it answered.

    `pairs` are by set: "scenes" (drawn, held out) and "emoji". `plan` names the preset, `trained_on` says what the
    pictures were ("scenes": 4000, ...).
    """

    row: Row
    seed: int
    plan: str
    trained_on: Mapping[str, int]
    stages: tuple[TrainedStage, ...]
    pairs: Mapping[str, tuple[PairOutcome, ...]]
    presence: tuple[PresenceOutcome, ...]
    instructions: tuple[InstructionOutcome, ...]
    captions: tuple[CaptionOutcome, ...]
    asked_s: float


def result_path(out: Path, row: str, seed: int) -> Path:
    """Where the run of that row and seed is written."""
    return out / "runs" / f"{row}-{seed}" / "result.json"


def write_result(out: Path, result: RunResult) -> Path:
    """Write the run's `result.json`, complete or absent; its path."""
    path = result_path(out, result.row.name, result.seed)
    write_json(path, KIND, VERSION, asdict(result))
    return path


def read_results(out: Path) -> list[RunResult]:
    """Every finished run under `out`, by row name and seed; none where there is nothing yet.

    Raises:
        BrokenFile: a result is damaged or of another version.
    """
    found = [_read(path) for path in sorted(out.glob("runs/*/result.json"))]
    return sorted(found, key=lambda result: (result.row.name, result.seed))


def _read(path: Path) -> RunResult:
    content = read_json(path, KIND, VERSION)
    try:
        return _made(RunResult, content)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFile(f"{path} is not a whole result ({error!r}). Delete it and run the command again.") from error


def _made(record: type[T], content: Mapping[str, Any]) -> T:
    """A record from the plain values that `asdict` made of it."""
    hints = get_type_hints(record)
    return record(**{field.name: _value(hints[field.name], content[field.name]) for field in fields(cast(Any, record))})


def _value(wanted: Any, found: Any) -> Any:
    origin, inner = get_origin(wanted), get_args(wanted)
    if is_dataclass(wanted):
        return _made(cast("type[Any]", wanted), found)
    if origin is tuple:
        each = [inner[0]] * len(found) if inner[-1] is Ellipsis else inner
        return tuple(_value(kind, value) for kind, value in zip(each, found, strict=True))
    if origin is not None and origin is not types.UnionType:
        return {name: _value(inner[1], value) for name, value in found.items()}
    return found
