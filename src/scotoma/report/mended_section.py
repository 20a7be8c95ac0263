"""The page's last section of a demonstration: what a blind model and a mended one answer to the same questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.answers import Answer, answer_folder, read_answers
from scotoma.benchmark import UNSORTED, Benchmark, BenchmarkPair, open_benchmark
from scotoma.embeddings.shards import folder_name
from scotoma.errors import UnknownName, UnreadableSource
from scotoma.images import decode
from scotoma.patterns import pattern_named
from scotoma.report.models.texts import shortened
from scotoma.report.strips import ROLES, Mark, share_axis, share_strip
from scotoma.report.thumbnails import as_webp
from scotoma.report.wording import plural
from scotoma.runs import read_stages
from scotoma.scoring import Comparison, ModelScores, Share, compare, read_model_scores
from scotoma.scoring.pairs import ALL

__all__ = ["STAGE", "mended_section", "mended_verdicts"]

STAGE = "mend"
"""The stage whose note in `run.json` says which models were asked, and where their answers lie."""

KINDS = {
    (False, True): "only the mended one right",
    (True, False): "only the blind one right",
    (True, True): "both right",
    (False, False): "neither right",
}
EACH = 2  # pairs of each kind that are shown
PICTURE_PX = 192  # shown at half that: sharp where a px of the page is two of the screen
CERTAIN = 0.05  # the p below which a difference is called one


@dataclass(frozen=True, slots=True)
class _Part:
    """The answers of both models, blind and mended, to one benchmark, None where that is not there any more."""

    title: str
    benchmark: Benchmark | None
    scores: tuple[ModelScores, ModelScores]
    answers: tuple[dict[str, Answer], dict[str, Answer]]


def mended_section(run: Path) -> dict[str, Any] | None:
    """What the answers in the run folder say of the two models of its demonstration; None where it has none.

    Raises:
        BrokenFile: a file of answers or scores is damaged.
    """
    note = _note(run)
    if note is None:
        return None
    parts = _parts(run, note)
    names = note["blind"], note["mended"]
    return {"names": names, "what": note["what"], "axis": share_axis(), "parts": [_shown(part) for part in parts]}


def mended_verdicts(run: Path) -> list[str]:
    """The section's verdicts, a sentence for each benchmark; none where the run folder has no such answers.

    Raises:
        BrokenFile: a file of answers or scores is damaged.
    """
    note = _note(run)
    return [] if note is None else [f"{part.title}: {_verdict(part)}" for part in _parts(run, note)]


def _note(run: Path) -> dict[str, Any] | None:
    """What the run says of the two models, None where it says nothing."""
    return next((stage["settings"] for stage in reversed(read_stages(run)) if stage["stage"] == STAGE), None)


def _parts(run: Path, note: dict[str, Any]) -> list[_Part]:
    found = []
    for part in note["parts"]:
        folder, names = run / part["folder"], (note["blind"], note["mended"])
        scores = [read_model_scores(folder / "scores" / f"{folder_name(name)}.json") for name in names]
        kept = [read_answers(answer_folder(folder, name, "plain")) for name in names]
        answers = [{answer.question: answer for answer in each.answers} for each in kept]
        benchmark = _benchmark(folder, part["benchmark"], scores[0].benchmark["sha256"])
        found.append(_Part(part["title"], benchmark, (scores[0], scores[1]), (answers[0], answers[1])))
    return found


def _benchmark(folder: Path, named: str, sha256: str) -> Benchmark | None:
    """The benchmark that was asked: the one within the folder, which goes with it wherever it is moved, or by name."""
    own = (folder / "benchmark.json").is_file()
    try:
        opened = open_benchmark(folder if own else named)
    except (UnknownName, UnreadableSource):
        return None
    return opened if opened.sha256 == sha256 else None


def _verdict(part: _Part) -> str:
    (comparison,) = compare(part.scores)
    return verdict(comparison, (part.scores[0].model, part.scores[1].model))


def _shown(part: _Part) -> dict[str, Any]:
    both = [scores.labels[0].of("plain") for scores in part.scores]
    assert both[0] is not None  # both were asked plainly: there is no other control here
    assert both[1] is not None
    chance = part.scores[0].labels[0].chance.pair
    rows = [_row(pair, chance) for pair in zip(both[0].rows, both[1].rows, strict=True)]
    (comparison,) = compare(part.scores)
    return {
        "title": part.title,
        "benchmark": part.scores[0].benchmark,
        "rows": rows,
        "chance": f"{chance:.0%}",
        "verdict": _verdict(part),
        "compared": compared(comparison),
        "unread": [each.asked[0].counts.questions - each.asked[0].counts.read for each in part.scores],
        "kinds": [] if part.benchmark is None else list(_kinds(part, part.benchmark)),
    }


def _row(both: Sequence[Any], chance: float) -> dict[str, Any]:
    pattern = both[0].pattern
    shares: list[Share] = [row.pair for row in both]
    marks = [Mark(role, each.value, each.low, each.high) for role, each in zip(ROLES, shares, strict=True)]
    texts = [(role, *_texts(each)) for role, each in zip(ROLES, shares, strict=True)]
    single = [(role, *_texts(row.single)) for role, row in zip(ROLES, both, strict=True)]
    label = f"{texts[0][1]} of pairs, interval {texts[0][2]}, and {texts[1][1]}, interval {texts[1][2]}"
    about = {"title": pattern.capitalize(), "asks": ""} if pattern in (ALL, UNSORTED) else _pattern(pattern)
    return {**about, "strip": share_strip(marks, chance, label), "pair": texts, "single": single, "n": shares[0].n}


def _pattern(name: str) -> dict[str, str]:
    return {"title": pattern_named(name).title, "asks": pattern_named(name).asks}


def _texts(share: Share) -> tuple[str, str]:
    return f"{share.value:.0%}", f"{100 * share.low:.0f}–{100 * share.high:.0f}"


def verdict(comparison: Comparison, names: tuple[str, str]) -> str:
    """Which of the two, blind and mended, gets more pairs right, in a sentence that claims no more than the test."""
    points = plural(round(100 * abs(comparison.difference.value)), "point")
    if comparison.p >= CERTAIN:
        return (
            f"Not mended, as far as {comparison.pairs} pairs can tell: {comparison.first} is {points} ahead, which "
            "chance alone may well give."
        )
    if comparison.first == names[1]:
        return f"Mended: {names[1]} gets {points} more of the pairs right than {names[0]}."
    return f"Not mended: {names[1]} gets {points} fewer of the pairs right than {names[0]}."


def compared(comparison: Comparison) -> str:
    """The numbers behind the verdict."""
    low, high = (f"{100 * end:+.0f}" for end in (comparison.difference.low, comparison.difference.high))
    return (
        f"{comparison.first} alone has {plural(comparison.only_first, 'pair')} right, {comparison.second} alone "
        f"{comparison.only_second}, both {comparison.both} and neither {comparison.neither} of {comparison.pairs}; a "
        f"difference of {100 * comparison.difference.value:+.0f} points, 95 per cent interval {low} to {high}; "
        f"p = {comparison.p:.2g} ({comparison.test})."
    )


def _kinds(part: _Part, benchmark: Benchmark) -> Iterator[dict[str, Any]]:
    """For each kind of pair how many there are, and the first few, of different patterns where there are."""
    right = [[each.under("original").outcome == "both" for each in scores.outcomes] for scores in part.scores]
    for kind, title in KINDS.items():
        pairs = [pair for pair, *each in zip(benchmark.pairs, *right, strict=True) if tuple(each) == kind]
        firsts = {pair.pattern: pair for pair in reversed(pairs)}  # the first of each pattern stays
        chosen = sorted(firsts.values(), key=pairs.index)[:EACH]
        yield {"title": title, "count": len(pairs), "pairs": [_example(part, benchmark, pair) for pair in chosen]}


def _example(part: _Part, benchmark: Benchmark, pair: BenchmarkPair) -> dict[str, Any]:
    place = benchmark.pairs.index(pair)
    verdicts = [scores.outcomes[place].under("original").right for scores in part.scores]
    sides = []
    for side, question in enumerate(pair.questions):
        path = (pair.image_a, pair.image_b)[side]
        said = [
            (role, shortened(answers[question.id].raw) or "nothing", {True: "✓", False: "✗", None: "?"}[right[side]])
            for role, answers, right in zip(ROLES, part.answers, verdicts, strict=True)
        ]
        truth = "" if question.answer is None else question.options[question.answer]
        sides.append({"picture": as_webp(decode(path.read_bytes()), PICTURE_PX), "truth": truth, "said": said})
    return {"question": pair.question_a.text, "options": pair.question_a.options, "sides": sides}
