"""Every kind of thing is honest about itself."""

import itertools
import re
from dataclasses import replace

import numpy as np
import pytest

from scotoma.errors import UnknownName
from scotoma.scenes import Background, Scene, Thing, render
from scotoma.scenes.kinds import KINDS, Kind, kind_named
from scotoma.scenes.kinds.glyphs import GLYPHS
from scotoma.scenes.kinds.written import WRITTEN
from scotoma.scenes.pen import Part, Pen

GROUND = Background("plain", ("pale grey", "cream"), 1)
VISIBLE = 24  # of 255: a change that an eye sees


def thing(kind: Kind, **facts: str) -> Thing:
    known = {feature.name: feature.values[0].value for feature in kind.features}
    return Thing(kind.name, kind.name, 2048, 2048, 3400, "red", "blue", facts=tuple(sorted({**known, **facts}.items())))


def picture(drawn: Thing, style: str = "flat") -> np.ndarray:
    return np.asarray(render(Scene(GROUND, style, (drawn,)), 48)).astype(int)


def changed(first: Thing, second: Thing) -> int:
    return int((np.abs(picture(first) - picture(second)).max(axis=2) > VISIBLE).sum())


def parts(drawn: Thing) -> list[Part]:
    pen = Pen()
    kind_named(drawn.kind).draw(pen, dict(drawn.facts))
    return pen.parts


def variants(kind: Kind) -> list[Thing]:
    return [thing(kind), *(thing(kind, **{f.name: v.value}) for f in kind.features for v in f.values)]


def test_there_are_forty_kinds_and_more() -> None:
    assert len(KINDS) >= 90
    assert all(name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_thing_stays_within_its_box(kind: Kind) -> None:
    for drawn in variants(kind):
        for part in parts(drawn):
            reach = max(max(abs(x), abs(y)) for x, y in part.points) + part.width // 2
            assert reach <= 540, (drawn.facts, part)  # the region of a change allows 620, outlines and shadows included


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_value_of_a_feature_shows(kind: Kind) -> None:
    for feature in kind.features:
        drawn = [thing(kind, **{**feature.needs, feature.name: value.value}) for value in feature.values]
        for first, second in itertools.pairwise(drawn):
            assert changed(first, second) >= 4, (kind.name, feature.name, second.facts)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_its_heading_shows_where_it_says_that_it_has_one(kind: Kind) -> None:
    drawn = thing(kind, **kind.facing_needs)
    if kind.faces:
        assert changed(drawn, replace(drawn, facing="left")) > 40
    if kind.points or kind.upright:
        assert changed(drawn, replace(drawn, angle=180)) > 40
    if kind.coloured:
        drawn = thing(kind, **kind.colour_needs)
        assert changed(drawn, replace(drawn, colour="green")) > 40


def test_features_are_spelled_with_words_that_exist() -> None:
    for kind in KINDS.values():
        for feature in kind.features:
            if not feature.pattern:
                continue
            assert feature.asks, (kind.name, feature.name)
            assert all("{n}" in ask and ask.endswith("?") for ask in feature.asks)
            assert all("{n}" in value.says for value in feature.values)
            options = [value.option for value in feature.values]
            assert len(set(options)) == len(options)
            for ask in feature.asks:  # a question names all the options or none
                assert len({bool(re.search(rf"\b{re.escape(option)}\b", ask)) for option in options}) == 1, ask
            known = {each.name: {value.value for value in each.values} for each in kind.features}
            assert all(value in known[name] for name, value in feature.needs.items())
        for needs in (kind.facing_needs, kind.colour_needs):
            assert all(value in {v.value for v in kind.feature(name).values} for name, value in needs.items())


def test_no_two_glyphs_look_alike() -> None:
    block = next(kind for kind in WRITTEN if kind.name == "toy block")
    drawn = {glyph: picture(thing(block, text=glyph)) for glyph in GLYPHS}
    for first, second in itertools.combinations(drawn, 2):
        differ = (np.abs(drawn[first] - drawn[second]).max(axis=2) > VISIBLE).sum()
        if {first, second} != {"0", "O"}:  # no question sets these two against each other
            assert differ >= 4, (first, second)


def test_an_unknown_kind_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No kind of thing is named 'aple'. Did you mean 'apple'"):
        kind_named("aple")
