"""Scores in a run folder: `scores/ENCODER.json`, with every cosine, so that any metric can be computed again."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scotoma.benchmark import Benchmark
from scotoma.embeddings.shards import encoder_facts, folder_name
from scotoma.encoders.protocol import EncoderFacts
from scotoma.errors import RunMismatch
from scotoma.files import locked, made_by, read_json, write_json
from scotoma.matching.captions import Matched
from scotoma.matching.margins import mean_over_patterns
from scotoma.matching.metrics import caption_margins
from scotoma.runs import record_stage
from scotoma.scoring import Cosines

__all__ = ["KIND", "VERSION", "save_scores"]

KIND = "scotoma scores"
VERSION = 1


def save_scores(
    run: Path, benchmark: Benchmark, facts: EncoderFacts, scores: Matched | Cosines, others: Sequence[Matched] = ()
) -> Path:
    """Write what `match` or `cosines` gave to the run's `scores/ENCODER.json`, and note it in `run.json`.

    The file has the benchmark's name, version and sha256, the encoder's facts, the tables, and for each pair the cosine
    of its images and, where captions were matched, of image a and b with caption a and b, and both captions' margins.
    `others` are the same pairs matched with other templates; each has its own tables and cosines, under
    `other_templates`.

    Raises:
        RunMismatch: the file there is of another benchmark.
        RunLocked: another process is writing the run folder.
    """
    path = run / "scores" / f"{folder_name(facts.name)}.json"
    known = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    template: dict[str, Any] = {"template": scores.template} if isinstance(scores, Matched) else {}
    if others:
        template["other_templates"] = [each.template for each in others]
    settings = {"benchmark": known, "encoder": encoder_facts(facts.as_dict()), **template}
    with locked(run):
        if path.exists() and (there := read_json(path, KIND, VERSION)["benchmark"]) != known:
            raise RunMismatch(
                f"{path} holds scores on {there['name']} {there['version']} ({there['sha256'][:12]}...); these are on "
                f"{benchmark.name} {benchmark.version} ({benchmark.sha256[:12]}...). Use another run folder."
            )
        content = {**_content(benchmark, scores), **({"other_templates": [*map(_matched, others)]} if others else {})}
        write_json(path, KIND, VERSION, {**settings, **content, "made_by": made_by()})
        record_stage(run, "match", settings)
    return path


def _content(benchmark: Benchmark, scores: Matched | Cosines) -> dict[str, Any]:
    images = scores.images if isinstance(scores, Matched) else scores
    pairs: list[dict[str, Any]] = [
        {"id": pair.id, "pattern": pair.pattern, "images": float(cosine)}
        for pair, cosine in zip(benchmark.pairs, images.values, strict=True)
    ]
    if isinstance(scores, Cosines):
        return {"metrics": [], "images": images.as_dict(), "pairs": pairs}
    found = _matched(scores)
    rows = zip(pairs, found.pop("image_by_caption"), found.pop("caption_margins"), strict=True)
    for row, cells, margins in rows:
        row.update(image_by_caption=cells, caption_margins=margins)
    return {**found, "images": images.as_dict(), "pairs": pairs}


def _matched(scores: Matched) -> dict[str, Any]:
    """All that one template gave; the lists are in the order of the pairs."""
    return {
        "template": scores.template,
        "metrics": [metric.as_dict() for metric in scores.metrics],
        "script": scores.script.as_dict(),
        "mean_over_patterns": asdict(mean_over_patterns(scores.metrics[0])),
        "margins": [asdict(row) for row in scores.margins],
        "image_by_caption": scores.similarities.tolist(),
        "caption_margins": caption_margins(scores.similarities).tolist(),
    }
