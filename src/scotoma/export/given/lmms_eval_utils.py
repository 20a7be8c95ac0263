"""How lmms-eval asks about the images of this folder, reads the answers and counts the pairs.

Written by `scotoma export`; it needs nothing but Python and what lmms-eval brings.
"""

import re
from typing import Any

__all__ = ["doc_to_target", "doc_to_text", "doc_to_visual", "pair_accuracy", "process_results", "single_accuracy"]

POST_PROMPT = "\nAnswer with the option's letter from the given choices directly."


def doc_to_visual(doc: dict[str, Any]) -> list[Any]:
    """The one image that is asked about."""
    return [doc["image"].convert("RGB")]


def doc_to_text(doc: dict[str, Any], lmms_eval_specific_kwargs: dict[str, str] | None = None) -> str:
    """The question, its options as "A. ..." on lines of their own, and the request for a letter."""
    said = lmms_eval_specific_kwargs or {}
    options = "\n".join(f"{letter_of(place)}. {option}" for place, option in enumerate(doc["options"]))
    return f"{said.get('pre_prompt', '')}{doc['question']}\n{options}{said.get('post_prompt', POST_PROMPT)}"


def doc_to_target(doc: dict[str, Any]) -> str:
    """The letter of the right option."""
    return letter_of(doc["answer"])


def process_results(doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
    """Whether the answer is right, under the pair it counts for; an answer that no letter is read from is not."""
    read = letter_in(results[0], len(doc["options"]))
    one = {"pair": doc["pair"], "side": doc["side"], "read": read, "right": read == doc_to_target(doc)}
    return {"pair_accuracy": one, "single_accuracy": one}


def pair_accuracy(results: list[dict[str, Any]]) -> float:
    """The share of pairs with both questions right; a pair of which one side was not asked is left out."""
    pairs: dict[str, dict[str, bool]] = {}
    for each in results:
        pairs.setdefault(each["pair"], {})[each["side"]] = each["right"]
    whole = [all(sides.values()) for sides in pairs.values() if len(sides) == 2]
    return sum(whole) / len(whole) if whole else float("nan")


def single_accuracy(results: list[dict[str, Any]]) -> float:
    """The share of questions answered right."""
    return sum(each["right"] for each in results) / len(results) if results else float("nan")


def letter_in(answer: str, options: int) -> str | None:
    """The letter that an answer begins with or names ("B", "(b)", "B. closed", "the answer is B"); None without one."""
    letter = f"[A-{letter_of(options - 1)}]"
    forms = (
        rf"^\(?({letter})\)?(?:[.,:;)\s]|$)",
        rf"(?:answer|option|choice)(?:\s+is)?\s*:?\s*\(?({letter})\)?(?!\w)",
        rf"\(({letter})\)",
    )
    for form in forms:
        if found := re.search(form, answer.strip(), re.IGNORECASE):
            return found[1].upper()
    return None


def letter_of(place: int) -> str:
    """ "A" for the option 0."""
    return chr(ord("A") + place)
