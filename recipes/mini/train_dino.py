"""Train mini:dino: a vision tower by self-distillation, from pictures alone.

    python recipes/mini/train_dino.py cache/ runs/dino --steps 2900

A student sees three quarters of a view's patches; a teacher, its moving average, sees the whole of another view of the
same picture. The student's class token must find the teacher's among those of other pictures (He et al. 2020, MoCo),
and a small decoder must paint the patches it did not see (He et al. 2022, MAE); both together are CMAE (Huang et al.
2022). DINO's and DINOv2's own losses want hundreds of epochs; this one is useful after twenty, which is what two cores
can do in hours.

What makes it see: a mirrored, inverted or recoloured copy of a picture is another picture (Tack et al. 2020, CSI, for
shifted copies as negatives), and so is the other half of a drawn minimal pair; a class token must also find its own
picture's of the two alone. And a linear map of the class token must recall the picture as it is before any view, small:
where things are and how many is then in the token, whatever the view. No captions, no keys, no flips, no colour
jitter. The losses act on the standardised class token itself, without a projector or predictor, so that the cosines of
the exported encoder, which is standardised too, mean something.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from corpus_data import Corpus, Scenes, Shares, open_corpus, open_scenes
from running import Averaged, fit, parse_settings
from torch import Tensor, nn
from torch.nn import functional
from transformers import Dinov2Config, Dinov2Model
from views import SIDE_PX, Views, normalised

VIEWS = Views(scale=(0.7, 1.1))
STILL = Views((1.0, 1.0), 0.0, 0.0, 0.0)
WIDTH, PATCHES, PATCH_PX = 192, 64, 8
KEPT = 48  # half of the patches hide the one letter by which two pictures differ every other time
TEMPERATURE = 0.1  # at 0.2 two thousand strangers outweigh the one twin
QUEUE = 2048
RECALLED_PX = 16
RECALLING = 3.0  # the weight of it
OFTEN = {"count": 3.0, "text": 3.0, "position": 1.5, "orientation": 1.5}  # drawn pairs, against 1 for the others
TWIN = 0.02  # a copy that differs less from its picture is the same picture


def tower() -> Dinov2Model:
    """A DINOv2 of 2.7 million parameters, freshly drawn."""
    config = Dinov2Config(
        hidden_size=WIDTH, num_hidden_layers=6, num_attention_heads=3, image_size=64, patch_size=PATCH_PX
    )
    return Dinov2Model(config)


class Student(nn.Module):
    """The tower, with the painter of hidden patches and the map that recalls the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.tower = tower()
        self.recall = nn.Linear(WIDTH, RECALLED_PX * RECALLED_PX * 3)
        self.narrow = nn.Linear(WIDTH, 128)
        self.hidden = nn.Parameter(torch.zeros(128))
        self.places = nn.Parameter(torch.randn(PATCHES, 128) * 0.02)
        self.painter = nn.TransformerEncoderLayer(
            128, 2, 512, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.pixels = nn.Linear(128, PATCH_PX * PATCH_PX * 3)

    def forward(self, views: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
        """Class tokens (B, D) and painted patches (B, 64, 192), from the patches `kept` (B, K)."""
        tokens = self.tower.embeddings(views)
        index = kept[:, :, None].expand(-1, -1, WIDTH)
        seen = torch.cat([tokens[:, :1], tokens[:, 1:].gather(1, index)], 1)
        out = self.tower.layernorm(self.tower.encoder(seen).last_hidden_state)
        canvas = self.hidden.to(out.dtype).expand(len(views), PATCHES, -1)
        canvas = canvas.scatter(1, kept[:, :, None].expand(-1, -1, 128), self.narrow(out[:, 1:]).to(out.dtype))
        return out[:, 0].float(), self.pixels(self.painter(canvas + self.places))


def patches_of(views: Tensor) -> Tensor:
    """The pixels of each patch (B, 64, 192), in raster order."""
    return functional.unfold(views, PATCH_PX, stride=PATCH_PX).transpose(1, 2)


def twin(pixels: np.ndarray, row: dict[str, Any], rng: np.random.Generator) -> np.ndarray | None:
    """The picture mirrored, upside down or with its colours exchanged, None where each would look the same."""
    ways = []
    if row["flip_h"] > TWIN:
        ways.append(lambda: pixels[:, ::-1])
    if row["flip_v"] > TWIN:
        ways.append(lambda: pixels[::-1])
    if row["chroma"] > TWIN:
        ways.append(lambda: pixels[..., [*rng.permutation([[1, 2, 0], [2, 0, 1]])[0], 3]])
    return ways[rng.integers(len(ways))]() if ways else None


@dataclass(frozen=True)
class Batch:
    """Two views of each picture, who it is, its partner, and the picture as it is."""

    views: Tensor
    """(2, B, 3, 64, 64)."""
    names: Tensor
    """(B,); a negative one is nobody else's."""
    partners: Tensor
    """(B,): the place of the twin or of the pair's other half, its own where it has none."""
    small: Tensor
    """(B, 768)."""
    generator: torch.Generator


class Batches:
    """Batches of pictures with their twins, and of both halves of drawn pairs; the same for a seed and step."""

    def __init__(self, corpus: Corpus, scenes: Scenes, seed: int) -> None:
        self._corpus, self._scenes, self._seed = corpus, scenes, seed
        self._kept, weights = corpus.training(Shares())
        self._cumulative = np.cumsum(weights)
        often = np.array([OFTEN.get(pattern, 1.0) for pattern in scenes.patterns])
        self._often = often / often.sum()

    def draw(self, step: int, size: int) -> Batch:
        """Pictures and their two views; a third are halves of drawn pairs."""
        rng = np.random.default_rng([self._seed, step])
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        drawn = size // 6
        pictures: list[np.ndarray] = []
        names: list[int] = []
        partners: list[int] = []
        while len(pictures) < size - 2 * drawn:
            index = int(self._kept[np.searchsorted(self._cumulative, rng.random() * self._cumulative[-1])])
            place = len(pictures)
            pictures.append(self._corpus.pixels[index])
            names.append(index)
            partners.append(place)
            copy = twin(pictures[-1], self._corpus.rows[index], rng)
            if copy is not None and len(pictures) < size - 2 * drawn:
                pictures.append(copy)
                names.append(-2 - place)
                partners[place] = place + 1
                partners.append(place)
        for pair in rng.choice(len(self._often), size=drawn, p=self._often):
            place = len(pictures)
            pictures += list(self._scenes.pixels[pair])
            names += [-1 - place, -2 - place]
            partners += [place + 1, place]
        stacked = torch.from_numpy(np.stack(pictures))
        views = torch.stack([normalised(VIEWS(stacked, generator)) for _ in range(2)])
        small = functional.avg_pool2d(normalised(STILL(stacked, generator)), SIDE_PX // RECALLED_PX)
        return Batch(views, torch.tensor(names), torch.tensor(partners), small.flatten(1), generator)


class Queue:
    """The teacher's latest class tokens of other batches, as further negatives."""

    def __init__(self) -> None:
        self.rows, self.names = torch.zeros(0, WIDTH), torch.zeros(0, dtype=torch.long)

    def push(self, rows: Tensor, names: Tensor) -> None:
        """Add rows, forget the oldest. Twins and scenes get a name nobody else has."""
        names = torch.where(names < 0, torch.full_like(names, -1), names)
        self.rows, self.names = torch.cat([rows, self.rows])[:QUEUE], torch.cat([names, self.names])[:QUEUE]


def standardised(tokens: Tensor) -> Tensor:
    """Rows of unit length after each coordinate of (B, D) got mean 0 and deviation 1, as `standardise` exports them."""
    return functional.normalize((tokens - tokens.mean(0)) / (tokens.std(0) + 1e-3), dim=1)


def found(rows: Tensor, keys: Tensor, batch: Batch, queue: Queue) -> tuple[Tensor, Tensor]:
    """How badly rows (B, D) find their own keys (B, D) among those of all, and beside their partner's alone."""
    logits = rows @ torch.cat([keys, queue.rows]).T / TEMPERATURE
    here = torch.arange(len(rows))
    same = batch.names[:, None] == torch.cat([batch.names, queue.names])[None]
    same[here, here] = False
    among = functional.cross_entropy(logits.masked_fill(same, float("-inf")), here)
    margin = logits[here, here] - logits[here, batch.partners]
    return among, functional.softplus(-margin[batch.partners != here]).mean()


@torch.no_grad()
def class_tokens(model: Dinov2Model, views: Tensor) -> Tensor:
    """Class tokens after the final norm (B, D)."""
    tokens: Tensor = model.layernorm(model.encoder(model.embeddings(views)).last_hidden_state)
    return tokens[:, 0].float()


@torch.no_grad()
def standardise(model: Dinov2Model, corpus: Corpus, count: int = 1500) -> None:
    """Give each coordinate of the class token mean 0 and deviation 1 over the training's pictures.

    The final norm's gain and bias take it up, so the checkpoint stays a DINOv2. Without it two random pictures have a
    median cosine of 0.52; with it -0.04, near that of the real one.
    """
    kept, weights = corpus.training(Shares())
    chosen = np.random.default_rng(0).choice(kept, count, replace=False, p=weights)
    generator = torch.Generator().manual_seed(0)
    parts = [chosen[start : start + 250] for start in range(0, count, 250)]
    rows = torch.cat([class_tokens(model, normalised(STILL(corpus.take(part), generator))) for part in parts])
    mean, deviation = rows.mean(0), rows.std(0)
    model.layernorm.bias.copy_((model.layernorm.bias - mean) / deviation)
    model.layernorm.weight.div_(deviation)


@torch.no_grad()
def neighbours(model: Dinov2Model, corpus: Corpus, query: str, gallery: str) -> dict[str, float]:
    """How often the nearest picture of another vendor shows the same concept; and the cosines of random pairs."""
    generator = torch.Generator().manual_seed(0)
    rows, keys = [], []
    for vendor in (query, gallery):
        indexes = np.array(corpus.of(vendor))
        parts = [indexes[start : start + 256] for start in range(0, len(indexes), 256)]
        tokens = torch.cat([class_tokens(model, normalised(STILL(corpus.take(part), generator))) for part in parts])
        rows.append(standardised(tokens))
        keys.append(np.array([corpus.rows[index]["key"] for index in indexes]))
    shared = np.isin(keys[0], keys[1])
    nearest = (rows[0] @ rows[1].T).argmax(1).numpy()
    right = (keys[1][nearest] == keys[0])[shared]
    alike = rows[0] @ rows[0].T
    others = alike[~torch.eye(len(alike), dtype=torch.bool)]
    return {
        "nearest": float(right.mean()),
        "of": int(shared.sum()),
        "cos_mean": float(others.mean()),
        "cos_sd": float(others.std()),
    }


def losses_of(student: Student, teacher: Dinov2Model, batch: Batch, queue: Queue) -> dict[str, Tensor]:
    """The four losses of a batch; the queue takes the teacher's rows."""
    count = batch.views.shape[1]
    both = batch.views.flatten(0, 1)
    order = torch.rand(len(both), PATCHES, generator=batch.generator).argsort(1)
    with torch.autocast("cpu", torch.bfloat16):
        tokens, painted = student(both, order[:, :KEPT])
        keys = standardised(class_tokens(teacher, both))
    rows = standardised(tokens)
    (first, beside_first), (second, beside_second) = (
        found(rows[:count], keys[count:], batch, queue),
        found(rows[count:], keys[:count], batch, queue),
    )
    index = order[:, KEPT:, None].expand(-1, -1, PATCH_PX * PATCH_PX * 3)
    painting = functional.mse_loss(painted.float().gather(1, index), patches_of(both).gather(1, index))
    recalled = student.recall(rows * WIDTH**0.5)
    queue.push(keys[:count], batch.names)
    return {
        "finding": (first + second) / 2,
        "telling": beside_first + beside_second,
        "painting": painting,
        "recalling": RECALLING * functional.mse_loss(recalled, batch.small.repeat(2, 1)),
    }


def main() -> None:
    settings = parse_settings(__doc__, steps=2900, batch=96)
    corpus, scenes = open_corpus(settings.cache), open_scenes(settings.cache)
    student, teacher, queue = Student(), tower(), Queue()
    averaged, batches = Averaged(student.tower), Batches(corpus, scenes, settings.seed)

    def loss_of(step: int) -> dict[str, Tensor]:
        teacher.load_state_dict(averaged.state)
        return losses_of(student, teacher, batches.draw(step, settings.batch), queue)

    def judge() -> dict[str, float]:
        teacher.load_state_dict(averaged.state)
        return neighbours(teacher, corpus, "twemoji", "noto")

    # The teacher slows down as the student settles, as in DINO and MoCo v3.
    fit(
        settings,
        student,
        (student.tower, averaged),
        loss_of=loss_of,
        keep_at=lambda step: min(0.998, 0.99 + 0.008 * step / (0.7 * settings.steps)),
        judge=judge,
        decay=0.05,
    )


if __name__ == "__main__":
    main()
