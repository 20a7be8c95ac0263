"""What our reader and the harnesses make of answers, and where they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scotoma.answers.grading.items import Item
from scotoma.answers.harnesses import HarnessVerdict, open_harness
from scotoma.answers.harnesses.mmvp_original import mmvp_original
from scotoma.answers.parsing import ParsedAnswer, read_option

__all__ = ["OURS", "Graded", "differing", "grade_items"]

OURS = "scotoma"
ORIGINAL = "mmvp-original"


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer, our reading of it (an index into the question's own options), and for each version of the labels the
    verdict by every grader, ours among them as "scotoma"."""

    item: Item
    read: ParsedAnswer
    verdicts: Mapping[str, Mapping[str, HarnessVerdict]]


def grade_items(
    items: Iterable[Item],
    harnesses: Sequence[str],
    *,
    judged: Mapping[str, ParsedAnswer] | None = None,
    replies: Mapping[tuple[str, int], str] | None = None,
) -> tuple[Graded, ...]:
    """Grade every item by our reader and by each of the `harnesses`.

    `judged` has the judge's readings by question, for what our reader abstained on. `replies` are what a judge said
    when asked whether the answer to a question is right where an option is the key; with them the harness
    "mmvp-original" can be graded.

    Raises:
        UnknownName: no harness has that name.
    """
    graders = {name: open_harness(name) for name in harnesses}
    graded = []
    for item in items:
        read = (judged or {}).get(item.answer.question) or read_option(item.answer)
        verdicts: dict[str, dict[str, HarnessVerdict]] = {}
        for labels, key in item.keys.items():
            shown = item.key_shown(labels)
            of = {OURS: _ours(item, read, key)}
            of |= {name: grade(item.answer.raw, item.answer.options, shown) for name, grade in graders.items()}
            if ORIGINAL in of and replies:
                of[ORIGINAL] = _original(item, shown, replies.get((item.answer.question, key), ""))
            verdicts[labels] = of
        graded.append(Graded(item, read, verdicts))
    return tuple(graded)


def differing(graded: Iterable[Graded], labels: str) -> tuple[Graded, ...]:
    """Those that one grader counts as right and another does not."""
    return tuple(each for each in graded if {True, False} <= {one.right for one in each.verdicts[labels].values()})


def _ours(item: Item, read: ParsedAnswer, key: int) -> HarnessVerdict:
    if read.option is None:
        return HarnessVerdict("", "missed")
    order = item.answer.order
    shown = order.index(read.option) if order else read.option
    return HarnessVerdict(chr(65 + shown), "right" if read.option == key else "wrong")


def _original(item: Item, shown: int, reply: str) -> HarnessVerdict:
    return mmvp_original(item.answer.raw, item.answer.options, shown, judge=lambda *_: reply)
