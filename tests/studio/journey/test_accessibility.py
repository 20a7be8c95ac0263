"""Every page that the journey stops at, examined by axe in light and dark; and the studio without a mouse."""

from typing import Any

import pytest

from tests.studio.journey.conftest import Findings, Travelled

pytestmark = pytest.mark.slow
STOPS = {
    "overview-first", "thresholds", "sample", "gallery", "pair", "difference", "authoring", "write", "lint", "people",
    "overview-reviewer", "review", "review-question", "review-patterns", "disagreements", "agreement", "release",
    "released", "study-new", "study-links", "consent", "participant", "thanks", "studies", "results", "plan",
    "overview", "history",
}  # fmt: skip
REACHED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility({checkVisibilityCSS: true}) && !each.disabled && each.type !== "hidden")
  .filter((each) => each.tabIndex >= 0)
  .filter((each) => each.type !== "radio" || each.checked || !document.querySelector(`[name="${each.name}"]:checked`))
  .map((each, number) => { each.dataset.reached = number; return each.outerHTML.slice(0, 120); })"""
"""What Tab has to reach; of a group of radio buttons it reaches one."""
FOCUSED = """() => {
  const here = document.activeElement;
  const marked = (each) => { const style = getComputedStyle(each); return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0; };
  return [here.dataset.reached ?? null, marked(here) || (here.closest("label, .option, fieldset") ? marked(here.closest("label, .option, fieldset")) : false)];
}"""  # noqa: E501
PAGES = ["/", "/thresholds", "/pairs", "/write", "/lint", "/review", "/review/decide", "/release", "/study", "/study/1",
         "/history", "/people"]  # fmt: skip


def test_axe_finds_nothing_serious_on_any_page(travelled: Travelled) -> None:
    assert set(travelled.findings.stops) == STOPS
    assert travelled.findings.light == []
    assert travelled.findings.dark == []


def test_the_examination_sees_what_is_wrong(travelled: Travelled) -> None:
    page, findings = travelled.stage.newcomer(), Findings()
    page.set_content(
        "<p style='color: #ccc; width: 2000px'>pale</p><button style='outline: 0'>b</button><img width=9 height=9>"
    )
    findings.look(page, "wrong")
    assert {"color-contrast", "html-has-lang", "image-alt"} <= {rule for _, rule, _ in findings.light}
    assert findings.too_wide == [("wrong", 1280), ("wrong", 390)]
    assert {each[:7] for each in walked(page)[1]} == {"<button"}
    page.context.close()


def test_no_page_is_wider_than_a_phone_or_a_desk(travelled: Travelled) -> None:
    assert travelled.findings.too_wide == []


@pytest.mark.parametrize("path", PAGES)
def test_tab_reaches_everything_that_can_be_used_and_shows_where_it_is(travelled: Travelled, path: str) -> None:
    page = travelled.page
    page.goto(travelled.stage.site + path)
    assert walked(page) == ([], [])


def test_the_pages_are_reached_from_the_first_one_by_tab_and_enter(travelled: Travelled) -> None:
    page = travelled.page
    page.goto(f"{travelled.stage.site}/")
    for name in ("Thresholds", "Pairs", "Write", "Lint", "Review", "Release", "Study", "History", "People"):
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("nav[aria-label=Studio] [aria-current=page]").inner_text() == name
        assert page.locator("h1").count() == 1


def walked(page: Any) -> tuple[list[str], list[str]]:
    """What Tab does not reach on a page, and where it does not show where it is."""
    wanted = page.evaluate(REACHED)
    seen, unmarked = set[int](), list[str]()
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        reached, marked = page.evaluate(FOCUSED)
        if reached is not None:
            seen.add(int(reached))
            if not marked:
                unmarked.append(wanted[int(reached)])
    return [each for number, each in enumerate(wanted) if number not in seen], unmarked
