"""Images that are byte for byte the same."""

from typing import Any

__all__ = ["duplicate_groups"]


def duplicate_groups(images: Any) -> list[list[str]]:
    """The ids of images with equal bytes, a list for each two or more, in the order of the table.

    `images` is a pyarrow.Table with the columns id, sha256 and status of `records.Image`; broken images are left out.
    """
    same: dict[str, list[str]] = {}
    columns = (images.column(name).to_pylist() for name in ("id", "sha256", "status"))
    for name, sha256, status in zip(*columns, strict=True):
        if status == "ok" and sha256 is not None:
            same.setdefault(sha256, []).append(name)
    return [names for names in same.values() if len(names) > 1]
