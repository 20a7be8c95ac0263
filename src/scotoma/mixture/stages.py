"""A whole training by a recipe: adapters first, then adapters and language model, and the finished model."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from scotoma.errors import RunMismatch, UnsupportedCheckpoint
from scotoma.files import locked, read_json, write_json
from scotoma.mixture.adapters import load_adapters, save_adapters
from scotoma.mixture.building import TowerSource, build_mixture
from scotoma.mixture.conversations import read_conversations
from scotoma.mixture.feature_cache import cache_features
from scotoma.mixture.loading import save_mixture
from scotoma.mixture.pictures import broken_images, images_key, without_broken
from scotoma.mixture.processes import Process, this_process
from scotoma.mixture.recipe import Recipe, Stage
from scotoma.mixture.rendering import template_text
from scotoma.mixture.run_record import StageRecord, check_same_training, training_settings, write_left_out
from scotoma.mixture.samples import LeftOut, Samples, tokenise
from scotoma.mixture.trainer import last_checkpoint
from scotoma.mixture.training import Conduct, Trained, train_stage
from scotoma.progress import Progress, silent
from scotoma.runs import record_stage

__all__ = ["Build", "build_recipe", "train"]

Build = Callable[[Recipe, int], tuple[Any, Any]]

CHECKED, VERSION = "scotoma checked images", 1
PACKAGES = ("torch", "transformers", "accelerate", "peft", "tokenizers")


def build_recipe(recipe: Recipe, seed: int) -> tuple[Any, Any]:
    """The model and processor that a recipe names, its adapters fresh.

    Raises:
        UnknownName: a tower that is none.
        MissingCheckpoint: weights that are not on this machine.
        UnsupportedCheckpoint: weights of a kind that cannot be mixed.
        UsageError: settings that contradict each other.
    """
    towers = [TowerSource(each.source, each.side_px, each.layer, each.final_norm) for each in recipe.towers]
    return build_mixture(
        towers,
        recipe.language,
        mixture=recipe.mixture,
        ssl_ratio=recipe.ssl_ratio,
        adapter=recipe.adapter,
        seed=seed,
    )


def train(
    recipe: Recipe,
    out: Path,
    *,
    seed: int = 0,
    limit: int | None = None,
    cache: Path | None = None,
    build: Build = build_recipe,
    conduct: Conduct | None = None,
    progress: Progress = silent,
) -> tuple[StageRecord, ...]:
    """Train a mixture by a recipe into `out`, whose `model` folder is then `mix:OUT/model`; what each stage came to.

    Stage 1 ends with `stage1/adapters.safetensors`; stage 2 begins with the towers and the language model as the recipe
    names them, and with exactly these adapters. The same call again goes on after the last checkpoint, and does nothing
    where all is done. `limit` takes each stage's first conversations. With `cache` the towers' features are computed
    once and kept there, for this training and others with the same towers and images; else every image is decoded once
    before its stage begins, to find the broken ones. In several processes (torchrun, accelerate) all call this.

    Raises:
        RunMismatch: `out` holds a training with another recipe, seed or data.
        RunLocked: another process trains into it.
        UnreadableSource: a data file that cannot be read.
        BadSample: a record that is no conversation.
        EmptyCollection: no sample is left to train on.
        UsageError: settings that contradict each other, or a loss that is no number.
    """
    recipe.check()
    with this_process() as process, locked(out) if process.is_main else nullcontext():
        if process.is_main:
            check_same_training(out, training_settings(recipe, seed, limit))
        process.wait()
        run = _Run(recipe, out, seed, limit, cache, build, conduct or Conduct(), process, progress)
        return tuple(run.stage(number) for number in (1, 2))


@dataclass(frozen=True, slots=True)
class _Run:
    """One training on its way."""

    recipe: Recipe
    out: Path
    seed: int
    limit: int | None
    cache: Path | None
    build: Build
    conduct: Conduct
    process: Process
    progress: Progress

    def stage(self, number: int) -> StageRecord:
        """The record of a stage: read where it is finished, else trained."""
        folder, stage = self.out / f"stage{number}", self.recipe.stages[number - 1]
        if record := StageRecord.read(folder):
            return record
        model, processor = self.build(self.recipe, self.seed)
        set_template(processor, stage.template or self.recipe.template)
        if number == 2:
            load_adapters(self.out / "stage1", model)
        samples = self._samples(stage, processor)
        samples, features, left_out = self._with_images(model, processor, samples, folder)
        trained = train_stage(
            model,
            processor,
            samples,
            stage,
            folder,
            seed=self.seed + number,
            features=features,
            conduct=self.conduct,
            progress=self._progress,
        )
        if self.process.is_main:
            if stage.dtype == "bfloat16" and number == 2:
                trained.model.to(torch.bfloat16)
            self._write(folder, trained, processor, samples, [*left_out, *trained.left_out])
        self.process.wait()
        record = StageRecord.read(folder)
        assert record is not None, "the main process has written it"
        return record

    @property
    def _progress(self) -> Progress:
        return self.progress if self.process.is_main else silent

    def _samples(self, stage: Stage, processor: Any) -> Samples:
        root = Path(stage.image_folder).expanduser() if stage.image_folder else None
        conversations = read_conversations(Path(stage.data).expanduser(), root, limit=self.limit)
        return tokenise(conversations, processor, progress=self._progress)

    def _with_images(
        self, model: Any, processor: Any, samples: Samples, folder: Path
    ) -> tuple[Samples, Sequence[np.ndarray] | None, list[LeftOut]]:
        """The samples whose images can be opened, the towers' features where there is a cache, and the samples left
        out."""
        if self.cache is None:
            kept, left_out = without_broken(samples, self._broken(samples, folder))
            return kept, None, left_out
        cached = cache_features(
            model,
            processor,
            samples.images,
            self.cache,
            process=self.process,
            progress=self._progress,
        )
        kept, left_out = without_broken(samples, cached.broken)
        return kept, cached.arrays, left_out

    def _broken(self, samples: Samples, folder: Path) -> dict[int, str]:
        """The images that cannot be opened, found by the main process and noted for the others and for a resumption.

        Raises:
            RunMismatch: the stage was begun with other images.
        """
        path = folder / "images.json"
        if self.process.is_main:
            key = images_key(samples.images)
            noted = read_json(path, CHECKED, VERSION)["images"] if path.exists() else None
            if noted is not None and noted != key and last_checkpoint(folder):
                raise RunMismatch(
                    f"{folder} was begun with other images: since then files were added, removed or changed. Delete "
                    "the folder to train its stage again, or bring the images back."
                )
            if noted != key:
                broken = broken_images(samples.images, progress=self._progress)
                write_json(path, CHECKED, VERSION, {"images": key, "broken": broken})
        self.process.wait()
        return {int(row): reason for row, reason in read_json(path, CHECKED, VERSION)["broken"].items()}

    def _write(
        self, folder: Path, trained: Trained, processor: Any, samples: Samples, left_out: Sequence[LeftOut]
    ) -> None:
        """Write what the stage came to; its record last."""
        digest = save_adapters(folder, trained.model)
        if folder.name == "stage2":
            set_ends(trained.model, samples)
            save_mixture(self.out / "model", trained.model, processor)
        write_left_out(folder / "left_out.jsonl", left_out)
        record = StageRecord(
            folder=folder,
            steps=len(trained.losses),
            samples=trained.samples,
            left_out=len(left_out),
            first_loss=trained.losses[0],
            last_loss=trained.losses[-1],
            seconds=trained.seconds,
            samples_per_s=trained.samples_per_s,
            peak_memory_bytes=trained.peak_memory_bytes,
            processes=trained.processes,
            adapters_sha256=digest,
        )
        settings = training_settings(self.recipe, self.seed, self.limit)
        record_stage(self.out, folder.name, {**settings, **record.figures()}, *PACKAGES)
        record.write()
        for checkpoint in folder.glob("checkpoint-*"):
            shutil.rmtree(checkpoint)


def set_template(processor: Any, name: str) -> None:
    """Give the processor a chat template of scotoma's by name, or leave it its tokenizer's own ("tokenizer").

    Raises:
        UnknownName: none of that name.
        UnsupportedCheckpoint: the template ends answers with a token that the tokenizer does not have.
    """
    if name == "tokenizer":
        return
    text = template_text(name)
    end = "<|im_end|>"
    if end in text and processor.tokenizer.convert_tokens_to_ids(end) in (None, processor.tokenizer.unk_token_id):
        raise UnsupportedCheckpoint(
            f"The chat template {name!r} ends answers with {end}, which is no token of "
            f"{processor.tokenizer.name_or_path!r}. Take vicuna_v1, or a language model made for ChatML."
        )
    processor.chat_template = processor.tokenizer.chat_template = text
    processor.content = "text"


def set_ends(model: Any, samples: Samples) -> None:
    """Let the model's answers end with the token that ended all it learnt from, as well as where they ended before."""
    last = {int(sample.tokens[end - 1]) for sample in samples.items for end in sample.ends}
    if len(last) > 1:
        return
    known = model.generation_config.eos_token_id
    before = set(known) if isinstance(known, list) else set() if known is None else {known}
    model.generation_config.eos_token_id = sorted(before | last)
