"""The corpus is built whole, goes on where it was stopped, and keeps training and held-out pictures apart."""

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from corpus import build
from emoji_sources import emoji, flags
from icon_sources import icons
from PIL import Image
from sources import Source

import scotoma
from scotoma.errors import RunMismatch, UsageError
from scotoma.progress import Progress, silent
from tests.recipes.archives import BLUE, LEFT, RED, icon_set, shelf_of

RECIPE = Path(__file__).parents[2] / "recipes" / "mini" / "corpus.py"
EMPTY = '<rect width="0" height="0"/>'

SOURCES = (
    Source("mdi", "monoicons", "one", icons),
    Source("noto", "emoji", "two", partial(emoji, vendor="noto")),
    Source("twemoji", "emoji", "three", partial(emoji, vendor="twemoji")),
    Source("flagpack", "flags", "four", flags),
)


def make(folder: Path, *, sources: Any = SOURCES, progress: Progress = silent, **options: Any) -> list[dict[str, Any]]:
    shelf = shelf_of(
        folder / "packages",
        one=icon_set({"a-box": RED, "Box": LEFT, "box": BLUE, "nothing": EMPTY, "broken": "<g"}),
        two=icon_set({"apple": RED + LEFT, "pointing": LEFT}, chars={"1f34e": "apple", "1f448": "pointing"}),
        three=icon_set({"red-apple": RED}),
        four=icon_set({"fr": BLUE + LEFT}),
    )
    # What the notice says of a package stands in the list of the real ones.
    return build(sources, folder / "corpus", shelf, side_px=32, progress=progress, **options)


def listed(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "corpus" / "captions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_pictures_and_lines_agree(tmp_path: Path) -> None:
    lines = make(tmp_path)
    assert lines == listed(tmp_path)
    assert [line["path"] for line in lines] == [
        "mdi/box~2.png",  # beside Box.png, which some file systems would take for it
        "noto/apple.png",
        "noto/pointing.png",
        "twemoji/red-apple.png",
        "flagpack/fr.png",
    ]
    found = sorted(path.relative_to(tmp_path / "corpus").as_posix() for path in (tmp_path / "corpus").rglob("*.png"))
    assert found == sorted(line["path"] for line in lines)
    for line in lines:
        with Image.open(tmp_path / "corpus" / line["path"]) as picture:
            assert (picture.size, picture.mode) == ((32, 32), "RGB")
        assert {"caption", "tags", "key", "licence", "source", "vendor", "set", "split"} <= set(line)


def test_training_pictures_equal_to_held_out_ones_are_left_out(tmp_path: Path) -> None:
    by_path = {line["path"]: line for line in make(tmp_path)}
    assert by_path["twemoji/red-apple.png"]["split"] == "held_out"  # mdi's "a box" is the same drawing
    assert by_path["noto/pointing.png"]["split"] == "held_out"  # its key is the benchmark's; mdi's "Box" is the same
    assert by_path["mdi/box~2.png"]["split"] == "train"


def test_what_could_not_be_drawn_is_told(tmp_path: Path) -> None:
    make(tmp_path)
    part = json.loads((tmp_path / "corpus" / "parts" / "mdi.json").read_text())
    assert set(part["broken"]) == {"nothing", "broken"}
    assert part["broken"]["nothing"] == "blank"


def test_scotoma_opens_the_folder(tmp_path: Path) -> None:
    make(tmp_path)
    images = scotoma.open_images(str(tmp_path / "corpus" / "captions.jsonl"))
    assert (len(images), images[1].id, images[1].caption) == (5, "noto/apple.png", "red apple")


def test_the_same_packages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make(tmp_path / name)
    first, second = (sorted((tmp_path / name / "corpus").rglob("*.*")) for name in ("a", "b"))
    kept = [path for path in first if path.suffix in {".png", ".jsonl", ".md"}]
    assert len(kept) == 7
    for path in kept:
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes()
        assert other in second


def test_a_stopped_run_goes_on_with_the_vendor_in_hand(tmp_path: Path) -> None:
    class StopAt:
        """A person at the keyboard, who interrupts when a vendor begins."""

        def __init__(self, vendor: str | None) -> None:
            self.vendor, self.begun = vendor, list[str]()

        def __call__(self, what: str, total: int, unit: str, done: int = 0) -> Any:
            self.begun.append(what)
            if what == self.vendor:
                raise KeyboardInterrupt
            return silent(what, total, unit, done)

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, progress=StopAt("twemoji"))
    assert not (tmp_path / "corpus" / "captions.jsonl").exists()
    again = StopAt(None)
    lines = make(tmp_path, progress=again)
    assert again.begun == ["twemoji", "flagpack"]
    assert lines == make(tmp_path / "at-once")


def test_a_folder_of_another_corpus_is_refused(tmp_path: Path) -> None:
    make(tmp_path, limit=1)
    with pytest.raises(RunMismatch, match=r"holds another corpus \(limit 1, not None\)\. Use another --out"):
        make(tmp_path)
    with pytest.raises(RunMismatch, match=r"\(vendors \['mdi', 'noto', 'twemoji', 'flagpack'\], not \['mdi'\]\)"):
        make(tmp_path, sources=SOURCES[:1], limit=1)


def test_a_limit_is_the_most_pictures_of_a_vendor(tmp_path: Path) -> None:
    lines = make(tmp_path, limit=1)
    assert [line["path"] for line in lines] == ["noto/apple.png", "twemoji/red-apple.png", "flagpack/fr.png"]


def test_sides_and_limits_begin_at_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The side is 0 px and the limit None; both must be at least 1"):
        build(SOURCES, tmp_path, shelf_of(tmp_path), side_px=0)
    with pytest.raises(UsageError, match="the limit 0"):
        build(SOURCES, tmp_path, shelf_of(tmp_path), limit=0)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, RECIPE, *arguments], capture_output=True, text=True, check=False)


def test_the_command_lists_what_can_be_chosen_and_refuses_the_rest(tmp_path: Path) -> None:
    assert "flags        flagpack\n" in run("--list").stdout
    done = run("--out", tmp_path / "corpus", "--only", "flag")
    assert (done.returncode, done.stderr) == (
        2,
        "No vendor and no set of the corpus is named 'flag'. Did you mean 'flags'?\n",
    )
    assert not (tmp_path / "corpus").exists()


def test_the_command_says_how_to_go_on_when_it_is_interrupted(tmp_path: Path) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(
        f"#!{sys.executable}\nimport pathlib, time\npathlib.Path('{tmp_path}/begun').touch()\ntime.sleep(60)\n"
    )
    npm.chmod(0o755)
    command = [sys.executable, str(RECIPE), "--out", str(tmp_path / "corpus"), "--only", "flagpack"]
    running = subprocess.Popen(command, env={"PATH": str(npm.parent)}, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "begun").exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert said == f"Stopped. The same command goes on with the vendor that was in hand ({tmp_path / 'corpus'}).\n"
    assert list((tmp_path / "corpus" / "packages").iterdir()) == []
