"""Pairs to try rules on: sound ones, but for what a test says."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from scotoma.lint import Evidence, Flag, LintItem, LintSide, ModelAnswers, PictureFacts, lint_benchmark
from scotoma.lint.pictures import small_copy

QUESTION, OPTIONS = "Is the door open or closed?", ("open", "closed")


def pair(
    name: str = "1", *, a: Mapping[str, Any] | None = None, b: Mapping[str, Any] | None = None, **both: Any
) -> LintItem:
    """A pair about a door; `both` changes both sides, `a` and `b` one, and patterns and group are the pair's."""
    rest = {key: both.pop(key) for key in ("patterns", "group") if key in both}
    sound: dict[str, Any] = {"text": QUESTION, "options": OPTIONS}
    one, other = (
        LintSide(
            **{
                **sound,
                "question": f"{name}/{side}",
                "answer": answer,
                "caption": caption,
                "image": f"{name}-{side}.png",
                **both,
                **(own or {}),
            }
        )
        for side, answer, caption, own in (("a", 0, "an open door", a), ("b", 1, "a closed door", b))
    )
    return LintItem(name, one, other, **{"patterns": ("state",), "group": name, **rest})


def flags(rule: str, items: Sequence[LintItem], evidence: Evidence | None = None) -> list[Flag]:
    """What one rule finds."""
    report = lint_benchmark(items, evidence=evidence or Evidence())
    return [flag for flag in report.flags if flag.rule == rule]


def unseen(rule: str, items: Sequence[LintItem], evidence: Evidence | None = None) -> str:
    """What one rule says it could not look at."""
    report = lint_benchmark(items, evidence=evidence or Evidence())
    return next(result.unseen for result in report.results if result.rule.name == rule)


def asked(model: str, given: Mapping[str, int | None], control: str = "plain", *, blind: bool = False) -> ModelAnswers:
    """A model's answers."""
    return ModelAnswers(model, control, blind, given)


def picture(seed: int, *, side: tuple[int, int] = (400, 400), bright: float = 1.0) -> PictureFacts:
    """The facts of a picture of coarse coloured cells, another for each seed."""
    cells = np.random.default_rng(seed).integers(0, 256, (6, 6, 3)) * bright
    drawn = Image.fromarray(cells.clip(0, 255).astype(np.uint8)).resize(side, Image.Resampling.BICUBIC)
    return PictureFacts(f"sha {seed} {side} {bright}", *side, small_copy(drawn))
