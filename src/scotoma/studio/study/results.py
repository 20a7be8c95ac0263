"""What came of a study: accuracies with intervals, agreement, times, attention checks, concerns."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

import numpy as np
from jaxtyping import Bool, Int64

from scotoma.benchmark import UNSORTED, Benchmark, Labels
from scotoma.scoring import PairScores, Share, Verdict, score_pairs
from scotoma.scoring.agreement import Agreement, krippendorff_alpha
from scotoma.scoring.intervals import numbered
from scotoma.scoring.pairs import by_pattern
from scotoma.scoring.pattern_rows import share_of_pairs, share_of_questions
from scotoma.studio.study.answered import UNANSWERED, StudyAnswer, chosen_options, counted_people
from scotoma.studio.study.crossed import crossed_share
from scotoma.studio.study.material import Material
from scotoma.studio.study.records import Participant, State

__all__ = ["Concern", "ParticipantRow", "PatternRow", "QuestionRow", "StudyResults", "Times", "study_results"]

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds a question: the median and quartiles of `n` answers, by the server's clock; `visible` is the median of
    what browsers counted while the page was in view, None where none did."""

    lower: float
    median: float
    upper: float
    n: int
    visible: float | None


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One participant: how many of the questions were answered, the scores as a model's would be, attention checks
    right of those answered, times, and how many concerns."""

    number: int
    state: State
    answered: int
    single: Share | None
    pair: Share | None
    checks_right: int
    checks: int
    times: Times | None
    concerns: int


@dataclass(frozen=True, slots=True)
class PatternRow:
    """All participants' answers to one pattern's pairs, or to "all": intervals are `crossed_share`'s."""

    pattern: str
    pairs: int
    single: Share | None
    pair: Share | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question: how many answered, how many of them right, and the option of the majority, None on a tie."""

    id: str
    text: str
    answered: int
    right: int
    majority: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Concern:
    """What participant `number` wrote about a question."""

    question: str
    text: str
    number: int
    concern: str


@dataclass(frozen=True, slots=True)
class StudyResults:
    """Everything that the answers to a study say, under one version of the labels.

    `states` counts the participants in each state; the answers of the withdrawn are nowhere else in it, and neither are
    those of the participants `without`. Unfinished participants count with what they have answered. `patterns` has
    "all" last. `majority` scores one answer a question, that of most, over the pairs of which both questions were
    answered; a tie is undecided and not right; None without such pairs. `against_key` are the questions whose majority
    chose another option than the key.
    """

    name: str
    benchmark: dict[str, str]
    labels: Labels
    states: dict[State, int]
    without: tuple[int, ...]
    participants: tuple[ParticipantRow, ...]
    patterns: tuple[PatternRow, ...]
    majority: PairScores | None
    agreement: Agreement
    times: Times | None
    against_key: tuple[QuestionRow, ...]
    concerns: tuple[Concern, ...]

    def as_dict(self) -> dict[str, Any]:
        """The results as plain JSON-ready values."""
        return asdict(self)

    @property
    def all(self) -> PatternRow:
        """The row of all pairs."""
        return self.patterns[-1]


def study_results(
    material: Material,
    people: Sequence[Participant],
    answers: Sequence[StudyAnswer],
    *,
    labels: Labels = "original",
    without: Sequence[int] = (),
) -> StudyResults:
    """The results of a study from its participants and answers; `without` leaves participants out, by number.

    The interval of one participant is about other questions, as a model's is; those of all together are about other
    questions and other people (`crossed_share`).

    Raises:
        UsageError: "corrected" labels are wanted of a benchmark without known errors.
    """
    benchmark = material.benchmark.labelled(labels)
    counted = counted_people(people, without)
    numbers = {person.number for person in counted}
    kept = [answer for answer in answers if answer.number in numbers]
    options = chosen_options(benchmark, counted, kept)
    right, there = options == _keys(benchmark), options != UNANSWERED
    votes = _votes(options, benchmark)
    groups = [pair.group for pair in benchmark.pairs for _ in range(2)]
    found = Counter(person.state for person in people)
    return StudyResults(
        name=material.study.name,
        benchmark={"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256},
        labels=labels,
        states={state: found[state] for state in STATES},
        without=tuple(sorted(set(without))),
        participants=tuple(
            _participant(material, benchmark, person, kept, options[row]) for row, person in enumerate(counted)
        ),
        patterns=tuple(_patterns(benchmark, right, there)),
        majority=_majority(benchmark, votes, there.any(axis=0).all(axis=1)),
        agreement=krippendorff_alpha(_judgements(options), groups),
        times=_times([answer for answer in kept if not answer.item.is_check]),
        against_key=tuple(_against_key(benchmark, options, votes)),
        concerns=tuple(_concerns(material, kept)),
    )


def _keys(benchmark: Benchmark) -> Int64[np.ndarray, "P 2"]:
    # An answer that is None stands for no option at all; questions of pairs have one.
    return np.array(
        [[-2 if side.answer is None else side.answer for side in pair.questions] for pair in benchmark.pairs]
    )


def _participant(
    material: Material,
    benchmark: Benchmark,
    person: Participant,
    answers: Sequence[StudyAnswer],
    options: Int64[np.ndarray, "P 2"],
) -> ParticipantRow:
    right, there = options == _keys(benchmark), options != UNANSWERED
    own = [answer for answer in answers if answer.number == person.number]
    checks = [answer.option == material.answer_to(answer.item) for answer in own if answer.item.is_check]
    return ParticipantRow(
        number=person.number,
        state=person.state,
        answered=int(there.sum()),
        single=share_of_questions(benchmark, right, there),
        pair=share_of_pairs(benchmark, right[:, 0] & right[:, 1], there[:, 0] & there[:, 1]),
        checks_right=sum(checks),
        checks=len(checks),
        times=_times([answer for answer in own if not answer.item.is_check]),
        concerns=sum(bool(answer.concern) for answer in own),
    )


def _patterns(
    benchmark: Benchmark, right: Bool[np.ndarray, "H P 2"], there: Bool[np.ndarray, "H P 2"]
) -> Iterator[PatternRow]:
    groups, _ = numbered([pair.group for pair in benchmark.pairs])
    for pattern, chosen in by_pattern(benchmark):
        if pattern == UNSORTED and len(chosen) == len(benchmark.pairs):
            continue
        single = _crossed(right[:, chosen], there[:, chosen], groups[chosen])
        sides = right[:, chosen, 0] & right[:, chosen, 1], there[:, chosen, 0] & there[:, chosen, 1]
        both = _crossed(*sides, groups[chosen])
        yield PatternRow(pattern, len(chosen), single, both)


def _crossed(right: np.ndarray, there: np.ndarray, groups: np.ndarray) -> Share | None:
    """The share over people and pairs (and sides) of what is there, whose groups are those of the pairs."""
    indexes = np.nonzero(there)
    return crossed_share(right[there].astype(np.float64), indexes[0].tolist(), groups[indexes[1]].tolist())


def _judgements(options: Int64[np.ndarray, "H P 2"]) -> list[list[int | None]]:
    """For each question what each participant chose."""
    units = options.reshape(len(options), math.prod(options.shape[1:])).T.tolist()
    return [[None if option == UNANSWERED else option for option in unit] for unit in units]


def _votes(options: Int64[np.ndarray, "H P 2"], benchmark: Benchmark) -> list[tuple[int | None, int | None]]:
    """The option that most chose for the two questions of each pair, None where nobody answered or two are level."""
    return [(_vote(options[:, row, 0]), _vote(options[:, row, 1])) for row in range(len(benchmark.pairs))]


def _vote(chosen: Int64[np.ndarray, " H"]) -> int | None:
    (first, count), *others = [*Counter(chosen[chosen != UNANSWERED].tolist()).most_common(2), (-1, 0)]
    return None if not count or (others and others[0][1] == count) else int(first)


def _majority(
    benchmark: Benchmark, votes: Sequence[tuple[int | None, int | None]], answered: Bool[np.ndarray, " P"]
) -> PairScores | None:
    """The scores of the votes, over the pairs of which both questions were answered by somebody."""
    rows = np.flatnonzero(answered).tolist()
    if not rows:
        return None
    kept = replace(benchmark, pairs=tuple(benchmark.pairs[row] for row in rows))

    def verdict(side: int) -> list[Verdict]:
        keys = [(votes[row][side], benchmark.pairs[row].questions[side].answer) for row in rows]
        return [None if vote is None else vote == key for vote, key in keys]

    return score_pairs(kept, verdict(0), verdict(1), metric="majority vote")


def _times(answers: Sequence[StudyAnswer]) -> Times | None:
    if not answers:
        return None
    lower, median, upper = np.quantile([answer.seconds for answer in answers], [0.25, 0.5, 0.75]).tolist()
    visible = [answer.visible_seconds for answer in answers if answer.visible_seconds is not None]
    return Times(lower, median, upper, len(answers), float(np.median(visible)) if visible else None)


def _against_key(
    benchmark: Benchmark, options: Int64[np.ndarray, "H P 2"], votes: Sequence[tuple[int | None, int | None]]
) -> Iterator[QuestionRow]:
    for row, pair in enumerate(benchmark.pairs):
        for side, question in enumerate(pair.questions):
            chosen, vote = options[:, row, side], votes[row][side]
            answered = int((chosen != UNANSWERED).sum())
            if not answered or question.answer is None or vote == question.answer:
                continue
            yield QuestionRow(
                question.id,
                question.text,
                answered,
                int((chosen == question.answer).sum()),
                None if vote is None else question.options[vote],
                question.options[question.answer],
            )


def _concerns(material: Material, answers: Sequence[StudyAnswer]) -> Iterator[Concern]:
    texts: Mapping[str, str] = {question.id: question.text for question in material.benchmark.questions()}
    texts = {**texts, **{check.id: check.text for check in material.study.checks.values()}}
    for answer in sorted(answers, key=lambda each: (each.item.id, each.number)):
        if answer.concern:
            yield Concern(answer.item.id, texts[answer.item.id], answer.number, answer.concern)
