"""The whole road, from drawn pictures to the scores of people, as four people walk it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.studio.journey.answering import Volunteer, invite_reviewer, review, set_up_study
from tests.studio.journey.drawn import Drawn, draw, mine, scotoma
from tests.studio.journey.making import (
    NAMES,
    Written,
    choose,
    decide,
    label,
    lint,
    look_closely,
    mend,
    pick,
    release,
    to_write,
    write,
)
from tests.studio.journey.stage import Stage, Stop, browser, serve

__all__ = ["CONCERN", "PAIRS", "Journey", "travel"]

PAIRS, CHECKS, INTERRUPTED_AT = 12, 2, 9
CONCERN = "<b>Is it</b> the left one, or =1+1?"
KEPT, FIXED = "The picture is small, but it shows.", "The key is swapped."


@dataclass
class Journey:
    """What was done on the way, as it was typed, and what came of it."""

    drawn: Drawn
    run: Path
    typed: dict[str, Written] = field(default_factory=dict)
    scenes: dict[str, str] = field(default_factory=dict)
    slip: str = ""
    unclear: str = ""
    labelled: int = 0
    order: list[str] = field(default_factory=list)
    lint: dict[str, int] = field(default_factory=dict)
    reviewed: list[tuple[str, int]] = field(default_factory=list)
    reviewed_again: list[tuple[str, int]] = field(default_factory=list)
    cautions: str = ""
    volunteers: list[Volunteer] = field(default_factory=list)
    places: tuple[str, str] = ("", "")
    results: str = ""
    table: str = ""

    @property
    def exports(self) -> Path:
        """Where the exports lie, each in a folder named for its format."""
        return self.drawn.folder / "exports"


@contextmanager
def travel(home: Path, stop: Stop, *, each: int) -> Iterator[tuple[Journey, Stage, Any]]:
    """Walk the road with `each` drawn scenes a pattern, stopping to look; the block then has the studio still served,
    and the author's page."""
    with browser() as opened:
        drawn = draw(home, each=each)
        journey = Journey(drawn, mine(drawn))
        with serve(journey.run, home / "log") as link:
            stage = Stage(opened, link, stop)
            page = stage.enter(link)
            stop(page, "overview-first")
            _make(journey, stage, page)
            _ask_people(journey, stage, page)
            page.goto(f"{stage.site}/")
            stop(page, "overview")
            page.goto(f"{stage.site}/history")
            stop(page, "history")
            yield journey, stage, page


def _make(journey: Journey, stage: Stage, page: Any) -> None:
    """From pairs to a release: two people."""
    mined = journey.drawn.mined(journey.run)
    journey.scenes = choose(journey.drawn, mined, PAIRS)
    journey.typed = {pair: to_write(pair, journey.drawn.scenes[scene]) for pair, scene in journey.scenes.items()}
    journey.slip, journey.unclear = list(journey.scenes)[4], list(journey.scenes)[7]
    journey.labelled = label(stage, page)
    pick(stage, page, list(journey.scenes))
    look_closely(stage, page, journey.slip)
    slipped = {journey.slip: journey.typed[journey.slip].with_swapped_key}
    journey.order = write(stage, page, {**journey.typed, **slipped})
    journey.lint = lint(stage, page)
    rob = stage.enter(invite_reviewer(stage, page, "Rob"))
    stage.stop(page, "people")
    stage.stop(rob, "overview-reviewer")
    say = _reviewer(journey)
    journey.reviewed = review(stage, rob, journey.drawn, say)
    decide(stage, page, {journey.slip: ("fix", FIXED), journey.unclear: ("keep", KEPT)})
    mend(stage, page, journey.typed[journey.slip])
    journey.reviewed_again = review(stage, rob, journey.drawn, say)
    rob.context.close()
    page.goto(f"{stage.site}/review/agreement")
    stage.stop(page, "agreement")
    journey.cautions = release(stage, page, name="Rehearsal", licence="CC0-1.0", seed=7)


def _reviewer(journey: Journey) -> Callable[[str, int], str]:
    """What Rob sees: the truth, but for one picture of which he cannot tell."""

    def say(scene: str, side: int) -> str:
        known = journey.drawn.scenes[scene]
        if side < 0:
            return str(NAMES.index(known.pattern) + 1)
        if (scene, side) == (journey.scenes[journey.unclear], 1):
            return ""
        return known.options[known.answers[side]]

    return say


def _ask_people(journey: Journey, stage: Stage, page: Any) -> None:
    """The study with its three participants, its results, and what the commands make of them."""
    links = set_up_study(stage, page, name="First study", participants=3, checks=CHECKS, seed=5)
    first, second, third, fourth, *_ = journey.scenes.values()
    mistakes: Sequence[Mapping[str, Any]] = (
        {"shows": True},
        {"wrong": [(first, 0)], "concerns": {(second, 1): CONCERN}},
        {"wrong": [(third, 0), (third, 1), (fourth, 1), ("check", -1)]},
    )
    journey.volunteers = [
        Volunteer(stage, journey.drawn, link, **each) for link, each in zip(links, mistakes, strict=True)
    ]
    for each in journey.volunteers:
        each.arrive()
    while not all(each.done for each in journey.volunteers):
        for each in journey.volunteers:
            if not each.done:
                each.answer()
        if len(journey.volunteers[1].said) == INTERRUPTED_AT:
            _interrupt(journey, journey.volunteers[1])
    for each in journey.volunteers:
        each.finish()
        each.leave()
    _see_results(journey, stage, page)


def _interrupt(journey: Journey, volunteer: Volunteer) -> None:
    """Their browser is closed, and another one opened with the same link."""
    before = volunteer.place
    volunteer.leave()
    volunteer.arrive()
    journey.places = (before, volunteer.place)


def _see_results(journey: Journey, stage: Stage, page: Any) -> None:
    page.goto(f"{stage.site}/study")
    stage.stop(page, "studies")
    page.goto(f"{stage.site}/study/1")
    stage.stop(page, "results")
    journey.results = page.locator("main").inner_text()
    journey.table = page.request.get(f"{stage.site}/study/1/export/csv").text()
    with page.expect_navigation():
        page.locator("text=Write the answers beside those of models").press("Enter")
    page.goto(f"{stage.site}/study/plan")
    stage.stop(page, "plan")
    for layout in ("mmvp", "hub"):
        scotoma("export", journey.run / "benchmark", "--to", layout, "--out", journey.exports / layout)
    scotoma("score", journey.run)
