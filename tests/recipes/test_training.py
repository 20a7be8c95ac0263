"""What the trainings of the built-in encoders rest on: views, batches, losses, and a run that survives being killed."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import train_clip
import train_dino
from captions import Captions, train_tokenizer
from corpus_data import Corpus, Scenes, Shares, open_corpus
from pictures import SIDE_PX, on_white, rgba
from PIL import Image, ImageDraw
from running import Averaged, Settings, fit, rate_at
from torch import Tensor, nn
from torch.nn import functional
from views import Views


def drawing(colour: str, place: int) -> Image.Image:
    """A square on white, left (0) or right (1) of the middle."""
    picture = Image.new("RGB", (128, 128), "white")
    ImageDraw.Draw(picture).rectangle((16 + 64 * place, 40, 48 + 64 * place, 88), fill=colour)
    return picture


def corpus_of(count: int) -> Corpus:
    pixels = np.stack([rgba(drawing(("red", "blue")[number % 2], number // 2 % 2)) for number in range(count)])
    rows = [
        {
            "caption": f"{('red', 'blue')[number % 2]} square {number}",
            "tags": ["shape", "box"],
            "key": f"k:{number}",
            "set": "emoji",
            "vendor": "a",
            "held_out": number == 0,
            "flip_h": 0.1,
            "flip_v": 0.0,
            "chroma": 0.1,
        }
        for number in range(count)
    ]
    return Corpus(pixels, rows)


def scenes_of(count: int) -> Scenes:
    pixels = np.random.default_rng(0).integers(0, 256, (count, 2, SIDE_PX, SIDE_PX, 4), dtype=np.uint8)
    return Scenes(pixels, [f"thing {number}" for number in range(count)], ["count"] * count)


def test_white_outside_a_drawing_is_transparent_and_white_inside_is_not() -> None:
    picture = drawing("red", 0)
    ImageDraw.Draw(picture).rectangle((28, 58, 36, 70), fill="white")
    alpha = rgba(picture)[..., 3]
    assert alpha[2, 2] == 0
    assert alpha[40, 20] == 255  # (128 px) 32, 64: the white inside


def test_a_view_never_mirrors() -> None:
    pictures = torch.from_numpy(np.stack([rgba(drawing("black", 0))] * 40))
    views = Views()(pictures, torch.Generator().manual_seed(0))
    dark = (views.mean(1) < 0.3).float()
    assert (dark[:, :, :32].sum((1, 2)) > 5 * dark[:, :, 32:].sum((1, 2))).all()


def test_a_still_view_shows_the_picture_as_it_is() -> None:
    pixels = rgba(drawing("red", 1))
    view = Views((1.0, 1.0), 0.0, 0.0, 0.0)(torch.from_numpy(pixels[None]), torch.Generator().manual_seed(0))[0]
    small = functional.interpolate(torch.from_numpy(on_white(pixels)).permute(2, 0, 1)[None], 64, mode="bilinear")[0]
    assert (view - small).abs().max() < 1e-5


def test_held_out_pictures_are_never_drawn() -> None:
    kept, weights = corpus_of(6).training(Shares())
    assert kept.tolist() == [1, 2, 3, 4, 5]
    assert weights.sum() == pytest.approx(1)


def test_the_cache_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = corpus_of(3)
    np.save(tmp_path / "pictures.npy", made.pixels)
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made.rows), encoding="utf-8")
    read = open_corpus(tmp_path)
    assert read.rows == made.rows
    assert np.array_equal(read.pixels, made.pixels)


def test_only_captions_without_a_direction_may_be_mirrored() -> None:
    assert train_clip.DIRECTED.search("backhand index pointing left")
    assert train_clip.DIRECTED.search("letter B")
    assert not train_clip.DIRECTED.search("red apple")


def test_a_batch_is_the_same_for_the_same_step(tmp_path: Path) -> None:
    corpus = corpus_of(12)
    captions = Captions(train_tokenizer(corpus, tmp_path / "tokenizer.json"), 24)
    batches = train_clip.Batches(corpus, scenes_of(4), captions, seed=0)
    first, again, other = batches.draw(3, 20), batches.draw(3, 20), batches.draw(4, 20)
    assert torch.equal(first[0], again[0])
    assert torch.equal(first[1], again[1])
    assert not torch.equal(first[0], other[0])
    assert first[0].shape == (20, 3, 64, 64)
    # 17 draws of 11 pictures: some concept comes twice, and is not its own negative
    assert first[2].any()
    assert not first[2].diagonal().any()


def test_the_contrastive_loss_is_clips() -> None:
    generator = torch.Generator().manual_seed(0)
    image, text = torch.randn(3, 4, generator=generator), torch.randn(3, 4, generator=generator)
    same = torch.zeros(3, 3, dtype=torch.bool)
    same[0, 1] = same[1, 0] = True
    expected = 0.0
    for one, other in ((image, text), (text, image)):
        for row in range(3):
            scores = {
                column: 5 * float(functional.cosine_similarity(one[row], other[column], dim=0))
                for column in range(3)
                if not same[row, column]
            }
            expected -= scores[row] - np.log(sum(np.exp(score) for score in scores.values()))
    assert float(train_clip.contrastive(image, text, torch.tensor(5.0), same)) == pytest.approx(expected / 6, rel=1e-5)


def test_a_twin_looks_different_and_a_picture_alike_in_all_ways_has_none() -> None:
    pixels, rng = rgba(drawing("red", 0)), np.random.default_rng(0)
    row = {"flip_h": 0.1, "flip_v": 0.0, "chroma": 0.0}
    mirrored = train_dino.twin(pixels, row, rng)
    assert mirrored is not None
    assert np.array_equal(mirrored, pixels[:, ::-1])
    assert train_dino.twin(pixels, {"flip_h": 0.0, "flip_v": 0.0, "chroma": 0.0}, rng) is None
    recoloured = train_dino.twin(pixels, {"flip_h": 0.0, "flip_v": 0.0, "chroma": 0.1}, rng)
    assert recoloured is not None
    assert np.array_equal(recoloured[..., 3], pixels[..., 3])
    assert not np.array_equal(recoloured, pixels)


def test_both_halves_of_a_scene_and_all_twins_are_pictures_of_their_own() -> None:
    batch = train_dino.Batches(corpus_of(12), scenes_of(4), seed=0).draw(0, 24)
    assert batch.views.shape == (2, 24, 3, 64, 64)
    assert batch.small.shape == (24, 3 * train_dino.RECALLED_PX**2)
    own = batch.names[batch.names < 0].tolist()
    assert len(own) == len(set(own)) >= 8  # four drawn pairs, and what twins there are
    assert -1 not in own  # the queue's name for pictures that are nobody's


def test_partners_are_each_others() -> None:
    partners = train_dino.Batches(corpus_of(12), scenes_of(4), seed=0).draw(0, 24).partners
    here = torch.arange(24)
    assert torch.equal(partners[partners], here)
    assert torch.equal(partners[16:], here[16:].reshape(4, 2).flip(1).flatten())  # the drawn pairs


def batch_of(names: list[int], partners: list[int]) -> train_dino.Batch:
    nothing = torch.zeros(0)
    return train_dino.Batch(nothing, torch.tensor(names), torch.tensor(partners), nothing, torch.Generator())


def test_a_row_equal_to_its_key_is_found_among_strangers_but_not_held_against_its_own_copies() -> None:
    keys = functional.normalize(torch.eye(4, train_dino.WIDTH), dim=1)
    batch, queue = batch_of([5, 6, -3, -4], [0, 1, 3, 2]), train_dino.Queue()
    sharp = 1 / train_dino.TEMPERATURE
    among, beside = train_dino.found(keys, keys, batch, queue)
    assert float(among) == pytest.approx(np.log(1 + 3 * np.exp(-sharp)), rel=1e-3)
    # The two that have a partner, each against it alone.
    assert float(beside) == pytest.approx(np.log(1 + np.exp(-sharp)), rel=1e-3)
    queue.push(keys, batch.names)
    # The queue's copies of pictures 5 and 6 are left out; twins have no name there, so their copies stay.
    among, _ = train_dino.found(keys[:2], keys[:2], batch_of([5, 6], [1, 0]), queue)
    # Strangers: the other of the batch, its copy in the queue, and both twins' copies.
    assert float(among) == pytest.approx(np.log(1 + 4 * np.exp(-sharp)), rel=1e-3)


def test_rows_are_standardised_as_the_exported_encoder_is() -> None:
    tokens = torch.randn(500, 6, generator=torch.Generator().manual_seed(0)) * torch.arange(1, 7) + 3
    rows = train_dino.standardised(tokens)
    assert rows.norm(dim=1) == pytest.approx(np.ones(500), abs=1e-5)
    # Each coordinate has the same weight, whatever its mean and deviation were.
    assert rows.mean(0).abs().max() < 0.05
    assert rows.std(0).max() / rows.std(0).min() < 1.2


def test_patches_are_cut_in_raster_order() -> None:
    views = torch.zeros(1, 3, 64, 64)
    views[0, :, 8:16, 16:24] = 1.0  # second row, third column
    patches = train_dino.patches_of(views)
    assert patches.shape == (1, 64, 192)
    assert patches.sum((0, 2)).nonzero().flatten().tolist() == [8 + 2]


def test_the_rate_rises_stays_and_falls() -> None:
    rates = [rate_at(step, 1000, 1.0) for step in (0, 99, 199, 500, 700, 850, 1000)]
    assert rates == pytest.approx([0.005, 0.5, 1, 1, 1, 0.5, 0])


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(8, 8)


def run(folder: Path, steps: int, every: int) -> dict[str, Tensor]:
    """Train a layer to be the identity; the schedule is that of 20 steps, whatever `steps` are run."""
    torch.manual_seed(0)
    model = Small()
    averaged = Averaged(model)
    settings = Settings(folder, folder, 20, 4, 0.01, 0, every, 1)

    def loss_of(step: int) -> dict[str, Tensor]:
        if step == steps:
            raise KeyboardInterrupt
        given = torch.randn(4, 8, generator=torch.Generator().manual_seed(step))
        return {"loss": functional.mse_loss(model.layer(given), given)}

    fit(
        settings,
        model,
        (model, averaged),
        loss_of=loss_of,
        keep_at=lambda step: 0.5,
        judge=lambda: {"weight": float(model.layer.weight.detach().mean())},
        decay=0.1,
    )
    return averaged.state


def test_a_killed_training_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    expected = run(whole, steps=99, every=5)
    with pytest.raises(KeyboardInterrupt):
        run(broken, steps=13, every=5)
    found = run(broken, steps=99, every=5)
    assert all(torch.equal(found[name], expected[name]) for name in expected)
    steps = [json.loads(line).get("start") for line in (broken / "log.jsonl").read_text().splitlines()]
    assert 10 in steps  # the checkpoint before step 13
