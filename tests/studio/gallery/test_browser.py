"""The gallery and the thresholds page in a browser: by keyboard, with counts that follow, and nothing from outside."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def link(run: Path) -> Iterator[str]:
    """The link of a real server on the run."""
    command = [sys.executable, "-m", "scotoma", "studio", str(run), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(line.strip() for line in process.stdout if "http://" in line)
        finally:
            process.terminate()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_pairs_are_found_looked_at_and_picked_without_a_mouse(link: str) -> None:
    base, problems = link.split("/login", maxsplit=1)[0], []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(90_000)  # machines that are busy with other tests
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(base) else problems.append(request.url))
        page.goto(link)
        page.wait_for_url(f"{base}/")

        page.goto(f"{base}/pairs?fold=no")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("p")
        page.wait_for_selector(".card:nth-child(2)[data-state=picked]")
        page.select_option("#state", "picked")
        page.wait_for_url(f"{base}/pairs?fold=no&state=picked")
        assert page.locator(".card").count() == 1
        page.keyboard.press("/")
        page.keyboard.type("nowhere")
        page.wait_for_selector("text=No pair fits these filters.")

        page.goto(f"{base}/pairs?fold=no")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_selector("#viewer[data-mode=beside]")
        page.keyboard.press("b")
        page.keyboard.press(" ")
        page.wait_for_selector("#viewer[data-mode=blink][data-front='2']")
        page.keyboard.press("d")
        page.keyboard.press("+")
        transforms = page.eval_on_selector_all(".stage img", "images => images.map((image) => image.style.transform)")
        assert transforms[0] == transforms[1]
        assert "scale(1.5)" in transforms[0]

        page.goto(f"{base}/thresholds")
        before = page.inner_text("#count")
        page.fill("#above", "-0.5")
        page.wait_for_function("text => document.getElementById('count').textContent !== text", arg=before)
        page.click("#sample")
        page.wait_for_selector("fieldset[data-pair]")
        page.keyboard.press("d")
        page.wait_for_function("() => document.getElementById('labelled').textContent === '1'")
        assert "1 different" in page.inner_text("#precision")
        browser.close()
    assert problems == []
