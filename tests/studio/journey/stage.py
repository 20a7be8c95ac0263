"""Where the journey takes place: a studio served by a process of its own, and browsers of several people."""

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

__all__ = ["Stage", "Stop", "browser", "serve"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHUT = [
    "--disable-background-networking",
    "--disable-component-update",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-sandbox",  # in a container Chromium has no sandbox of its own; only our pages are opened
]

Stop = Callable[[Any, str], None]
"""What is done where the journey stops to look: it gets the page, and the name of the stop."""


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """The system's Chromium without a window; skips where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SHUT)
        yield opened
        opened.close()


@contextlib.contextmanager
def serve(run: Path, log: Path) -> Iterator[str]:
    """`scotoma studio RUN`; gives the link that it prints. Its complaints go into `log`."""
    command = [sys.executable, "-m", "scotoma", "studio", str(run), "--port", "0", "--name", "Ann"]
    with (
        log.open("wb") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as process,
    ):
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http\S+", line) for line in process.stdout)), None)
        assert found, log.read_text("utf-8")
        try:
            yield found[0]
        finally:
            process.terminate()
            process.stdout.read()


@dataclass
class Stage:
    """The served studio, the browser, what is done at stops, and whatever the pages' consoles complained of."""

    browser: Any
    link: str
    stop: Stop
    complaints: list[str] = field(default_factory=list)

    @property
    def site(self) -> str:
        """The address of the studio, without a path."""
        return self.link.partition("/login")[0]

    def newcomer(self) -> Any:
        """The page of somebody with a browser of their own, that nobody has signed in with."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB", timezone_id="UTC")
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        return page

    def enter(self, link: str) -> Any:
        """The page of somebody who signs in with a link."""
        page = self.newcomer()
        page.goto(link)
        page.wait_for_url(f"{self.site}/")
        return page
