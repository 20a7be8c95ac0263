"""Questions with two options that a scene's graph answers, beyond the one its pair was drawn for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scotoma.scenes import Scene, ScenePair, Thing
from scotoma.scenes.colours import NAMED
from scotoma.scenes.draws import Draw
from scotoma.scenes.kinds import KINDS, Feature, Kind, kind_named
from scotoma.scenes.wording import article, numbered

__all__ = ["Fact", "absent_kind", "facts_of", "kinds_in", "pair_fact", "presence_fact"]

APART = 700  # grid units of 4096: nearer middles are neither left nor right of one another
OFF_CENTRE = 450
MOST = 8  # the largest number that scenes are drawn with


@dataclass(frozen=True, slots=True)
class Fact:
    """A question about one picture, its two options, which is right, and the right one as a full sentence.

    `sentence` is "" where no plain sentence says it.
    """

    question: str
    options: tuple[str, str]
    right: int
    sentence: str = ""

    @property
    def answer(self) -> str:
        """The right option."""
        return self.options[self.right]


def pair_fact(pair: ScenePair, side: int) -> Fact:
    """The question a pair was drawn for, as its first (0) or second (1) picture answers it."""
    return Fact(pair.question, pair.options, (pair.answer_a, pair.answer_b)[side])


def kinds_in(scene: Scene) -> list[str]:
    """The kinds of things in a scene, each once, in the order of its things."""
    return list(dict.fromkeys(thing.kind for thing in scene.things))


def presence_fact(kind: str, there: bool, draw: Draw) -> Fact:
    """Whether there is a thing of that kind in the picture."""
    ask = draw.one_of(("Is there {a} in the picture?", "Can you see {a}?", "Does the picture show {a}?"))
    sentence = f"Yes, there is {article(kind)}." if there else f"No, there is no {kind}."
    return Fact(ask.format(a=article(kind)), ("yes", "no"), 0 if there else 1, sentence)


def facts_of(scene: Scene, draw: Draw) -> list[Fact]:
    """Everything the graph lets one ask about a scene's things, in the order of the things.

    What is asked of a thing is asked only where it is the only one of its kind and the fact can be seen: a heading on
    a thing that is not turned, a feature where the facts it needs are given. Most single things are not counted.
    """
    counts = Counter(thing.kind for thing in scene.things)
    single = [thing for thing in scene.things if counts[thing.kind] == 1]
    found = [_number(kind_named(kind), count, draw) for kind, count in counts.items() if count > 1 or draw.chance(25)]
    for thing in single:
        found += _about(thing, kind_named(thing.kind), draw)
    for first in single:
        found += [fact for second in single if first is not second for fact in _between(first, second, draw)]
    if len(scene.things) == 1:
        found += _within(scene.things[0], draw)
    return found


def _two(right: str, wrong: str, draw: Draw) -> tuple[tuple[str, str], int]:
    """Both options in random order, and the place of the right one."""
    return ((right, wrong), 0) if draw.chance(50) else ((wrong, right), 1)


def _number(kind: Kind, count: int, draw: Draw) -> Fact:
    other = draw.one_of([each for each in range(1, MOST + 1) if each != count])
    words = [numbered(each, "", "").strip() for each in (count, other)]
    ask = draw.one_of(("How many {many} are there?", "How many {many} can you see?"))
    verb = "is" if count == 1 else "are"
    sentence = f"There {verb} {numbered(count, kind.name, kind.many)}."
    return Fact(ask.format(many=kind.many), *_two(words[0], words[1], draw), sentence)


def _about(thing: Thing, kind: Kind, draw: Draw) -> Iterator[Fact]:
    facts, name = dict(thing.facts), kind.name
    if kind.coloured and _given(kind.colour_needs, facts):
        other = draw.one_of([each for each in NAMED if each not in (thing.colour, thing.accent)])
        ask = draw.one_of(("What colour is the {n}?", "Which colour is the {n}?")).format(n=name)
        yield Fact(ask, *_two(thing.colour, other, draw), f"The {name} is {thing.colour}.")
    if kind.faces and not thing.angle and _given(kind.facing_needs, facts):
        other = "left" if thing.facing == "right" else "right"
        ask = draw.one_of(("Which way is the {n} facing?", "In which direction does the {n} face?")).format(n=name)
        yield Fact(ask, *_two(thing.facing, other, draw), f"The {name} is facing {thing.facing}.")
    for feature in kind.features:
        if feature.asks and _given(feature.needs, facts):
            yield _feature(feature, name, facts[feature.name], draw)


def _given(needs: Mapping[str, str], facts: dict[str, str]) -> bool:
    return needs.items() <= facts.items()


def _feature(feature: Feature, name: str, value: str, draw: Draw) -> Fact:
    true = next(each for each in feature.values if each.value == value)
    other = draw.one_of([each for each in feature.values if each.value != value])
    sentence = f"The picture shows {article(true.says.format(n=name))}."
    return Fact(draw.one_of(feature.asks).format(n=name), *_two(true.option, other.option, draw), sentence)


def _between(first: Thing, second: Thing, draw: Draw) -> Iterator[Fact]:
    across, down = first.x - second.x, first.y - second.y
    if abs(across) >= APART and abs(across) > abs(down):
        yield _relation(first.kind, second.kind, ("to the left of", "to the right of"), across > 0, draw)
    elif abs(down) >= APART and abs(down) > abs(across):
        yield _relation(first.kind, second.kind, ("above", "below"), down > 0, draw)


def _relation(name: str, other: str, ways: tuple[str, str], second: bool, draw: Draw) -> Fact:
    says = [f"{way} the {other}" for way in ways]
    right, wrong = says[second], says[not second]
    ask = draw.one_of(("Where is the {n}, seen from the {o}?", "Where is the {n}: {x} or {y}?"))
    ask = ask.format(n=name, o=other, x=says[0], y=says[1])
    return Fact(ask, *_two(right, wrong, draw), f"The {name} is {right}.")


def _within(thing: Thing, draw: Draw) -> Iterator[Fact]:
    for at, names in ((thing.x - 2048, ("left", "right")), (thing.y - 2048, ("top", "bottom"))):
        if abs(at) >= OFF_CENTRE:
            right, wrong = (f"the {names[way]} half" for way in (at > 0, at < 0))
            ask = f"In which half of the picture is the {thing.kind}?"
            yield Fact(ask, *_two(right, wrong, draw), f"The {thing.kind} is in {right} of the picture.")


def absent_kind(scene: Scene, draw: Draw) -> str:
    """A kind that is not in the scene."""
    there = {thing.kind for thing in scene.things}
    return draw.one_of([name for name in KINDS if name not in there])
