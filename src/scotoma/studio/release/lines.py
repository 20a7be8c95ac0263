"""Drafts as the lines of a benchmark, and the lines held against the drafts again."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence

from scotoma.benchmark import Benchmark
from scotoma.benchmark.reading import Line
from scotoma.errors import BrokenFile
from scotoma.studio.authoring.drafts import Draft

__all__ = ["captions_of", "check_read_back", "groups_of", "lines_of", "turned_round"]

SIDES = ("a", "b")


def lines_of(drafts: Sequence[Draft], images: Mapping[int, str], turned: Collection[str] = ()) -> list[Line]:
    """Two lines for each draft, in the order given. `images` names the file of each row's image; the pairs in `turned`
    have their two options in the opposite order, for both images.
    """
    groups = groups_of(drafts)
    return [_line(draft, side, images, groups, draft.pair in turned) for draft in drafts for side in (0, 1)]


def turned_round(drafts: Sequence[Draft], seed: int) -> frozenset[str]:
    """The pairs whose options have to change places so that the first is right for image a in half of the pairs, which
    are drawn with `seed`; with an odd number of pairs one half has one more."""
    generator = random.Random(seed)
    targets = [number % 2 for number in range(len(drafts))]
    generator.shuffle(targets)
    if len(drafts) % 2 and generator.random() < 0.5:
        targets = [1 - target for target in targets]
    return frozenset(draft.pair for draft, wanted in zip(drafts, targets, strict=True) if draft.answer_a != wanted)


def captions_of(draft: Draft) -> tuple[str, str] | None:
    """The captions of both images; None where one is missing or both are the same: then neither can be matched."""
    first, second = draft.caption_a.strip(), draft.caption_b.strip()
    return (first, second) if first and second and first != second else None


def groups_of(drafts: Iterable[Draft]) -> dict[str, str]:
    """By pair, the first pair of those that share images with it, directly or through others, where there are such:
    these are not independent of each other."""
    leader: dict[str, str] = {}
    pairs_of: dict[int, str] = {}
    for draft in drafts:
        leader[draft.pair] = draft.pair
        for row in draft.rows:
            one, other = leader[draft.pair], leader[pairs_of.setdefault(row, draft.pair)]
            if one != other:
                leader = {pair: other if first == one else first for pair, first in leader.items()}
    shared = {first for pair, first in leader.items() if pair != first}
    return {pair: first for pair, first in leader.items() if first in shared}


def check_read_back(benchmark: Benchmark, drafts: Sequence[Draft]) -> None:
    """That a benchmark read back asks of every image what its draft does, with the same option right.

    Raises:
        BrokenFile: it does not; the message names the first pair that differs.
    """
    ids = [pair.id for pair in benchmark.pairs]
    if ids != [draft.pair for draft in drafts]:
        raise BrokenFile(f"The release was read back with {len(ids)} pairs for {len(drafts)} drafts; it was not kept.")
    for pair, draft in zip(benchmark.pairs, drafts, strict=True):
        texts = {question.text for question in pair.questions}
        options = {tuple(sorted(question.options)) for question in pair.questions}
        right = tuple(question.options[question.answer] for question in pair.questions if question.answer is not None)
        wanted = tuple(draft.options[key] for key in (draft.answer_a, draft.answer_b) if key is not None)
        captions = None if pair.caption_a is None or pair.caption_b is None else (pair.caption_a, pair.caption_b)
        if (
            texts != {draft.question}
            or options != {tuple(sorted(draft.options))}
            or right != wanted
            or pair.patterns != draft.patterns
            or captions != captions_of(draft)
        ):
            raise BrokenFile(
                f"Pair {pair.id} was read back with {right[0]!r} for image a and {right[1]!r} for image b of "
                f"{pair.question_a.text!r}, and not as it was written. The release was not kept; open the pair in "
                "authoring, and look for characters that are not plain text."
            )


def _line(draft: Draft, side: int, images: Mapping[int, str], groups: Mapping[str, str], turned: bool) -> Line:
    key = (draft.answer_a, draft.answer_b)[side]
    assert key is not None, f"{draft.pair} is ready without an answer"
    captions = captions_of(draft)
    return Line(
        id=f"{draft.pair}/{SIDES[side]}",
        pair=draft.pair,
        side="b" if side else "a",
        image=images[draft.rows[side]],
        question=draft.question,
        options=draft.options[::-1] if turned else draft.options,
        answer=1 - key if turned else key,
        patterns=draft.patterns,
        caption=None if captions is None else captions[side],
        group=groups.get(draft.pair),
    )
