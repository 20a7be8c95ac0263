"""Changes that no question asks about."""

import itertools

import pytest

from scotoma.patterns import PATTERNS
from scotoma.scenes import Scene, differences, draw_pair, jittered, rebacked
from scotoma.scenes.backgrounds import stands_out

SCENES = [draw_pair(pattern.name, seed).scene_a for pattern in PATTERNS for seed in range(12)]


@pytest.mark.parametrize("scene", SCENES[::4], ids=range(27))
def test_jitter_moves_everything_together_and_changes_nothing_else(scene: Scene) -> None:
    moved = jittered(scene, 3)
    found = differences(scene, moved)
    assert found
    assert all(", place:" in each or ", size:" in each for each in found)
    for thing, there in zip(scene.things, moved.things, strict=True):
        assert 0 < max(abs(thing.x - there.x), abs(thing.y - there.y)) < 4096 // 16


def test_jitter_keeps_things_in_their_order_across_and_down() -> None:
    for scene, seed in itertools.product(SCENES, range(3)):
        moved = jittered(scene, seed)
        for (one, there), (two, other) in itertools.combinations(zip(scene.things, moved.things, strict=True), 2):
            if abs(one.x - two.x) > 30:
                assert (one.x < two.x) == (there.x < other.x)
            if abs(one.y - two.y) > 30:
                assert (one.y < two.y) == (there.y < other.y)


def test_another_background_is_one_difference_and_hides_nothing() -> None:
    for scene in SCENES:
        other = rebacked(scene, 1)
        assert [each.split(":")[0] for each in differences(scene, other)] == ["background"]
        assert all(stands_out(thing.colour, other.background) for thing in scene.things)


def test_the_seed_decides() -> None:
    assert jittered(SCENES[0], 1) == jittered(SCENES[0], 1) != jittered(SCENES[0], 2)
    assert rebacked(SCENES[0], 1) == rebacked(SCENES[0], 1) != rebacked(SCENES[0], 2)
