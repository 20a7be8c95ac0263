"""The demonstration's pictures as one table in the run folder, with a note of what they are."""

from itertools import islice
from pathlib import Path
from typing import Any

from scotoma.demo.pictures import Pictures
from scotoma.errors import RunMismatch
from scotoma.files import locked, whole_file
from scotoma.images import Collection, open_images
from scotoma.progress import Progress, silent
from scotoma.runs import read_stages, record_stage

__all__ = ["gather"]

GROUP_ROWS = 64  # pictures are looked up one at a time, and a row group is the least that is read for one

ABOUT = (
    "This is a demonstration on small drawings, and the built-in encoders are small too. It shows how blind spots are "
    "found and what they look like; it says nothing about CLIP on photographs."
)


def gather(pictures: Pictures, run: Path, *, progress: Progress = silent) -> Collection:
    """The pictures, opened from `pictures.parquet` in the run folder; written there first if need be.

    `run.json` then says what they are and under which licences, for the page.

    Raises:
        RunMismatch: the folder holds other pictures, or the run of another collection.
        RunLocked: another process is writing it.
    """
    table = run / "pictures.parquet"
    with locked(run):
        _check_is_ours(run, pictures)
        if not table.exists():
            _write(pictures, table, progress)
        parts = [{"what": part.what, "count": part.count, "licence": part.licence} for part in pictures.sources()]
        record_stage(run, "gather", {"about": ABOUT, "key": pictures.key, "parts": parts}, "pillow")
    return open_images(str(table))


def _check_is_ours(run: Path, pictures: Pictures) -> None:
    stages = read_stages(run)
    gathered: list[dict[str, Any]] = [stage["settings"] for stage in stages if stage["stage"] == "gather"]
    if (stages and not gathered) or ((run / "images.parquet").exists() and not stages):
        raise RunMismatch(f"{run} is the run folder of another collection. Give the demonstration its own with --out.")
    if gathered and gathered[-1]["key"] != pictures.key:
        raise RunMismatch(
            f"{run} holds the demonstration's pictures of another version, or with other settings. Delete it, or use "
            "another folder with --out."
        )


def _write(pictures: Pictures, table: Path, progress: Progress) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    schema = pa.schema([("image", image), ("caption", pa.string())])
    sources = pictures.sources()
    rows = (
        {"image": {"bytes": picture.data, "path": picture.id}, "caption": picture.caption}
        for source in sources
        for picture in source.pictures
    )
    with (
        progress("Gathering pictures", sum(source.count for source in sources), "pictures") as advance,
        whole_file(table) as file,
        pq.ParquetWriter(file, schema, compression="none") as writer,
    ):
        while block := list(islice(rows, GROUP_ROWS)):
            writer.write_table(pa.Table.from_pylist(block, schema=schema))
            advance(len(block))
