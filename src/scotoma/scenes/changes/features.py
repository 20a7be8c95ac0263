"""Pairs about a feature that a kind states itself: a part, a state, a build, a view."""

from dataclasses import replace

from scotoma.scenes.graph import Thing
from scotoma.scenes.kinds import KINDS, Feature, Kind
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["feature_change"]


def feature_change(stage: Stage, pattern: str) -> Contrast:
    """One feature of one thing has two different values."""
    kind, feature = stage.draw.one_of(asked_of(pattern))
    first, second = stage.draw.some_of(feature.values, 2)
    main = stage.main(kind, feature.needs)
    a, b = (with_fact(main, feature.name, value.value) for value in (first, second))
    stage.surround([main])
    ask = stage.draw.one_of(feature.asks).format(n=kind.name)
    says = [article(value.says.format(n=kind.name)) for value in (first, second)]
    about = f"the {kind.name}'s {feature.name}"
    return Contrast((a,), (b,), says[0], says[1], ask, first.option, second.option, about)


def asked_of(pattern: str) -> list[tuple[Kind, Feature]]:
    """Every kind and feature that the pattern can ask about."""
    return [(kind, feature) for kind in KINDS.values() for feature in kind.features if feature.pattern == pattern]


def with_fact(thing: Thing, name: str, value: str) -> Thing:
    """The thing with that feature set."""
    return replace(thing, facts=tuple(sorted({**dict(thing.facts), name: value}.items())))
