"""The others' half of the journey: the reviewer who does not know the key, and the participants of the study."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.studio.journey.drawn import Drawn
from tests.studio.journey.stage import Stage

__all__ = ["Volunteer", "invite_reviewer", "review", "set_up_study"]

RIGHT_IN_CHECKS = ("river", "seventeen")
"""The right answers of the first two attention checks."""


def invite_reviewer(stage: Stage, page: Any, name: str) -> str:
    """Make a link for a reviewer on the page of people."""
    page.goto(f"{stage.site}/people")
    page.fill("#name", name)
    page.select_option("#role", "reviewer")
    with page.expect_navigation():
        page.locator("text=Make a link").press("Enter")
    link: str = page.locator("#link").input_value()
    return link


def review(stage: Stage, page: Any, drawn: Drawn, say: Callable[[str, int], str]) -> list[tuple[str, int]]:
    """Answer by keyboard until nothing is left; `say` gives the key to press for a scene's side. What was asked, in
    order: scene and side, and side -1 for the question about the pattern.
    """
    page.goto(f"{stage.site}/review")
    stage.stop(page, "review")
    page.goto(f"{stage.site}/review/ask")
    asked: list[tuple[str, int]] = []
    while page.locator("h1").inner_text() != "Nothing is left to review.":
        if page.locator("#patterns").count():
            scene, _ = drawn.look(_bytes(page, ".picture img >> nth=0"))
            if not any(side < 0 for _, side in asked):
                stage.stop(page, "review-patterns")
            page.keyboard.press(say(scene, -1))
            asked.append((scene, -1))
            with page.expect_navigation():
                page.keyboard.press("Enter")
            continue
        scene, side = drawn.look(_bytes(page, ".one-picture img"))
        if len(asked) == 2:
            stage.stop(page, "review-question")
        asked.append((scene, side))
        wanted = say(scene, side)
        shown = page.locator(".choices button span").all_inner_texts()
        with page.expect_navigation():
            page.keyboard.press("0" if wanted == "" else str(shown.index(wanted) + 1))
    return asked


def _bytes(page: Any, selector: str) -> bytes:
    """The picture as the browser gets it."""
    address = page.locator(selector).evaluate("image => image.src")
    response = page.request.get(address)
    assert response.ok
    data: bytes = response.body()
    return data


def set_up_study(stage: Stage, page: Any, *, name: str, participants: int, checks: int, seed: int) -> list[str]:
    """Set up a study of the release; the participants' links."""
    page.goto(f"{stage.site}/study")
    stage.stop(page, "study-new")
    page.fill("#name", name)
    page.select_option("#benchmark", "benchmark")
    for field_name, value in (("participants", participants), ("checks", checks), ("seed", seed)):
        page.fill(f"#{field_name}", str(value))
    with page.expect_navigation():
        page.locator("text=Set up the study").press("Enter")
    stage.stop(page, "study-links")
    links: list[str] = page.locator("#all").input_value().split()
    return links


@dataclass
class Volunteer:
    """A participant with a browser of their own, who answers with two keys. `wrong` are the scenes and sides, and the
    attention checks, that they get wrong; `concerns` what they write of a scene's side. `said` is everything chosen, in
    order: scene, side (-1 for a check) and the option's words.
    """

    stage: Stage
    drawn: Drawn
    link: str
    wrong: Sequence[tuple[str, int]] = ()
    concerns: dict[tuple[str, int], str] = field(default_factory=dict)
    shows: bool = False
    said: list[tuple[str, int, str]] = field(default_factory=list)
    page: Any = None

    def arrive(self) -> None:
        """Open the link, and agree if asked to."""
        self.page = self.stage.newcomer()
        self.page.goto(self.link)
        if self.page.locator("button[name=consent]").count():
            self._look("consent")
            with self.page.expect_navigation():
                self.page.locator("button[value=yes]").press("Enter")

    def leave(self) -> None:
        """Close the browser, cookies and all."""
        self.page.context.close()

    @property
    def place(self) -> str:
        """Where the page says that they are."""
        text: str = self.page.locator(".progress span").inner_text()
        return text

    @property
    def done(self) -> bool:
        """Whether everything is answered."""
        return bool(self.page.locator("h1").inner_text() == "Thank you")

    def answer(self) -> None:
        """Look at the picture, choose with a digit, go on with Enter."""
        shown = self.page.locator(".option .text").all_inner_texts()
        is_check = not self.page.locator(".shown-picture img").count()
        scene, side = (
            (self.page.locator("h1").inner_text(), -1) if is_check else self.drawn.look(_bytes(self.page, "form img"))
        )
        right = next((word for word in shown if word in RIGHT_IN_CHECKS), "") if is_check else self._truth(scene, side)
        choice = shown.index(right) ^ ((scene, side) in self.wrong or (is_check and ("check", -1) in self.wrong))
        if concern := self.concerns.get((scene, side)):
            self.page.click("details.concern summary")
            self.page.fill("#concern", concern)
            self.page.keyboard.press("Shift+Tab")
        self.page.keyboard.press(str(choice + 1))
        if len(self.said) == 4:
            self._look("participant")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.said.append((scene, side, shown[choice]))

    def finish(self) -> None:
        """Look at the last page."""
        assert self.done
        self._look("thanks")

    def _truth(self, scene: str, side: int) -> str:
        known = self.drawn.scenes[scene]
        return known.options[known.answers[side]]

    def _look(self, name: str) -> None:
        if self.shows:
            self.stage.stop(self.page, name)
