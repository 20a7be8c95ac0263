"""What accompanies every export: where each image is from, under what licence, and what the folder is."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import scotoma
from scotoma.export.images import JPEG_QUALITY, image_bytes
from scotoma.export.numbers import numbers_of
from scotoma.export.planning import PROVENANCE
from scotoma.export.records import PARTS, Format, Part, Plan
from scotoma.files import write_json

__all__ = [
    "EXPORT",
    "about",
    "image_records",
    "lost_parts",
    "plain",
    "provenance_lines",
    "readme",
    "task_name",
    "write_papers",
]

EXPORT = "export.json"
OURS = ("image", "file", "sha256", "source_sha256", "exported_sha256", "questions", "licence", "source", "uri")


def write_papers(plan: Plan, form: Format, folder: Path, files: Mapping[str, str]) -> None:
    """Write `provenance.jsonl`, the benchmark's own notices, `export.json`, and `README.md` where there is none yet."""
    (folder / PROVENANCE).write_bytes(provenance_lines(plan, folder, files))
    for name, content in plan.notices.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(content)
    write_json(folder / EXPORT, "scotoma export", 1, about(plan, form))
    if not (folder / "README.md").exists():
        (folder / "README.md").write_text(readme(plan, form), encoding="utf-8", newline="\n")


def about(plan: Plan, form: Format) -> dict[str, Any]:
    """What was exported, for a program to read."""
    opened = plan.benchmark
    return {
        "format": form.name,
        "scotoma": scotoma.__version__,
        "benchmark": opened.name,
        "benchmark_version": opened.version,
        "benchmark_sha256": opened.sha256,
        "licence": opened.licence,
        "labels": opened.labels,
        "label_versions": list(opened.label_versions),
        "pairs": len(opened.pairs),
        "images": f"JPEG, quality {JPEG_QUALITY}" if plan.jpeg else "their own bytes",
        "not_carried": [PARTS[part] for part in lost_parts(plan, form)],
    }


def provenance_lines(plan: Plan, folder: Path, files: Mapping[str, str]) -> bytes:
    """`provenance.jsonl`: one line for each image in the export, `files` being their ids by the place they lie in."""
    records = image_records(plan)
    lines = []
    for place, image in files.items():
        record = {"file": place, **records[image]}
        if plan.jpeg:
            record["exported_sha256"] = hashlib.sha256((folder / place).read_bytes()).hexdigest()
        lines.append(json.dumps(record, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode()


def image_records(plan: Plan) -> dict[str, dict[str, Any]]:
    """What is known of each image, by its id: the sha256 of its bytes, its licence, where it is from and the sha256 of
    the file there, who asks about it, and whatever else the benchmark's own provenance says. Where that says nothing of
    an image, the benchmark's licence holds."""
    records: dict[str, dict[str, Any]] = {}
    for item in plan.items:
        image = item.question.image_id
        if image in records:
            records[image]["questions"].append(item.question.id)
            continue
        said = plan.origins.get(image, {})
        records[image] = {
            "image": image,
            "sha256": hashlib.sha256(image_bytes(item.image)).hexdigest(),
            "licence": said.get("licence") or plan.benchmark.licence,
            "source": said.get("source") or said.get("uri"),
            "source_sha256": said.get("source_sha256", said.get("sha256")),
            "vendor": item.pair.vendor,
            "questions": [item.question.id],
            **{name: value for name, value in said.items() if name not in OURS},
        }
    return records


def lost_parts(plan: Plan, form: Format) -> tuple[Part, ...]:
    """What this benchmark has and the format has no place for, in the order of `PARTS`."""
    pairs = plan.benchmark.pairs
    has: dict[Part, bool] = {
        "texts": any(pair.question_a.text for pair in pairs),
        "image bytes": plan.jpeg,
        "ids": any(each != str(number) for each, number in numbers_of(plan.items).items()),
        "captions": any(pair.caption_a is not None for pair in pairs),
        "patterns": any(pair.patterns for pair in pairs),
        "groups": any(pair.group != pair.id for pair in pairs),
        "vendors": any(pair.vendor is not None for pair in pairs),
        "notes": any(pair.note is not None for pair in pairs),
        "both label versions": bool(plan.benchmark.errata),
    }
    return tuple(part for part in PARTS if has[part] and (part not in form.carries or part == "image bytes"))


def readme(plan: Plan, form: Format) -> str:
    """The page that says what the folder is, under what licence, from where, and how it is used."""
    opened = plan.benchmark
    named = f"{plain(opened.name)} {plain(opened.version)}"
    labels = {"original": "as published", "corrected": "with its known errors mended"}[opened.labels]
    lost = "; ".join(PARTS[part] for part in lost_parts(plan, form))
    blocks = [
        f"# {plain(opened.name)}",
        plain(plan.head.about),
        f"{len(opened.pairs)} pairs of images that differ in one fact, and {len(plan.items)} sides of them: {named}, "
        f"written by scotoma {scotoma.__version__} as {form.about}. The options stand in the benchmark's own order.",
        "\n".join(_facts(plan, labels)),
        f"Not in here, for the format has no place for it: {lost}." if lost else "",
        "## Use",
        form.use.format(name=task_name(opened.name)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _facts(plan: Plan, labels: str) -> list[str]:
    opened = plan.benchmark
    notices = "".join(f" See {plain(name)}." for name in plan.notices)
    return [
        f"- Labels: {labels}.{_errata(plan)}",
        f"- Licence: {plain(opened.licence)}. That of each image, with its source and sha256: `{PROVENANCE}`.{notices}",
        *(f"- Source: {plain(each)}" for each in plan.head.sources),
        f"- Made from a benchmark with the sha256 `{opened.sha256}`.",
    ]


def _errata(plan: Plan) -> str:
    if not plan.benchmark.errata:
        return ""
    which = ", ".join(plain(each.question) for each in plan.benchmark.errata)
    return f" Known to be wrong in the published ones: the keys of {which}."


def task_name(name: str) -> str:
    """A name of small letters, digits and underscores, as tasks and files are called."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:64] or "benchmark"


def plain(text: str) -> str:
    """A text in one line, for Markdown: what would be a tag, a link or emphasis is shown as it is."""
    one_line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    safe = one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#!|~])", r"\\\1", safe)
