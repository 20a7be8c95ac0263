"""Captions and images are matched by cosine; ties are ties, and each metric is what its name says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.encoders import Encoder, load_encoder
from scotoma.errors import BadRow, BrokenFile, NoTextTower, UsageError
from scotoma.matching import Matched, match
from scotoma.matching.metrics import GROUP, IMAGE_TO_TEXT, TEXT_TO_IMAGE, match_scores
from scotoma.scoring import PatternScore
from tests.benchmark.small import lines, write_benchmark
from tests.matching.colour_words import ColourWords


def with_captions(folder: Path, *captions: str) -> Benchmark:
    """The small benchmark (red and blue, green and red, blue and grey) with six captions of its images."""
    questions = [{**row, "caption": caption} for row, caption in zip(lines(), captions, strict=True)]
    return open_benchmark(write_benchmark(folder, questions))


def outcome(row: PatternScore) -> tuple[int, int, int, int]:
    return row.both, row.one, row.neither, row.undecided


def of_all(matched: Matched) -> dict[str, tuple[int, int, int, int]]:
    return {scores.metric: outcome(scores.of("all")) for scores in matched.metrics}


def test_colour_words_is_an_encoder() -> None:
    assert isinstance(ColourWords(), Encoder)


def test_similarities_are_those_of_image_and_caption(tmp_path: Path) -> None:
    benchmark = with_captions(tmp_path / "b", "a red one", "a blue one", "green", "red", "blue", "red green blue")
    matched = match(benchmark, ColourWords())
    # Red (1, 0, 0) and blue (0, 0, 1) are at right angles; grey (1, 1, 1) / sqrt(3) has 1 / sqrt(3) with either.
    np.testing.assert_allclose(matched.similarities[0], [[1, 0], [0, 1]], atol=1e-7)
    third = 3**-0.5
    np.testing.assert_allclose(matched.similarities[2], [[1, third], [third, 1]], rtol=1e-6)
    np.testing.assert_allclose(matched.images.values, [0, 0, third], atol=1e-7)
    assert of_all(matched) == {TEXT_TO_IMAGE: (3, 0, 0, 0), IMAGE_TO_TEXT: (3, 0, 0, 0), GROUP: (3, 0, 0, 0)}


def test_swapped_captions_are_both_wrong_and_one_caption_may_pick_the_wrong_image(tmp_path: Path) -> None:
    # Pair one: swapped. Pair two (green, red): "red red green" is nearest to red, as "red" is: both pick image b.
    # Pair three (blue, grey): right.
    benchmark = with_captions(tmp_path / "b", "blue", "red", "red red green", "red", "blue", "red green blue")
    scores = match(benchmark, ColourWords()).metrics[0]
    assert outcome(scores.of("all")) == (1, 1, 1, 0)
    assert outcome(scores.of("state")) == (1, 0, 0, 0)
    assert outcome(scores.of("colour")) == (0, 1, 1, 0)
    single = scores.of("all").single
    assert single is not None
    assert (scores.of("all").pair.value, single.value) == (1 / 3, 0.5)


def test_the_two_directions_differ(tmp_path: Path) -> None:
    # Of (red, blue) both captions lean to red, the first more: each caption picks red, but each image its own caption.
    benchmark = with_captions(tmp_path / "b", "red", "red red blue", "green", "red", "blue", "red green blue")
    by_text, by_image, group = match(benchmark, ColourWords()).metrics
    assert outcome(by_text.of("all")) == (2, 1, 0, 0)
    assert outcome(by_image.of("all")) == (3, 0, 0, 0)
    assert outcome(group.of("all")) == (2, 1, 0, 0)
    assert group.of("all").single is None


def test_a_caption_that_fits_both_images_alike_is_a_tie_and_never_right(tmp_path: Path) -> None:
    # "a picture" is grey: as near to red as to blue, bit for bit.
    benchmark = with_captions(tmp_path / "b", "a picture", "blue", "green", "red", "blue", "red green blue")
    by_text, _, group = match(benchmark, ColourWords()).metrics
    assert outcome(by_text.of("all")) == (2, 0, 0, 1)
    assert outcome(group.of("all")) == (2, 0, 0, 1)
    assert by_text.of("all").pair.value == pytest.approx(2 / 3)


def test_captions_that_the_encoder_cannot_tell_apart_are_ties_of_the_images(tmp_path: Path) -> None:
    benchmark = with_captions(tmp_path / "b", "a red one", "the red one", "green", "red", "blue", "red green blue")
    by_text, by_image, _ = match(benchmark, ColourWords()).metrics
    assert outcome(by_text.of("all")) == (2, 1, 0, 0)
    assert outcome(by_image.of("all")) == (2, 0, 0, 1)


def test_chance_is_a_quarter_a_quarter_and_a_sixth_for_independent_similarities() -> None:
    emoji = open_benchmark("emoji")
    generator = np.random.default_rng(0)
    totals = np.zeros(3)
    for _ in range(10):
        metrics = match_scores(emoji, generator.standard_normal((len(emoji.pairs), 2, 2)))
        totals += [scores.of("all").both for scores in metrics]
        assert [scores.chance_pair for scores in metrics] == [1 / 4, 1 / 4, 1 / 6]
    # 3,590 pairs: three standard deviations are 0.022.
    np.testing.assert_allclose(totals / (10 * len(emoji.pairs)), [1 / 4, 1 / 4, 1 / 6], atol=0.022)


def test_an_encoder_that_prefers_one_image_whatever_the_text_scores_0_text_to_image() -> None:
    emoji = open_benchmark("emoji")
    liked = np.random.default_rng(0).standard_normal((len(emoji.pairs), 2, 1))
    by_text, by_image, _ = match_scores(emoji, np.broadcast_to(liked, (len(emoji.pairs), 2, 2)).copy())
    assert outcome(by_text.of("all")) == (0, len(emoji.pairs), 0, 0)
    assert outcome(by_image.of("all")) == (0, 0, 0, len(emoji.pairs))


def test_mean_colours_match_red_and_blue_hearts_with_their_captions() -> None:
    emoji = open_benchmark("emoji")
    hearts = replace(emoji, pairs=tuple(pair for pair in emoji.pairs if pair.group == "heart-red-blue"))
    assert outcome(match(hearts, ColourWords()).metrics[0].of("colour")) == (4, 0, 0, 0)


def test_the_template_is_what_the_encoder_reads(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_benchmark(tmp_path / "b"))
    plain, reddened = match(benchmark, ColourWords()), match(benchmark, ColourWords(), template="red red {}")
    assert (plain.template, reddened.template) == ("{}", "red red {}")
    # "red red a blue picture" is (2, 0, 1): nearer to red than to blue.
    assert outcome(plain.metrics[0].of("all"))[0] == 3
    assert outcome(reddened.metrics[0].of("all"))[0] < 3


@pytest.mark.parametrize(("template", "places"), [("a photo", 0), ("{} or {}", 2)])
def test_a_template_has_one_place(tmp_path: Path, template: str, places: int) -> None:
    benchmark = open_benchmark(write_benchmark(tmp_path / "b"))
    with pytest.raises(UsageError, match=f"has {places} places for the caption; expected one {{}}"):
        match(benchmark, ColourWords(), template=template)


def test_an_encoder_without_text_is_told_at_once(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_benchmark(tmp_path / "b"))
    with pytest.raises(NoTextTower, match=r"toy:layout reads images only, so it cannot match captions.*--images-only"):
        match(benchmark, load_encoder("toy:layout"))


def test_a_benchmark_without_captions_cannot_be_matched(tmp_path: Path) -> None:
    bare = [{**row, "caption": None} for row in lines()]
    with pytest.raises(UsageError, match="small has pairs without captions"):
        match(open_benchmark(write_benchmark(tmp_path / "b", bare)), ColourWords())


def test_a_text_without_direction_is_named(tmp_path: Path) -> None:
    benchmark = with_captions(tmp_path / "b", "nothing", "blue", "green", "red", "blue", "grey")
    with pytest.raises(BadRow, match="test:colour-words gives no direction for the text 'nothing'"):
        match(benchmark, ColourWords())


def test_an_image_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "b")
    (folder / "images" / "green.png").write_bytes(b"no picture")
    with pytest.raises(
        BrokenFile, match=r"1 of the images of small cannot be used; the first is .*green\.png, broken:"
    ):
        match(open_benchmark(folder), ColourWords())
