"""What MMVP and MMVP-VLM share as they are written: sides numbered from 1, pictures called by number."""

from collections.abc import Sequence
from pathlib import Path

from scotoma.export.images import as_jpeg, image_bytes
from scotoma.export.records import Item, Plan

__all__ = ["numbers_of", "put_picture"]


def numbers_of(items: Sequence[Item]) -> dict[str, int]:
    """The number of each side by its question's id: its id where all ids are such numbers already, 1 and 2, 3 and 4,
    ..., else its place among the items, counted from 1."""
    ids = [item.question.id for item in items]
    if all(_is_number(each) for each in ids) and len({int(each) for each in ids}) == len(ids):
        own = [int(each) for each in ids]
        if all(a % 2 == 1 and b == a + 1 for a, b in zip(own[::2], own[1::2], strict=True)):
            return dict(zip(ids, own, strict=True))
    return {each: number for number, each in enumerate(ids, start=1)}


def put_picture(plan: Plan, item: Item, path: Path) -> None:
    """Write an image: its own bytes whatever the path ends in, or a JPEG where that is asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_jpeg(item.image) if plan.jpeg else image_bytes(item.image))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and not text.startswith("0")
