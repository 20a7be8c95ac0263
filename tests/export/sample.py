"""Benchmarks to export: one with a bit of everything, and one whose every text and name means harm."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PILImage

__all__ = ["HOSTILE_IMAGES", "HOSTILE_TEXTS", "NOTICE", "hostile_benchmark", "sample_benchmark"]

NOTICE = "The pictures are by nobody in particular (CC0-1.0).\n"
ERRATUM = {
    "pair": "two",
    "question": "two/a",
    "image": "shared.png",
    "old": "b",
    "new": "a",
    "source": "somebody, here",
}
OTHER = {"pair": "two", "question": "two/b", "image": "two b.webp", "old": "a", "new": "b", "source": "somebody, here"}

HOSTILE_TEXTS = (
    "../../../etc/passwd",
    "line\nbreak\r\nand\rreturn",
    "tab\there",
    "nul\x00byte",
    "=cmd|' /C calc'!A0",
    "\"quotes\", commas; and 'more'",
    "<script>alert(1)</script>]]> {question} %s ${x}",
    "x" * 5000,
    "\u2028line \U0001f600 \u202ereversed",
    "@SUM(1+1)*cmd",
)
HOSTILE_IMAGES = (
    "=cmd().png",
    "tab\there.png",
    "new\nline.png",
    "<script>.png",
    "a:b?.png",
    "n" * 240 + ".png",
    "deep/../deep2.png".replace("/../", "/.hidden/"),
    "CASE.png",
    "case.png",
    "ends in a dot..png",
)


def picture(number: int, side_px: int = 16) -> PILImage.Image:
    """Noise, another for each number."""
    return PILImage.fromarray(np.random.default_rng(number).integers(0, 256, (side_px, side_px, 3), np.uint8))


def sample_benchmark(folder: Path, *, errata: bool = False, without: tuple[str, ...] = ()) -> Path:
    """Four pairs: options in either order, three of them once; images of three formats, one shared by two questions;
    captions, several patterns, a group, vendors, notes, a notice, provenance; without the fields named."""
    (folder / "images" / "deep").mkdir(parents=True)
    names = ["one a.jpg", "deep/one b.png", "shared.png", "two b.webp", "three-a.png", "four.png"]
    for number, name in enumerate(names):
        picture(number).save(folder / "images" / name, quality=90)
    lines = [
        _line(("one", "a"), "one a.jpg", "Is it open?", ["no", "yes"], answer=1, patterns=["state"]),
        _line(("one", "b"), "deep/one b.png", "Is it open?", ["no", "yes"], answer=0, patterns=["state"]),
        _line(
            ("two", "a"),
            "shared.png",
            "How many dots, or 'points'?",
            ["2, or 3", "4"],
            answer=1,
            patterns=["count", "colour"],
        ),
        _line(("two", "b"), "two b.webp", "How many dots?", ["2, or 3", "4"], answer=0, patterns=["count", "colour"]),
        _line(
            ("three", "a"), "three-a.png", "Where is it?", ["left", "right", "above"], answer=2, patterns=["position"]
        ),
        _line(
            ("three", "b"), "shared.png", "Where is it?", ["left", "right", "above"], answer=0, patterns=["position"]
        ),
        _line(("four", "a"), "four.png", 'Which "colour"?', ["red", "blue"], answer=0, patterns=["colour"]),
        _line(("four", "b"), "three-a.png", 'Which "colour"?', ["red", "blue"], answer=1, patterns=["colour"]),
    ]
    for line in lines[:4]:
        line |= {"group": "things", "vendor": f"vendor of {line['pair']}"}
    for line in lines[4:6]:
        line["note"] = "the light differs too"
    _write(folder, [{key: value for key, value in line.items() if key not in without} for line in lines])
    (folder / "NOTICE.md").write_text(NOTICE)
    said = {
        "image": "shared.png",
        "uri": "https://example.org/7.png",
        "sha256": "ab" * 32,
        "licence": "CC-BY-4.0",
        "width": 16,
    }
    (folder / "provenance.jsonl").write_text(json.dumps(said) + "\n")
    if errata:
        patch = {"kind": "scotoma errata", "version": 1, "errata": [ERRATUM, OTHER]}
        (folder / "errata.json").write_text(json.dumps(patch))
    return folder


def hostile_benchmark(folder: Path) -> Path:
    """Ten pairs, a hostile text in each id, question, option, caption, group, vendor, note, and image's name."""
    lines = []
    for number, (text, name) in enumerate(zip(HOSTILE_TEXTS, HOSTILE_IMAGES, strict=True)):
        for side in "ab":
            image = name if side == "a" else f"plain-{number}.png"
            path = folder / "images" / image
            path.parent.mkdir(parents=True, exist_ok=True)
            picture(2 * number + (side == "b")).save(path)
            options = [f"{text} yes", f"{text} no"]
            line = _line((f"{text} {number}", side), image, text, options, answer="ab".index(side), patterns=["text"])
            lines.append(line | {"caption": f"{text} {side}", "group": text, "vendor": text, "note": text})
    _write(
        folder,
        lines,
        name='</title>](javascript:x) "harm": \n- true',
        licence="<b>MIT</b>\u0085{x}",
        about="# not\n\n---",
    )
    return folder


def _line(
    place: tuple[str, str], image: str, question: str, options: list[str], *, answer: int, patterns: list[str]
) -> dict[str, Any]:
    pair, side = place
    return {
        "id": f"{pair}/{side}",
        "pair": pair,
        "side": side,
        "image": image,
        "question": question,
        "options": options,
        "answer": answer,
        "patterns": patterns,
        "caption": f"a picture of {options[answer]}, {pair}",
    }


def _write(folder: Path, lines: list[dict[str, Any]], **head: str) -> None:
    said: dict[str, Any] = {"kind": "scotoma benchmark", "version": 1, "sources": ["a drawer"]}
    said |= {"name": "sample", "benchmark_version": "2.1", "licence": "CC-BY-4.0", "about": "A bit of everything."}
    said |= {"errata": ["two/a: was blurred"], **head}
    (folder / "benchmark.json").write_text(json.dumps(said))
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
