"""An encoder's profile: for each pattern what moves its embedding, and what can be read from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scotoma.encoders import Encoder
from scotoma.errors import UsageError
from scotoma.patterns import PATTERNS, pattern_named
from scotoma.probe.answers import Linear, Matching, linear, matching, matching_margins
from scotoma.probe.embedding import Rows, embed_captions, embed_scenes
from scotoma.probe.linear import Shown, linear_margins
from scotoma.probe.movement import Distances, Movement, distances, movement
from scotoma.progress import Progress, silent
from scotoma.scenes import ScenePair, draw_pair

__all__ = ["Measured", "Plan", "Profile", "Row", "probe", "probe_several"]

# Scenes of probes have seeds of their own, so that an encoder trained on scenes with seeds below is not probed on what
# it was trained on; and a million for each seed of a plan, so that two plans share none.
FIRST_SEED, SEEDS = 1_000_000_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn: for each pattern `n` pairs to ask about and `train` others to fit the linear probe on.

    No pair is in both. `difficulty` and `side_px` are those of `scotoma.scenes.draw_pair`. `above` is the cosine above
    which two images count as the same. `train` 0 leaves the linear probe out.

    Raises:
        UnknownName: there is no such pattern.
        UsageError: a number is out of its range.
    """

    patterns: tuple[str, ...] = tuple(pattern.name for pattern in PATTERNS)
    n: int = 100
    train: int = 200
    seed: int = 0
    difficulty: float = 0.0
    side_px: int = 224
    above: float = 0.95

    def __post_init__(self) -> None:
        names = tuple(dict.fromkeys(pattern_named(name).name for name in self.patterns))
        object.__setattr__(self, "patterns", names or tuple(pattern.name for pattern in PATTERNS))
        if self.n < 1:
            raise UsageError(f"n is {self.n}; a profile needs at least 1 pair a pattern, and about 100 to say much.")
        if self.train < 0:
            raise UsageError(f"train is {self.train}; expected 0 (no linear probe) or more pairs a pattern.")
        if self.n + self.train > SEEDS:
            raise UsageError(f"n and train are {self.n + self.train:,} pairs; expected at most {SEEDS:,} a pattern.")
        if self.seed < 0:
            raise UsageError(f"seed is {self.seed}; expected 0 or more.")
        draw_pair(self.patterns[0], 0, side_px=self.side_px, difficulty=self.difficulty)  # refuses what cannot be drawn
        if not -1 <= self.above <= 1:
            raise UsageError(f"above is {self.above:g}; expected a cosine, a number from -1 to 1, such as 0.95.")

    def pairs(self, pattern: str) -> Iterator[ScenePair]:
        """The pattern's pairs: `n` to ask about, then `train` to fit on. Plans of different seeds share none."""
        first = FIRST_SEED + self.seed * SEEDS
        for number in range(self.n + self.train):
            yield draw_pair(pattern, first + number, side_px=self.side_px, difficulty=self.difficulty)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on each of a pattern's n pairs, before anything was summed up.

    `linear` (n, 2) are the margins of `linear_margins`, `matching` (n, 2) those of the captions, each for the pair's
    first and second image; None where there is no probe, or no text tower.
    """

    seeds: list[int]
    changes: list[str]
    distances: Distances
    linear: np.ndarray | None
    matching: np.ndarray | None


@dataclass(frozen=True, slots=True)
class Row:
    """What one encoder makes of one pattern; `linear` is None if nothing was fitted, `matching` if it reads no text."""

    pattern: str
    movement: Movement
    linear: Linear | None
    matching: Matching | None
    measured: Measured

    @property
    def outweighs(self) -> bool:
        """Whether the fact surely moves the embedding farther, more often than not, than both irrelevant changes."""
        return min(self.movement.jitter.farther.low, self.movement.background.farther.low) > 0.5

    @property
    def readable(self) -> bool | None:
        """Whether the linear probe surely reads the fact better than a coin; None if none was fitted or asked."""
        return None if self.linear is None or not self.linear.images.defined else self.linear.images.low > 0.5

    @property
    def reads_as(self) -> str:
        """The row in a word.

        "sees": outweighs and readable. "drowned": readable, but an irrelevant change moves the embedding as far.
        "unread": outweighs, but no readout was found with so many scenes. "blind": neither was shown. Without a
        linear probe "outweighs" or "outweighed".
        """
        if self.readable is None:
            return "outweighs" if self.outweighs else "outweighed"
        if self.readable:
            return "sees" if self.outweighs else "drowned"
        return "unread" if self.outweighs else "blind"


@dataclass(frozen=True, slots=True)
class Profile:
    """One encoder's rows, a pattern each, and what they were made with."""

    encoder: dict[str, Any]
    plan: Plan
    rows: list[Row]

    @property
    def name(self) -> str:
        """The encoder's name."""
        return str(self.encoder["name"])


def probe(
    encoder: Encoder,
    *,
    patterns: Sequence[str] = (),
    n: int = 100,
    train: int = 200,
    seed: int = 0,
    difficulty: float = 0.0,
    progress: Progress = silent,
) -> Profile:
    """How far `encoder` moves when only one fact of a drawn scene changes, pattern by pattern, and what it lets read.

    For each pattern (all nine by default) `n` pairs are measured, against jitter and another background of the same
    scene; a linear probe is fitted on `train` other pairs; and captions are matched if the encoder reads text. The same
    seed draws the same scenes for every encoder.

    Raises:
        UnknownName: there is no such pattern.
        UsageError: a number is out of its range.
        BadRow: the encoder gives a row that is zero or not finite.
    """
    plan = Plan(tuple(patterns), n, train, seed, difficulty)
    return probe_several([encoder], plan, progress=progress)[0]


def probe_several(encoders: Sequence[Encoder], plan: Plan, *, progress: Progress = silent) -> list[Profile]:
    """The profiles of several encoders on the same scenes, each drawn once.

    Raises:
        UsageError: no encoder was given.
        BadRow: an encoder gives a row that is zero or not finite.
    """
    if not encoders:
        raise UsageError("No encoder was given; name at least one, such as toy:layout.")
    rows: list[list[Row]] = [[] for _ in encoders]
    total = len(plan.patterns) * (4 * plan.n + 2 * plan.train)
    with progress("scenes", total, "pictures") as advance:
        for pattern in plan.patterns:
            pairs = list(plan.pairs(pattern))
            asked, trained = pairs[: plan.n], pairs[plan.n :]
            embedded = embed_scenes(asked, trained, encoders, advance)
            for encoder, these, into in zip(encoders, embedded, rows, strict=True):
                into.append(_row(pattern, encoder, these, (asked, trained), plan))
    return [Profile(encoder.facts.as_dict(), plan, these) for encoder, these in zip(encoders, rows, strict=True)]


def _row(pattern: str, encoder: Encoder, rows: Rows, pairs: tuple[list[ScenePair], list[ScenePair]], plan: Plan) -> Row:
    asked, trained = pairs
    both = _in_order(rows.asked[:, :2])
    moved = distances(rows.asked)
    read = linear_margins(_shown(rows.trained, trained), _shown(both, asked)) if trained else None
    matched = matching_margins(both, _captions(asked, encoder)) if encoder.facts.reads_text else None
    return Row(
        pattern,
        movement(moved, above=plan.above, seed=plan.seed),
        None if read is None else linear(read, len(trained)),
        None if matched is None else matching(matched),
        Measured([pair.seed for pair in asked], [pair.what_changed for pair in asked], moved, read, matched),
    )


def _in_order(rows: np.ndarray) -> np.ndarray:
    """Rows (n, 2, D) of each pair's first and second image: in odd pairs the second was the scene, its partner the
    first."""
    odd = np.arange(len(rows)) % 2 == 1
    ordered: np.ndarray = np.where(odd[:, None, None], rows[:, ::-1], rows)
    return ordered


def _captions(pairs: Sequence[ScenePair], encoder: Encoder) -> np.ndarray:
    texts = [caption for pair in pairs for caption in (pair.caption_a, pair.caption_b)]
    return embed_captions(texts, encoder).reshape(len(pairs), 2, -1)


def _shown(rows: np.ndarray, pairs: Sequence[ScenePair]) -> Shown:
    words_a, words_b = ([_words(pair, answer) for pair in pairs] for answer in ("answer_a", "answer_b"))
    return Shown(rows[:, 0], rows[:, 1], words_a, words_b, [pair.what_changed.split(":")[0] for pair in pairs])


def _words(pair: ScenePair, answer: str) -> frozenset[str]:
    """The words of the option that an image shows; for what is written there, each character with its place."""
    option = pair.options[getattr(pair, answer)]
    if pair.pattern == "text":
        return frozenset(f"{place}{character}" for place, character in enumerate(option))
    return frozenset(option.split())
