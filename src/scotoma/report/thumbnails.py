"""Small copies of a run's pictures, to be carried inside the page."""

import base64
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PIL import Image as PILImage

from scotoma.errors import BrokenImage, ScotomaError
from scotoma.images import Collection, decode, open_images
from scotoma.progress import Progress, silent
from scotoma.records import Image
from scotoma.report.embedded import read_embedded

__all__ = ["as_webp", "collection_of", "make_thumbnails", "side_for"]

_QUALITY = 76  # measured: 144 px photographs take about 3 kB, and show no blocks at that size


def side_for(images: int) -> int:
    """The thumbnails' longer side, in px, at which so many make a page of about 15 MB or less."""
    return next(side for most, side in ((700, 256), (2000, 192), (10**9, 144)) if images <= most)


def collection_of(stages: Sequence[dict[str, Any]]) -> Collection | str:
    """The collection that the run was embedded from, opened again; or in words why that cannot be done."""
    sources = [stage["settings"]["images"] for stage in stages if stage["stage"] == "embed"]
    if not sources:
        return "the run does not say where its pictures came from"
    try:
        return open_images(sources[-1]["source"], kind=sources[-1]["kind"])
    except ScotomaError as error:
        return str(error)


def make_thumbnails(
    collection: Collection | str,
    images: Sequence[tuple[int, Image]],
    *,
    side_px: int,
    progress: Progress = silent,
) -> list[str | None]:
    """For each image, with its place in the collection, a WebP picture in base64; None where it cannot be had now.

    The longer side is `side_px` at most; nothing is enlarged. Without a collection, an image whose uri is a path is
    read from there. One whose bytes are not those that were embedded cannot be had.
    """

    def make(place: tuple[int, Image]) -> str | None:
        try:
            return as_webp(decode(read_embedded(collection, *place)), side_px)
        except (BrokenImage, OSError):
            return None

    made = []
    with progress("Making thumbnails", len(images), "images") as advance, ThreadPoolExecutor() as pool:
        for text in pool.map(make, images):
            made.append(text)
            advance(1)
    return made


def as_webp(picture: PILImage.Image, side_px: int) -> str:
    """The picture as WebP in base64, its longer side at most `side_px`. `picture` itself is made smaller."""
    picture.thumbnail((side_px, side_px), PILImage.Resampling.LANCZOS)
    data = io.BytesIO()
    picture.save(data, "WEBP", quality=_QUALITY, method=4)
    return base64.b64encode(data.getvalue()).decode("ascii")
