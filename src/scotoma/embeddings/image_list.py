"""The images of a run as the first encoder met them: what every later encoder must meet again."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from scotoma.embeddings.table import Table, as_records, as_table
from scotoma.errors import BrokenFile, RunMismatch
from scotoma.files import write_parquet
from scotoma.images.collection import Collection
from scotoma.records import Image

__all__ = ["ImageList"]


class ImageList:
    """The image list of the run folder `run`: `images.parquet`, and until that is complete the parts it is made of.

    A part, `images.parts/START-STOP.parquet`, holds the images met in one shard, so a killed run forgets at most the
    shard in hand. Without a run folder the list lives in memory.

    Raises:
        BrokenFile: a file of the list cannot be read, or a part before it is missing.
    """

    def __init__(self, run: Path | None) -> None:
        self._run = run
        self.table: Table = as_table([])
        if run is not None:
            self._parts = run / "images.parts"
            self._load(run / "images.parquet")

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def check(self, images: Collection, count: int) -> None:
        """Make sure that the first `count` entries of `images` begin with the images listed here, in their order.

        Raises:
            RunMismatch: they do not; the message names the first difference.
        """
        if len(self) > count:
            raise RunMismatch(
                f"{self._run} lists {len(self)} images, but {count} of {images.source} were asked for. "
                f"Ask for at least {len(self)}, or use another run folder."
            )
        for index, known in enumerate(self.table["id"].to_pylist()):
            if known != images[index].id:
                raise RunMismatch(
                    f"{self._run} was begun with another collection: image {index} is {known!r} there and "
                    f"{images[index].id!r} in {images.source}. Use another run folder for this collection."
                )

    def span(self, start: int, stop: int) -> list[Image | None]:
        """The images from `start` to `stop` as listed; None for those not met yet."""
        known = as_records(self.table.slice(start, stop - start)) if start < len(self) else []
        return [*known, *[None] * (stop - start - len(known))]

    def add(self, start: int, images: Sequence[Image]) -> None:
        """Note the images met from `start` on, as a part on the disk; those listed already stay as they are."""
        unlisted = list(islice(images, max(len(self) - start, 0), None))
        if not unlisted:
            return
        part = as_table(unlisted)
        if self._run is not None:
            write_parquet(self._parts / f"{len(self):09d}-{len(self) + len(unlisted):09d}.parquet", part)
        self.table = _joined(self.table, part)

    def finish(self) -> None:
        """Merge the parts into `images.parquet` and remove them."""
        if self._run is None or not self._parts.is_dir():
            return
        write_parquet(self._run / "images.parquet", self.table.combine_chunks())
        for part in self._parts.iterdir():
            part.unlink()
        self._parts.rmdir()

    def _load(self, path: Path) -> None:
        if path.exists():
            self.table = _read(path)
        for part in sorted(self._parts.glob("[0-9]*.parquet")):
            start, stop = map(int, part.stem.split("-"))
            if stop <= len(self):
                continue  # merged before the run was killed, but not yet removed
            if start != len(self):
                raise BrokenFile(f"{part} continues a list of {start} images, but {len(self)} are there. Begin anew.")
            self.table = _joined(self.table, _read(part))


def _joined(first: Table, second: Table) -> Table:
    import pyarrow as pa

    return pa.concat_tables([first, second])


def _read(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path, schema=as_table([]).schema)
    except (pa.ArrowException, OSError) as error:
        raise BrokenFile(f"{path} cannot be read as an image list ({error}). Use another run folder.") from error
