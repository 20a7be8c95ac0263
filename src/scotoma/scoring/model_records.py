"""The scores of one model on a benchmark of pairs, as records: what `score_answers` gives and reports show."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from scotoma.answers import Control
from scotoma.scoring.intervals import Estimate, Share

__all__ = [
    "OUTCOMES",
    "Anatomy",
    "Asked",
    "Chance",
    "ControlScores",
    "Counts",
    "LabelScores",
    "ModelScores",
    "OrderEffect",
    "Outcome",
    "PairOutcome",
    "PatternResult",
    "Verdicts",
]

Outcome = Literal["both", "same", "one", "swapped", "neither", "unread", "lacking"]
"""What became of a pair: both right; the same answer twice, and not both right; one right, by different answers; each
image given the answer of the other; neither right in another way; an answer without an option that can be read; an
answer that is not there (never asked, or the request failed)."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the questions that were to be asked, each counted once.

    `read` gave an option. `unparsed` is text without one that can be read, `truncated` text that was cut before one
    came; `empty` and `refused` are as the provider gave them. `failed` (an error instead of an answer) and `missing`
    (not among the answers) say nothing about the model: they are in no score.
    """

    questions: int
    read: int
    unparsed: int
    empty: int
    truncated: int
    refused: int
    failed: int
    missing: int


@dataclass(frozen=True, slots=True)
class Anatomy:
    """How many of the pairs have each `Outcome`; they add up to `pairs`."""

    pairs: int
    both: int
    same: int
    one: int
    swapped: int
    neither: int
    unread: int
    lacking: int


@dataclass(frozen=True, slots=True)
class PatternResult:
    """One pattern's scores, or those of all pairs where `pattern` is "all".

    `pair` is the share of pairs with both questions right, `single` that of questions right. An answer that cannot be
    read is not right; what is lacking is left out of both, so that `pair.n` is `anatomy.pairs` less `anatomy.lacking`.
    None where nothing is left. `groups` counts the different things asked.
    """

    pattern: str
    groups: int
    pair: Share | None
    single: Share | None
    anatomy: Anatomy


@dataclass(frozen=True, slots=True)
class ControlScores:
    """The scores under one control, the patterns first (where the benchmark has them) and "all" last.

    Under "relative" a question asks which of the two images shows what is right for its own, and "same" means that one
    image was named twice.
    """

    control: Control
    rows: tuple[PatternResult, ...]

    @property
    def all(self) -> PatternResult:
        """The row of all pairs."""
        return self.rows[-1]


@dataclass(frozen=True, slots=True)
class Chance:
    """What answers that know nothing of the images get: shares of pairs and of questions.

    `pair` and `single` are for independent guesses. `blind_pair` is the most a fixed answer to each text can get: 0
    where both images of every pair are asked the same and the right answers differ.
    """

    pair: float
    single: float
    blind_pair: float


@dataclass(frozen=True, slots=True)
class LabelScores:
    """All scores that depend on which answers are right: `labels` is "original" or "corrected".

    `partner_followed` is the share of answers, given with the partner's image, that are right for the partner: near 1
    for a model that says what it sees. `circular_pair` and `circular_single` are the shares of pairs and questions that
    are right with the options in both orders. None where the control was not asked.
    """

    labels: str
    chance: Chance
    controls: tuple[ControlScores, ...]
    partner_followed: Share | None
    circular_pair: Share | None
    circular_single: Share | None

    def of(self, control: Control) -> ControlScores | None:
        """The scores under a control, None where it was not asked."""
        return next((scores for scores in self.controls if scores.control == control), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """How the questions were put under one control and what came back, whatever the right answers are.

    `same_answer` is the share of pairs whose two answers are one and the same, of those with both read. `first_shown`
    is the share of answers that took the option shown first, of those read; it is 0.5 for a model that knows all only
    if the right option is shown first half of the time.
    """

    control: Control
    preset: str
    settings: dict[str, Any]
    counts: Counts
    same_answer: Share | None
    first_shown: Share | None


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """What swapping the options did, over the questions that could be read in both orders.

    `consistent` is the share that named the same option both times; `first_twice` and `second_twice` count those that
    took the first place, or the last, both times. `first_place` is how often the option in the first place was taken
    over both runs, in which each option stood there once: 0.5 without a preference for a place.
    """

    consistent: Share
    first_twice: int
    second_twice: int
    first_place: Estimate


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What became of a pair under one version of the labels; `right` is None where no option was read."""

    labels: str
    outcome: Outcome
    right: tuple[bool | None, bool | None]


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """One pair, asked plainly: the options read (indexes into the questions' own), and what they are worth."""

    id: str
    pattern: str | None
    group: str
    options: tuple[int | None, int | None]
    verdicts: tuple[Verdicts, ...]

    def under(self, labels: str) -> Verdicts:
        """What it is worth under a version of the labels.

        Raises:
            KeyError: there is no such version.
        """
        return {each.labels: each for each in self.verdicts}[labels]


@dataclass(frozen=True, slots=True)
class ModelScores:
    """Everything that one model's answers to one benchmark of pairs say.

    `benchmark` has name, version and sha256; `labels` has the original labels first and then, where errata are known,
    the corrected. `order` needs the plain and the swapped run. `outcomes` are those of the plain run, pair by pair, and
    empty without one. `warnings` are whole sentences about what a reader of the scores should know.
    """

    model: str
    benchmark: dict[str, str]
    pairs: int
    groups: int
    asked: tuple[Asked, ...]
    order: OrderEffect | None
    labels: tuple[LabelScores, ...]
    outcomes: tuple[PairOutcome, ...]
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The scores as plain JSON-ready values."""
        return asdict(self)

    def under(self, labels: str) -> LabelScores:
        """The scores under a version of the labels.

        Raises:
            KeyError: there is no such version.
        """
        return {each.labels: each for each in self.labels}[labels]
