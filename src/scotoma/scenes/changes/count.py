"""Pairs about how many there are: few against many where the pair is easy, neighbouring numbers where it is hard."""

from scotoma.scenes.changes.features import asked_of, with_facts
from scotoma.scenes.graph import Thing
from scotoma.scenes.kinds import KINDS
from scotoma.scenes.stage import Contrast, Stage
from scotoma.scenes.wording import article, numbered

__all__ = ["count"]

MOST = 8
SIZES = (0, 1500, 1500, 1350, 1200, 1080, 980, 900, 860)
"""How large each of so many things is: as large as leaves room for a scatter."""


def count(stage: Stage) -> Contrast:
    """Things of one kind or, in three pairs of ten, parts of one thing."""
    return parts(stage) if stage.draw.chance(30) else things(stage)


def two_numbers(stage: Stage, low: int, high: int) -> tuple[int, int]:
    """Two numbers from low to high: their ratio falls, and the numbers grow, with the difficulty."""
    pairs = sorted(
        ((a, b) for a in range(low, high + 1) for b in range(a + 1, high + 1)),
        key=lambda pair: (pair[0] * 1000 // pair[1], pair[0]),
    )
    window = max(len(pairs) // 4, 1)
    start = (len(pairs) - window) * stage.hard // 1000
    a, b = stage.draw.one_of(pairs[start : start + window])
    return (a, b) if stage.draw.chance(50) else (b, a)


def things(stage: Stage) -> Contrast:
    """So many things of one kind, spread over the frame; the smaller number is part of the larger."""
    kind = stage.draw.one_of([kind for kind in KINDS.values() if kind.plain])
    a, b = two_numbers(stage, 1, MOST)
    most = max(a, b)
    size = SIZES[most]
    model = stage.thing(kind, 0, 0, size)
    group: list[Thing] = []
    for place in stage.spread(most, size):
        group.append(stage.copy(model, f"{kind.name} {len(group) + 1}", *place))
    in_a, in_b = tuple(group[:a]), tuple(group[:b])
    ask = stage.draw.one_of(("How many {many} are there?", "How many {many} can you see?",
                             "How many {many} does the picture show?"))  # fmt: skip
    says = [numbered(number, kind.name, kind.many) for number in (a, b)]
    options = [numbered(number, "", "").strip() for number in (a, b)]
    return Contrast(
        in_a, in_b, says[0], says[1], ask.format(many=kind.many), options[0], options[1], f"number of {kind.many}",
        subject=kind.name,
    )  # fmt: skip


def parts(stage: Stage) -> Contrast:
    """So many parts on one thing."""
    kind, feature = stage.draw.one_of(asked_of("count"))
    a, b = two_numbers(stage, int(feature.values[0].value), int(feature.values[-1].value))
    main = stage.main(kind, feature.needs, least=2000)
    known = {int(value.value): value for value in feature.values}
    stage.surround([main])
    says = [article(known[number].says.format(n=kind.name)) for number in (a, b)]
    return Contrast(
        (with_facts(main, {feature.name: str(a)}),),
        (with_facts(main, {feature.name: str(b)}),),
        says[0],
        says[1],
        stage.draw.one_of(feature.asks).format(n=kind.name),
        known[a].option,
        known[b].option,
        f"{kind.name}, number of {feature.name}",
    )
