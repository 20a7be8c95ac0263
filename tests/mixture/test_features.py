"""The towers' features on the disk: computed once, shared by mixtures, never half there."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scotoma.errors import BrokenFile
from scotoma.mixture.conversations import ImageSource
from scotoma.mixture.pictures import broken_images, image_key, without_broken
from scotoma.mixture.samples import tokenise
from tests.mixture.checkpoints import pictures
from tests.mixture.test_adapters import mixture
from tests.mixture.trainings import processor


class Told:
    """Progress that remembers what was announced."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int, int]] = []

    def __call__(self, what: str, total: int, unit: str, done: int = 0) -> Any:
        from scotoma.progress import silent

        self.said.append((what, total, done))
        return silent(what, total, unit, done)


@pytest.fixture(scope="module")
def towers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """An interleaved mixture of two small towers, and its processor."""
    from scotoma.mixture.processing import processor_for

    model, made = mixture(tmp_path_factory.mktemp("towers")), processor("plain")
    return model, processor_for(model.config, made.tokenizer, chat_template=made.chat_template)


def files(folder: Path, count: int = 5) -> list[ImageSource]:
    """Pictures on the disk."""
    paths = [folder / f"{number}.png" for number in range(count)]
    for path, picture in zip(paths, pictures(count), strict=True):
        picture.save(path)
    return list(paths)


def test_the_cache_holds_what_the_towers_give(towers: tuple[Any, Any], tmp_path: Path) -> None:
    from scotoma.mixture.feature_cache import cache_features
    from scotoma.mixture.features import encode_images

    images = files(tmp_path)
    cached = cache_features(*towers, images, tmp_path / "cache")
    encoded = encode_images(*towers, images)
    exact = towers[0].image_features(towers[1].pixels(pictures(5)))
    assert not cached.broken
    for kept, memory, tensor in zip(cached.arrays, encoded, exact, strict=True):
        assert isinstance(kept, np.memmap)
        assert kept.dtype == memory.dtype == np.float16
        np.testing.assert_array_equal(kept, memory)
        np.testing.assert_allclose(kept, tensor.numpy(), atol=2e-3)  # float16 keeps 11 bits


def test_a_second_call_computes_nothing_and_a_tower_is_shared(towers: tuple[Any, Any], tmp_path: Path) -> None:
    from scotoma.mixture.feature_cache import cache_features

    images, told = files(tmp_path), Told()
    first = cache_features(*towers, images, tmp_path / "cache", progress=told)
    again = cache_features(*towers, images, tmp_path / "cache", progress=told)
    assert told.said == [("encoding images", 5, 0)]
    np.testing.assert_array_equal(first.arrays[1], again.arrays[1])
    assert len(list((tmp_path / "cache").iterdir())) == 2  # a folder a tower


def test_other_weights_sides_or_images_are_other_files(towers: tuple[Any, Any], tmp_path: Path) -> None:
    from dataclasses import replace

    from scotoma.mixture.feature_cache import tower_key

    tower = towers[0].towers[0]
    key = tower_key(tower)
    config = tower.config
    try:
        for change in ({"side_px": 64}, {"layer": -1}, {"final_norm": True}):
            tower.config = replace(config, **change)
            assert tower_key(tower) != key
    finally:
        tower.config = config
    assert tower_key(tower) == key
    path = Path(str(files(tmp_path, 1)[0]))
    before = image_key(path)
    pictures(2)[1].save(path)
    assert image_key(path) != before
    assert image_key(pictures(1)[0]) != image_key(pictures(2)[1])


def test_a_killed_run_goes_on_block_by_block(towers: tuple[Any, Any], tmp_path: Path) -> None:
    from scotoma.mixture import feature_cache

    images, told = files(tmp_path) * 30, Told()  # 150: three blocks
    whole = feature_cache.cache_features(*towers, images, tmp_path / "whole")
    # As a kill leaves it: an array with one block written, its note, and a note cut short.
    (name,) = {path.stem for path in (tmp_path / "whole").glob("*/*.npy")}
    for number, folder in enumerate(sorted((tmp_path / "whole").iterdir())):
        torn = tmp_path / "torn" / folder.name
        torn.mkdir(parents=True)
        half = np.load(folder / f"{name}.npy")
        half[64:] = 0
        np.save(torn / "half.npy", half)
        (torn / "half.npy").rename(torn / f"{name}.npy.part")
        note = '{"block": 0, "broken": {}}\n{"blo'
        (torn / f"{name}.0.blocks").write_text(note if number else note.partition("\n")[0] + "\n")
    resumed = feature_cache.cache_features(*towers, images, tmp_path / "torn", progress=told)
    assert told.said == [("encoding images", 150, 64)]
    for one, two in zip(whole.arrays, resumed.arrays, strict=True):
        np.testing.assert_array_equal(one, two)
    assert not list((tmp_path / "torn").glob("*/*.blocks"))


def test_a_broken_image_is_noted_and_its_samples_left_out(towers: tuple[Any, Any], tmp_path: Path) -> None:
    from scotoma.mixture.conversations import Conversation, Turn
    from scotoma.mixture.feature_cache import cache_features

    images = [*files(tmp_path, 3), tmp_path / "gone.png"]
    Path(str(images[1])).write_bytes(b"no image")
    cached = cache_features(*towers, images, tmp_path / "cache")
    again = cache_features(*towers, images, tmp_path / "cache")
    assert cached.broken == again.broken == broken_images(images)
    assert cached.broken == {1: "not an image: text", 3: "cannot be read: No such file or directory"}
    assert not cached.arrays[0][1].any()
    talks = [
        Conversation((Turn("user", "<image>?"), Turn("assistant", "x")), (each,), f"record {number}")
        for number, each in enumerate(images)
    ]
    kept, left_out = without_broken(tokenise(talks, towers[1]), cached.broken)
    assert [sample.place for sample in kept.items] == ["record 0", "record 2"]
    assert [(each.place, each.reason) for each in left_out] == [
        ("record 1", f"{images[1]}: not an image: text"),
        ("record 3", f"{images[3]}: cannot be read: No such file or directory"),
    ]


def test_a_damaged_cache_is_named(towers: tuple[Any, Any], tmp_path: Path) -> None:
    from scotoma.mixture.feature_cache import cache_features

    images = files(tmp_path, 2)
    cache_features(*towers, images, tmp_path / "cache")
    path = next((tmp_path / "cache").glob("*/*.npy"))
    np.save(path, np.zeros((1, 1, 1), np.float16))
    with pytest.raises(BrokenFile, match=r"\.npy has shape \(1, 1, 1\); expected \(2, .*Delete it and run again"):
        cache_features(*towers, images, tmp_path / "cache")
    path.write_bytes(b"x" * 200)
    with pytest.raises(BrokenFile, match=r"\.npy is damaged"):
        cache_features(*towers, images, tmp_path / "cache")
