"""Changes that no question asks about: everything moved a little, or another background."""

from dataclasses import replace

from scotoma.scenes.backgrounds import draw_background, stands_out
from scotoma.scenes.draws import Draw
from scotoma.scenes.graph import Scene

__all__ = ["jittered", "rebacked"]

SHIFT, GROWTH = 130, 40  # a thirtieth of the frame at most; four per cent at most


def jittered(scene: Scene, seed: int) -> Scene:
    """The scene with all its things moved together by up to a thirtieth of the frame, and grown or shrunk alike."""
    draw = Draw("jitter", seed)
    across, down = (draw.one_of((-1, 1)) * draw.between(SHIFT // 3, SHIFT) for _ in range(2))
    growth = 1000 + draw.between(-GROWTH, GROWTH)
    things = tuple(
        replace(
            thing,
            x=2048 + (thing.x - 2048) * growth // 1000 + across,
            y=2048 + (thing.y - 2048) * growth // 1000 + down,
            size=thing.size * growth // 1000,
        )
        for thing in scene.things
    )
    return replace(scene, things=things)


def rebacked(scene: Scene, seed: int) -> Scene:
    """The scene before another background, from which all its things stand out as well."""
    draw = Draw("background", seed)
    colours = {thing.colour for thing in scene.things}
    for _ in range(100):
        background = draw_background(draw)
        if background.colours != scene.background.colours and all(stands_out(each, background) for each in colours):
            return replace(scene, background=background)
    return replace(scene, background=replace(scene.background, seed=scene.background.seed + 1 + draw.below(1000)))
