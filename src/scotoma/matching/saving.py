"""Scores in a run folder: `scores/ENCODER.json`, with every cosine, so that any metric can be computed again."""

from pathlib import Path
from typing import Any

from scotoma.benchmark import Benchmark
from scotoma.embeddings.shards import encoder_facts, folder_name
from scotoma.encoders.protocol import EncoderFacts
from scotoma.errors import RunMismatch
from scotoma.files import locked, made_by, read_json, write_json
from scotoma.matching.captions import Matched
from scotoma.runs import record_stage
from scotoma.scoring import Cosines

__all__ = ["KIND", "VERSION", "save_scores"]

KIND = "scotoma scores"
VERSION = 1


def save_scores(run: Path, benchmark: Benchmark, facts: EncoderFacts, scores: Matched | Cosines) -> Path:
    """Write what `match` or `cosines` gave to the run's `scores/ENCODER.json`, and note it in `run.json`.

    The file has the benchmark's name, version and sha256, the encoder's facts, the tables, and for each pair the cosine
    of its images and, where captions were matched, of image a and b with caption a and b.

    Raises:
        RunMismatch: the file there is of another benchmark.
        RunLocked: another process is writing the run folder.
    """
    path = run / "scores" / f"{folder_name(facts.name)}.json"
    known = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    template = {"template": scores.template} if isinstance(scores, Matched) else {}
    settings = {"benchmark": known, "encoder": encoder_facts(facts.as_dict()), **template}
    with locked(run):
        if path.exists() and (there := read_json(path, KIND, VERSION)["benchmark"]) != known:
            raise RunMismatch(
                f"{path} holds scores on {there['name']} {there['version']} ({there['sha256'][:12]}...); these are on "
                f"{benchmark.name} {benchmark.version} ({benchmark.sha256[:12]}...). Use another run folder."
            )
        write_json(path, KIND, VERSION, {**settings, **_content(benchmark, scores), "made_by": made_by()})
        record_stage(run, "match", settings)
    return path


def _content(benchmark: Benchmark, scores: Matched | Cosines) -> dict[str, Any]:
    if isinstance(scores, Matched):
        content = _content(benchmark, scores.images)
        for row, cells in zip(content["pairs"], scores.similarities.tolist(), strict=True):
            row["image_by_caption"] = cells
        return {**content, "metrics": [metric.as_dict() for metric in scores.metrics]}
    pairs = [
        {"id": pair.id, "pattern": pair.pattern, "images": float(cosine)}
        for pair, cosine in zip(benchmark.pairs, scores.values, strict=True)
    ]
    return {"metrics": [], "images": scores.as_dict(), "pairs": pairs}
