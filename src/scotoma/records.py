"""The frozen records that travel between the stages."""

from dataclasses import dataclass

__all__ = ["Image"]


@dataclass(frozen=True, slots=True)
class Image:
    """One image of a collection, as `images.parquet` lists it.

    `id` is unique and stable: the same file in the same collection has the same id on every machine. `sha256` is that
    of the encoded bytes, `width` and `height` are in px after EXIF orientation; all three are None where the bytes
    could not be read. `status` is "ok", or "broken: " and the reason.
    """

    id: str
    uri: str
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    status: str = "ok"

    @property
    def ok(self) -> bool:
        """Whether the image was decoded."""
        return self.status == "ok"
