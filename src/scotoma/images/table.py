"""Tables of images: CSV, TSV, JSON lines and Parquet, with paths or with the images themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scotoma.errors import EmptyCollection, UnreadableSource
from scotoma.images.cells import CellImages, Cells, is_base64
from scotoma.images.collection import Collection
from scotoma.images.columns import choose_caption_column, choose_image_column, is_bytes
from scotoma.images.located import LocatedImages
from scotoma.images.ordering import as_id, unique_ids
from scotoma.images.sources import SourceOptions

__all__ = ["Table", "collect"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of N rows, wherever it lies.

    `column` gives a whole light column (a struct's field as "image.path") as a pyarrow array, `cells` reads a heavy
    one at random; `row_ids` are the ids of rows that have no path of their own, `base` is what paths are seen from,
    and `where` begins the uri of an image inside the table.
    """

    name: str
    kind: str
    schema: Any
    column: Callable[[str], Any]
    cells: Callable[[str], Cells]
    row_ids: Sequence[str]
    base: str
    where: str


def collect(table: Table, options: SourceOptions) -> Collection:
    """The images of a table, in its row order.

    Raises:
        UnreadableSource: the image or caption column is missing, or cannot be told.
        EmptyCollection: the table has no rows.
    """
    image = choose_image_column(table.name, table.schema, options.image_column)
    caption = choose_caption_column(table.name, table.schema, options.caption_column)
    if not table.row_ids:
        raise EmptyCollection(f"{table.name} holds no images: it has the columns, and no rows.")
    captions = None if caption is None else _first_texts(table.column(caption))
    kind = table.schema.field(image).type
    if is_bytes(kind):
        return _in_cells(table, image, _ids_of_paths(table, image) or table.row_ids, captions)
    values = table.column(image).to_pylist()
    first = next((value for value in values if value), "")
    if not isinstance(first, str):
        raise UnreadableSource(f"The column {image!r} of {table.name} holds {kind}; expected bytes or paths.")
    if is_base64(first):
        return _in_cells(table, image, table.row_ids, captions)
    return _by_path(table, values, captions)


def _in_cells(table: Table, image: str, ids: Sequence[str], captions: Sequence[str | None] | None) -> CellImages:
    cells = table.cells(image)
    return CellImages(table.name, table.kind, cells, ids=ids, captions=captions, base=table.base, where=table.where)


def _by_path(table: Table, paths: Sequence[str | None], captions: Sequence[str | None] | None) -> LocatedImages:
    empty = {index: "the cell is empty" for index, path in enumerate(paths) if not path}
    ids = (as_id(path) if path else row for path, row in zip(paths, table.row_ids, strict=True))
    return LocatedImages(
        table.name,
        table.kind,
        ids=unique_ids(ids),
        locations=[path or "" for path in paths],
        base=table.base,
        captions=captions,
        problems=empty,
    )


def _ids_of_paths(table: Table, image: str) -> list[str] | None:
    """The paths beside the bytes, where every row has one of its own."""
    import pyarrow as pa

    kind = table.schema.field(image).type
    if not pa.types.is_struct(kind) or kind.get_field_index("path") < 0:
        return None
    paths = [as_id(path) for path in table.column(f"{image}.path").to_pylist() if path]
    return paths if len(set(paths)) == len(table.row_ids) else None


def _first_texts(column: Any) -> list[str | None]:
    """The strings of a column, or the first of each of its lists of strings."""
    values = column.to_pylist()
    flat = ((value[0] if value else None) if isinstance(value, list) else value for value in values)
    return [value if isinstance(value, str) else None for value in flat]
