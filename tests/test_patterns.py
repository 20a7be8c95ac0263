"""The nine patterns and their names."""

import pytest

from scotoma.errors import UnknownName
from scotoma.patterns import PATTERNS, pattern_named


def test_there_are_nine_patterns_with_names_and_titles_of_their_own() -> None:
    assert len({pattern.name for pattern in PATTERNS}) == len({pattern.title for pattern in PATTERNS}) == 9


@pytest.mark.parametrize("name", ["colour", "color", " Color and Appearance", "COLOR"])
def test_a_pattern_is_found_by_name_title_or_alias(name: str) -> None:
    assert pattern_named(name).name == "colour"


def test_an_unknown_pattern_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match=r"No pattern is named 'orientaton'\. Did you mean 'orientation'\?"):
        pattern_named("orientaton")


def test_a_pattern_far_from_all_gets_the_list() -> None:
    with pytest.raises(UnknownName, match=r"No pattern is named 'zzz'\. The nine are orientation, presence"):
        pattern_named("zzz")
