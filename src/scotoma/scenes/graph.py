"""What a scene is made of, as plain facts, and the facts in which two scenes differ."""

from collections import Counter
from dataclasses import dataclass

__all__ = ["Background", "Scene", "Thing", "differences"]

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in a scene; `name` is unique there. `x`, `y` (the centre) and `size` are in 1/4096 of the frame.

    `facing` is "left" or "right", `angle` whole degrees clockwise, `facts` what else is true of this kind of thing
    (its features and their values, sorted). A thing of greater `depth` is drawn over one of lesser.
    """

    name: str
    kind: str
    x: int
    y: int
    size: int
    colour: str
    accent: str
    facing: str = "right"
    angle: int = 0
    depth: int = 0
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Background:
    """What is behind the things: its kind, the names of its two colours, the seed of its detail and of its clutter."""

    kind: str
    colours: tuple[str, str]
    seed: int
    clutter: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture before it is drawn: what is in it, and how it is drawn. Hashable; equal scenes look the same."""

    background: Background
    style: str
    things: tuple[Thing, ...]


def differences(scene_a: Scene, scene_b: Scene) -> list[str]:
    """Every fact in which the scenes differ, as "what: in a -> in b"; a minimal pair has exactly one.

    Things are matched by name. Those in one scene only count once a kind, as its number; a thing's place (x and y) is
    one fact.
    """
    found = []
    if scene_a.style != scene_b.style:
        found.append(f"style: {scene_a.style} -> {scene_b.style}")
    if scene_a.background != scene_b.background:
        found.append(f"background: {scene_a.background} -> {scene_b.background}")
    things_a, things_b = ({thing.name: thing for thing in scene.things} for scene in (scene_a, scene_b))
    if [name for name in things_a if name in things_b] != [name for name in things_b if name in things_a]:
        found.append(f"order: {', '.join(things_a)} -> {', '.join(things_b)}")
    for name in things_a.keys() & things_b.keys():
        found += _differences_of(things_a[name], things_b[name])
    if things_a.keys() != things_b.keys():
        found += _numbers(scene_a, scene_b)
    return sorted(found)


def _differences_of(a: Thing, b: Thing) -> list[str]:
    facts_a, facts_b = dict(a.facts), dict(b.facts)
    pairs = {
        "kind": (a.kind, b.kind),
        "place": (f"({a.x}, {a.y})", f"({b.x}, {b.y})"),
        "size": (a.size, b.size),
        "colour": (a.colour, b.colour),
        "accent": (a.accent, b.accent),
        "facing": (a.facing, b.facing),
        "angle": (a.angle, b.angle),
        "depth": (a.depth, b.depth),
        **{key: (facts_a.get(key), facts_b.get(key)) for key in facts_a.keys() | facts_b.keys()},
    }
    return [f"{a.name}, {what}: {in_a} -> {in_b}" for what, (in_a, in_b) in pairs.items() if in_a != in_b]


def _numbers(scene_a: Scene, scene_b: Scene) -> list[str]:
    names_a, names_b = ({thing.name for thing in scene.things} for scene in (scene_a, scene_b))
    only = {thing.kind for thing in scene_a.things if thing.name not in names_b}
    only |= {thing.kind for thing in scene_b.things if thing.name not in names_a}
    in_a, in_b = (Counter(thing.kind for thing in scene.things) for scene in (scene_a, scene_b))
    return [f"number of {kind}: {in_a[kind]} -> {in_b[kind]}" for kind in only]
