"""Pairs about whether a part, or a whole thing, is there."""

from scotoma.scenes.changes.features import feature_change
from scotoma.scenes.kinds import KINDS
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["presence"]


def presence(stage: Stage) -> Contrast:
    """A part of a thing or, in one pair of three, a thing beside another."""
    return beside(stage) if stage.draw.chance(33) else feature_change(stage, "presence")


def beside(stage: Stage) -> Contrast:
    """A second thing that is there or not."""
    first, second = stage.draw.some_of([kind for kind in KINDS.values() if kind.plain], 2)
    size = stage.sized(1700, 700)
    kept = stage.thing(first, 0, 0, stage.draw.between(1300, 1800))
    kept = stage.put(kept, ())
    extra = stage.put(stage.thing(second, 0, 0, size), (kept,))
    stage.surround([kept, extra])
    ask = stage.draw.one_of(("Is there {a} in the picture?", "Can you see {a}?", "Does the picture show {a}?"))
    says = article(first.name)
    return Contrast(
        (kept, extra),
        (kept,),
        f"{says} and {article(second.name)}",
        f"{says} and no {second.name}",
        ask.format(a=article(second.name)),
        "yes",
        "no",
        article(second.name),
        common=(kept,),
    )
