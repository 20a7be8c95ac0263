"""The pictures of MMVP and MMVP-VLM: called by number, and by a suffix whatever their format."""

from pathlib import Path

from scotoma.export.images import as_jpeg, image_bytes
from scotoma.export.records import Item, Plan

__all__ = ["put_picture"]


def put_picture(plan: Plan, item: Item, path: Path) -> None:
    """Write an image: its own bytes whatever the path ends in, or a JPEG where that is asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_jpeg(item.image) if plan.jpeg else image_bytes(item.image))
