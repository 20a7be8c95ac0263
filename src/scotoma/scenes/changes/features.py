"""Pairs about a feature that a kind states itself; the harder the pair, the smaller the thing in the frame."""

from dataclasses import replace

from scotoma.scenes.graph import Thing
from scotoma.scenes.kinds import KINDS, Feature, Kind
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article

__all__ = ["asked_of", "feature_change", "state", "structure", "with_facts"]


def state(stage: Stage) -> Contrast:
    """Open or closed, on or off, full or empty."""
    return feature_change(stage, "state")


def structure(stage: Stage) -> Contrast:
    """Round or square, thick or thin, long or short, curved or straight."""
    return feature_change(stage, "structure")


def feature_change(stage: Stage, pattern: str) -> Contrast:
    """Two values of one feature of one thing, of those that the pattern asks about."""
    kind, feature = stage.draw.one_of(asked_of(pattern))
    first, second = stage.draw.some_of(feature.values, 2)
    main = stage.main(kind, feature.needs)
    a, b = (with_facts(main, {feature.name: value.value}) for value in (first, second))
    stage.surround([main])
    ask = stage.draw.one_of(feature.asks).format(n=kind.name)
    says = [article(value.says.format(n=kind.name)) for value in (first, second)]
    about = f"{kind.name}, {feature.name}"
    return Contrast((a,), (b,), says[0], says[1], ask, first.option, second.option, about)


def asked_of(pattern: str) -> list[tuple[Kind, Feature]]:
    """Every kind and feature that the pattern can ask about."""
    return [(kind, feature) for kind in KINDS.values() for feature in kind.features if feature.pattern == pattern]


def with_facts(thing: Thing, facts: dict[str, str]) -> Thing:
    """The thing with those facts."""
    return replace(thing, facts=tuple(sorted({**dict(thing.facts), **facts}.items())))
