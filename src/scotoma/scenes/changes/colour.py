"""Pairs about colour or pattern: far colours where the pair is easy, neighbouring ones where it is hard."""

from dataclasses import replace

from scotoma.scenes.changes.features import feature_change
from scotoma.scenes.colours import distance, named
from scotoma.scenes.kinds import KINDS, Kind
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["colour"]

LEAST = 30_000  # chosen by eye: no two of our colours are nearer, and people confuse none that are as far


def colour(stage: Stage) -> Contrast:
    """The main colour of a thing or, in one pair of six, whether it is striped."""
    if stage.draw.chance(16):
        return feature_change(stage, "colour")
    kind = stage.draw.one_of([kind for kind in KINDS.values() if kind.coloured])
    first, second = two_colours(stage, kind)
    main = stage.main(kind, kind.colour_needs)
    main = replace(main, accent=stage.accent(first, second))
    stage.surround([main])
    ask = stage.draw.one_of(("What colour is the {n}?", "Which colour is the {n}?", "Is the {n} {x} or {y}?"))
    says = stage.draw.one_of(("{c} {n}", "{n} that is {c}", "{n} coloured {c}"))
    captions = [article(says.format(c=each, n=kind.name)) for each in (first, second)]
    return Contrast(
        (replace(main, colour=first),),
        (replace(main, colour=second),),
        captions[0],
        captions[1],
        ask.format(n=kind.name, x=first, y=second),
        first,
        second,
        f"the {kind.name}'s colour",
    )


def two_colours(stage: Stage, kind: Kind) -> tuple[str, str]:
    """Two colours for a thing that stand out from the background; the harder the pair, the nearer they are."""
    known = [name for name in stage.colours if name not in kind.avoid]
    pairs = sorted((-distance(named(a), named(b)), a, b) for a in known for b in known if a < b)
    pairs = [pair for pair in pairs if -pair[0] >= LEAST]
    window = max(len(pairs) // 3, 1)
    start = (len(pairs) - window) * stage.hard // 1000
    _, a, b = stage.draw.one_of(pairs[start : start + window])
    return (a, b) if stage.draw.chance(50) else (b, a)
