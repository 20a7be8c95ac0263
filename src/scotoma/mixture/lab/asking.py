"""Asking a trained mixture the laboratory's questions, from features computed before. B questions, T tokens."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from scotoma.answers import parse_answer
from scotoma.mixture.features import FeatureRows
from scotoma.mixture.lab.instructions import TRAINED, obeyed, said_right
from scotoma.mixture.lab.records import CaptionOutcome, InstructionOutcome, PairOutcome, PresenceOutcome
from scotoma.mixture.lab.sets import Asked, Sets
from scotoma.progress import Progress, silent

__all__ = ["Outcomes", "ask", "outcomes"]

BATCH = 64

Outcomes = dict[str, Any]
"""The fields of a `RunResult` that answers decide: pairs, presence, instructions, captions."""


def ask(
    model: Any,
    processor: Any,
    questions: Sequence[Asked],
    features: Sequence[np.ndarray],
    rows: Sequence[int],
    *,
    max_new_tokens: int = 32,
    progress: Progress = silent,
) -> list[str]:
    """What the model says to each question, greedily; question i is about the picture in row `rows[i]` of `features`.

    Questions of like length are asked together; what else is in a batch does not change an answer.
    """
    chats = [[{"role": "user", "content": f"{processor.image_token}\n{question.text}"}] for question in questions]
    texts = processor.tokenizer.apply_chat_template(chats, add_generation_prompt=True, tokenize=False)
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    pictures, said = FeatureRows(features), [""] * len(texts)
    with progress("asking", len(texts), "questions") as advance:
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            inputs = processor.tokenizer(
                [processor.expand(texts[number]) for number in batch],
                return_tensors="pt",
                padding=True,
                padding_side="left",
                add_special_tokens=False,
            )
            length = inputs["input_ids"].shape[1]
            with torch.inference_mode():
                told_BT = model.generate(
                    input_ids=inputs["input_ids"],
                    attention_mask=inputs["attention_mask"],
                    **pictures([rows[number] for number in batch]),
                    max_new_tokens=max_new_tokens,
                    do_sample=False,
                )
            answers = processor.tokenizer.batch_decode(told_BT[:, length:], skip_special_tokens=True)
            for number, answer in zip(batch, answers, strict=True):
                said[number] = answer
            advance(len(batch))
    return said


def outcomes(sets: Sets, said: Sequence[str]) -> Outcomes:
    """What became of each question, from the answers in the order of `sets.questions()`."""
    told = {id(question): raw for question, raw in zip(sets.questions(), said, strict=True)}
    return {
        "pairs": {
            name: tuple(
                PairOutcome(
                    pair.id,
                    pair.pattern,
                    (_right(pair.questions[0], told), _right(pair.questions[1], told)),
                    (told[id(pair.questions[0])], told[id(pair.questions[1])]),
                )
                for pair in pairs
            )
            for name, pairs in sets.pairs.items()
        },
        "presence": tuple(_presence(question, told[id(question)]) for question in sets.presence),
        "instructions": tuple(_instruction(question, told[id(question)]) for question in sets.instructions),
        "captions": tuple(
            CaptionOutcome(question.id, _right(question, told), told[id(question)]) for question in sets.captions
        ),
    }


def _right(question: Asked, told: dict[int, str]) -> bool | None:
    option = parse_answer(told[id(question)], question.fact.options).option
    return None if option is None else option == question.fact.right


def _presence(question: Asked, raw: str) -> PresenceOutcome:
    """Yes or no as scotoma's parser reads it, which may abstain: `scotoma.scoring.pope`'s rule "parser"."""
    option = parse_answer(raw, ("yes", "no")).option
    said = None if option is None else option == 0
    return PresenceOutcome(question.id, question.picture, question.fact.answer == "yes", said, raw)


def _instruction(question: Asked, raw: str) -> InstructionOutcome:
    kinds = question.instructions
    right = said_right(raw, question.fact, kinds)
    return InstructionOutcome(question.id, question.picture, kinds, kinds in TRAINED, obeyed(raw, kinds), right, raw)
