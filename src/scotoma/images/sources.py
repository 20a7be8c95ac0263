"""What a kind of source is given beside the source itself."""

from dataclasses import dataclass

__all__ = ["SourceOptions"]


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """The options of `open_images`; each kind of source reads those that mean something to it.

    `image_column` and `caption_column` name columns of a table or data set, `split` a split of a data set, and `root`
    is the folder or URL from which relative paths are seen.
    """

    image_column: str | None = None
    caption_column: str | None = None
    split: str | None = None
    root: str | None = None
