"""The closed dictionary."""

import pytest

from scotoma.mixture.lab.dictionary import LANGUAGES, english, known, translated
from scotoma.scenes.colours import NAMED
from scotoma.scenes.kinds import KINDS
from scotoma.scenes.wording import NUMBERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_colour_and_number_comes_back_from_its_translation(language: str) -> None:
    for word in [*KINDS, *NAMED, *NUMBERS[1:], "yes", "no", "left", "right"]:
        assert known(word)
        assert english(translated(word, language), language) == word


def test_words_are_read_in_any_case() -> None:
    assert english("GRÜN ", "german") == "green"
    assert english("Œuf", "french") == "egg"


def test_a_word_of_another_language_is_not_known() -> None:
    assert english("green", "german") is None
    assert english("rot", "french") is None
    assert not known("from the side")
