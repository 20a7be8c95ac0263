"""The rule of VLMEvalKit without a judge: exact matching of one capital letter, else of one option's text."""

from collections.abc import Sequence

from scotoma.answers.harnesses.verdicts import HarnessVerdict, read_as

__all__ = ["GIVEN_UP", "vlmevalkit"]

PUNCTUATION = str.maketrans(dict.fromkeys(".()[],:;!*#{}", " "))
NEAR_THE_END = 4
GIVEN_UP = (
    "Sorry, I can't help with images of people yet.",
    "I can't process this file.",
    "I'm sorry, but without the image provided",
    "Cannot determine the answer",
)
"""Sentences that count as a refusal, word for word."""


def vlmevalkit(raw: str, options: Sequence[str], key: int) -> HarnessVerdict:
    """A letter where exactly one of the capitals stands as a word of its own, and first among the last four words;
    else an option where the answer is at most twice as long as all options together and contains the text of exactly
    one, as any part of a word. Small letters are not read, so "(b)" is missed unless the option's text is there too.

    What is missed here goes to a language model there (ChatGPT by default), asked up to three times; where that gives
    no option either, one is picked at random, which with two options is right half of the time. Some versions have no
    limit on where the letter stands.

    Source: vlmeval/utils/matching_util.py, as most copies of it have it; labels there are the original ones.
    """
    if any(sentence in raw for sentence in (*GIVEN_UP, "Failed to obtain answer via API")):
        return read_as("", key, len(options))
    words = raw.translate(PUNCTUATION).split()
    capitals = [chr(65 + place) for place in range(len(options))]
    found = [capital for capital in capitals if capital in words]
    if len(found) == 1 and words.index(found[0]) >= len(words) - NEAR_THE_END:
        return read_as(found[0], key, len(options))
    text = raw.lower()
    if len(text) <= 2 * sum(map(len, options)):
        contained = [place for place, option in enumerate(options) if option.lower() in text]
        if len(contained) == 1:
            return read_as(capitals[contained[0]], key, len(options))
    return read_as("", key, len(options))
