"""How fluent the gallery and the thresholds page are at 100,000 pairs of 50,000 images.

    python benchmarks/studio_gallery.py

A run is made first, which is not counted: small drawn pictures on disk; rows of two encoders in which clumps of six are
alike to the suspect and, but for planted near-duplicates, different to the reference; the join and the density are
scotoma's own. Then the real server is started on it and a headless Chromium goes through the pages: the time to the
first contentful paint, from a filter's change until the new cards with their pictures are in view, and the server's own
time by request. Printed are a table and the machine. The exit code is 1 if a first paint or a change of a filter takes
more than a second (median). About five minutes on two cores; needs playwright and a Chromium.
"""

import argparse
import hashlib
import io
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PILImage

from scotoma.embeddings import open_embeddings
from scotoma.embeddings.image_list import ImageList
from scotoma.embeddings.shards import ShardFolder
from scotoma.images import open_images
from scotoma.pairs import density, mine
from scotoma.records import Image
from scotoma.runs import record_stage

ALLOWED_MS = 1000.0
WIDTHS = {"planted:suspect": 512, "planted:reference": 384}
CLUMP = 6
WORDS = (
    *("river", "stone", "lamp", "horse", "window", "bridge", "apple", "cloud"),
    *("ladder", "violin", "harbour", "garden", "mirror", "wheel", "candle", "bird"),
)
SHARD = 10_000


def write_pictures(folder: Path, count: int, seed: int) -> list[Image]:
    """Small pictures, each its own: a field of 8 x 8 random colours drawn large. 96 px, PNG, in folders of 1,000."""
    rng, images = np.random.default_rng(seed), []
    for number in range(count):
        data = io.BytesIO()
        field = PILImage.fromarray(rng.integers(0, 256, (8, 8, 3), np.uint8))
        field.resize((96, 96), PILImage.Resampling.NEAREST).save(data, "PNG", compress_level=1)
        name = f"{number // 1000:03d}/{number:06d}.png"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.getvalue())
        said = " ".join(rng.choice(WORDS, 3))
        images.append(Image(name, str(path), hashlib.sha256(data.getvalue()).hexdigest(), 96, 96, said))
    return images


def planted_rows(count: int, seed: int) -> dict[str, np.ndarray]:
    """Unit rows, float16: clumps of six with cosines about 0.965 to the suspect; the reference's are random, but the
    first two of every second clump are near-duplicates to both."""
    rng = np.random.default_rng(seed)
    wide, other = WIDTHS.values()
    middles = rng.standard_normal((-(-count // CLUMP), wide)) / np.sqrt(wide)
    suspect = np.repeat(middles, CLUMP, axis=0)[:count] + 0.19 * rng.standard_normal((count, wide)) / np.sqrt(wide)
    reference = rng.standard_normal((count, other)) / np.sqrt(other)
    twins = np.arange(1, count, 2 * CLUMP)
    reference[twins] = reference[twins - 1] + 0.1 * rng.standard_normal((len(twins), other)) / np.sqrt(other)
    suspect[twins] = suspect[twins - 1] + 0.05 * rng.standard_normal((len(twins), wide)) / np.sqrt(wide)
    rows = zip(WIDTHS, (suspect, reference), strict=True)
    return {name: (each / np.linalg.norm(each, axis=1, keepdims=True)).astype(np.float16) for name, each in rows}


def make_run(home: Path, count: int, seed: int) -> Path:
    """A run folder as `scotoma find` would leave it."""
    run = home / "run"
    images = write_pictures(home / "pictures", count, seed)
    listed = ImageList(run)
    listed.add(0, images)
    listed.finish()
    source = {"source": str(home / "pictures"), "kind": open_images(str(home / "pictures")).kind}
    for name, rows in planted_rows(count, seed).items():
        facts = {"name": name, "width": int(rows.shape[1])}
        settings = {"encoder": facts, "dtype": "float16", "shard_size": SHARD}
        folder = ShardFolder(run / "embeddings" / name.replace(":", "-"), settings, {"count": count, **source})
        for number, start in enumerate(range(0, count, SHARD)):
            folder.write(number, start, images[start : start + SHARD], rows[start : start + SHARD], 1)
    record_stage(run, "embed", {"images": source})
    one, other = (open_embeddings(run / "embeddings" / name.replace(":", "-")) for name in WIDTHS)
    certificate = mine(run, one, other)
    print(f"{certificate.counts.found:,} pairs of {count:,} images", flush=True)
    density(one.rows, other.rows, seed=seed).save(run / "pairs" / "density.npz")
    return run


@contextmanager
def served(run: Path) -> Iterator[str]:
    """The link of a studio served for the block."""
    command = [sys.executable, "-m", "scotoma", "studio", str(run), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield next(match[0] for line in process.stdout if (match := re.search(r"http://\S+", line)))
    finally:
        process.terminate()
        process.wait()


PAINT = """() => new Promise((done) => {
  const found = () => performance.getEntriesByName("first-contentful-paint")[0];
  if (found()) done(found().startTime);
  else new PerformanceObserver((list, observer) => { if (found()) { observer.disconnect(); done(found().startTime); } })
    .observe({ type: "paint", buffered: true });
})"""

# Changes a field as a person would, and waits until the cards have been replaced and the pictures in view are drawn.
CHANGE = """([name, value]) => new Promise((done) => {
  const leaf = document.getElementById("leaf"), field = document.getElementById("filters").elements[name];
  const began = performance.now();
  const inView = (image) => {
    const box = image.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  };
  leaf.addEventListener("shown", async () => {
    document.getElementById("leaf").scrollIntoView();
    await new Promise(requestAnimationFrame);
    await Promise.all([...leaf.querySelectorAll("img")].filter(inView).map((image) => image.decode().catch(() => {})));
    await new Promise(requestAnimationFrame);
    done(performance.now() - began);
  }, { once: true });
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
})"""

COUNT = """([above, below]) => new Promise((done) => {
  const began = performance.now(), count = document.getElementById("count");
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => done(performance.now() - began));
  }).observe(count, { childList: true, characterData: true, subtree: true });
  document.getElementById("above").value = above;
  document.getElementById("below").value = below;
  document.getElementById("above").dispatchEvent(new Event("input", { bubbles: true }));
})"""

CHANGES = (
    ("order", "suspect"), ("order", "reference"), ("order", "gap"), ("fold", "no"), ("fold", "yes"),
    ("per_image", "1"), ("per_image", "0"), ("above", "0.96"), ("above", ""), ("below", "0.0"), ("below", ""),
    ("text", "violin"), ("text", "violin horse"), ("text", ""), ("state", "unpicked"), ("state", "any"),
)  # fmt: skip
COUNTS = ((0.9, 0.5), (0.93, 0.6), (0.5, 0.2), (0.1, 0.3), (0.97, 0.1), (0.0, 0.0), (0.2, 0.9), (0.955, 0.05))


def paints(page: Any, base: str, path: str, times: int) -> list[float]:
    """Milliseconds to the first contentful paint of the page, the cache emptied by a context of its own."""
    found = []
    for _ in range(times):
        page.goto(base + path)
        found.append(float(page.evaluate(PAINT)))
    return found


def server_times(page: Any, base: str, paths: list[str], times: int) -> list[float]:
    """Milliseconds from request to the whole response, asked one after another."""
    found = []
    for path in paths * times:
        start = time.perf_counter()
        response = page.request.get(base + path)
        assert response.ok, f"{path}: {response.status}"
        response.body()
        found.append(1000 * (time.perf_counter() - start))
    return found


def measure(link: str, pairs: int, chromium: str | None) -> dict[str, list[float]]:
    """All times, by what they are of."""
    from playwright.sync_api import sync_playwright

    base = link.split("/login", maxsplit=1)[0]
    found: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(link)
        page.wait_for_load_state("networkidle")
        found["gallery: very first paint, nothing at hand"] = paints(page, base, "/pairs", 1)
        found["thresholds: very first paint, nothing at hand"] = paints(page, base, "/thresholds", 1)
        _until_folded(page, base)
        found["gallery: first paint"] = paints(page, base, "/pairs", 9)
        found["gallery: first paint of a far page"] = paints(page, base, "/pairs?page=1500", 5)
        page.goto(f"{base}/pairs")
        for round_ in ("new", "again"):
            page.goto(f"{base}/pairs?size=48")
            found[f"gallery: filter change, {round_}"] = [
                float(page.evaluate(CHANGE, [name, value])) for name, value in CHANGES
            ]
        found["thresholds: first paint"] = paints(page, base, "/thresholds", 9)
        found["thresholds: new count shown"] = [float(page.evaluate(COUNT, list(each))) for each in COUNTS]
        first = page.request.get(f"{base}/pairs/cards").text()
        pair = re.search(r'data-pair="(\d+-\d+)"', first)
        assert pair is not None
        found["pair: first paint"] = paints(page, base, f"/pairs/{pair[1]}", 5)
        counted = [f"/thresholds/count?above={0.9 + 0.001 * n:.3f}&below=0.6" for n in range(20)]
        far = [f"/pairs/cards?page={page_number}" for page_number in range(1, pairs // 48, 97)]
        found["server: a page of cards"] = server_times(page, base, far, 3)
        found["server: a count never asked before"] = server_times(page, base, counted, 1)
        found["server: nearest pictures, first time"] = server_times(page, base, [f"/pairs/{pair[1]}/near?part=1"], 1)
        browser.close()
    return found


def _until_folded(page: Any, base: str) -> None:
    start = time.perf_counter()
    while "folding" in page.request.get(f"{base}/pairs/cards").text():
        time.sleep(0.5)
    print(f"near-duplicates were found in {time.perf_counter() - start:.1f} s", flush=True)


def table(found: dict[str, list[float]], say: Callable[[str], None] = print) -> bool:
    """Print the times, and say whether every median first paint and filter change is below a second."""
    say(f"{'':48} {'n':>4} {'median':>8} {'p95':>8} {'most':>8}   ms")
    good = True
    for name, times in found.items():
        middle, p95 = statistics.median(times), float(np.quantile(times, 0.95))
        good &= middle <= ALLOWED_MS or name.startswith("server")
        say(f"{name:48} {len(times):4} {middle:8.0f} {p95:8.0f} {max(times):8.0f}")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="keep the run in this folder, or use the one that is there")
    parser.add_argument("--chromium", help="the browser's program, where playwright has none of its own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.keep or Path(folder)
        run = home / "run"
        if not (run / "pairs" / "density.npz").exists():
            make_run(home, options.images, options.seed)
        load = os.getloadavg()[0]
        print(
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, other load {load:.1f}", flush=True
        )
        with served(run) as link:
            found = measure(link, 2 * options.images, options.chromium)
        print(f"load while it ran {os.getloadavg()[0]:.1f}")
    sys.exit(0 if table(found) else 1)


if __name__ == "__main__":
    main()
