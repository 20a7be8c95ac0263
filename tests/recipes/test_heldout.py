"""What no training may see."""

from pathlib import Path

import pytest
from corpus import without_copies
from heldout import HELD_OUT_VENDORS, benchmark_keys, is_held_out

KEYS = frozenset({"u:1f448"})


@pytest.mark.parametrize("vendor", ["twemoji", "lucide", "flagpack"])
def test_whole_vendors_are_held_out(vendor: str) -> None:
    assert vendor in HELD_OUT_VENDORS
    assert is_held_out(vendor, "anything", frozenset())


@pytest.mark.parametrize("vendor", ["noto", "fluent-flat", "fluent-color", "fluent-3d"])
def test_the_benchmarks_vendors_are_held_out_by_key(vendor: str) -> None:
    assert is_held_out(vendor, "u:1f448", KEYS)
    assert not is_held_out(vendor, "u:1f600", KEYS)


@pytest.mark.parametrize("vendor", ["noto-v1", "emojione", "mdi", "circle-flags"])
def test_other_vendors_may_draw_what_the_benchmark_asks_about(vendor: str) -> None:
    assert not is_held_out(vendor, "u:1f448", KEYS)


def test_the_committed_list_is_the_benchmarks_keys() -> None:
    keys = benchmark_keys()
    assert len(keys) == 166  # of 92 questions: 184 drawings, of which 18 are asked about more than once
    assert {"u:1f448", "u:1f449"} <= keys
    assert all(key.startswith("u:") for key in keys)


def test_another_list_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "keys.txt").write_text("u:1\nu:2\n")
    assert benchmark_keys(tmp_path / "keys.txt") == {"u:1", "u:2"}


def line(path: str, split: str, pixels: str) -> dict[str, str]:
    return {"path": path, "split": split, "pixels_sha256": pixels}


def test_of_equal_pictures_the_first_held_out_one_stays_else_the_first() -> None:
    lines = [
        line("a", "train", "x"),
        line("b", "held_out", "x"),
        line("c", "held_out", "x"),
        line("d", "train", "y"),
        line("e", "train", "y"),
        line("f", "train", "z"),
    ]
    assert [kept["path"] for kept in without_copies(lines)] == ["b", "d", "f"]


def test_no_training_picture_equals_a_held_out_one_whatever_the_order() -> None:
    lines = [
        line(f"{split}{pixels}{n}", split, pixels)
        for n in range(2)
        for split in ("train", "held_out")
        for pixels in "xyz"
    ]
    for turned in (lines, lines[::-1]):
        kept = without_copies(turned)
        assert sorted(each["pixels_sha256"] for each in kept) == ["x", "y", "z"]
        assert {each["split"] for each in kept} == {"held_out"}
