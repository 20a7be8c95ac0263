"""Minimal pairs: two scenes that differ in one fact, with captions, a question and its answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image as PILImage

from scotoma.errors import UsageError
from scotoma.patterns import pattern_named
from scotoma.scenes.changes import CHANGES
from scotoma.scenes.draws import Draw
from scotoma.scenes.graph import Scene
from scotoma.scenes.rendering import Box, checked_side, region, render
from scotoma.scenes.stage import Stage
from scotoma.scenes.wording import article, listed

__all__ = ["ScenePair", "draw_pair", "draw_pairs"]


@dataclass(frozen=True, slots=True)
class ScenePair:
    """Two scenes that differ in exactly one fact, of the kind that `pattern` asks about.

    `caption_a` and `caption_b` state that fact; `subject` is a caption true of both that names the things only. The
    question is the same for both images; `answer_a` and `answer_b` index its two options and are never equal.
    """

    pattern: str
    seed: int
    difficulty: float
    side_px: int
    scene_a: Scene
    scene_b: Scene
    caption_a: str
    caption_b: str
    subject: str
    question: str
    options: tuple[str, str]
    answer_a: int
    answer_b: int
    what_changed: str

    @property
    def image_a(self) -> PILImage.Image:
        """The picture of `scene_a`, drawn anew at each access: RGB, `side_px` a side."""
        return render(self.scene_a, self.side_px)

    @property
    def image_b(self) -> PILImage.Image:
        """The picture of `scene_b`, likewise."""
        return render(self.scene_b, self.side_px)

    @property
    def region(self) -> Box:
        """Left, top, right, bottom in px of the box outside which the two pictures are identical."""
        return region(self.scene_a, self.scene_b, self.side_px)


def draw_pair(pattern: str, seed: int, *, side_px: int = 224, difficulty: float = 0.0) -> ScenePair:
    """The pair of `pattern` that `seed` stands for: the same on every platform and with every library version.

    `difficulty` runs from 0 (the largest changes: facing left or right, one apple or five) to 1 (the smallest a person
    can still see at 64 px: a lean, six apples or seven, neighbouring colours, a small thing).

    Raises:
        UnknownName: there is no such pattern.
        UsageError: the side is not a whole number from 16 to 2048, or the difficulty not a number from 0 to 1.
    """
    checked_side(side_px)
    if not 0 <= difficulty <= 1:
        raise UsageError(f"difficulty is {difficulty}; expected a number from 0 (easiest) to 1 (hardest).")
    name = pattern_named(pattern).name
    draw = Draw("pair", name, seed)
    stage = Stage(draw, round(difficulty * 1000))
    contrast = CHANGES[name](stage)
    extras = tuple(stage.extras)
    scenes = [
        Scene(stage.background, stage.style, (*things, *extras)) for things in (contrast.things_a, contrast.things_b)
    ]
    end = stage.nearby()
    captions = [contrast.says_a + end, contrast.says_b + end]
    options = [contrast.option_a, contrast.option_b]
    if draw.chance(50):
        scenes, captions, options = scenes[::-1], captions[::-1], options[::-1]
    first = draw.below(2)
    kept = contrast.things_a if contrast.common is None else contrast.common
    named = [contrast.subject] if contrast.subject else [article(thing.kind) for thing in kept]
    subject = listed([*named, *(article(thing.kind) for thing in extras)])
    return ScenePair(
        name,
        seed,
        difficulty,
        side_px,
        scenes[0],
        scenes[1],
        captions[0],
        captions[1],
        subject,
        contrast.question,
        (options[first], options[1 - first]),
        first,
        1 - first,
        f"{contrast.about}: {options[0]} -> {options[1]}",
    )


def draw_pairs(
    patterns: Sequence[str], n: int, *, seed: int = 0, side_px: int = 224, difficulty: float = 0.0
) -> Iterator[ScenePair]:
    """`n` pairs of each pattern, pattern after pattern; pair k of a pattern has the seed `seed + k`.

    Raises:
        UnknownName, UsageError: as `draw_pair`.
    """
    for pattern in patterns:
        for number in range(n):
            yield draw_pair(pattern, seed + number, side_px=side_px, difficulty=difficulty)
