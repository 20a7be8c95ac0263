"""Captions as training shows them, and their tokenizer: byte-pair pieces of lower-cased text, as CLIP's."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpus_data import Corpus
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

__all__ = ["END", "START", "Captions", "special_ids", "train_tokenizer"]

START, END = "<|startoftext|>", "<|endoftext|>"
VOCABULARY = 4096
TEMPLATES = ("{}", "{}", "{}", "{}", "a picture of {}", "a drawing of {}", "{} icon")


def train_tokenizer(corpus: Corpus, path: Path) -> Tokenizer:
    """Learn 4,096 pieces from the captions and tags training may see; the file is used again where it exists."""
    if path.is_file():
        return Tokenizer.from_file(str(path))
    tokenizer = Tokenizer(models.BPE(unk_token=END, end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Whitespace(),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[START, END],
        end_of_word_suffix="</w>",
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    rows = [row for row in corpus.rows if not row["held_out"]]
    tokenizer.train_from_iterator([text for row in rows for text in (row["caption"], *row["tags"])], trainer)
    start, end = special_ids(tokenizer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}", special_tokens=[(START, start), (END, end)]
    )
    tokenizer.save(str(path))
    return tokenizer


def special_ids(tokenizer: Tokenizer) -> tuple[int, int]:
    """The ids of the tokens that begin and end a text."""
    start, end = (tokenizer.token_to_id(word) for word in (START, END))
    assert start is not None
    assert end is not None
    return start, end


class Captions:
    """Texts of pictures, and their token ids."""

    def __init__(self, tokenizer: Tokenizer, context: int) -> None:
        _, end = special_ids(tokenizer)
        self._tokenizer = tokenizer
        tokenizer.enable_truncation(max_length=context)
        tokenizer.enable_padding(pad_id=end, pad_token=END)

    def of(self, row: dict[str, Any], rng: np.random.Generator, *, names_only: bool = False) -> str:
        """A caption as an alt text might put it: the name, or one time in four a few of the tags."""
        tags = row["tags"]
        if not names_only and len(tags) >= 2 and rng.random() < 0.25:
            return " ".join(rng.permutation(tags)[: rng.integers(1, 5)])
        return TEMPLATES[rng.integers(len(TEMPLATES))].format(row["caption"])

    def ids(self, texts: list[str]) -> torch.Tensor:
        """Token ids (B, T), T the longest of the batch."""
        return torch.tensor([each.ids for each in self._tokenizer.encode_batch(texts)])
