"""Pairs about where a thing is seen from; the harder the pair, the less the camera moves, or the smaller the thing."""

from scotoma.scenes.changes.features import feature_change, with_facts
from scotoma.scenes.kinds import KINDS
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["viewpoint"]


def viewpoint(stage: Stage) -> Contrast:
    """A solid body from two sides or, in a third of the pairs, a thing from the side, the front or above."""
    return feature_change(stage, "viewpoint") if stage.draw.chance(40) else camera(stage)


def camera(stage: Stage) -> Contrast:
    """From above or from below, from the left or from the right, straight on or at an angle."""
    solids = [kind for kind in KINDS.values() if any(feature.name == "pitch" for feature in kind.features)]
    kind = stage.draw.one_of(solids)
    turns = any(feature.name == "yaw" for feature in kind.features)
    angle = stage.sized(stage.draw.between(34, 42), 16)
    way = stage.draw.one_of(("height", "side", "front")) if turns else "height"
    main = stage.main(kind, least=1700)
    stage.surround([main])
    if way == "height":
        main = with_facts(main, {"yaw": str(stage.draw.one_of((-25, 25)))}) if turns else main
        views, facts = ("from above", "from below"), ("pitch", str(angle), str(-angle))
    elif way == "side":
        main = with_facts(main, {"pitch": "20"})
        views, facts = ("from the left", "from the right"), ("yaw", str(-angle), str(angle))
    else:
        main = with_facts(main, {"pitch": "14"})
        turn = stage.draw.one_of((-1, 1)) * angle
        views, facts = ("from the front", "from an angle"), ("yaw", "0", str(turn))
    a, b = (with_facts(main, {facts[0]: value}) for value in facts[1:])
    ask = stage.draw.one_of(("From where is the {n} seen?", "Where was this picture of the {n} taken from?",
                             "Is the {n} seen {x} or {y}?")).format(n=kind.name, x=views[0], y=views[1])  # fmt: skip
    captions = [f"{article(kind.name)} seen {view}" for view in views]
    return Contrast(
        (a,), (b,), captions[0], captions[1], ask, views[0], views[1], f"where the {kind.name} is seen from"
    )
