"""Plain English."""

import pytest

from scotoma.scenes.wording import article, listed, numbered


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("umbrella that is open", "an umbrella that is open"),
        ("house", "a house"),
        ("unlit candle", "an unlit candle"),
        ("unicorn", "a unicorn"),
        ("ice cream", "an ice cream"),
        ("hot-air balloon", "a hot-air balloon"),
        ("F", "an F"),
        ("8", "an 8"),
        ("7", "a 7"),
    ],
)
def test_the_article_goes_by_the_sound(phrase: str, expected: str) -> None:
    assert article(phrase) == expected


def test_lists_and_numbers_read_as_one_writes_them() -> None:
    assert listed(["a car"]) == "a car"
    assert listed(["a car", "a tree"]) == "a car and a tree"
    assert listed(["a car", "a tree", "a dog"]) == "a car, a tree and a dog"
    assert numbered(1, "cherry", "cherries") == "one cherry"
    assert numbered(3, "cherry", "cherries") == "three cherries"
    assert numbered(12, "cherry", "cherries") == "12 cherries"
