"""The built-in benchmark is whole, balanced, and its answers fit its pictures where pixels can tell."""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage

from scotoma.benchmark import Benchmark, BenchmarkPair, open_benchmark
from scotoma.images import read_image

PAIRS_OF_A_PATTERN = {
    "orientation": 64,
    "presence": 44,
    "state": 47,
    "count": 41,
    "position": 24,
    "colour": 47,
    "structure": 20,
    "text": 32,
    "viewpoint": 40,
}


@pytest.fixture(scope="module")
def emoji() -> Benchmark:
    return open_benchmark("emoji")


def right(pair: BenchmarkPair) -> tuple[str, str]:
    """The right answers in words, of image a and of image b."""
    a, b = pair.question_a, pair.question_b
    assert a.answer is not None
    assert b.answer is not None
    return a.options[a.answer], b.options[b.answer]


def pixels(path: Path) -> np.ndarray:
    with PILImage.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.float64)


def test_it_has_92_questions_over_nine_patterns(emoji: Benchmark) -> None:
    assert (len(emoji.pairs), emoji.groups) == (359, 92)
    assert Counter(pair.pattern for pair in emoji.pairs) == PAIRS_OF_A_PATTERN


def test_every_picture_in_the_folder_is_used_and_is_128_px(emoji: Benchmark) -> None:
    pictures = emoji.pictures()
    listed = {pictures[index].id for index in range(len(pictures))}
    folder = emoji.folder / "images"
    assert listed == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for index in range(len(pictures)):
        image, picture = read_image(pictures, index)
        assert picture is not None
        assert (image.width, image.height, picture.mode) == (128, 128, "RGB")


def test_a_pair_is_one_vendors_and_a_question_is_asked_of_a_vendor_once(emoji: Benchmark) -> None:
    for pair in emoji.pairs:
        assert {pair.image_a.parent.name, pair.image_b.parent.name} == {pair.vendor}
        assert pair.image_a.read_bytes() != pair.image_b.read_bytes()
    times = Counter((pair.group, pair.vendor) for pair in emoji.pairs)
    assert set(times.values()) == {1}


def test_both_images_of_a_pair_are_asked_the_same_and_one_question_of_a_group(emoji: Benchmark) -> None:
    asked = defaultdict(set)
    for pair in emoji.pairs:
        assert pair.question_a.text == pair.question_b.text
        assert pair.question_a.options == pair.question_b.options
        asked[pair.group].add((pair.question_a.text, pair.caption_a, pair.caption_b, *right(pair)))
    assert {len(each) for each in asked.values()} == {1}


def test_the_right_option_stands_first_as_often_as_second(emoji: Benchmark) -> None:
    of_group, of_pattern = defaultdict(list), defaultdict(list)
    for pair in emoji.pairs:
        place = int(pair.question_a.answer or 0)
        of_group[pair.group].append(place)
        of_pattern[pair.pattern].append(place)
    for answers in (*of_group.values(), *of_pattern.values()):
        assert abs(2 * sum(answers) - len(answers)) <= 1


def test_texts_are_plain_sentences_and_phrases(emoji: Benchmark) -> None:
    for pair in emoji.pairs:
        text, captions = pair.question_a.text, (str(pair.caption_a), str(pair.caption_b))
        assert text[0].isupper()
        assert text.endswith("?")
        assert text == text.strip()
        assert len({*captions}) == 2
        for jargon in ("emoji", "button", "keycap", "backhand", "icon"):
            assert jargon not in " ".join((text, *captions, *right(pair))).lower()


def test_the_notice_names_every_vendor_author_and_licence(emoji: Benchmark) -> None:
    notice = (emoji.folder / "NOTICE.md").read_text(encoding="utf-8")
    for vendor in {str(pair.vendor) for pair in emoji.pairs}:
        assert f"`{vendor}`" in notice
    for needed in ("Google", "Twitter", "Microsoft", "Apache-2.0", "CC-BY-4.0", "MIT License", "Permission is hereby"):
        assert needed in notice


def test_colours_are_where_the_answers_say(emoji: Benchmark) -> None:
    # Each colour as a direction away from grey; of two pictures of one shape the one further along it has that colour.
    directions = {"red": (2, -1, -1), "green": (-1, 2, -1), "blue": (-1, -1, 2), "black": (-1, -1, -1)}
    checked = 0
    for pair in emoji.pairs:
        colour_a = right(pair)[0]
        if pair.pattern == "colour" and colour_a in directions:
            along = [
                float(pixels(path).mean(axis=(0, 1)) @ directions[colour_a]) for path in (pair.image_a, pair.image_b)
            ]
            assert along[0] > along[1], pair.id
            checked += 1
    assert checked == 47 - 4  # purple and orange hearts are left to the eye


@pytest.mark.parametrize(("ending", "part"), [("-diamond-size", 2 / 3), ("square-size", 1 / 2)])
def test_shapes_are_wider_and_narrower_as_the_answers_say(emoji: Benchmark, ending: str, part: float) -> None:
    pairs = [pair for pair in emoji.pairs if pair.group.endswith(ending)]
    for pair in pairs:
        for path, answer in zip((pair.image_a, pair.image_b), right(pair), strict=True):
            width = (pixels(path).min(axis=2) < 240).any(axis=0).sum() / 128
            assert answer == ("wider" if width > part else "narrower")
    assert len(pairs) in (4, 8)


def test_the_lit_side_of_the_moon_is_where_the_answers_say(emoji: Benchmark) -> None:
    pairs = [pair for pair in emoji.pairs if pair.group.startswith("moon-") and pair.pattern == "position"]
    for pair in pairs:
        for path, answer in zip((pair.image_a, pair.image_b), right(pair), strict=True):
            yellow = (pixels(path) @ (1, 0, -1)).mean(
                axis=0
            )  # as the lit part is; the ground and the dark part are not
            assert ("right" in answer) == (yellow[64:].sum() > yellow[:64].sum())
    assert len(pairs) == 8
