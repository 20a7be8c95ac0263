"""The pictures of the studio's pages in the documentation, taken on the way from drawn pictures to people's scores.

The walk is the one that tests/studio/journey tests, on a larger run: 20 drawn scenes for each pattern, mined with two
weightless encoders. The links that are shown ended with the server that made them.

    python -m recipes.studio.screenshots [FOLDER]

Source: our own drawings (`scotoma scenes`). Needs the system's Chromium, playwright and Pillow. Time: 4 min on half of
a busy core. Expect: 35 PNG files, 1280 px wide or 390, 1.3 MB together, in docs/images/studio.
"""

import argparse
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image as PILImage

from tests.studio.journey.road import travel

EACH = 20  # scenes a pattern
COLOURS = 256  # of the palette: flat pages and drawings lose nothing that can be seen
DARK = {"thresholds", "gallery", "authoring", "results"}
PHONE = {"gallery", "authoring", "participant"}
WHOLE = {"authoring", "review-patterns", "results"}  # these are shown to their end
USUAL_PX, TALLEST_PX = 860, 1500


@dataclass
class Camera:
    """Takes the pictures of each stop once, into a folder."""

    folder: Path
    home: Path

    def take(self, page: Any, stop: str) -> None:
        """The page in light, and for some stops in dark and as on a phone; it is left as it was."""
        if (self.folder / f"{stop}.png").exists():
            return
        usual = page.viewport_size
        page.evaluate(SHORTEN, f"{self.home}/")
        self._show(page, usual["width"], whole=stop in WHOLE)
        self._save(page, stop)
        if stop in DARK:
            page.emulate_media(color_scheme="dark")
            self._save(page, f"{stop}-dark")
            page.emulate_media(color_scheme="light")
        if stop in PHONE:
            self._show(page, 390, whole=True)
            self._save(page, f"{stop}-phone")
        page.set_viewport_size(usual)

    def _show(self, page: Any, width: int, *, whole: bool) -> None:
        """A window of that width, high enough for the whole page if that is wanted."""
        page.set_viewport_size({"width": width, "height": USUAL_PX})
        if whole:
            height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST_PX)
            page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")

    def _save(self, page: Any, name: str) -> None:
        picture = PILImage.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        flat = picture.quantize(COLOURS, PILImage.Quantize.MAXCOVERAGE, dither=PILImage.Dither.NONE)
        flat.save(self.folder / f"{name}.png", optimize=True)


SHORTEN = """(home) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replaceAll(home, "");
}"""
"""Paths are shown as below the folder of the recipe, which is a temporary one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs/images/studio"))
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name).resolve()
        with travel(home, Camera(folder, home).take, each=EACH):
            pass
    sizes = {path.name: path.stat().st_size for path in sorted(folder.glob("*.png"))}
    print(f"{len(sizes)} pictures, {sum(sizes.values()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
