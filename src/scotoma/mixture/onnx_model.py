"""The `mini:` models: small mixtures of ours that are part of the package and answer without torch.

B prompts in a batch, T tokens, P tokens before them, D width of the language model.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Int64
from PIL.Image import Image

from scotoma.encoders.mini import mini_folder
from scotoma.encoders.onnx_session import choose_device, open_session
from scotoma.encoders.preprocessing import prepare
from scotoma.errors import BrokenFile, MissingCheckpoint, UnknownName, UsageError
from scotoma.mixture.onnx_layout import IMAGE, LANGUAGE, WEIGHTS, check_files, graph_weights, read_layout, read_weights
from scotoma.mixture.onnx_prompts import Prompts
from scotoma.models.minis import FOLDER, MINIS
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import FinishReason, Generated, Prompt, Settings
from scotoma.registry import unknown

__all__ = ["OnnxMixture", "load_mini", "mini_mixture_folder"]

BATCH_SIZE = 16  # arbitrary: larger batches are no faster on two cores and need more memory
MASKED = -1e9

Row = Float32[np.ndarray, "_ D"]


def mini_mixture_folder(name: str) -> Path:
    """The folder of the model `mini:NAME`.

    Raises:
        UnknownName: there is none.
    """
    if name not in MINIS:
        raise UnknownName(unknown("model", f"mini:{name}", [f"mini:{each}" for each in MINIS]))
    return FOLDER / name


def load_mini(target: str, options: ModelOptions, *, folder: Path | None = None) -> "OnnxMixture":
    """The model `mini:TARGET`, its files checked against their sha256. onnxruntime computes it in float32.

    Raises:
        UnknownName: there is none of that name.
        MissingCheckpoint, BrokenFile: the package's files are incomplete or damaged.
        UsageError: another precision or attention than it has, or a device that onnxruntime lacks.
    """
    folder = folder or mini_mixture_folder(target)
    if options.dtype not in ("auto", "float32") or options.attention is not None:
        raise UsageError(f"mini:{target} runs in onnxruntime, in float32. Use dtype 'auto' and no attention.")
    template = None if options.chat_template is None else options.chat_template.read_text(encoding="utf-8")
    device = choose_device(options.device)
    try:
        return OnnxMixture(f"mini:{target}", folder, device, options.batch_size or BATCH_SIZE, template=template)
    except (MissingCheckpoint, BrokenFile) as error:
        raise type(error)(
            f"mini:{target} is part of the package, and its files are not as they were installed: {error} "
            "To mend it: pip install --force-reinstall --no-deps scotoma"
        ) from error


class OnnxMixture:
    """An `ImageTextModel` from a folder that `export_mixture` wrote.

    Raises:
        MissingCheckpoint, BrokenFile: a file of the folder, or of a tower, is missing or another than it was.
        UsageError: onnxruntime lacks the device.
    """

    def __init__(
        self, name: str, folder: Path, device: str, batch_size: int = BATCH_SIZE, *, template: str | None = None
    ) -> None:
        self._name, self._batch_size = name, batch_size
        self.layout = layout = read_layout(folder)
        self.weights_sha256 = layout.sha256[WEIGHTS]
        check_files(folder, layout)
        towers = {tower.name: mini_folder(tower.name.removeprefix("mini:")) for tower in layout.towers}
        stored = {where: read_weights(path / WEIGHTS) for where, path in {"own": folder, **towers}.items()}
        self._image, self._language = (
            open_session(folder / graph, device, graph_weights(layout, graph, stored)) for graph in (IMAGE, LANGUAGE)
        )
        self._embedding = stored["own"][layout.embedding].astype(np.float32)
        self.prompts = Prompts(folder, layout, template)

    @property
    def name(self) -> str:
        """The name it was loaded by."""
        return self._name

    @property
    def batch_size(self) -> int:
        """How many prompts are computed at once."""
        return self._batch_size

    def generate(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        """An answer to each prompt, in their order.

        Raises:
            NoAnswer: a prompt that the chat template refuses, or whose text has `<image>` in it.
        """
        ids = [self.prompts.ids(prompt) for prompt in prompts]
        order = sorted(range(len(prompts)), key=lambda place: len(ids[place]))
        answers: dict[int, Generated] = {}
        for start in range(0, len(order), self._batch_size):
            places = order[start : start + self._batch_size]
            rows = self._embedded([ids[place] for place in places], [prompts[place].images for place in places])
            for place, tokens in zip(places, self._write(rows, settings), strict=True):
                answers[place] = self._answer(tokens, len(ids[place]))
        return [answers[place] for place in range(len(prompts))]

    def image_tokens(self, images: Sequence[Image]) -> Float32[np.ndarray, "I N D"]:
        """What the language model reads of each picture (I, tokens_per_image, D)."""
        preprocessings = [tower.preprocessing for tower in self.layout.towers]
        feed = {
            f"pixels_{number}": np.stack([prepare(image, preprocessing) for image in images])
            for number, preprocessing in enumerate(preprocessings)
        }
        (tokens,) = self._image.run(None, feed)
        return np.asarray(tokens)

    def logits(self, prompts: Sequence[Prompt]) -> Float32[np.ndarray, "B V"]:
        """The scores (B, V) of what comes right after each prompt."""
        rows = self._embedded([self.prompts.ids(prompt) for prompt in prompts], [prompt.images for prompt in prompts])
        return self._read(*_padded(rows), None)[0]

    def _embedded(self, ids: Sequence[Sequence[int]], images: Sequence[Sequence[Image]]) -> list[Row]:
        flat = [image for each in images for image in each]
        seen = iter(self.image_tokens(flat)) if flat else iter(())
        rows = []
        for tokens, each in zip(ids, images, strict=True):
            row = self._embedding[tokens]
            if each:
                here = np.asarray(tokens) == self.layout.image_token_id
                row[here] = np.concatenate([next(seen) for _ in each])
            rows.append(row)
        return rows

    def _write(self, rows: Sequence[Row], settings: Settings) -> list[list[int]]:
        """The tokens of each answer, the one that ends it included."""
        random = np.random.default_rng(settings.seed)
        embeds, known = _padded(rows)
        past, written = None, [list[int]() for _ in rows]
        ended = np.zeros(len(rows), bool)
        for _ in range(settings.max_new_tokens):
            logits, past = self._read(embeds, known, past)
            logits[:, list(self.layout.never)] = MASKED
            chosen = _chosen(logits, settings, random)
            for tokens, token, done in zip(written, chosen.tolist(), ended, strict=True):
                if not done:
                    tokens.append(token)
            ended |= np.isin(chosen, self.layout.ends)
            if ended.all():
                break
            embeds = self._embedding[chosen][:, None]
            known = np.concatenate([known, np.ones((len(rows), 1), bool)], axis=1)
        return written

    def _read(
        self, embeds: Float32[np.ndarray, "B T D"], known: Bool[np.ndarray, "B S"], past: np.ndarray | None
    ) -> tuple[Float32[np.ndarray, "B V"], np.ndarray]:
        """The scores after the last token, and what is kept of all S = P + T; `known` marks all but padding."""
        layout, (count, steps, _) = self.layout, embeds.shape
        if past is None:
            past = np.zeros((layout.layers, 2, count, layout.heads, 0, layout.head_width), np.float32)
        whole = known.shape[1]
        earlier = np.tril(np.ones((whole, whole), bool))[whole - steps :]
        mask = np.where(known[:, None, None, :] & earlier, np.float32(0), np.float32(MASKED))
        positions: Int64[np.ndarray, "B S"] = np.maximum(known.cumsum(axis=1) - 1, 0)
        feed = {"embeds": embeds, "positions": positions[:, whole - steps :], "mask": mask, "past": past}
        logits, present = self._language.run(None, feed)
        return np.array(logits), present

    def _answer(self, tokens: Sequence[int], asked: int) -> Generated:
        reason: FinishReason = "stop" if tokens and tokens[-1] in self.layout.ends else "length"
        return Generated(self.prompts.decoded(tokens), reason, tuple(tokens), asked)


def _padded(rows: Sequence[Row]) -> tuple[Any, Any]:
    """Rows (T, D) of different lengths as one (B, T, D), padded in front, and which places are no padding (B, T)."""
    longest = max(len(row) for row in rows)
    embeds = np.zeros((len(rows), longest, rows[0].shape[1]), np.float32)
    known = np.zeros((len(rows), longest), bool)
    for number, row in enumerate(rows):
        embeds[number, longest - len(row) :] = row
        known[number, longest - len(row) :] = True
    return embeds, known


def _chosen(
    logits: Float32[np.ndarray, "B V"], settings: Settings, random: np.random.Generator
) -> Int64[np.ndarray, " B"]:
    """The likeliest token of each row, or one drawn from the likeliest that make up `top_p`."""
    if settings.temperature <= 0:
        return np.asarray(logits.argmax(axis=1), np.int64)
    scaled = logits.astype(np.float64) / settings.temperature
    shares = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    order = np.argsort(-shares, axis=1)
    ranked = np.take_along_axis(shares, order, axis=1)
    ranked[ranked.cumsum(axis=1) - ranked >= settings.top_p] = 0
    drawn = [random.choice(len(row), p=row / row.sum()) for row in ranked]
    return np.asarray(order[np.arange(len(order)), drawn], np.int64)
