"""The text side of an exported encoder: the tokenizer's file, and the graph that reads its ids."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32

from scotoma.encoders.onnx_layout import TextGraph
from scotoma.encoders.onnx_session import NUMPY_TYPES, check_names, open_session
from scotoma.encoders.upstream import read_object
from scotoma.errors import MissingExtra

__all__ = ["TextSide"]


class TextSide:
    """The text tower of the folder, on "cpu" or "cuda[:N]".

    Raises:
        MissingExtra: the package `tokenizers` is not installed.
        BrokenFile, UnsupportedCheckpoint: the tokenizer or the graph cannot be used.
    """

    def __init__(self, folder: Path, graph: TextGraph, device: str) -> None:
        self._graph = graph
        self._tokenizer = _tokenizer(folder / graph.tokenizer, graph)
        self._session = open_session(folder / graph.file, device)
        check_names(self._session, folder / graph.file, graph.input, graph.output)

    def rows(self, texts: Sequence[str]) -> Float32[np.ndarray, "B D"]:
        """Rows (B, D) as the graph gives them."""
        encoded = self._tokenizer.encode_batch(list(texts))
        given = {entry.name: NUMPY_TYPES[entry.type] for entry in self._session.get_inputs()}
        feed = {self._graph.input: np.array([each.ids for each in encoded], given[self._graph.input])}
        if self._graph.mask is not None and self._graph.mask in given:
            feed[self._graph.mask] = np.array([each.attention_mask for each in encoded], given[self._graph.mask])
        return np.asarray(self._session.run([self._graph.output], feed)[0], np.float32)


def _tokenizer(path: Path, graph: TextGraph) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(
            "Reading texts with an onnx: encoder needs the package tokenizers. Install it with: pip install tokenizers"
        ) from error
    read_object(path)  # damage is told here in our words: the library raises a bare Exception
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(max_length=graph.context_length)
    word = tokenizer.id_to_token(graph.pad_id)
    tokenizer.enable_padding(length=graph.context_length, pad_id=graph.pad_id, pad_token=word or "[PAD]")
    return tokenizer
