"""What a model thought before it answered is not its answer: only what follows the reasoning is read."""

import re

__all__ = ["after_reasoning", "tagged"]

# Other spellings of a block, as the models' chat templates have them.
SPELLINGS = (
    (re.compile(r"◁\s*(/?)\s*think\s*▷|\[\s*(/?)\s*THINK\s*\]", re.I), lambda m: f"<{m[1] or m[2] or ''}think>"),
    (re.compile(r"<\|begin_of_thought\|>", re.I), lambda m: "<think>"),
    (re.compile(r"<\|end_of_thought\|>", re.I), lambda m: "</think>"),
    (re.compile(r"<\|begin_of_(?:solution|box)\|>", re.I), lambda m: "<answer>"),
    (re.compile(r"<\|end_of_(?:solution|box)\|>", re.I), lambda m: "</answer>"),
)
REASONING = "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|rationale|summary|caption|observe"
BLOCK = re.compile(rf"<({REASONING})\b[^<>]*>.*?</\1\s*>", re.I | re.S)
OPENED = re.compile(rf"<(?:{REASONING})\b[^<>]*>", re.I)
CLOSED = re.compile(rf"</(?:{REASONING})\s*>", re.I)
FINAL_CHANNEL = re.compile(r"<\|channel\|>\s*final\s*<\|message\|>(.*)", re.I | re.S)
TAG = re.compile(
    r"<(answer|final_answer|final|conclusion|solution|choice|option)\b[^<>]*>(.*?)(?:</\1\s*>|(?=<\1\b)|$)", re.I | re.S
)


def after_reasoning(text: str) -> str | None:
    """What the model said after its reasoning; None where a block is not closed, or nothing follows it.

    A closing tag without an opening one ends a block too: some chat templates put the opening tag into the prompt.
    """
    for pattern, spelling in SPELLINGS:
        text = pattern.sub(spelling, text)
    if "<|channel|>" in text.lower():
        final = FINAL_CHANNEL.search(text)
        return final[1] if final else None
    left = BLOCK.sub("\n", text)
    left = CLOSED.split(left)[-1]
    if OPENED.search(left):
        return None
    return left if left.strip() or left == text else None


def tagged(text: str) -> tuple[list[str], str]:
    """What stands in <answer> or a tag like it, and the text after the last of them."""
    found = list(TAG.finditer(text))
    return [match[2] for match in found], text[found[-1].end() :] if found else text
