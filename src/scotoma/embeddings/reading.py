"""Opening embeddings: those scotoma wrote, and other people's folders in clip-retrieval's layout."""

import re
from pathlib import Path
from typing import Any

from scotoma.embeddings.rows import ShardedRows
from scotoma.embeddings.shards import MANIFEST, Shard, read_manifest
from scotoma.embeddings.table import Embeddings, Ids, Table, as_table, ids_of
from scotoma.errors import BrokenFile, ShapeMismatch, UnreadableSource

__all__ = ["open_embeddings"]

# What other people's metadata call an image, best first; the first that is there and unique names the rows.
ID_COLUMNS = ("id", "image_path", "key", "url", "uri")


def open_embeddings(folder: Path | str) -> Embeddings:
    """The embeddings in `folder`, their rows memory-mapped as stored (other people's need not be of unit length).

    `folder` is one encoder's folder: in a scotoma run, or anybody's in clip-retrieval's layout, `img_emb/img_emb_N.npy`
    in natural order with `metadata/metadata_N.parquet` beside them or not. A run folder with a single encoder, and the
    `img_emb` folder itself, are understood too. Text embeddings are left alone. Where no metadata column names the
    rows uniquely, their ids are their numbers.

    Raises:
        UnreadableSource: there are no embeddings in the folder, or those of several encoders.
        BrokenFile: a shard is missing or damaged, or the run that makes them is not finished.
        ShapeMismatch: the rows and the metadata of a shard differ in number, or the shards in width or dtype.
    """
    home = _encoder_folder(Path(folder))
    return _open_ours(home) if (home / MANIFEST).exists() else _open_foreign(home)


def _encoder_folder(folder: Path) -> Path:
    if any((folder / name).exists() for name in (MANIFEST, "img_emb")):
        return folder
    if folder.name == "img_emb" and folder.is_dir():
        return folder.parent
    inner = folder / "embeddings" if (folder / "embeddings").is_dir() else folder
    found = sorted(path.parent for path in inner.glob("*/img_emb"))
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(path.name for path in found)
        raise UnreadableSource(f"{inner} holds the embeddings of {len(found)} encoders ({names}). Open one of them.")
    what = "holds no embeddings" if folder.is_dir() else "is not a folder"
    raise UnreadableSource(f"{folder} {what}; expected a folder with img_emb/img_emb_0.npy or the like.")


def _open_ours(folder: Path) -> Embeddings:
    manifest = read_manifest(folder)
    shards = [Shard(**shard) for shard in manifest["shards"]]
    count, size = manifest["images"]["count"], manifest["shard_size"]
    expected = -(-count // size)
    if not shards or len(shards) < expected or shards[-1].stop != count:
        raise BrokenFile(
            f"{folder} is not finished: expected {expected} shards for {count} images, found {len(shards)}. "
            "Run the same embed command again to finish it."
        )
    rows = ShardedRows([folder / shard.rows_file for shard in shards])
    tables = [_read_table(folder / shard.metadata_file) for shard in shards]
    _check_lengths(folder, rows, tables)
    images = _run_images(folder, count) if folder.parent.name == "embeddings" else None
    metadata = _joined(tables)
    if images is None:
        images = _foreign_images(metadata, metadata["id"].to_pylist())
    elif ids_of(images) != metadata["id"].to_pylist():
        raise BrokenFile(f"{folder} and the images.parquet of its run name other images. Embed again in a new folder.")
    facts = {**manifest["encoder"], "rows_dtype": manifest["dtype"], "normalised": manifest["normalised"]}
    return Embeddings(rows, ids_of(images), images, facts)


def _open_foreign(folder: Path) -> Embeddings:
    shards = _numbered(folder / "img_emb", "npy")
    if not shards:
        raise UnreadableSource(f"{folder / 'img_emb'} holds no img_emb_0.npy or the like.")
    expected = max(shards) + 1
    if len(shards) < expected:
        missing = next(number for number in range(expected) if number not in shards)
        raise BrokenFile(
            f"{folder} is incomplete: expected {expected} shards, found {len(shards)} (number {missing} is missing). "
            "Fetch the whole folder, or make it again."
        )
    rows = ShardedRows([shards[number] for number in sorted(shards)])
    tables = _foreign_tables(folder, shards)
    _check_lengths(folder, rows, tables)
    metadata = _joined(tables) if tables else None
    ids = _foreign_ids(metadata, len(rows))
    images = _foreign_images(metadata, ids)
    facts = {"name": folder.name, "width": rows.shape[1], "rows_dtype": rows.dtype.name, "normalised": None}
    return Embeddings(rows, Ids(images["id"]), images, facts)


def _numbered(folder: Path, ending: str) -> dict[int, Path]:
    pattern = re.compile(rf"{folder.name}_(\d+)\.{ending}")
    found: dict[int, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if match := pattern.fullmatch(path.name):
            if int(match[1]) in found:
                raise BrokenFile(f"{path} and {found[int(match[1])].name} have the same number. Remove one of them.")
            found[int(match[1])] = path
    return found


def _foreign_tables(folder: Path, shards: dict[int, Path]) -> list[Table]:
    tables = _numbered(folder / "metadata", "parquet")
    if tables and set(tables) != set(shards):
        raise BrokenFile(
            f"{folder} is incomplete: expected {len(shards)} metadata files, one a shard, found {len(tables)}. "
            "Fetch the whole folder, or take the metadata folder away to number the rows instead."
        )
    return [_read_table(tables[number]) for number in sorted(tables)]


def _check_lengths(folder: Path, rows: ShardedRows, tables: list[Table]) -> None:
    for number, (length, table) in enumerate(zip(rows.lengths, tables, strict=False)):
        if length != table.num_rows:
            raise ShapeMismatch(
                f"{folder}: shard {number} has {length} rows, but metadata for {table.num_rows}. "
                "They belong to different runs; make or fetch the folder again."
            )


def _foreign_ids(metadata: Table | None, count: int) -> list[str]:
    for name in ID_COLUMNS if metadata is not None else ():
        if metadata is not None and name in metadata.column_names:
            ids = [None if value is None else str(value) for value in metadata[name].to_pylist()]
            if None not in ids and len(set(ids)) == count:
                return [str(value) for value in ids]
    return [str(number) for number in range(count)]


def _foreign_images(metadata: Table | None, ids: list[str]) -> Table:
    """What is known of other people's images, with the columns of ours."""
    import pyarrow as pa

    schema = as_table([]).schema
    uri = next((name for name in ("image_path", "url", "uri") if _has(metadata, name)), None)
    sources = {"uri": uri, **{name: name for name in ("sha256", "width", "height", "caption") if _has(metadata, name)}}
    columns: dict[str, Any] = {name: [None] * len(ids) for name in schema.names}
    columns |= {"id": ids, "uri": ids, "status": ["ok"] * len(ids)}
    for name, source in sources.items():
        if source is not None and metadata is not None:
            columns[name] = metadata[source].cast(schema.field(name).type, safe=False)
    return pa.table(columns, schema=schema)


def _has(metadata: Table | None, name: str) -> bool:
    return metadata is not None and name in metadata.column_names


def _run_images(folder: Path, count: int) -> Table | None:
    path = folder.parents[1] / "images.parquet"
    return _read_table(path).slice(0, count) if path.exists() else None


def _joined(tables: list[Table]) -> Table:
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="permissive")


def _read_table(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path).read()
    except FileNotFoundError as error:
        raise BrokenFile(f"{path} is missing. Fetch the whole folder, or make it again.") from error
    except (pa.ArrowException, OSError) as error:
        raise BrokenFile(f"{path} cannot be read as Parquet ({error}). Fetch or make it again.") from error
