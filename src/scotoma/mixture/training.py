"""One stage of a training: what is trained, on what, and what came of it."""

import math
import os
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import TrainingArguments, set_seed

from scotoma.encoders.huggingface_towers import quiet_transformers
from scotoma.errors import EmptyCollection, UsageError
from scotoma.mixture.collating import Collator, Order, SampleSet
from scotoma.mixture.features import FeatureRows, PixelRows
from scotoma.mixture.recipe import Stage
from scotoma.mixture.samples import LeftOut, Sample, Samples, fit_samples
from scotoma.mixture.trainee import Trainee
from scotoma.mixture.trainer import StageTrainer, last_checkpoint, remove_torn_checkpoints
from scotoma.progress import Progress, silent

__all__ = ["Conduct", "Trained", "train_stage"]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a training is carried out; nothing of it changes the result.

    `save_steps`: a checkpoint every so many steps, none where None. `workers`: processes that open images beside the
    training, as many as suit the machine where None. They are spawned, so a script of one's own trains under
    `if __name__ == "__main__":`, or with 0 of them.
    """

    save_steps: int | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """What a stage came to.

    `losses` are the mean loss of a learnt token at each step. `samples_per_s` and `seconds` are of this process's own
    steps, after a resumption of the steps since. `peak_memory_bytes` is the device's, the process's own on a CPU.
    `model` is what was trained; under FSDP it is on the main process alone, and None elsewhere.
    """

    model: Any = field(repr=False)
    losses: tuple[float, ...]
    samples: int
    left_out: tuple[LeftOut, ...]
    seconds: float
    samples_per_s: float
    peak_memory_bytes: int
    processes: int


def train_stage(
    model: Any,
    processor: Any,
    samples: Samples,
    stage: Stage,
    out: Path,
    *,
    seed: int = 0,
    features: Sequence[np.ndarray] | None = None,
    conduct: Conduct | None = None,
    progress: Progress = silent,
) -> Trained:
    """Train a mixture's adapters, or adapters and language model, in place, as the stage says.

    The samples come in an order that `seed` decides; the loss of a step is the mean over the answers' tokens of its
    whole batch, however many processes and accumulated parts make it. `features` are the towers' outputs for
    `samples.images`, as `encode_images` or a cache gives them; without them images are opened and encoded at each
    step. Losses go to `out/losses.jsonl`; where `out` holds a checkpoint of the same stage, the training goes on from
    it. `stage.data`, `image_folder` and `template` are not read: the samples are given.

    Raises:
        UsageError: a batch that the processes cannot share alike, images of more tokens than `max_tokens`, or a loss
            that is no number.
        EmptyCollection: no sample is left to train on.
        BrokenImage: an image that cannot be opened.
    """
    conduct = conduct or Conduct()
    tokens_per_image = model.config.tokens_per_image
    kept, left_out = trainable(samples, tokens_per_image, stage.max_tokens)
    arguments = training_arguments(stage, out, seed, workers=0 if features is not None else conduct.workers)
    arguments.set_save("steps" if conduct.save_steps else "no", conduct.save_steps or 1, total_limit=2)
    images = PixelRows(samples.images, processor.preprocessings) if features is None else FeatureRows(features)
    pad_token_id = pad_token(processor.tokenizer)
    collator = Collator(
        images,
        image_token_id=samples.image_token_id,
        tokens_per_image=tokens_per_image,
        pad_token_id=pad_token_id,
    )
    order = make_order(kept, tokens_per_image, stage, arguments, seed)
    set_seed(seed)
    trainee = Trainee(model, stage)
    steps = math.ceil(stage.epochs * -(-len(order) // stage.batch_size))
    checkpoint = last_checkpoint(out)
    done = int(checkpoint.name.rpartition("-")[2]) if checkpoint else 0
    with progress(f"training {stage.trains}", steps, "steps", done) as advance:
        trainer = StageTrainer(
            folder=out,
            order=order,
            advance=advance,
            model=model,
            args=arguments,
            data_collator=collator,
            train_dataset=SampleSet(kept, pad_token_id),
        )
        seconds = conducted(trainer, out, checkpoint)
    losses = tuple(entry["loss"] for entry in trainer.state.log_history if "loss" in entry)
    return Trained(
        model=trainee.finished(trainer),
        losses=losses,
        samples=len(kept),
        left_out=tuple(left_out),
        seconds=seconds,
        samples_per_s=len(kept) * stage.epochs * (steps - done) / steps / seconds,
        peak_memory_bytes=peak_memory(arguments.device),
        processes=arguments.world_size,
    )


def trainable(samples: Samples, tokens_per_image: int, max_tokens: int) -> tuple[list[Sample], list[LeftOut]]:
    """The samples that fit in `max_tokens`, and those that are left out.

    Raises:
        EmptyCollection: none is left.
    """
    kept, left_out = fit_samples(samples, tokens_per_image, max_tokens)
    if kept:
        return kept, left_out
    raise EmptyCollection(
        f"None of {len(samples.items):,} samples can be trained on; the first, {left_out[0].place}: "
        f"{left_out[0].reason}."
        if left_out
        else "There is no sample to train on."
    )


def conducted(trainer: StageTrainer, out: Path, checkpoint: Path | None) -> float:
    """Train from the checkpoint on, or from the start; the seconds it took."""
    if trainer.is_world_process_zero():
        remove_torn_checkpoints(out)
    trainer.accelerator.wait_for_everyone()
    begun = time.monotonic()
    with quiet_transformers():
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    return time.monotonic() - begun


def training_arguments(stage: Stage, out: Path, seed: int, *, workers: int | None) -> TrainingArguments:
    """The stage in the words of transformers' Trainer.

    Raises:
        UsageError: the batch cannot be shared alike among the processes.
    """
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    each, over = divmod(stage.batch_size, processes)
    if over or not each:
        raise UsageError(
            f"A batch of {stage.batch_size} samples cannot be shared alike by {processes} processes. Start a number of "
            "processes that divides it, or give another batch_size."
        )
    at_once = max(size for size in range(1, min(each, stage.device_batch_size) + 1) if each % size == 0)
    on_gpu = torch.cuda.is_available()
    beside = image_workers(processes) if workers is None else workers
    return TrainingArguments(
        output_dir=str(out),
        per_device_train_batch_size=at_once,
        gradient_accumulation_steps=each // at_once,
        num_train_epochs=stage.epochs,
        learning_rate=stage.lr,
        lr_scheduler_type=stage.scheduler if stage.scheduler != "constant" else "constant_with_warmup",
        warmup_steps=stage.warmup_share,
        weight_decay=stage.weight_decay,
        bf16=stage.dtype == "bfloat16",
        seed=seed,
        logging_steps=1,
        logging_nan_inf_filter=False,
        report_to="none",
        disable_tqdm=True,
        use_cpu=not on_gpu,
        dataloader_pin_memory=on_gpu,
        dataloader_num_workers=beside,
        dataloader_persistent_workers=beside > 0,
        dataloader_multiprocessing_context="spawn" if beside else None,  # torch's threads do not survive a fork
        remove_unused_columns=False,
        label_names=["labels"],
        ddp_find_unused_parameters=False,
    )


def image_workers(processes: int) -> int:
    """How many processes open images for each that trains, where nothing is said: its share of the processors."""
    return min(8, (os.cpu_count() or 1) // processes - 1)  # 8: arbitrary, enough for a GPU's pace


def make_order(
    samples: Sequence[Sample], tokens_per_image: int, stage: Stage, arguments: TrainingArguments, seed: int
) -> Order:
    """The order of the samples, whose fillers make every process's share of the last batch alike."""
    return Order(
        [sample.length(tokens_per_image) for sample in samples],
        [bool(sample.images) for sample in samples],
        batch_size=stage.batch_size,
        seed=seed,
        unit=arguments.world_size * arguments.per_device_train_batch_size if arguments.world_size > 1 else 1,
    )


def pad_token(tokenizer: Any) -> int:
    """A token to pad with; which one does not matter, for padding is masked."""
    known = (tokenizer.pad_token_id, tokenizer.eos_token_id, tokenizer.unk_token_id, 0)
    return next(each for each in known if each is not None)


def peak_memory(device: torch.device) -> int:
    """The most bytes that were in use at once: of the GPU, or of the process where there is none."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    in_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return in_kib if sys.platform == "darwin" else in_kib * 1024
