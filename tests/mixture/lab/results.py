"""Results of a laboratory that never ran, made by hand: how much of each thing a row has right."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scotoma.mixture.lab.plan import ROWS, RowPlan
from scotoma.mixture.lab.records import (
    CaptionOutcome,
    InstructionOutcome,
    PairOutcome,
    PresenceOutcome,
    Row,
    RunResult,
    TrainedStage,
    write_result,
)
from scotoma.patterns import PATTERNS

TOKENS = {"single-clip-2x": 144, "interleaved": 128}


@dataclass(frozen=True, slots=True)
class Skill:
    """Shares in 0..1 that a made-up network has right; `luck` is how far a seed may be off, either way."""

    pairs: float = 0.4
    emoji: float = 0.3
    obeyed: float = 0.8
    held_out: float = 0.6
    presence: float = 0.8
    captions: float = 0.6
    unread: float = 0.02
    luck: float = 0.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is asked: scene and emoji pairs, presence and instructed questions, captions."""

    scenes: int = 180
    emoji: int = 90
    presence: int = 100
    instructions: int = 110
    captions: int = 60


def run_of(name: str, seed: int, skill: Skill, sizes: Sizes = Sizes()) -> RunResult:
    """The run of a row and seed: every item is right or wrong by a draw that depends on row, seed and item alone."""
    plan = next(row for row in ROWS if row.name == name)
    off = skill.luck * (2 * _draw("luck", name, seed) - 1)
    key = (name, seed)
    return RunResult(
        row_of(plan),
        seed,
        "small",
        {"scenes": 12000, "pictures": 0},
        (
            TrainedStage("align", 4000, 63, 20.0, ((63, 1.5),)),
            TrainedStage("instruct", 24000, 750, 400.0, ((750, 0.4),)),
        ),
        {
            "scenes": _pairs("scenes", sizes.scenes, skill.pairs + off, skill, key),
            "emoji": _pairs("emoji", sizes.emoji, skill.emoji + off, skill, key),
        },
        tuple(_presence(number, skill, key) for number in range(sizes.presence)),
        tuple(_instruction(number, skill, off, key) for number in range(sizes.instructions)),
        tuple(
            CaptionOutcome(f"c{number}", _right(skill.captions, skill.unread, *key, "captions", number), "")
            for number in range(sizes.captions)
        ),
        30.0,
    )


def runs_of(skills: Mapping[str, Skill], seeds: Sequence[int] = (0, 1, 2), sizes: Sizes = Sizes()) -> list[RunResult]:
    """Runs of rows; those that carry no claim have seed 0 alone, as in the laboratory."""
    claims = {row.name for row in ROWS if row.claims}
    return [
        run_of(name, seed, skill, sizes)
        for name, skill in skills.items()
        for seed in seeds
        if name in claims or not seed
    ]


def written(out: Path, results: Sequence[RunResult]) -> Path:
    """The folder with these results, as a laboratory leaves it."""
    for result in results:
        write_result(out, result)
    return out


def row_of(plan: RowPlan) -> Row:
    """The row of the plan with sizes as the laboratory's are."""
    sides = tuple(tower.side_px for tower in plan.towers)
    tokens, flops = TOKENS.get(plan.name, 64), 50_000_000 * len(sides) * sum(side**2 for side in sides) // 64**2
    towers = tuple(tower.source for tower in plan.towers)
    return Row(
        plan.name, plan.mixture, plan.ssl_ratio, towers, sides, (-2,) * len(sides), tokens, flops, 7_000_000, 2_100_000
    )


def _pairs(name: str, count: int, share: float, skill: Skill, key: tuple[str, int]) -> tuple[PairOutcome, ...]:
    found = []
    for number in range(count):
        both = _draw(*key, name, number) < share
        other = _right(0.5, skill.unread, *key, name, "other", number)
        right: tuple[bool | None, bool | None] = (True, True) if both else (False, other)
        found.append(PairOutcome(f"{name}/{number}", PATTERNS[number % 9].name, right, ("(a)", "(b)")))
    return tuple(found)


def _presence(number: int, skill: Skill, key: tuple[str, int]) -> PresenceOutcome:
    right, truth = _right(skill.presence, skill.unread, *key, "presence", number), number % 2 == 0
    said = None if right is None else right == truth
    return PresenceOutcome(f"presence/{number}", f"presence/{number // 2}", truth, said, "")


def _instruction(number: int, skill: Skill, off: float, key: tuple[str, int]) -> InstructionOutcome:
    seen = number % 2 == 0
    obeyed = _draw(*key, "instructions", number) < (skill.obeyed if seen else skill.held_out) + off
    kinds = ("capitals",) if seen else ("capitals", "french")
    right = _right(0.6, skill.unread, *key, "instructed", number)
    return InstructionOutcome(f"i{number}", f"i{number}", kinds, seen, obeyed, right, "")


def _right(share: float, unread: float, *key: object) -> bool | None:
    draw = _draw(*key)
    return None if draw > 1 - unread else draw < share


def _draw(*key: object) -> float:
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:6]) / 2**48
