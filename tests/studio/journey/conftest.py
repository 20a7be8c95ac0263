"""One walk along the road, for all tests that look at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.studio.journey.road import Journey, travel
from tests.studio.journey.stage import Stage

SERIOUS = ("serious", "critical")
WIDTHS = (1280, 390)  # px: a desk, and a phone


@dataclass
class Findings:
    """What was found wrong at the stops: by stop, axe's findings in light and dark, and pages wider than the window."""

    stops: list[str] = field(default_factory=list)
    light: list[tuple[str, str, str]] = field(default_factory=list)
    dark: list[tuple[str, str, str]] = field(default_factory=list)
    too_wide: list[tuple[str, int]] = field(default_factory=list)

    def look(self, page: Any, stop: str) -> None:
        """Examine a page, and leave it as it was. In the dark only colours are others."""
        if stop in self.stops:
            return
        self.stops.append(stop)
        self.light += _axe(page, stop, {})
        page.emulate_media(color_scheme="dark")
        self.dark += _axe(page, stop, {"runOnly": ["color-contrast"]})
        page.emulate_media(color_scheme="light")
        usual = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                self.too_wide.append((stop, width))
        page.set_viewport_size(usual)


def _axe(page: Any, stop: str, options: dict[str, Any]) -> list[tuple[str, str, str]]:
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = sync_playwright.Axe().run(page, options=options).response["violations"]
    return [
        (stop, each["id"], node["html"][:200])
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"][:3]
    ]


@dataclass
class Travelled:
    """The journey, what was found at its stops, and the author's page in the studio that is still served."""

    journey: Journey
    findings: Findings
    stage: Stage
    page: Any


@pytest.fixture(scope="module")  # closed before others are tested: playwright runs an event loop while it is open
def travelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Travelled]:
    """The whole journey on a small run: a minute."""
    findings = Findings()
    with travel(tmp_path_factory.mktemp("journey"), findings.look, each=6) as (journey, stage, page):
        yield Travelled(journey, findings, stage, page)
