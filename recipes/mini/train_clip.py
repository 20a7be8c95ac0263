"""Train mini:clip: an image and a text tower, contrastive with captions, from the corpus and scenes.

    python recipes/mini/train_clip.py cache/ runs/clip --steps 4290

Loss: Radford et al. 2021 (CLIP), both directions; pictures of one concept in a batch are not each other's negatives.
Half of the patch tokens are dropped while training, which doubles the rate (Li et al. 2023, FLIP); in the last
thirtieth of the steps all are kept, and captions are names, never tags. Alt text names things and rarely says which way
they face, so a picture whose caption names no direction may be mirrored, and a scene's caption names its things only.
"""

import re

import numpy as np
import torch
from captions import Captions, special_ids, train_tokenizer
from corpus_data import Corpus, Scenes, Shares, open_corpus, open_scenes
from running import Averaged, fit, parse_settings
from torch import Tensor
from torch.nn import functional
from transformers import CLIPConfig, CLIPModel
from views import Views, normalised

CONTEXT = 24
PATCHES, KEPT = 64, 32  # patch tokens, and those kept while training
LAST_FROM = 0.97  # the share of the steps from which all are kept, and captions are names
SCENES = 0.15  # of a batch
# Emoji have the captions worth reading, and most concepts are drawn by several vendors.
SHARES = Shares(emoji=0.7, flags=0.05, colouricons=0.08, openclipart=0.07, monoicons=0.1)
VIEWS = Views()
DIRECTED = re.compile(
    r"\b(left|right|clockwise|counterclockwise|anticlockwise|east|west|northeast|northwest|southeast|southwest|forward|"
    r"backward|back|next|previous|letter|button|keycap|flag|text|[a-z0-9])\b",
    re.IGNORECASE,
)


def model_of(words: int, start: int, end: int) -> CLIPModel:
    """A CLIP of 4.8 million parameters, freshly drawn."""
    text = {
        "vocab_size": words, "hidden_size": 192, "intermediate_size": 768, "num_hidden_layers": 3,
        "num_attention_heads": 3, "max_position_embeddings": CONTEXT, "hidden_act": "gelu",
        "bos_token_id": start, "eos_token_id": end, "pad_token_id": end,
    }  # fmt: skip
    vision = {
        "hidden_size": 192, "intermediate_size": 768, "num_hidden_layers": 6, "num_attention_heads": 3,
        "image_size": 64, "patch_size": 8, "hidden_act": "gelu",
    }  # fmt: skip
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=192))


def image_rows(model: CLIPModel, pixels: Tensor, keep: int, generator: torch.Generator) -> Tensor:
    """Projected class tokens (B, D), seen through `keep` of the 64 patch tokens, drawn anew for each picture."""
    tower = model.vision_model
    tokens = tower.embeddings(pixels)
    count, patches = len(tokens), tokens.shape[1] - 1
    if keep < patches:
        order = (
            torch.rand(count, patches, generator=generator).argsort(1)[:, :keep, None].expand(-1, -1, tokens.shape[2])
        )
        tokens = torch.cat([tokens[:, :1], tokens[:, 1:].gather(1, order)], 1)
    hidden = tower.encoder(inputs_embeds=tower.pre_layrnorm(tokens)).last_hidden_state
    rows: Tensor = model.visual_projection(tower.post_layernorm(hidden[:, 0]))
    return rows


def text_rows(model: CLIPModel, ids: Tensor) -> Tensor:
    """Projected text rows (B, D)."""
    rows: Tensor = model.text_projection(model.text_model(input_ids=ids).pooler_output)
    return rows


def contrastive(image: Tensor, text: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """CLIP's symmetric loss; `same` (B, B) marks other pictures of the same concept, which are left out."""
    logits = functional.normalize(image.float(), dim=1) @ functional.normalize(text.float(), dim=1).T * scale
    logits = logits.masked_fill(same, float("-inf"))
    target = torch.arange(len(logits))
    return (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)) / 2


class Batches:
    """Batches of pictures and captions, the same for the same seed and step."""

    def __init__(self, corpus: Corpus, scenes: Scenes, captions: Captions, seed: int) -> None:
        self._corpus, self._scenes, self._captions, self._seed = corpus, scenes, captions, seed
        self._kept, weights = corpus.training(SHARES)
        self._cumulative = np.cumsum(weights)

    def draw(self, step: int, size: int, *, last: bool = False) -> tuple[Tensor, Tensor, Tensor, torch.Generator]:
        """Pixels (B, 3, 64, 64), token ids (B, T), the mask of same concepts (B, B), and the step's generator."""
        rng = np.random.default_rng([self._seed, step])
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        drawn = round(size * SCENES)
        chosen = self._kept[np.searchsorted(self._cumulative, rng.random(size - drawn) * self._cumulative[-1])]
        rows = [self._corpus.rows[index] for index in chosen]
        pixels = self._corpus.take(chosen)
        mirrored = torch.tensor([rng.random() < 0.5 and not DIRECTED.search(row["caption"]) for row in rows])
        pixels = torch.where(mirrored[:, None, None, None], pixels.flip(2), pixels)
        places, sides = rng.integers(len(self._scenes.subjects), size=drawn), rng.integers(2, size=drawn)
        subjects = [self._scenes.subjects[place] for place in places]
        pixels = torch.cat([pixels, torch.from_numpy(self._scenes.pixels[places, sides])])
        texts, concepts = (
            [self._captions.of(row, rng, names_only=last) for row in rows] + subjects,
            [row["key"] for row in rows] + subjects,
        )
        names = np.array(concepts)
        same = torch.from_numpy((names[:, None] == names[None]) & ~np.eye(len(names), dtype=bool))
        return normalised(VIEWS(pixels, generator)), self._captions.ids(texts), same, generator


@torch.no_grad()
def held_out_ranks(model: CLIPModel, corpus: Corpus, captions: Captions, vendor: str) -> dict[str, float]:
    """Image to caption over a vendor no training saw: how often its own caption is first, and among the first five."""
    indexes = corpus.of(vendor)
    texts = sorted({corpus.rows[index]["caption"] for index in indexes})
    still = Views(scale=(1.0, 1.0), shift=0.0, stretch=0.0, coloured=0.0)
    generator = torch.Generator().manual_seed(0)
    image, text = [], []
    for start in range(0, len(indexes), 256):
        pixels = normalised(still(corpus.take(np.array(indexes[start : start + 256])), generator))
        image.append(functional.normalize(image_rows(model, pixels, PATCHES, generator), dim=1))
    for start in range(0, len(texts), 256):
        text.append(functional.normalize(text_rows(model, captions.ids(texts[start : start + 256])), dim=1))
    scores = torch.cat(image) @ torch.cat(text).T
    truth = torch.tensor([texts.index(corpus.rows[index]["caption"]) for index in indexes])
    better = (scores > scores.gather(1, truth[:, None])).sum(1)
    return {
        "top1": float((better == 0).float().mean()),
        "top5": float((better < 5).float().mean()),
        "among": len(texts),
    }


def main() -> None:
    settings = parse_settings(__doc__, steps=4290, batch=256)
    corpus, scenes = open_corpus(settings.cache), open_scenes(settings.cache)
    tokenizer = train_tokenizer(corpus, settings.out / "tokenizer.json")
    captions = Captions(tokenizer, CONTEXT)
    model, judged = (model_of(tokenizer.get_vocab_size(), *special_ids(tokenizer)) for _ in range(2))
    averaged, batches = Averaged(model), Batches(corpus, scenes, captions, settings.seed)

    def loss_of(step: int) -> dict[str, Tensor]:
        last = step >= LAST_FROM * settings.steps
        pixels, ids, same, generator = batches.draw(step, settings.batch, last=last)
        keep = PATCHES if last else KEPT
        with torch.autocast("cpu", torch.bfloat16):
            image, text = image_rows(model, pixels, keep, generator), text_rows(model, ids)
        return {"loss": contrastive(image, text, model.logit_scale.exp().clamp(max=100), same)}

    def judge() -> dict[str, float]:
        judged.load_state_dict(averaged.state)
        return held_out_ranks(judged, corpus, captions, "twemoji")

    # The average begins short, so that it does not remember the random start.
    fit(
        settings,
        model,
        (model, averaged),
        loss_of=loss_of,
        keep_at=lambda step: min(0.998, (step + 1) / (step + 10)),
        judge=judge,
        decay=0.2,
    )


if __name__ == "__main__":
    main()
