"""Small benchmarks in the layouts of others, written anew for each test, to be opened or damaged."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image as PILImage

__all__ = [
    "HEADER",
    "MMVP_ROWS",
    "VLM_ROWS",
    "as_csv",
    "changed",
    "paint",
    "png",
    "write_llava_coco",
    "write_mmvp",
    "write_pope",
    "write_vlm",
    "write_wild",
    "write_xlsx",
]

HEADER = ("Index", "Question", "Options", "Correct Answer")
MMVP_ROWS: list[tuple[Any, ...]] = [
    (1, "Is the door open?", "(a) Yes (b) No", "(a)"),
    (2, "Is the door open?", "(a) Yes (b) No", "(b)"),
    (3, "How many birds?", "(a) One (b) Two", "(b)"),
    (4, "How many birds?", "(a) One (b) Two", "(a)"),
]
VLM_HEADER = ("Question ID", "Type", "Statement")
VLM_ROWS: list[tuple[Any, ...]] = [
    (1, "Color", "a red ball"),
    (2, "Color", "a blue ball"),
    (3, "Camera Perspective", "seen from above"),
    (4, "Camera Perspective", "seen from the side"),
]


def changed(rows: Sequence[tuple[Any, ...]], number: int, column: int, value: Any) -> list[tuple[Any, ...]]:
    """The rows with one cell changed; rows are counted from 1, columns from 0."""
    return [(*row[:column], value, *row[column + 1 :]) if at == number else row for at, row in enumerate(rows, start=1)]


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    book.save(path)


def png(number: int) -> bytes:
    """A picture of its own for each number."""
    file = io.BytesIO()
    PILImage.new("RGB", (8, 8), ((number * 37) % 256, (number * 91) % 256, number % 256)).save(file, "PNG")
    return file.getvalue()


def paint(folder: Path, names: Iterable[str]) -> Path:
    """A folder with a picture under each name."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names, start=1):
        (folder / name).write_bytes(png(number))
    return folder


def write_mmvp(
    folder: Path,
    rows: Sequence[tuple[Any, ...]] = MMVP_ROWS,
    *,
    header: Sequence[str] = HEADER,
    images: str | None = "MMVP Images",
) -> Path:
    """Questions.csv and, unless `images` is None, a picture for each row, called by its place."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Questions.csv").write_bytes(as_csv(header, rows))
    if images is not None:
        paint(folder / images, (f"{number}.jpg" for number in range(1, len(rows) + 1)))
    return folder


def write_vlm(folder: Path, rows: Sequence[tuple[Any, ...]] = VLM_ROWS, *, images: str = "MLLM_VLM Images") -> Path:
    """Questions.csv and the pictures in folders by type."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Questions.csv").write_bytes(as_csv(VLM_HEADER, rows))
    for number, kind, _ in rows:
        place = folder / images / str(kind)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.jpg").write_bytes(png(int(number)))
    return folder


def json_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def write_pope(folder: Path, **splits: list[dict[str, Any]]) -> Path:
    """The splits that are given, by default all three, each of two questions about one image."""
    usual = [
        {"question_id": 1, "image": "COCO_val2014_000000000001.jpg", "text": "Is there a cat?", "label": "yes"},
        {"question_id": 2, "image": "COCO_val2014_000000000001.jpg", "text": "Is there a dog?", "label": "no"},
    ]
    for split, lines in (splits or dict.fromkeys(("random", "popular", "adversarial"), usual)).items():
        json_lines(folder / f"coco_pope_{split}.json", lines)
    return folder


def write_llava_coco(folder: Path) -> Path:
    """LLaVA-Bench (COCO) with two questions about one image."""
    image = "000000000009.jpg"
    asked = [
        {"question_id": n, "image": image, "text": f"Say {n}.", "category": c} for n, c in ((0, "conv"), (1, "complex"))
    ]
    json_lines(folder / "qa90_questions.jsonl", asked)
    answers = [
        {"question_id": line["question_id"], "text": "A reference.", "category": line["category"]} for line in asked
    ]
    json_lines(folder / "qa90_gpt4_answer.jsonl", answers)
    boxes = [{"category": "bowl", "bbox": [0.0, 0.25, 0.5, 1.0]}, {"category": "spoon", "bbox": [0.1, 0.2, 0.3, 0.4]}]
    context = {"id": "000000000009", "image": image, "captions": ["A bowl.", "Food."], "instances": boxes}
    json_lines(folder / "caps_boxes_coco2014_val_80.jsonl", [context])
    rules = {name: {"role": "Assistant", "prompt": f"Judge {name}."} for name in ("conv", "detail", "complex", "math")}
    (folder / "rule.json").write_text(json.dumps(rules))
    return folder


def write_wild(folder: Path) -> Path:
    """LLaVA-Bench (In-the-Wild) with one question and its image."""
    asked = {"question_id": 0, "image": "001.jpg", "text": "What is it called?", "category": "conv"}
    json_lines(folder / "questions.jsonl", [asked])
    answer = {
        "question_id": 0,
        "text": "Diamond Head.",
        "category": "llava_bench_conv",
        "answer_id": "x",
        "metadata": {},
    }
    json_lines(folder / "answers_gpt4.jsonl", [answer])
    json_lines(folder / "context.jsonl", [{"id": "001", "image": "001.jpg", "caption": "An aerial view."}])
    paint(folder / "images", ["001.jpg"])
    return folder
