"""A run that was asked: drawn scenes with known truth, and drawn answers of toy answerers of various skill.

An answerer knows a question with a chance of its own for each pattern; what it does not know it takes from the place of
an option or from a habit that depends on the text alone. So the controls, the patterns and the anatomy have something
to show, and the same seed gives the same answers everywhere.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scotoma.answers import Answer, AnswerSet, Control, answer_folder, write_answers
from scotoma.benchmark import Benchmark, BenchmarkPair, Question, open_benchmark
from scotoma.patterns import PATTERNS
from scotoma.runs import record_stage

__all__ = ["CONTROLS", "NAMES", "NASTY", "Answerer", "answerers", "write_answered", "write_scenes"]

CONTROLS: tuple[Control, ...] = ("plain", "no-image", "blank", "partner", "swapped", "relative")
NAMES = (
    "openai/sees-all-2",
    "openai/sees-all-1-mini",
    "anthropic/fine-view-4",
    "google/wide-eye-3-pro",
    "google/wide-eye-3-flash",
    "hf:models/llama-looks-90b-instruct",
    "hf:models/llama-looks-11b-instruct",
    "hf:models/a-very-long-name-of-a-checkpoint-that-nobody-shortened-v1.5-13b-lora-merged-epoch-3-bf16",
    "hf:models/quick-glance-72b",
    "hf:models/quick-glance-32b",
    "hf:models/quick-glance-7b",
    "hf:models/quick-glance-3b",
    "hf:models/inner-look-38b",
    "hf:models/inner-look-8b",
    "hf:models/inner-look-2b",
    "hf:models/instruct-blink-7b",
    "hf:models/small-squint-2b",
    "hf:models/small-squint-500m",
    "mix:runs/interleaved",
    "toy:first",
)
BOTH = ("the first image", "the second image")
FAILED = 0.0005  # so few requests end in an error
NASTY = (
    "</td></table><script>document.title='broken'</script>",
    "<img src=x onerror=\"document.title='broken'\"> (b)",
    "\u202eright to left \u05e9\u05dc\u05d5\u05dd\u202d (a)",
    "{{ 7 * 7 }} {% raw %} & \x00\x1b[31m \u2028 next",
)


@dataclass(frozen=True, slots=True)
class Answerer:
    """What it knows by pattern (a chance in 0..1), how it leans to the first place, how often nothing can be read."""

    name: str
    skill: dict[str, float]
    leans: float
    unread: float
    style: int


def answerers(count: int, seed: int = 0) -> tuple[Answerer, ...]:
    """So many of them, the ablest first and the last one blind."""
    random = np.random.default_rng([seed, 1])
    hard = dict(zip((pattern.name for pattern in PATTERNS), random.uniform(-0.25, 0.2, len(PATTERNS)), strict=True))
    found = []
    for number, name in enumerate(NAMES[:count]):
        able = 0.85 - 0.8 * number / max(count - 1, 1)
        skill = {pattern: float(np.clip(able + each, 0, 1)) for pattern, each in hard.items()}
        blind = name == "toy:first"
        found.append(
            Answerer(
                name,
                dict.fromkeys(skill, 0.0) if blind else skill,
                1.0 if blind else float(random.uniform(0.35, 0.9)),
                0.0 if blind else float(random.choice([0.0, 0.01, 0.08])),
                number % len(STYLES),
            )
        )
    return tuple(found)


def write_scenes(folder: Path, pairs: int = 150, *, side_px: int = 64) -> Benchmark:
    """A benchmark of so many drawn pairs over the nine patterns, with one label known to be wrong in both questions."""
    each = -(-pairs // len(PATTERNS))
    # A process of its own: types unchecked there, drawing takes a fifth of the time.
    command = [sys.executable, "-m", "scotoma", "scenes", "--n", str(each), "--side-px", str(side_px)]
    subprocess.run([*command, "--out", str(folder)], check=True, capture_output=True)
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    kept = sorted(range(each * len(PATTERNS)), key=lambda number: (number % each, number // each))[:pairs]
    rows = [rows[2 * number + side] for number in sorted(kept) for side in (0, 1)]
    for row in rows[2:4]:
        row["answer"] = 1 - row["answer"]
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    wrong = [_erratum(row) for row in rows[2:4]]
    (folder / "errata.json").write_text(json.dumps({"kind": "scotoma errata", "version": 1, "errata": wrong}), "utf-8")
    return open_benchmark(folder)


def _erratum(row: dict[str, object]) -> dict[str, object]:
    old = "ab"[int(str(row["answer"]))]
    source = "drawn for a test: https://example.org/issues/1"
    named = {"pair": row["pair"], "question": row["id"], "image": row["image"]}
    return {**named, "old": old, "new": "ba"["ab".index(old)], "source": source}


def write_answered(
    run: Path,
    benchmark: Benchmark,
    models: Sequence[Answerer],
    *,
    controls: Sequence[Control] = CONTROLS,
    seed: int = 0,
    nasty: bool = False,
) -> None:
    """Write what the models answer under the controls; with `nasty`, some texts that try to break a page."""
    seen = benchmark.labelled(benchmark.label_versions[-1])  # who looks sees what is there, whatever was published
    known = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    for number, model in enumerate(models):
        random = np.random.default_rng([seed, 2, number])
        for control in controls:
            # One draw a question for all controls: a model that knows a pair knows it in either order.
            luck = np.random.default_rng([seed, 3, number]).random((len(seen.pairs), 2))
            answers = [
                _answer(
                    model, pair.questions[side], control, _holds(model, pair, side, control, luck[row, side]), random
                )
                for row, pair in enumerate(seen.pairs)
                for side in (0, 1)
            ]
            if nasty and control == "plain":
                answers[: len(NASTY)] = [
                    Answer(each.question, "answered", raw, each.options, each.order)
                    for each, raw in zip(answers, NASTY, strict=False)
                ]
            preset, settings = "letter", {"temperature": 0.0, "max_tokens": 64, "seed": 0}
            folder = answer_folder(run, model.name, control)
            write_answers(folder, AnswerSet(model.name, known, control, preset, tuple(answers), settings))
    controls_asked = {"controls": list(controls), "models": [model.name for model in models]}
    record_stage(run, "ask", {"benchmark": known, "source": str(benchmark.folder), **controls_asked})


def _holds(model: Answerer, pair: BenchmarkPair, side: int, control: Control, luck: float) -> int | None:
    """The option that the model knows to be right, or the image under "relative"; None where it does not know."""
    if control in ("no-image", "blank") or luck >= model.skill.get(pair.pattern, 0.5):
        return None
    return side if control == "relative" else pair.questions[1 - side if control == "partner" else side].answer


def _answer(
    model: Answerer, question: Question, control: Control, holds: int | None, random: np.random.Generator
) -> Answer:
    order = tuple(range(len(question.options)))[:: -1 if control == "swapped" else 1]
    shown = tuple(question.options[index] for index in order) if control != "relative" else BOTH
    if random.random() < FAILED:
        return Answer(question.id, "failed", "", shown, order, error="HTTP 500")
    if random.random() < model.unread:
        return _unread(question, shown, order, random)
    place = int(random.random() > model.leans) if holds is None else order.index(holds)
    return Answer(question.id, "answered", STYLES[model.style].format(**_words(shown, place)), shown, order)


def _unread(question: Question, shown: tuple[str, ...], order: tuple[int, ...], random: np.random.Generator) -> Answer:
    states = (("answered", "I cannot tell from this picture."), ("empty", ""), ("refused", "I can't help with that."))
    state, raw = states[int(random.integers(3))]
    if state == "empty":
        return Answer(question.id, "empty", raw, shown, order)
    return Answer(question.id, "answered" if state == "answered" else "refused", raw, shown, order)


def _words(shown: Sequence[str], place: int) -> dict[str, str]:
    return {"letter": "ab"[place], "capital": "AB"[place], "text": shown[place]}


STYLES = (
    "({letter})",
    "{capital}",
    "{capital}. {text}",
    "**Answer:** ({letter}) {text}",
    "Looking closely at the picture, at what stands in front and at what stands behind it, and comparing both with the "
    "question that was asked, I would say the following.\n\nThe answer is ({letter}) {text}.",
)
