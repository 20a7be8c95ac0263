"""The rule of lmms-eval's task `mmvp`: a chain of patterns for a letter, and the first that is found counts."""

import re
from collections.abc import Sequence

from scotoma.answers.harnesses.verdicts import HarnessVerdict, read_as

__all__ = ["lmms_eval"]


def lmms_eval(raw: str, options: Sequence[str], key: int) -> HarnessVerdict:
    """Letters only, small or capital, looked for in this order: alone, with a bracket or a full stop; at the beginning,
    before a full stop or a space; after "answer is"; after "option"; at the end of any word, before a space or the
    end; as the first character. The text of an option is never read.

    So "A close look" is A, and so is "I think it is a dog, (b)": the first word that ends in a or b decides. There the
    letters are A and B; here they are as many as the question has options.

    Source: lmms_eval/tasks/mmvp, version 0.1; labels there are the corrected ones.
    """
    letter = f"([{''.join(chr(65 + place) for place in range(len(options)))}])"
    maybe_bracketed = rf"\(?{letter}\)?"
    looked_for = (
        rf"{maybe_bracketed}\.?",
        rf"{maybe_bracketed}[.\s]",
        rf"answer\s+is\s+{maybe_bracketed}",
        rf"option\s+{maybe_bracketed}",
        rf"{maybe_bracketed}(?:\s|$)",
        letter,
    )
    text = raw.strip()
    for number, pattern in enumerate(looked_for):
        look = (re.fullmatch, re.match, re.search, re.search, re.search, re.match)[number]
        if found := look(pattern, text, re.IGNORECASE):
            return read_as(found[1], key, len(options))
    return read_as("", key, len(options))
