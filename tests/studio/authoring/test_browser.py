"""Authoring in a real browser, with the keyboard alone."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scotoma.studio.authoring import pick, read_drafts
from scotoma.studio.authoring.proposing import propose_from_captions
from scotoma.studio.opening import open_studio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHUT = [
    "--disable-background-networking",
    "--disable-component-update",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-sandbox",  # in a container Chromium has no sandbox of its own; only our pages are opened
]


@pytest.fixture
def served(run: Path) -> Iterator[str]:
    """A studio with three picked pairs, one with a proposal, in a process of its own; the link that signs in."""
    with open_studio(run) as studio:
        assert studio.contents is not None
        for pair in studio.contents.pairs.slice(0, 3).to_pylist():
            pick(studio.store, "Ann", studio.contents, pair["i"], pair["j"])
        with studio.store.read() as connection:
            second = read_drafts(connection)[1:2]
        propose_from_captions(studio.store, "Ann", second, lambda draft: ("a red bar", "a blue bar"))
    command = [sys.executable, "-m", "scotoma", "studio", str(run), "--port", "0", "--name", "Ann"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        link = next(filter(None, (re.search(r"http\S+", line) for line in process.stdout)))[0]
        yield link
        process.terminate()
        process.stdout.read()


@pytest.fixture
def page(served: str) -> Iterator[Any]:
    """The list of pairs, in a browser, with whatever its console says held against it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SHUT)
        opened = browser.new_page()
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        opened.goto(served)
        opened.wait_for_url("**/")
        opened.goto(served.partition("/login")[0] + "/write")
        yield opened
        browser.close()
    assert complaints == []


def test_a_pair_is_written_by_keyboard_alone(page: Any, run: Path) -> None:
    keys = page.keyboard
    keys.press("g")
    page.wait_for_selector("#question:focus")
    for text in ("Which colour is the bar?", "Red", "Blue"):
        keys.type(text)
        keys.press("Tab")
    keys.press("Alt+2")
    assert page.locator("output.right").all_inner_texts() == ["Blue", "Red"]
    keys.press("Escape")
    for key in "x?":
        keys.press(key)
    assert page.locator("#keys").is_visible()
    keys.press("Escape")
    keys.press("m")
    for _ in range(5):
        keys.press("ArrowDown")
    keys.press("c")
    keys.type("a blue bar")
    keys.press("Tab")
    keys.type("a red bar")
    assert page.locator("#unsaved").inner_text() == "Changes are not saved yet."
    first = page.url
    keys.press("Control+Enter")
    page.wait_for_url(lambda url: url != first)
    page.wait_for_selector("#question:focus")
    keys.type("Half a question")
    keys.press("Control+s")
    leave_the_field(page)
    keys.press("k")
    page.wait_for_url(first)
    saved = drafts_in(run)
    assert [(draft.state, draft.question) for draft in saved] == [
        ("ready", "Which colour is the bar?"),
        ("draft", "Half a question"),
        ("picked", ""),
    ]
    assert (saved[0].options, saved[0].answer_a) == (("Blue", "Red"), 0)
    assert (saved[0].patterns, saved[0].caption_b) == (("colour",), "a red bar")


def test_unsaved_text_is_not_left_behind_without_a_word(page: Any) -> None:
    asked: list[str] = []
    page.keyboard.press("g")
    page.wait_for_selector("#question:focus")
    page.keyboard.type("Half")

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.locator("#question").input_value() == "Half"
    page.keyboard.press("Control+s")
    leave_the_field(page)
    page.keyboard.press("z")
    page.wait_for_selector("text=Undone: write the question.")
    assert page.locator("#question").input_value() == ""


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (1366, "dark"), (390, "light")])
def test_the_pages_have_no_serious_fault_of_accessibility(page: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    paths = [link.get_attribute("href") for link in page.locator(".first a").all()[:2]]
    for path in ["/write", *paths, "/write/patterns"]:
        page.goto(re.sub(r"(?<=\d)/.*", path, page.url))
        found = axe.run(page).response["violations"]
        assert [
            (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")
        ] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def leave_the_field(page: Any) -> None:
    """Once the page after a save has put the focus on the question, leave it, so that single keys are heard."""
    page.wait_for_selector(".said")
    page.wait_for_selector("#question:focus")
    page.keyboard.press("Escape")


def drafts_in(run: Path) -> list[Any]:
    """What the store holds, read beside the server that has it open."""
    from scotoma.studio.store import database_of, open_store

    store = open_store(database_of(run))
    with store.read() as connection:
        drafts = read_drafts(connection)
    store.close()
    return list(drafts)
