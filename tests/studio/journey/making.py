"""The author's half of the journey: thresholds, picking, writing by keyboard, the lint, deciding, releasing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scotoma.patterns import PATTERNS
from tests.studio.journey.drawn import Drawn, Scene
from tests.studio.journey.stage import Stage

__all__ = [
    "Written",
    "choose",
    "decide",
    "label",
    "lint",
    "look_closely",
    "mend",
    "pick",
    "release",
    "to_write",
    "write",
]

NAMES = [pattern.name for pattern in PATTERNS]


@dataclass(frozen=True)
class Written:
    """What is typed for one pair; the right option for image a, as an index."""

    pair: str
    question: str
    options: tuple[str, str]
    answer_a: int
    pattern: str
    captions: tuple[str, str]

    @property
    def with_swapped_key(self) -> "Written":
        """The same with the slip that two pairs of the paper's benchmark have."""
        return replace(self, answer_a=1 - self.answer_a)


def choose(drawn: Drawn, mined: Mapping[str, str], number: int) -> dict[str, str]:
    """So many of the pairs that are worth a question, as even over the patterns as they come."""
    left = {name: [pair for pair, scene in mined.items() if drawn.scenes[scene].pattern == name] for name in NAMES}
    chosen: dict[str, str] = {}
    while len(chosen) < number:
        assert any(left.values()), f"only {len(chosen)} pairs of scenes were mined"
        chosen |= {pair: mined[pair] for pair in (pairs.pop(0) for pairs in left.values() if pairs)}
    return dict(list(chosen.items())[:number])


def to_write(pair: str, scene: Scene) -> Written:
    """What there is to write of a scene."""
    return Written(pair, scene.question, scene.options, scene.answers[0], scene.pattern, scene.captions)


def label(stage: Stage, page: Any) -> int:
    """Look at the density, and label a random sample by keyboard, as drawn scenes deserve: all are different. How many
    there are."""
    page.goto(f"{stage.site}/thresholds")
    stage.stop(page, "thresholds")
    page.keyboard.press("l")
    page.wait_for_selector("#labelling")
    count: int = page.locator("fieldset[data-pair]").count()
    for number in range(1, count + 1):
        page.keyboard.press("d")
        page.wait_for_selector(f"#labelled:text-is('{number}')")
    stage.stop(page, "sample")
    return count


def pick(stage: Stage, page: Any, wanted: Sequence[str]) -> None:
    """Walk through the gallery by keyboard, page by page, and pick the pairs that are wanted."""
    page.goto(f"{stage.site}/pairs?fold=no")
    left = set(wanted)
    for number in range(1, int(page.locator("#shown").get_attribute("data-pages")) + 1):
        page.wait_for_selector(f"#shown[data-page='{number}']")
        for place in range(page.locator(".card").count()):
            if number == 1 or place:  # turning the page leads to its first pair
                page.keyboard.press("j")
            pair = page.evaluate("document.activeElement.closest('.card').dataset.pair")
            if pair in left:
                page.keyboard.press("p")
                page.wait_for_selector(f".card[data-pair='{pair}'][data-state='picked']")
                left.remove(pair)
        page.keyboard.press("]")
    assert not left, f"the gallery does not show {sorted(left)}"
    page.goto(f"{stage.site}/pairs")
    stage.stop(page, "gallery")


def look_closely(stage: Stage, page: Any, pair: str) -> None:
    """One pair side by side, in one place, and as a difference, by keyboard."""
    page.goto(f"{stage.site}/pairs/{pair}")
    page.wait_for_selector("#near img")
    stage.stop(page, "pair")
    page.keyboard.press("d")
    assert page.locator("#viewer").get_attribute("data-mode") == "difference"
    stage.stop(page, "difference")
    for key, mode, front in (("b", "blink", "1"), ("Space", "blink", "2"), ("s", "beside", "2")):
        page.keyboard.press(key)
        assert page.locator("#viewer").get_attribute("data-mode") == mode
        assert page.locator("#viewer").get_attribute("data-front") == front


def write(stage: Stage, page: Any, pairs: Mapping[str, Written]) -> list[str]:
    """Write all picked pairs without a mouse, from the list of pairs; the order in which they came."""
    page.goto(f"{stage.site}/write")
    page.keyboard.press("g")
    order: list[str] = []
    while len(order) < len(pairs):
        page.wait_for_selector("#question:focus")
        pair = page.url.rpartition("/")[2]
        order.append(pair)
        _type(page, pairs[pair])
        if len(order) == 3:
            stage.stop(page, "authoring")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
    assert page.url == f"{stage.site}/write"
    stage.stop(page, "write")
    return order


def _type(page: Any, written: Written) -> None:
    keys = page.keyboard
    for text in (written.question, *written.options):
        keys.type(text)
        keys.press("Tab")
    keys.press(f"Alt+{written.answer_a + 1}")
    keys.press("Escape")
    keys.press("m")
    keys.press("Space")
    for _ in range(NAMES.index(written.pattern)):
        keys.press("ArrowDown")
    keys.press("c")
    keys.type(written.captions[0])
    keys.press("Tab")
    keys.type(written.captions[1])


def lint(stage: Stage, page: Any) -> dict[str, int]:
    """What the lint says, as its page counts it."""
    page.goto(f"{stage.site}/lint")
    stage.stop(page, "lint")
    return facts(page)


def facts(page: Any) -> dict[str, int]:
    """The numbers at the head of a page, by what they are called."""
    shown = page.locator(".facts > div").evaluate_all(
        "all => all.map((each) => [each.children[0].textContent, each.children[1].textContent])"
    )
    return {name: int(value) for name, value in shown if re.fullmatch(r"\d+", value)}


def decide(stage: Stage, page: Any, reasons: Mapping[str, tuple[str, str]]) -> None:
    """Decide on every disagreement: by pair, the decision and why."""
    page.goto(f"{stage.site}/review/decide")
    shown = page.locator(".dispute").evaluate_all("all => all.map((each) => each.id)")
    assert sorted(shown) == sorted(f"pair-{pair}" for pair in reasons)
    stage.stop(page, "disagreements")
    for pair, (decision, reason) in reasons.items():
        page.fill(f"#reason-{pair}", reason)
        with page.expect_navigation():
            page.locator(f"#pair-{pair} button[value={decision}]").press("Enter")


def mend(stage: Stage, page: Any, written: Written) -> None:
    """Turn the key of a pair round that came back, by keyboard."""
    page.goto(f"{stage.site}/write/{written.pair}")
    assert page.locator("#state").inner_text() == "draft"
    page.keyboard.press(f"Alt+{written.answer_a + 1}")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def release(stage: Stage, page: Any, *, name: str, licence: str, seed: int) -> str:
    """Release what is ready, with the options turned round; what the release would have lacked, in words."""
    page.goto(f"{stage.site}/release")
    stage.stop(page, "release")
    cautions = " ".join(page.locator(".cautions li > p").all_inner_texts())
    page.fill("#name", name)
    page.fill("#licence", licence)
    page.fill("input[name=seed]", str(seed))
    if cautions:
        page.fill("#despite", "This is a rehearsal.")
    with page.expect_navigation():
        page.keyboard.press("Tab")
        page.locator("#release .main-action").press("Enter")
    stage.stop(page, "released")
    return cautions
