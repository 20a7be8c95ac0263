"""Scenes through encoders: every picture is drawn once, whatever the number of encoders."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64
from PIL import Image as PILImage

from scotoma.encoders import Encoder
from scotoma.errors import BadRow, ShapeMismatch
from scotoma.progress import Advance
from scotoma.scenes import ScenePair, jittered, rebacked, render

__all__ = ["Rows", "embed_captions", "embed_scenes", "pictures_asked", "pictures_shown"]


@dataclass(frozen=True, slots=True)
class Rows:
    """One encoder's unit rows of one pattern's pairs.

    `asked` are those of n pairs: a scene, its partner, the scene jittered, the scene on another background. `trained`
    are those of m other pairs: a scene, its partner.
    """

    asked: Float64[np.ndarray, "n 4 D"]
    trained: Float64[np.ndarray, "m 2 D"]


def embed_scenes(
    asked: Sequence[ScenePair], trained: Sequence[ScenePair], encoders: Sequence[Encoder], advance: Advance
) -> list[Rows]:
    """The rows of these pairs by each encoder; `advance` is told of each picture drawn.

    Raises:
        BadRow: an encoder gives a row that is zero or not finite.
        ShapeMismatch: an encoder gives rows of another width than it states.
    """
    batches = [_Batches(encoder) for encoder in encoders]
    pictures = (picture for number, pair in enumerate(asked) for picture in pictures_asked(pair, number))
    shown = (picture for pair in trained for picture in pictures_shown(pair))
    for label, picture in _chained(pictures, shown):
        for each in batches:
            each.add(label, picture)
        advance(1)
    stacked = [each.rows() for each in batches]
    cut = 4 * len(asked)
    return [
        Rows(rows[:cut].reshape(len(asked), 4, rows.shape[1]), rows[cut:].reshape(len(trained), 2, rows.shape[1]))
        for rows in stacked
    ]


Labelled = tuple[str, PILImage.Image]


def pictures_asked(pair: ScenePair, number: int) -> Iterator[Labelled]:
    """A scene, its partner, the scene jittered and the scene on another background, each with a name for messages.

    The scene is the pair's first in even pairs and its second in odd ones, so that what an irrelevant change is made
    to depends on neither side.
    """
    scene, other = (pair.scene_b, pair.scene_a) if number % 2 else (pair.scene_a, pair.scene_b)
    drawn = (scene, other, jittered(scene, pair.seed), rebacked(scene, pair.seed))
    for what, each in zip(("scene", "partner", "jittered", "rebacked"), drawn, strict=True):
        yield f"{pair.pattern}, seed {pair.seed}, {what}", render(each, pair.side_px)


def pictures_shown(pair: ScenePair) -> Iterator[Labelled]:
    """Both images of a pair, each with a name for messages."""
    yield f"{pair.pattern}, seed {pair.seed}, first", pair.image_a
    yield f"{pair.pattern}, seed {pair.seed}, second", pair.image_b


def embed_captions(captions: Sequence[str], encoder: Encoder) -> Float64[np.ndarray, "n D"]:
    """The captions' unit rows.

    Raises:
        BadRow: a row is zero or not finite.
        NoTextTower: the encoder reads images only.
    """
    size = encoder.batch_size
    blocks = [encoder.embed_texts(captions[start : start + size]) for start in range(0, len(captions), size)]
    return _unit(np.concatenate(blocks).astype(np.float64), [f"caption {text!r}" for text in captions], encoder)


def _chained(*streams: Iterable[Labelled]) -> Iterator[Labelled]:
    for stream in streams:
        yield from stream


class _Batches:
    """Pictures on their way through one encoder, a batch at a time."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._pending: list[np.ndarray] = []
        self._labels: list[str] = []
        self._blocks: list[np.ndarray] = []

    def add(self, label: str, picture: PILImage.Image) -> None:
        """Take a picture; a full batch is embedded."""
        self._pending.append(self._encoder.preprocess(picture))
        self._labels.append(f"scene {label!r}")
        if len(self._pending) == self._encoder.batch_size:
            self._embed()

    def rows(self) -> np.ndarray:
        """The unit rows of every picture taken."""
        if self._pending:
            self._embed()
        return np.concatenate(self._blocks)

    def _embed(self) -> None:
        facts = self._encoder.facts
        rows = self._encoder.embed_images(np.stack(self._pending)).astype(np.float64)
        if rows.shape != (len(self._pending), facts.width):
            raise ShapeMismatch(
                f"{facts.name} states rows {facts.width} wide, but gives {rows.shape} for {len(self._pending)} images."
            )
        self._blocks.append(_unit(rows, self._labels, self._encoder))
        self._pending, self._labels = [], []


def _unit(rows: np.ndarray, labels: Sequence[str], encoder: Encoder) -> np.ndarray:
    norms = np.linalg.norm(rows, axis=1)
    bad = np.flatnonzero(~(np.isfinite(norms) & (norms > 0)))
    if bad.size:
        what = "a row of zeros" if norms[bad[0]] == 0 else "a row that is not finite"
        raise BadRow(
            f"{encoder.facts.name} gives {what} for the {labels[bad[0]]}; every row must have a direction. "
            "Check the encoder's weights, or compute in float32."
        )
    unit: np.ndarray = rows / norms[:, None]
    return unit
