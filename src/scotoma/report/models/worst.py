"""The pairs that fewest models have right: both images, the question, and what each model said to both."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.answers import Answer
from scotoma.benchmark import Benchmark, BenchmarkPair, Question
from scotoma.errors import BrokenImage
from scotoma.images import decode
from scotoma.report.models.contents import Contents
from scotoma.report.models.texts import shortened
from scotoma.report.thumbnails import as_webp
from scotoma.scoring import OUTCOMES, ModelScores, PairOutcome

__all__ = ["Card", "Said", "worst_section"]

THUMB_PX = 320  # shown at half that on a phone, and sharp on most screens
MARKS = {True: ("right", "✓"), False: ("wrong", "✗"), None: ("unread", "?")}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: whether it is right, the option read from it, and the text as it came, shortened."""

    verdict: str
    mark: str
    option: str
    raw: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One pair with everything a reader needs to judge it. `keys` are the right options of image a, b; `corrected` says
    what the original label was where it is known to be wrong."""

    id: str
    pattern: str
    right: int
    asked: int
    question: tuple[str, ...]
    options: tuple[str, ...]
    keys: tuple[str, str]
    corrected: str
    pictures: tuple[str | None, str | None]
    captions: tuple[str, str]
    outcomes: list[tuple[str, int]]
    answers: list[tuple[str, str, Said, Said]]


def worst_section(contents: Contents, top: int) -> dict[str, Any]:
    """At most `top` cards, by the last version of the labels, so that known label errors do not lead the list.

    Empty where the benchmark is not there, or every model has every pair right.
    """
    models = [model for model in contents.models if model.outcomes]
    if contents.benchmark is None or not models:
        return {"cards": [], "labels": contents.labels[-1], "missed": 0}
    labels = contents.labels[-1]
    benchmark = contents.benchmark.labelled("corrected" if labels == "corrected" else "original")
    worth = {pair.id: _worth(models, row, labels) for row, pair in enumerate(benchmark.pairs)}
    missed = [pair for pair in benchmark.pairs if worth[pair.id][0] < len(models)]
    chosen = sorted(missed, key=lambda pair: worth[pair.id])[:top]  # stable: the benchmark's order where they tie
    pictures = _pictures([path for pair in chosen for path in (pair.image_a, pair.image_b)])
    places = {pair.id: row for row, pair in enumerate(benchmark.pairs)}
    cards = [
        _card(contents, benchmark, pair, (pictures[2 * number], pictures[2 * number + 1]), places[pair.id])
        for number, pair in enumerate(chosen)
    ]
    return {"cards": cards, "labels": labels, "missed": len(missed)}


def _worth(models: Sequence[ModelScores], row: int, labels: str) -> tuple[int, int]:
    """How many models have the pair right, and how many of its questions they have right."""
    verdicts = [model.outcomes[row].under(labels) for model in models]
    return sum(each.outcome == "both" for each in verdicts), sum(each.right.count(True) for each in verdicts)


def _card(
    contents: Contents, benchmark: Benchmark, pair: BenchmarkPair, pictures: tuple[str | None, str | None], row: int
) -> Card:
    models = [model for model in contents.models if model.outcomes]
    found = [model.outcomes[row].under(benchmark.labels).outcome for model in models]
    same = pair.question_a.text == pair.question_b.text
    return Card(
        id=pair.id,
        pattern=models[0].outcomes[row].pattern or "",
        right=found.count("both"),
        asked=len(models),
        question=(pair.question_a.text,) if same else (pair.question_a.text, pair.question_b.text),
        options=tuple(dict.fromkeys((*pair.question_a.options, *pair.question_b.options))),
        keys=(_key(pair.question_a), _key(pair.question_b)),
        corrected=_corrected(contents.benchmark, pair),
        pictures=pictures,
        captions=(pair.caption_a or f"Image a of pair {pair.id}", pair.caption_b or f"Image b of pair {pair.id}"),
        outcomes=[(each, found.count(each)) for each in OUTCOMES if each in found],
        answers=[
            (model.model, outcome, *_both(contents, model, model.outcomes[row], pair, benchmark.labels))
            for model, outcome in zip(models, found, strict=True)
        ],
    )


def _key(question: Question) -> str:
    return "" if question.answer is None else question.options[question.answer]


def _corrected(benchmark: Benchmark | None, pair: BenchmarkPair) -> str:
    errata = [each for each in benchmark.errata if each.pair == pair.id] if benchmark else []
    options = {question.id: question.options for question in pair.questions}
    old = ", ".join(f"{options[each.question][each.old]} for question {each.question}" for each in errata)
    return f"published as {old}; known to be wrong" if errata else ""


def _both(
    contents: Contents, model: ModelScores, outcome: PairOutcome, pair: BenchmarkPair, labels: str
) -> tuple[Said, Said]:
    told = contents.answers.get(model.model, {})
    right = outcome.under(labels).right
    one, other = (
        _said(told.get(question.id), question, option, verdict)
        for question, option, verdict in zip(pair.questions, outcome.options, right, strict=True)
    )
    return one, other


def _said(answer: Answer | None, question: Question, option: int | None, right: bool | None) -> Said:
    verdict, mark = MARKS[right]
    read = "" if option is None else question.options[option]
    if answer is None:
        return Said(verdict, mark, read, "", "not in the run")
    if answer.state == "failed":
        return Said("lacking", "–", "", "", f"failed: {shortened(answer.error or 'no reason was given')}")
    note = "" if answer.state == "answered" else answer.state
    return Said(verdict, mark, read, shortened(answer.raw), note)


def _pictures(paths: Sequence[Path]) -> list[str | None]:
    """Each image as WebP in base64, None where it cannot be had."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(_picture, paths))


def _picture(path: Path) -> str | None:
    try:
        return as_webp(decode(path.read_bytes()), THUMB_PX)
    except (BrokenImage, OSError):
        return None
