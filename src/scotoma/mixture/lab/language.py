"""The laboratory's language model: a small Llama from scratch, with a tokenizer of its own. B texts, T tokens."""

import math
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import tokenizers
import torch
from jaxtyping import Int32
from torch.nn.functional import cross_entropy
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from scotoma.mixture.lab.plan import Fit, LabPlan
from scotoma.mixture.lab.records import TrainedStage
from scotoma.mixture.processing import IMAGE_TOKEN
from scotoma.progress import Progress, silent

__all__ = ["CHAT_TEMPLATE", "new_language", "pretrain", "stretches", "train_tokenizer"]

PAD, END, USER, ASSISTANT = "<|pad|>", "<|end|>", "<|user|>", "<|assistant|>"
CHAT_TEMPLATE = (
    "{%- for turn in messages -%}"
    "{%- if turn['role'] == 'assistant' -%}"
    "{{- '<|assistant|>' -}}{%- generation -%}{{- turn['content'] + '<|end|>' -}}{%- endgeneration -%}"
    "{%- else -%}{{- '<|user|>' + turn['content'] -}}{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}"
)
NOTHING = -100  # a place without a token
LENGTHS = 32  # batches are as long as a multiple of it: torch keeps a plan, and memory, for each shape it meets


def train_tokenizer(texts: Sequence[str], vocabulary: int) -> Any:
    """A byte-level BPE tokenizer of at most `vocabulary` tokens, learnt from the texts; any text can be written in it.

    A conversation is <|user|>question<|assistant|>answer<|end|>, and only the answer with its end is to be learnt.
    """
    special = [PAD, END, USER, ASSISTANT, IMAGE_TOKEN]
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=special,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, trainer)
    wrapped: Any = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=special[2:],
        padding_side="left",
    )
    wrapped.chat_template = CHAT_TEMPLATE
    return wrapped


def new_language(plan: LabPlan, tokenizer: Any, seed: int) -> LlamaForCausalLM:
    """The untrained language model of a plan, its weights drawn from `seed`."""
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=plan.width,
        intermediate_size=plan.mlp_width,
        num_hidden_layers=plan.layers,
        num_attention_heads=plan.heads,
        num_key_value_heads=plan.heads,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        initializer_range=plan.initial_std,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return LlamaForCausalLM(config)


def pretrain(
    model: Any,
    texts: Sequence[Int32[np.ndarray, " _"]],
    fit: Fit,
    *,
    seed: int,
    dtype: str = "float32",
    progress: Progress = silent,
) -> TrainedStage:
    """Train the language model on tokenised texts alone, every token of them.

    In them a picture's description stands where the picture will be: the model learns to look up what it is shown, as
    the language models that others give eyes to have learnt before.
    """
    steps = max(1, round(fit.epochs * -(-len(texts) // fit.batch_size)))
    optimiser = torch.optim.AdamW(model.parameters(), lr=fit.lr, weight_decay=fit.weight_decay)
    losses, begin = [], time.monotonic()
    model.train()
    with progress("text training", steps, "steps") as advance:
        for step, batch_BT in zip(range(steps), _batches(texts, fit.batch_size, seed), strict=False):
            for group in optimiser.param_groups:
                group["lr"] = fit.lr * _rate(step, steps, fit.warmup_share)
            with torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bfloat16"):
                logits_BTV = model(input_ids=batch_BT.clamp(min=0)).logits[:, :-1]
            loss = cross_entropy(logits_BTV.flatten(0, 1).float(), batch_BT[:, 1:].flatten(), ignore_index=NOTHING)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            advance(1)
    model.eval()
    return TrainedStage("text", len(texts), steps, time.monotonic() - begin, stretches(losses), shared=True)


def _batches(texts: Sequence[np.ndarray], size: int, seed: int) -> Iterator[torch.Tensor]:
    """Batches (B, T) without end, texts of like lengths together, `NOTHING` after a text's last token."""
    draw = np.random.default_rng(seed)
    while True:
        # A tenth of noise keeps batches from being the same in every pass.
        lengths = [len(text) * draw.uniform(0.9, 1.1) for text in texts]
        order = np.argsort(lengths, kind="stable")
        starts = range(0, len(order), size)
        for place in draw.permutation(len(starts)):
            batch = [torch.from_numpy(texts[number]).long() for number in order[starts[place] : starts[place] + size]]
            batch_BT = torch.nn.utils.rnn.pad_sequence(batch, batch_first=True, padding_value=NOTHING)
            yield torch.nn.functional.pad(batch_BT, (0, -batch_BT.shape[1] % LENGTHS), value=NOTHING)


def _rate(step: int, steps: int, warmup_share: float) -> float:
    """A linear warmup, then a cosine to zero; 0..1."""
    warm = max(1, round(warmup_share * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def stretches(losses: Sequence[float], count: int = 20) -> tuple[tuple[int, float], ...]:
    """The mean losses of at most `count` stretches of steps, each with its last step."""
    size = -(-len(losses) // count) or 1
    parts = [(min(start + size, len(losses)), losses[start : start + size]) for start in range(0, len(losses), size)]
    return tuple((end, sum(part) / len(part)) for end, part in parts)
