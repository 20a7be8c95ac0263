"""The hard answers: what models write, the options asked about, and the one a careful reader would give, or none."""

import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HARD_ANSWERS", "HardAnswer"]

FILE = Path(__file__).with_name("hard_answers.jsonl")


@dataclass(frozen=True, slots=True)
class HardAnswer:
    """`expected` is what a reader of the answer and the options alone would say, an index, or None."""

    kind: str
    raw: str
    options: tuple[str, ...]
    expected: int | None


def _read() -> tuple[HardAnswer, ...]:
    rows = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return tuple(HardAnswer(row["kind"], row["raw"], tuple(row["options"]), row["expected"]) for row in rows)


HARD_ANSWERS = _read()
