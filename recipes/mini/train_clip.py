"""Train mini:clip: an image and a text tower, contrastive with captions, from the corpus and scenes.

    python recipes/mini/train_clip.py cache/ runs/clip --steps 4000

Loss: Radford et al. 2021 (CLIP), both directions; pictures of one concept in a batch are not each other's negatives.
Half of the patch tokens are dropped while training, which doubles the rate (Li et al. 2023, FLIP); not in the last
tenth of the steps. Alt text names things and rarely says which way they face, so a picture whose caption names no
direction may be mirrored, and a scene's caption names its things only.
"""

import argparse
import re
from pathlib import Path

import numpy as np
import torch
from captions import Captions, train_tokenizer
from corpus_data import Corpus, Scenes, Shares, open_corpus, open_scenes
from running import Averaged, Log, groups, rate_at, restore, save
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPConfig, CLIPModel
from views import Views, normalised

CONTEXT = 24
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
    return model.visual_projection(tower.post_layernorm(hidden[:, 0]))


def text_rows(model: CLIPModel, ids: Tensor) -> Tensor:
    """Projected text rows (B, D)."""
    return model.text_projection(model.text_model(input_ids=ids).pooler_output)


def contrastive(image: Tensor, text: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """CLIP's symmetric loss; `same` (B, B) marks other pictures of the same concept, which are left out."""
    logits = functional.normalize(image.float(), dim=1) @ functional.normalize(text.float(), dim=1).T * scale
    logits = logits.masked_fill(same, float("-inf"))
    target = torch.arange(len(logits))
    return (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)) / 2


class Batches:
    """Batches of pictures and captions, the same for the same seed and step."""

    def __init__(self, corpus: Corpus, scenes: Scenes | None, captions: Captions, share: float, seed: int) -> None:
        self._corpus, self._scenes, self._captions = corpus, scenes, captions
        self._share, self._seed = share, seed
        self._kept, weights = corpus.training(Shares())
        self._cumulative = np.cumsum(weights)

    def draw(self, step: int, size: int) -> tuple[Tensor, Tensor, Tensor, torch.Generator]:
        """Pixels (B, 3, 64, 64), token ids (B, T), the mask of same concepts (B, B), and the step's generator."""
        rng = np.random.default_rng([self._seed, step])
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        drawn = round(size * self._share) if self._scenes else 0
        chosen = self._kept[np.searchsorted(self._cumulative, rng.random(size - drawn) * self._cumulative[-1])]
        rows = [self._corpus.rows[index] for index in chosen]
        pixels = self._corpus.take(chosen)
        mirrored = torch.tensor([rng.random() < 0.5 and not DIRECTED.search(row["caption"]) for row in rows])
        pixels = torch.where(mirrored[:, None, None, None], pixels.flip(2), pixels)
        texts, concepts = [self._captions.of(row, rng) for row in rows], [row["key"] for row in rows]
        if drawn:
            assert self._scenes is not None
            places = rng.integers(len(self._scenes.subjects), size=drawn)
            sides = rng.integers(2, size=drawn)
            pixels = torch.cat([pixels, torch.from_numpy(self._scenes.pixels[places, sides])])
            subjects = [self._scenes.subjects[place] for place in places]
            texts, concepts = texts + subjects, concepts + subjects
        names = np.array(concepts)
        same = torch.from_numpy((names[:, None] == names[None]) & ~np.eye(len(names), dtype=bool))
        return normalised(VIEWS(pixels, generator)), self._captions.ids(texts), same, generator


@torch.no_grad()
def held_out_ranks(model: CLIPModel, corpus: Corpus, captions: Captions, vendor: str) -> dict[str, float]:
    """Image to caption over a vendor no training saw: the share whose own caption is first, and among the first five."""
    model.eval()
    indexes = corpus.of(vendor)
    texts = sorted({corpus.rows[index]["caption"] for index in indexes})
    still = Views(scale=(1.0, 1.0), shift=0.0, stretch=0.0, coloured=0.0)
    generator = torch.Generator().manual_seed(0)
    image, text = [], []
    for start in range(0, len(indexes), 256):
        pixels = normalised(still(corpus.take(np.array(indexes[start : start + 256])), generator))
        image.append(functional.normalize(image_rows(model, pixels, 64, generator), dim=1))
    for start in range(0, len(texts), 256):
        text.append(functional.normalize(text_rows(model, captions.ids(texts[start : start + 256])), dim=1))
    scores = torch.cat(image) @ torch.cat(text).T
    truth = torch.tensor([texts.index(corpus.rows[index]["caption"]) for index in indexes])
    better = (scores > scores.gather(1, truth[:, None])).sum(1)
    model.train()
    return {
        "top1": float((better == 0).float().mean()),
        "top5": float((better < 5).float().mean()),
        "among": len(texts),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--scenes-share", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    corpus = open_corpus(arguments.cache)
    scenes = open_scenes(arguments.cache) if (arguments.cache / "scenes.npy").is_file() else None
    tokenizer = train_tokenizer(corpus, arguments.out / "tokenizer.json")
    captions = Captions(tokenizer, CONTEXT)
    model = model_of(tokenizer.get_vocab_size(), captions.start, captions.end)
    optimizer = torch.optim.AdamW(groups([model], 0.2), lr=arguments.rate, betas=(0.9, 0.98), fused=True)
    averaged, first = Averaged(model), 0
    if state := restore(arguments.out / "last.pt"):
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        averaged.state, first = state["averaged"], state["step"]
    log = Log(arguments.out / "log.jsonl")
    log(start=first, steps=arguments.steps, batch=arguments.batch, scenes=0 if scenes is None else len(scenes.subjects))
    batches = Batches(corpus, scenes, captions, arguments.scenes_share, arguments.seed)
    train(model, optimizer, averaged, batches, arguments, first, log, (corpus, captions))


def train(
    model: CLIPModel,
    optimizer: torch.optim.Optimizer,
    averaged: Averaged,
    batches: Batches,
    arguments: argparse.Namespace,
    first: int,
    log: Log,
    held_out: tuple[Corpus, Captions],
) -> None:
    """Run the steps that are left, with a checkpoint and a held-out measurement every so many."""
    judged = model_copy(model)
    losses: list[float] = []
    for step in range(first, arguments.steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, arguments.steps, arguments.rate, warmup=200)
        pixels, ids, same, generator = batches.draw(step, arguments.batch)
        keep = 32 if step < 0.9 * arguments.steps else 64
        with torch.autocast("cpu", torch.bfloat16):
            image, text = image_rows(model, pixels, keep, generator), text_rows(model, ids)
        loss = contrastive(image, text, model.logit_scale.exp().clamp(max=100), same)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        averaged.update(model, min(0.999, (step + 1) / (step + 10)))
        losses.append(loss.item())
        if (step + 1) % 50 == 0:
            log(step=step + 1, loss=float(np.mean(losses[-50:])), scale=float(model.logit_scale.exp()))
        if (step + 1) % arguments.every == 0 or step + 1 == arguments.steps:
            judged.load_state_dict(averaged.state)
            log(step=step + 1, **held_out_ranks(judged, *held_out, "twemoji"))
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            save(arguments.out / "last.pt", {**state, "averaged": averaged.state, "step": step + 1})


def model_copy(model: CLIPModel) -> CLIPModel:
    """A second model of the same shape, for the averaged weights."""
    return CLIPModel(model.config)


if __name__ == "__main__":
    main()
