"""Review in a real browser: by keyboard alone, and resumed."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from scotoma.studio.review.records import CANNOT_TELL, read_reviews
from scotoma.studio.web.application import create_application
from tests.studio.review.workshop import Workshop

pytest.importorskip("playwright")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: the review's script is not run")


@pytest.fixture
def address(workshop: Workshop) -> Iterator[str]:
    """Where the studio is served."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_application(workshop.studio), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_a_pair_is_reviewed_with_the_keyboard_alone(workshop: Workshop, address: str) -> None:
    from playwright.sync_api import sync_playwright

    workshop.write(0, 6)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/login?token={workshop.tokens['Rob']}")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/review/ask")
        assert page.locator(".one-picture img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 60
        page.keyboard.press("c")
        page.keyboard.type("0 or 1 blocks?")  # in a text a digit is a digit
        assert page.locator("#concern").input_value() == "0 or 1 blocks?"
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("0")
        first = page.locator("button[data-key='1']").inner_text()
        with page.expect_navigation():
            page.keyboard.press("u")
        with page.expect_navigation():
            page.keyboard.press("0")
        assert page.locator("button[data-key='1']").inner_text() == first
        with page.expect_navigation():
            page.keyboard.press("1")
        page.wait_for_selector("#patterns")
        for key in ("6", "3"):  # colour, and also state
            page.keyboard.press(key)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Nothing is left to review" in page.content()
        browser.close()
    with workshop.studio.store.read() as connection:
        (review,) = read_reviews(connection, "Rob")
    assert review.patterns == ("colour", "state")
    assert CANNOT_TELL in review.answers
    assert set(review.answers) & {0, 1}
    assert complaints == []
