"""The rules of the evaluation scripts that come with InternVL and Cambrian-1."""

from collections.abc import Sequence

from scotoma.answers.harnesses.verdicts import HarnessVerdict, read_as

__all__ = ["cambrian", "internvl"]


def internvl(raw: str, options: Sequence[str], key: int) -> HarnessVerdict:
    """The first character where it is a capital among the letters, whatever follows; else the first option whose text
    is contained, capitals and small letters told apart. A single character is taken as it is, so "b" is missed.

    So "Answer: B" is A. An empty answer ends the script there with an error; here it is missed.

    Source: internvl_chat/eval/mmvp/evaluate_mmvp.py; labels there are the original ones.
    """
    text = raw.strip()
    capitals = [chr(65 + place) for place in range(len(options))]
    if text[:1] in capitals:
        return read_as(text[0], key, len(options))
    contained = [place for place, option in enumerate(options) if len(text) > 1 and option.strip() in text]
    return read_as(capitals[contained[0]] if contained else "", key, len(options))


def cambrian(raw: str, options: Sequence[str], key: int) -> HarnessVerdict:
    """What follows the last "answer is", "answer is:" or "answer:", else the whole, without brackets around it and the
    full stop, colon or comma after it: right where that is exactly the key's letter or exactly its text.

    Source: eval/eval/mmvp/mmvp_test.py; labels there are the original ones.
    """
    text = raw.lower().strip()
    for marker in ("answer is", "answer is:", "answer:"):
        text = text.rsplit(marker, maxsplit=1)[-1]
    text = text.strip().rstrip(".:,").lstrip("(").rstrip(")")
    places = [place for place, option in enumerate(options) if text in (chr(97 + place), option.lower())]
    if key in places:
        return HarnessVerdict(text, "right")
    return HarnessVerdict(text, "wrong" if places else "missed")
