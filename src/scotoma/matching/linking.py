"""An encoder's scores and a model's in one run folder, set beside each other by pattern and pair by pair."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scotoma.embeddings.shards import folder_name
from scotoma.errors import UnknownName, UsageError
from scotoma.files import read_json
from scotoma.matching.metrics import caption_margins
from scotoma.matching.saving import KIND, VERSION
from scotoma.registry import unknown
from scotoma.scoring.correlation import Correlation, correlate
from scotoma.scoring.encoder_link import EncoderLink, link
from scotoma.scoring.model_files import run_scores
from scotoma.scoring.model_records import ModelScores
from scotoma.scoring.pairs import ALL

__all__ = ["EncoderAndModel", "correlate_run"]


@dataclass(frozen=True, slots=True)
class EncoderAndModel:
    """How a model's scores go with an encoder's, and the two series of pair accuracy by pattern.

    `link` is None where the two were given different benchmarks, whose pairs do not correspond.
    """

    encoder: str
    model: str
    labels: str
    encoder_by_pattern: dict[str, float]
    model_by_pattern: dict[str, float]
    correlation: Correlation
    link: EncoderLink | None

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON-ready values."""
        return asdict(self)


def correlate_run(run: Path, encoder: str, model: str, *, labels: str = "original", seed: int = 0) -> EncoderAndModel:
    """Correlate what `scotoma match` and `scotoma score` wrote into a run: text-to-image pair accuracy of the encoder
    with the model's under plain questions.

    Raises:
        UnknownName: the run has no scores of that encoder or model.
        UsageError: the encoder matched no captions, the model was not asked plainly, or they share too few patterns.
        BrokenFile: a file of scores is damaged.
    """
    found, content = _model(run, model), _encoder(run, encoder)
    if labels not in (versions := [each.labels for each in found.labels]):
        raise UsageError(f"{model} has scores with {', '.join(versions)} labels only; no errors in others are known.")
    plain = found.under(labels).of("plain")
    if plain is None:
        raise UsageError(f"{model} was not asked under the control plain, and a blind run has nothing to correlate.")
    theirs = {row["pattern"]: row["pair"]["value"] for row in content["metrics"][0]["rows"] if row["pattern"] != ALL}
    ours = {row.pattern: row.pair.value for row in plain.rows[:-1] if row.pair is not None}
    if not ours:
        raise UsageError(
            f"The scores of {model} have no patterns. Give them to `scotoma score` with --patterns, a table of pairs."
        )
    return EncoderAndModel(
        encoder=encoder,
        model=model,
        labels=labels,
        encoder_by_pattern=theirs,
        model_by_pattern=ours,
        correlation=correlate(theirs, ours, seed=seed),
        link=_link(content, found, labels, seed) if content["benchmark"] == found.benchmark else None,
    )


def _model(run: Path, name: str) -> ModelScores:
    scores = {each.model: each for each in run_scores(run)}
    if name not in scores:
        raise UnknownName(f"{run}: {unknown('scored model', name, [*scores])} `scotoma score` writes scores of models.")
    return scores[name]


def _encoder(run: Path, name: str) -> dict[str, Any]:
    path = run / "scores" / f"{folder_name(name)}.json"
    if not path.is_file():
        raise UnknownName(
            f"{run} has no scores of an encoder {name!r}: no {path.name} in its scores folder. "
            f"`scotoma match {name} --out {run}` writes them."
        )
    content = read_json(path, KIND, VERSION)
    if not content["metrics"]:
        raise UsageError(f"{path} has cosines of images alone: {name} matched no captions (--images-only).")
    return content


def _link(content: dict[str, Any], scores: ModelScores, labels: str, seed: int) -> EncoderLink:
    """The link over the pairs that the model was asked in full."""
    cells = {row["id"]: np.array(row["image_by_caption"]) for row in content["pairs"]}
    asked = [each for each in scores.outcomes if each.under(labels).outcome != "lacking"]
    margins = [caption_margins(cells[each.id][None]).min() for each in asked]
    return link(
        np.array([each.under(labels).outcome == "both" for each in asked], bool),
        np.array(margins, np.float64),
        [each.pattern or "" for each in asked],
        [each.group for each in asked],
        seed=seed,
    )
