"""How well each grader reads the hard answers: `python benchmarks/read_answers.py` prints the table in the docs.

A right reading is the option that a careful reader of the answer and the options would give. A wrong letter is any
other, also one where a reader would read none. 1,230 answers take about a second.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scotoma.answers import parse_answer
from scotoma.answers.harnesses import HARNESSES, grade_as

CORPUS = Path(__file__).parents[1] / "tests" / "answers" / "parsing" / "hard_answers.jsonl"
OUTCOMES = ("right", "rightly none", "missed", "wrong letter")


def reading(grader: str, raw: str, options: Sequence[str]) -> int | None:
    """The option that a grader reads, the first that it would count as right if that were the key."""
    if grader == "scotoma":
        return parse_answer(raw, options).option
    keys = (key for key in range(len(options)) if grade_as(grader, raw, options, key).right)
    return next(keys, None)


def outcome(read: int | None, expected: int | None) -> str:
    """Which of the OUTCOMES a reading is."""
    if read is None:
        return "rightly none" if expected is None else "missed"
    return "right" if read == expected else "wrong letter"


def main() -> None:
    """Print the table."""
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    named = sum(row["expected"] is not None for row in rows)
    print(f"{len(rows):,} answers; a reader reads an option in {named:,} and none in {len(rows) - named:,}\n")
    print("| grader | " + " | ".join(OUTCOMES) + " |\n|---|" + "---|" * len(OUTCOMES))
    for grader in ("scotoma", *(name for name in HARNESSES if name != "mmvp-original")):
        counts = Counter(outcome(reading(grader, row["raw"], row["options"]), row["expected"]) for row in rows)
        print(f"| {grader} | " + " | ".join(str(counts[name]) for name in OUTCOMES) + " |")


if __name__ == "__main__":
    main()
