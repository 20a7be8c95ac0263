"""Table files and tables in memory, opened as collections."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from scotoma.errors import EmptyCollection, UnreadableSource
from scotoma.images.collection import Collection
from scotoma.images.ordering import natural_key
from scotoma.images.parquet import ParquetColumn
from scotoma.images.patterns import expand, is_pattern
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import absolute, exists, folder_of, list_folder, open_file, reason, suffix_of
from scotoma.images.table import Table, collect

__all__ = ["TABLE_SUFFIXES", "open_table"]

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".jsonl", ".parquet"})
BLOCK_BYTES = 1 << 26  # what pyarrow parses at a time: a row must fit, and it may hold an image as base64


def open_table(source: Any, options: SourceOptions) -> Collection:
    """Images in a column of a table, in the table's row order.

    `source` is a .csv, .tsv, .jsonl or .parquet file, a folder or glob of Parquet files with one schema, or a
    `pyarrow.Table`. The image column holds encoded bytes (binary, or the hub's struct of bytes and path), base64, or
    paths and URLs, seen from `root` (the table's folder where not given). Ids are the paths where every row has one of
    its own, else row numbers from 0, after the file's name where there are several files. Of several captions a row
    the first is taken.

    Raises:
        UnreadableSource: a file is missing or damaged, or the image column is missing or cannot be told.
        EmptyCollection: the table has no rows.
    """
    import pyarrow as pa

    if isinstance(source, pa.Table):
        return collect(
            _in_memory(f"a table of {len(source):,} rows", source, absolute(options.root or ""), "table"), options
        )
    name = str(source)
    paths = _files(name)
    base = folder_of(paths[0]) if options.root is None else absolute(options.root)
    with _damage_told(name):
        if suffix_of(paths[0]) == ".parquet":
            return collect(_stored(name, paths, base), options)
        return collect(_in_memory(name, _parsed(paths), base, absolute(name)), options)


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        text = str(error).strip().partition("\n")[0] if isinstance(error, pa.ArrowException) else reason(error)
        raise UnreadableSource(f"{name} cannot be read as a table: {text[:300]}") from error


def _files(name: str) -> list[str]:
    if exists(name):
        listed = list_folder(name)
        found = [name] if listed is None else sorted((n for n in listed if suffix_of(n) == ".parquet"), key=natural_key)
    else:
        found = expand(name) if is_pattern(name) else [name]
    if not found:
        raise EmptyCollection(f"{name} holds no .parquet file. Give a table, or a folder of Parquet files.")
    if missing := [path for path in found if not exists(path)]:
        raise UnreadableSource(f"{missing[0]} does not exist. Check the name, or the range.")
    return found


def _stored(name: str, paths: Sequence[str], base: str) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema: Any = None
    row_ids: list[str] = []
    for path in paths:
        with _damage_told(path), open_file(path) as file:
            opened = pq.ParquetFile(file)
            found, rows = opened.schema_arrow, opened.metadata.num_rows
        if schema is not None and not schema.equals(found):
            raise UnreadableSource(f"{path} has other columns than {paths[0]}: {found.names}, not {schema.names}.")
        schema = found
        before = "" if len(paths) == 1 else f"{path.rpartition('/')[2]}/"
        row_ids.extend(f"{before}{row}" for row in range(rows))

    def column(wanted: str) -> Any:
        chunks = []
        for path in paths:
            with open_file(path) as file:
                chunks.append(pq.ParquetFile(file).read(columns=[wanted]).flatten().column(0))
        return pa.chunked_array([chunk for array in chunks for chunk in array.chunks], type=chunks[0].type)

    return Table(
        name, "table", schema, column, lambda wanted: ParquetColumn(paths, wanted), row_ids, base, absolute(name)
    )


def _in_memory(name: str, table: Any, base: str, where: str) -> Table:
    def column(wanted: str) -> Any:
        import pyarrow.compute as pc

        outer, _, inner = wanted.partition(".")
        if inner and wanted not in table.column_names:
            return pc.struct_field(table.column(outer), inner)
        return table.column(wanted)

    row_ids = [str(row) for row in range(len(table))]
    return Table(name, "table", table.schema, column, lambda wanted: _Column(column(wanted)), row_ids, base, where)


class _Column:
    """A column in memory as plain Python cells."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, index: int) -> Any:
        return self._column[index].as_py()


def _parsed(paths: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.concat_tables([_parsed_file(path) for path in paths])


def _parsed_file(path: str) -> Any:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.json

    suffix = suffix_of(path)
    with open_file(path) as file:
        if suffix == ".jsonl":
            return pa.json.read_json(file, pa.json.ReadOptions(block_size=BLOCK_BYTES))
        data = file.read()
    head = pa.csv.ParseOptions(delimiter="\t" if suffix == ".tsv" else ",", newlines_in_values=True)
    reading = pa.csv.ReadOptions(block_size=BLOCK_BYTES)
    names = pa.csv.open_csv(pa.BufferReader(data), reading, head).schema.names
    as_text = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return pa.csv.read_csv(pa.BufferReader(data), reading, head, as_text)
