"""Captions from file names, and emoji found under the names vendors give them."""

from pathlib import Path

import pytest
from names import EmojiNames, emoji_names, has_skin_tone, words

from tests.recipes.archives import shelf_of


@pytest.fixture
def names(tmp_path: Path) -> EmojiNames:
    return emoji_names(shelf_of(tmp_path))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("map-pin_2", "map pin 2"),
        ("mapPinOff", "map pin off"),
        ("4k-box", "4k box"),
        ("25mpBox", "25 mp box"),
        ("Zaino_per  montagna", "zaino per montagna"),
    ],
)
def test_a_file_name_becomes_small_words(name: str, expected: str) -> None:
    assert words(name) == expected


@pytest.mark.parametrize("code", ["1f34e", "1F34E-FE0F", "01f34e"])
def test_an_emoji_is_found_by_its_code_points_however_they_are_written(names: EmojiNames, code: str) -> None:
    found = names.of_code(code)
    assert found is not None
    assert (found.label, found.base, found.group, found.subgroup) == ("red apple", "1f34e", "food-drink", "food-fruit")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("red-apple", "red apple"),
        ("Red-Apple", "red apple"),
        ("redapple", "red apple"),
        ("red-apple-2", "red apple"),
        ("flag-for-france", "flag: France"),
        ("flag-for-flag-france", "flag: France"),
        ("waving-hand-dark", "waving hand: dark skin tone"),
    ],
)
def test_an_emoji_is_found_under_the_names_of_vendors(names: EmojiNames, name: str, label: str) -> None:
    found = names.of_name(name)
    assert found is not None
    assert found.label == label
    assert names.of_name("blue-apple") is None


def test_a_variant_in_a_skin_tone_shares_the_base_and_is_told_apart(names: EmojiNames) -> None:
    toned, plain = names.of_code("1f44b-1f3ff"), names.of_code("1f44b")
    assert toned is not None
    assert plain is not None
    assert (toned.base, toned.toned, plain.toned) == (plain.base, True, False)


def test_names_in_skin_tones_are_known_even_where_unicode_has_no_such_emoji(names: EmojiNames) -> None:
    assert names.is_toned("waving-hand-medium-light-skin-tone")
    assert names.is_toned("breast-feeding-tone-2")
    assert names.is_toned("man-climbing-tone3")
    assert not names.is_toned("red-apple")
    assert not names.is_toned("traffic-light")
    assert has_skin_tone("adult dark skin tone")
    assert has_skin_tone("mermaid tone 3")
    assert not has_skin_tone("ringtone 3")
