"""From drawn pictures to people's scores, with a real server and browsers: what came out is what was typed.

And every page on the way, examined by axe in light and dark; and the studio without a mouse.
"""

import csv
import io
import itertools
import json
import re
from typing import Any

import pytest

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.scoring import run_scores
from scotoma.studio.authoring import Draft, read_drafts
from scotoma.studio.review.records import CANNOT_TELL, Review, read_reviews
from scotoma.studio.store import database_of, open_store
from tests.studio.journey.conftest import Findings, Travelled
from tests.studio.journey.road import CONCERN, PAIRS, Journey

pytestmark = pytest.mark.slow
RIGHT = {"1": (24, 12), "2": (23, 11), "3": (21, 10)}
"""Of 24 questions and 12 pairs, as the mistakes were made: none; one; both of a pair and one of another."""
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


@pytest.fixture(scope="module")
def journey(travelled: Travelled) -> Journey:
    return travelled.journey


@pytest.fixture(scope="module")
def kept(journey: Journey) -> tuple[list[Draft], list[Review]]:
    """What the store holds, read beside the server that has it open."""
    store = open_store(database_of(journey.run))
    with store.read() as connection:
        drafts, reviews = list(read_drafts(connection)), list(read_reviews(connection, "Rob"))
    store.close()
    return drafts, reviews


@pytest.fixture(scope="module")
def released(journey: Journey) -> Benchmark:
    opened = open_benchmark(journey.run / "benchmark")
    assert isinstance(opened, Benchmark)
    return opened


def content(benchmark: Benchmark) -> set[Any]:
    """Its pairs, whatever they are called: texts, options in their order, keys and captions."""
    return {
        (each.question_a.text, each.question_a.options, each.question_a.answer, each.question_b.answer)
        for each in benchmark.pairs
    }


def test_no_page_complained_and_the_server_had_no_fault(travelled: Travelled) -> None:
    assert travelled.stage.complaints == []
    assert (travelled.journey.drawn.folder / "log").read_text("utf-8") == ""


def test_twelve_pairs_were_written_by_keyboard_as_they_were_typed(
    journey: Journey, kept: tuple[list[Draft], list[Review]]
) -> None:
    drafts, _ = kept
    assert sorted(journey.order) == sorted(journey.typed) == sorted(draft.pair for draft in drafts)
    for draft in drafts:
        typed = journey.typed[draft.pair]
        assert draft.state == "ready"
        assert (draft.question, draft.options, draft.answer_a) == (typed.question, typed.options, typed.answer_a)
        assert ((draft.caption_a, draft.caption_b), draft.patterns) == (typed.captions, (typed.pattern,))


def test_labels_of_a_sample_give_their_precision(travelled: Travelled) -> None:
    labelled = travelled.journey.labelled
    assert labelled == 24
    travelled.page.goto(f"{travelled.stage.site}/thresholds")
    assert f"Of {labelled} labelled pairs: {labelled} different" in travelled.page.locator("main").inner_text()


def test_the_lint_finds_the_key_that_was_typed_the_wrong_way_round(journey: Journey) -> None:
    assert journey.lint["errors"] == 1


def test_the_reviewer_was_asked_everything_once_and_both_of_a_pair_far_apart(journey: Journey) -> None:
    questions = [each for each in journey.reviewed if each[1] >= 0]
    assert sorted(questions) == sorted((scene, side) for scene in journey.scenes.values() for side in (0, 1))
    for scene in journey.scenes.values():
        first, second = (place for place, (asked, _) in enumerate(questions) if asked == scene)
        assert second - first > 1
    slip = journey.scenes[journey.slip]
    assert sorted(journey.reviewed_again) == [(slip, -1), (slip, 0), (slip, 1)]


def test_the_reviews_are_what_the_reviewer_saw(journey: Journey, kept: tuple[list[Draft], list[Review]]) -> None:
    drafts, reviews = kept
    by_pair = {draft.pair: draft for draft in drafts}
    for review in (each for each in reviews if each.revision == by_pair[each.pair].revision):
        key = [by_pair[review.pair].answer_a, by_pair[review.pair].answer_b]
        if review.pair == journey.unclear:
            key[1] = CANNOT_TELL
        assert (list(review.answers), review.blind) == (key, True)
    assert journey.cautions == ""


def test_the_release_holds_what_was_typed(journey: Journey, released: Benchmark) -> None:
    assert (released.name, released.version, len(released.pairs)) == ("Rehearsal", "1.0", PAIRS)
    typed = {(each.question, each.options[each.answer_a], each.options[1 - each.answer_a], each.captions)
             for each in journey.typed.values()}  # fmt: skip
    found = {
        (a.text, a.options[a.answer or 0], b.options[b.answer or 0], (pair.caption_a, pair.caption_b))
        for pair in released.pairs
        for a, b in [pair.questions]
    }
    assert found == typed
    assert sum(pair.question_a.answer == 0 for pair in released.pairs) == PAIRS // 2
    for pair in released.pairs:
        sides = [journey.drawn.look(path.read_bytes()) for path in (pair.image_a, pair.image_b)]
        assert sides == [(sides[0][0], 0), (sides[0][0], 1)]


def test_exports_in_two_formats_read_back_as_the_release(journey: Journey, released: Benchmark) -> None:
    for layout in ("mmvp", "hub"):
        read = open_benchmark(journey.exports / layout)
        assert isinstance(read, Benchmark)
        assert content(read) == content(released)
        lines = (journey.exports / layout / "provenance.jsonl").read_text("utf-8").splitlines()
        assert {json.loads(line)["licence"] for line in lines} == {"CC0-1.0"}


def test_the_interrupted_participant_went_on_where_they_were(journey: Journey) -> None:
    before, after = journey.places
    assert before == after == "Question 10 of 26"


def test_every_answer_of_the_study_is_stored_once_and_as_chosen(journey: Journey) -> None:
    rows = list(csv.DictReader(io.StringIO(journey.table)))
    assert len(rows) == 3 * 26
    for number, volunteer in enumerate(journey.volunteers, start=1):
        own = [row for row in rows if row["participant"] == str(number)]
        assert [row["chosen"] for row in own] == [chosen for *_, chosen in volunteer.said]
        assert [row["kind"] == "check" for row in own] == [side < 0 for _, side, _ in volunteer.said]
        scenes = [scene for scene, side, _ in volunteer.said if side >= 0]
        assert all(one != other for one, other in itertools.pairwise(scenes))
    assert [row["concern"] for row in rows if row["concern"]] == [CONCERN]


def test_the_results_are_those_of_what_was_answered(journey: Journey) -> None:
    """Pairs: 12, 11 and 10 of 12 are 33 of 36, 91.7 %. Questions: 24, 23 and 21 of 24 are 68 of 72, 94.4 %."""
    text = re.sub(r"\s+", " ", journey.results)
    assert re.search(r"Pair accuracy 91\.7 % [\d.]+ to [\d.]+, n = 36", text, re.I)
    assert re.search(r"Single accuracy 94\.4 % [\d.]+ to [\d.]+, n = 72", text, re.I)
    assert re.search(r"Majority vote, pairs 100\.0 %", text, re.I)
    for number, (single, pair) in RIGHT.items():
        row = rf"{number} finished 24 {100 * pair / 12:.1f} % \S+ to \S+ n = 12 {100 * single / 24:.1f} % "
        assert re.search(row, text), number
    assert CONCERN in journey.results


def test_the_scores_of_people_as_models_are_the_same(journey: Journey) -> None:
    rows = {each.model: each.labels[0].controls[0].all for each in run_scores(journey.run)}
    assert sorted(rows) == [f"human:{number}" for number in sorted(RIGHT)]
    for number, (single, pair) in RIGHT.items():
        row = rows[f"human:{number}"]
        assert row.single is not None
        assert row.pair is not None
        assert (row.single.value, row.single.n) == (single / 24, 24)
        assert (row.pair.value, row.pair.n, row.anatomy.both) == (pair / 12, 12, pair)


def test_the_overview_counts_all_of_it(travelled: Travelled) -> None:
    travelled.page.goto(f"{travelled.stage.site}/")
    steps = travelled.page.locator(".steps li").all_inner_texts()
    told = [re.sub(r"\s+", " ", step) for step in steps]
    assert "12 picked" in told[1]
    assert "12 ready, 0 begun, 0 without a word" in told[2]
    assert "12 of 12 ready ones" in told[4]
    assert "1 released" in told[5]
    assert "1 study, 3 of 3 people finished, 78 answers" in told[6]


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
