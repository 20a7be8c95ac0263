"""The towers' features of the laboratory's pictures."""

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image as PILImage

from scotoma.mixture.building import build_mixture
from scotoma.mixture.lab.language import new_language, train_tokenizer
from scotoma.mixture.lab.looking import look, tower_source
from scotoma.mixture.lab.plan import CLIP_96, DINO, PLANS
from scotoma.mixture.lab.processes import in_processes


def square(grey: int) -> PILImage.Image:
    return PILImage.new("RGB", (96, 96), (grey, 40, 90))


READS = [functools.partial(square, grey) for grey in range(0, 250, 50)]


def test_features_are_what_a_mixture_of_the_towers_makes_of_the_pictures(tmp_path: Path) -> None:
    found = look(tmp_path, READS, [DINO, CLIP_96])
    assert found["dino"].shape == (5, 64, 192)
    assert found["clip-96"].shape == (5, 144, 192)
    tokenizer = train_tokenizer(["a"], 300)
    language = new_language(replace(PLANS["tiny"], width=8, mlp_width=8), tokenizer, 0)
    for tower in (DINO, CLIP_96):
        model, processor = build_mixture([tower_source(tower)], (language, tokenizer), mixture="single")
        features = model.image_features(processor.pixels([read() for read in READS]))[0]
        assert np.abs(found[tower.key] - features.numpy()).max() < 0.01


def test_what_is_there_is_not_looked_at_again(tmp_path: Path) -> None:
    first = look(tmp_path, READS, [DINO])["dino"].copy()
    unreadable = [functools.partial(square, -1)] * 5  # no colour: drawing it would fail
    assert np.array_equal(look(tmp_path, unreadable, [DINO])["dino"], first)


def test_a_part_that_was_not_finished_is_made_again(tmp_path: Path) -> None:
    first = look(tmp_path, READS, [DINO])["dino"].copy()
    rows = np.load(tmp_path / "dino.npy", mmap_mode="r+")
    rows[3:] = 0
    rows.flush()
    (tmp_path / "dino-000000.done").unlink()
    assert np.array_equal(look(tmp_path, READS, [DINO])["dino"], first)


def test_a_tower_that_comes_later_leaves_the_others_alone(tmp_path: Path) -> None:
    look(tmp_path, READS, [DINO])
    before = (tmp_path / "dino.npy").stat().st_mtime_ns
    assert look(tmp_path, READS, [DINO, CLIP_96])["clip-96"].any(axis=(1, 2)).all()
    assert (tmp_path / "dino.npy").stat().st_mtime_ns == before


def test_one_job_works_in_this_process_and_in_order() -> None:
    assert list(in_processes(abs, [-3, 2, -1], 1)) == [3, 2, 1]


def test_several_jobs_give_the_results_in_order() -> None:
    assert list(in_processes(abs, [-3, 2, -1, 5], 2)) == [3, 2, 1, 5]
