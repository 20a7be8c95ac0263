"""The numbers by which MMVP and MMVP-VLM call the sides of pairs."""

from collections.abc import Sequence

from scotoma.export.records import Item

__all__ = ["numbers_of"]


def numbers_of(items: Sequence[Item]) -> dict[str, int]:
    """The number of each side by its question's id: its id where all ids are such numbers already, 1 and 2, 3 and 4,
    ..., else its place among the items, counted from 1."""
    ids = [item.question.id for item in items]
    if all(_is_number(each) for each in ids) and len({int(each) for each in ids}) == len(ids):
        own = [int(each) for each in ids]
        if all(a % 2 == 1 and b == a + 1 for a, b in zip(own[::2], own[1::2], strict=True)):
            return dict(zip(ids, own, strict=True))
    return {each: number for number, each in enumerate(ids, start=1)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and not text.startswith("0")
