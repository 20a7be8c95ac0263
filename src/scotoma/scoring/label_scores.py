"""The part of a model's scores that depends on which answers are right."""

from collections.abc import Mapping, Sequence

import numpy as np

from scotoma.answers import Control
from scotoma.benchmark import Benchmark
from scotoma.scoring.intervals import Share
from scotoma.scoring.model_records import OUTCOMES, Chance, ControlScores, LabelScores, PairOutcome, Verdicts
from scotoma.scoring.outcomes import Keys, judge, keys_of, relative_keys, right_of, same_answers, same_images
from scotoma.scoring.pattern_rows import pattern_rows, share_of_pairs, share_of_questions
from scotoma.scoring.readings import LACKING, Readings

__all__ = ["label_scores", "pair_outcomes"]

Read = Mapping[Control, Readings]


def label_scores(asked: Benchmark, labelled: Benchmark, found: Read) -> LabelScores:
    """The scores under the labels of `labelled`, of questions that were asked with those of `asked`."""
    keys, relative = keys_of(labelled), relative_keys(asked, labelled)
    circular = _circular(asked, keys, found) if {"plain", "swapped"} <= found.keys() else (None, None)
    return LabelScores(
        labels=labelled.labels,
        chance=_chance(labelled),
        controls=tuple(
            _under_control(asked, control, readings, relative if control == "relative" else keys)
            for control, readings in found.items()
        ),
        partner_followed=_followed(asked, keys, found["partner"]) if "partner" in found else None,
        circular_pair=circular[0],
        circular_single=circular[1],
    )


def pair_outcomes(versions: Sequence[Benchmark], plain: Readings) -> tuple[PairOutcome, ...]:
    """What became of each pair under each version of the labels."""
    same = same_answers(versions[0], plain.options)
    keys = {labelled.labels: keys_of(labelled) for labelled in versions}
    codes = {labels: judge(plain.options, same, each).tolist() for labels, each in keys.items()}
    right = {labels: right_of(plain.options, each).tolist() for labels, each in keys.items()}
    options = [tuple(option if option >= 0 else None for option in row) for row in plain.options.tolist()]
    return tuple(
        PairOutcome(
            id=pair.id,
            pattern=pair.patterns[0] if pair.patterns else None,
            group=pair.group,
            options=(options[row][0], options[row][1]),
            verdicts=tuple(
                Verdicts(labels, OUTCOMES[codes[labels][row]], _where_read(right[labels][row], options[row]))
                for labels in keys
            ),
        )
        for row, pair in enumerate(versions[0].pairs)
    )


def _under_control(asked: Benchmark, control: Control, readings: Readings, keys: Keys) -> ControlScores:
    same = same_images(readings.options) if control == "relative" else same_answers(asked, readings.options)
    return ControlScores(control, pattern_rows(asked, readings.options, same, keys))


def _circular(asked: Benchmark, keys: Keys, found: Read) -> tuple[Share | None, Share | None]:
    """The shares of pairs and of questions that are right in both orders, of those asked in both."""
    runs = np.stack([found["plain"].options, found["swapped"].options])
    right, there = (runs == keys.own).all(axis=0), (runs != LACKING).all(axis=0)
    return share_of_pairs(asked, right.all(axis=1), there.all(axis=1)), share_of_questions(asked, right, there)


def _followed(asked: Benchmark, keys: Keys, partner: Readings) -> Share | None:
    """The share that is right for the partner, of answers that were read where the partner's answer is an option."""
    return share_of_questions(asked, partner.options == keys.partner, (partner.options >= 0) & (keys.partner >= 0))


def _chance(benchmark: Benchmark) -> Chance:
    guess = 1 / np.array([[len(question.options) for question in pair.questions] for pair in benchmark.pairs])
    told_apart = [
        (pair.question_a.text, pair.question_a.options) != (pair.question_b.text, pair.question_b.options)
        for pair in benchmark.pairs
    ]
    return Chance(float(guess.prod(axis=1).mean()), float(guess.mean()), float(np.mean(told_apart)))


def _where_read(right: list[bool], options: tuple[int | None, ...]) -> tuple[bool | None, bool | None]:
    return None if options[0] is None else right[0], None if options[1] is None else right[1]
