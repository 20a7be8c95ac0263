"""One run of the laboratory, a row trained with one seed and asked, and what all runs share."""

import functools
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from transformers import AutoModelForCausalLM, AutoTokenizer

from scotoma.encoders.huggingface_towers import quiet_transformers
from scotoma.files import read_json, write_json
from scotoma.mixture.adapters import save_adapters
from scotoma.mixture.building import build_mixture
from scotoma.mixture.estimates import image_cost
from scotoma.mixture.lab.asking import ask, outcomes
from scotoma.mixture.lab.language import new_language, pretrain, stretches, train_tokenizer
from scotoma.mixture.lab.looking import look, tower_source
from scotoma.mixture.lab.material import captioned, conversed, described, texts, training_samples
from scotoma.mixture.lab.plan import Fit, LabPlan, RowPlan
from scotoma.mixture.lab.records import Row, RunResult, TrainedStage, result_path, write_result
from scotoma.mixture.lab.samples import Sample
from scotoma.mixture.lab.sets import Sets, evaluation_sets
from scotoma.mixture.loading import save_mixture
from scotoma.mixture.processing import MixtureProcessor
from scotoma.mixture.recipe import Stage
from scotoma.mixture.samples import Samples
from scotoma.mixture.training import train_stage
from scotoma.progress import Progress, silent

__all__ = ["Laboratory", "Run", "prepare", "run_row"]

NOTE, KIND, VERSION = "text.json", "scotoma laboratory text stage", 1
LONGEST = 1024  # tokens of a conversation with its picture; the laboratory's have about 250


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A laboratory's folder, its plan, and the source of captioned pictures to train on beside the scenes, if any."""

    out: Path
    plan: LabPlan
    pictures: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One row to train with one seed."""

    laboratory: Laboratory
    row: RowPlan
    seed: int


def prepare(laboratory: Laboratory, runs: Sequence[Run], *, jobs: int = 1, progress: Progress = silent) -> None:
    """Make what the runs share, where it is not there yet: features of all pictures, tokenizer, language model."""
    out = laboratory.out
    towers = list(dict.fromkeys(tower for run in runs for tower in run.row.towers))
    reads = [sample.read for sample in _samples(laboratory.plan, laboratory.pictures)]
    look(out / "features" / "trained", reads, towers, jobs=jobs, progress=progress)
    look(
        out / "features" / "asked", list(_sets(laboratory.plan).pictures.values()), towers, jobs=jobs, progress=progress
    )
    if not (out / "tokenizer").exists():
        tokenizer = train_tokenizer(texts(_samples(laboratory.plan, laboratory.pictures)), laboratory.plan.vocabulary)
        tokenizer.save_pretrained(out / "tokenizer.part")
        (out / "tokenizer.part").replace(out / "tokenizer")
    if not (out / "language" / NOTE).exists():
        _train_text(laboratory, progress)


def run_row(run: Run) -> None:
    """Train the run's row and ask it everything; its `result.json` and its model are in its folder then."""
    laboratory, plan = run.laboratory, run.laboratory.plan
    folder = _folder(run)
    shutil.rmtree(folder, ignore_errors=True)
    model, processor = _build(run)
    features = [_features(laboratory.out, "trained", tower.key) for tower in run.row.towers]
    align, instruct = _tokenised(laboratory)
    if plan.align_samples is not None:
        align = Samples(align.items[: plan.align_samples], align.images, align.image_token_id)
    stages = [_text_stage(laboratory.out)]
    stages.append(_fit(run, model, processor, features, align, stage="align"))
    save_adapters(folder / "align", model)
    stages.append(_fit(run, model, processor, features, instruct, stage="instruct"))
    model.eval()
    begun, sets = time.monotonic(), _sets(plan)
    said = _answers(model, processor, sets, run)
    result = RunResult(
        _row(run.row, model),
        run.seed,
        plan.name,
        _counts(_samples(plan, laboratory.pictures)),
        tuple(stages),
        **outcomes(sets, said),
        asked_s=time.monotonic() - begun,
    )
    save_mixture(folder / "model", model, processor)
    write_result(laboratory.out, result)


def _build(run: Run) -> tuple[Any, Any]:
    out = run.laboratory.out
    with quiet_transformers():
        language = AutoModelForCausalLM.from_pretrained(out / "language")
    return build_mixture(
        [tower_source(tower) for tower in run.row.towers],
        (language, AutoTokenizer.from_pretrained(out / "tokenizer")),
        mixture=run.row.mixture,
        ssl_ratio=run.row.ssl_ratio,
        adapter=run.laboratory.plan.adapter,
        seed=run.seed,
    )


def _fit(
    run: Run,
    model: Any,
    processor: Any,
    features: Sequence[np.ndarray],
    samples: Samples,
    *,
    stage: Literal["align", "instruct"],
) -> TrainedStage:
    plan = run.laboratory.plan
    fit: Fit = getattr(plan, stage)
    recipe = Stage(
        data="",
        image_folder="",
        batch_size=fit.batch_size,
        lr=fit.lr,
        trains="adapters" if stage == "align" else "adapters+language",
        epochs=fit.epochs,
        device_batch_size=fit.batch_size,
        warmup_share=fit.warmup_share,
        weight_decay=fit.weight_decay,
        max_tokens=LONGEST,
        gradient_checkpointing=False,
        dtype=plan.dtype,
    )
    trained = train_stage(model, processor, samples, recipe, _folder(run) / stage, seed=run.seed, features=features)
    return TrainedStage(stage, trained.samples, len(trained.losses), trained.seconds, stretches(trained.losses))


def _answers(model: Any, processor: Any, sets: Sets, run: Run) -> list[str]:
    questions = sets.questions()
    places = {name: row for row, name in enumerate(sets.pictures)}
    rows = [places[question.picture] for question in questions]
    features = [_features(run.laboratory.out, "asked", tower.key) for tower in run.row.towers]
    return ask(model, processor, questions, features, rows, max_new_tokens=run.laboratory.plan.max_new_tokens)


def _folder(run: Run) -> Path:
    return result_path(run.laboratory.out, run.row.name, run.seed).parent


def _row(plan: RowPlan, model: Any) -> Row:
    config = model.config
    return Row(
        plan.name,
        plan.mixture,
        plan.ssl_ratio,
        tuple(tower.source for tower in plan.towers),
        config.image_sides_px,
        tuple(tower.layer for tower in config.tower_configs),
        config.tokens_per_image,
        image_cost(config).flops,
        sum(each.numel() for each in model.parameters()),
        sum(each.numel() for part in (model.adapters, model.language_model) for each in part.parameters()),
    )


def _counts(samples: Sequence[Sample]) -> dict[str, int]:
    scenes = sum(sample.id.startswith("scene/") for sample in samples)
    return {"scenes": scenes, "pictures": len(samples) - scenes}


def _features(out: Path, what: str, key: str) -> np.ndarray:
    return np.asarray(np.load(out / "features" / what / f"{key}.npy", mmap_mode="r"))


@functools.cache
def _samples(plan: LabPlan, pictures: str | None) -> list[Sample]:
    return training_samples(plan, pictures)


@functools.cache
def _sets(plan: LabPlan) -> Sets:
    return evaluation_sets(plan.sizes)


@functools.cache
def _tokenised(laboratory: Laboratory) -> tuple[Samples, Samples]:
    """Every training sample as its description alone, and as a whole conversation."""
    processor = MixtureProcessor(AutoTokenizer.from_pretrained(laboratory.out / "tokenizer"))
    samples = _samples(laboratory.plan, laboratory.pictures)
    return captioned(samples, processor), conversed(samples, processor)


def _train_text(laboratory: Laboratory, progress: Progress) -> None:
    """Train and write the language model of all rows and seeds, then the note that says it is done."""
    out, plan = laboratory.out, laboratory.plan
    tokenizer = AutoTokenizer.from_pretrained(out / "tokenizer")
    model = new_language(plan, tokenizer, seed=0)
    words = described(_samples(plan, laboratory.pictures), MixtureProcessor(tokenizer))
    stage = pretrain(model, words, plan.text, seed=0, dtype=plan.dtype, progress=progress)
    with quiet_transformers():
        model.save_pretrained(out / "language")
    note = {"samples": stage.samples, "steps": stage.steps, "seconds": stage.seconds, "losses": stage.losses}
    write_json(out / "language" / NOTE, KIND, VERSION, note)


def _text_stage(out: Path) -> TrainedStage:
    note = read_json(out / "language" / NOTE, KIND, VERSION)
    losses = tuple((int(step), float(loss)) for step, loss in note["losses"])
    return TrainedStage("text", note["samples"], note["steps"], note["seconds"], losses, shared=True)
