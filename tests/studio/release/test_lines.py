"""Drafts as lines: order of options, captions, groups; and what is read back held against them."""

from dataclasses import replace
from typing import Any

import pytest

from scotoma.benchmark import Benchmark
from scotoma.benchmark.reading import Head
from scotoma.benchmark.writing import write_folder
from scotoma.errors import BrokenFile
from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.release.lines import captions_of, check_read_back, groups_of, lines_of, turned_round


def draft(pair: str, *, answer_a: int = 0, question: str = "Which?") -> Draft:
    texts = (question, "x", "y", answer_a, ("colour", "text"), "an x", "a y", "")
    return Draft(pair, "a", "b", 1, "ready", *texts, "person", True, "Ann", "", 1)


def drafts(count: int) -> list[Draft]:
    return [draft(f"{2 * i}-{2 * i + 1}") for i in range(count)]


@pytest.mark.parametrize("count", [1, 2, 7, 40])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_with_a_seed_the_first_option_is_right_for_side_a_in_half_of_the_pairs(count: int, seed: int) -> None:
    written = drafts(count)
    turned = turned_round(written, seed)
    images = dict.fromkeys(range(2 * count), "1.png")
    lines = lines_of(written, images, turned)
    first = sum(line.answer == 0 for line in lines if line.side == "a")
    assert first in {count // 2, count - count // 2}
    assert turned == turned_round(written, seed)
    if count == 40:
        assert turned != turned_round(written, seed + 10)


def test_an_odd_pair_falls_on_either_side() -> None:
    assert {len(turned_round(drafts(3), seed)) for seed in range(20)} == {1, 2}


def test_turning_round_changes_the_places_and_not_what_is_right() -> None:
    one, other = lines_of([draft("3-8", answer_a=1)], {3: "3.png", 8: "8.jpg"}, {"3-8"})
    assert (one.id, one.pair, one.side, one.image) == ("3-8/a", "3-8", "a", "3.png")
    assert (one.options, one.answer) == (("y", "x"), 0)
    assert (other.options, other.answer, other.caption, other.image) == (("y", "x"), 1, "a y", "8.jpg")
    assert one.patterns == ("colour", "text")


@pytest.mark.parametrize(("first", "second"), [("", ""), ("an x", ""), ("same", " same ")])
def test_captions_that_cannot_be_matched_are_left_out_for_both_images(first: str, second: str) -> None:
    bare = replace(draft("0-1"), caption_a=first, caption_b=second)
    assert captions_of(bare) is None
    assert [line.caption for line in lines_of([bare], {0: "0.png", 1: "1.png"})] == [None, None]


def test_pairs_that_share_images_are_one_group() -> None:
    # 0-1 and 1-2 share image 1, 7-9 shares 9 with 8-9, and 2-8 joins the two chains; 4-5 stands alone.
    pairs = ["0-1", "1-2", "4-5", "8-9", "7-9", "2-8"]
    groups = groups_of([draft(pair) for pair in pairs])
    assert set(groups) == {"0-1", "1-2", "8-9", "7-9", "2-8"}
    assert len(set(groups.values())) == 1
    assert groups_of([draft("0-1"), draft("2-3")]) == {}


@pytest.fixture
def read_back(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    from scotoma.benchmark import open_benchmark

    written, folder = drafts(3), tmp_path_factory.mktemp("lines") / "benchmark"
    images = {row: f"{row}.png" for row in range(6)}
    data = {name: name.encode() for name in images.values()}
    write_folder(folder, Head("x", "1", "CC0-1.0"), lines_of(written, images, {"2-3"}), data)
    return open_benchmark(folder)


def test_what_is_read_back_is_what_was_written(read_back: Benchmark) -> None:
    check_read_back(read_back, drafts(3))
    with pytest.raises(BrokenFile, match="read back with 3 pairs for 2 drafts"):
        check_read_back(read_back, drafts(2))


@pytest.mark.parametrize(
    "change",
    [
        {"answer_a": 1},
        {"question": "What?"},
        {"option_1": "z"},
        {"patterns": ("text",)},
        {"caption_a": "another"},
    ],
)
def test_any_difference_from_the_draft_is_told(read_back: Benchmark, change: dict[str, Any]) -> None:
    written = drafts(3)
    written[1] = replace(written[1], **change)
    with pytest.raises(BrokenFile, match=r"Pair 2-3 was read back with 'x' for image a and 'y' for image b"):
        check_read_back(read_back, written)
