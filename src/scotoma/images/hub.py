"""Data sets of the Hugging Face hub, by name, from a local folder, or already open."""

from collections.abc import Collection
from types import ModuleType
from typing import Any

from scotoma.errors import MissingExtra, UnreadableSource
from scotoma.images.collection import Collection as ImageCollection
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import absolute, is_folder
from scotoma.images.table import Table, collect

__all__ = ["is_saved_dataset", "open_dataset"]


def open_dataset(source: Any, options: SourceOptions) -> ImageCollection:
    """The images of a data set, in its row order.

    `source` is a hub name ("user/name", or "user/name:configuration"), a folder written by `save_to_disk`, or a
    `datasets.Dataset`. The image column is found by its feature type and read as bytes, never decoded by `datasets`.
    `split` is needed where there are several. Ids are as for tables.

    Raises:
        MissingExtra: datasets is not installed.
        UnreadableSource: the data set is not to be had, the split must be named, or no column holds images.
        EmptyCollection: it has no rows.
    """
    datasets = _datasets()
    name = source if isinstance(source, str) else "the data set in memory"
    where = "dataset" if not isinstance(source, str) else absolute(source) if is_folder(source) else source
    rows = _one_split(name, _loaded(datasets, source, options.split), options.split)
    if not isinstance(rows, datasets.Dataset):
        raise UnreadableSource(
            f"{name} is a {type(rows).__name__}; expected a datasets.Dataset, which can be read at random."
        )
    wanted = options.image_column or _image_feature(datasets, name, rows)
    chosen = SourceOptions(wanted, options.caption_column, options.split, options.root)
    return collect(_as_table(name, rows, absolute(options.root or ""), where), chosen)


def is_saved_dataset(names: Collection[str]) -> bool:
    """Whether a folder with these names in it was written by `save_to_disk`."""
    return "dataset_dict.json" in names or {"state.json", "dataset_info.json"} <= set(names)


def _datasets() -> ModuleType:
    try:
        import datasets
    except ImportError as error:
        raise MissingExtra('Data sets of the hub need datasets. Install it: pip install "scotoma[data]"') from error
    module: ModuleType = datasets
    return module


def _loaded(datasets: ModuleType, source: Any, split: str | None) -> Any:
    if not isinstance(source, str):
        return source
    try:
        if is_folder(source):
            return datasets.load_from_disk(source)
        name, _, configuration = source.partition(":")
        return datasets.load_dataset(name, configuration or None, split=split)
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        offline = datasets.config.HF_HUB_OFFLINE
        advice = (
            "HF_HUB_OFFLINE is set, so only this machine was searched: unset it, or give a folder made by save_to_disk."
            if offline
            else "Check the name, your connection and, for a private data set, your token (hf auth login)."
        )
        where = "" if is_folder(source) else "No folder or file has that name. "
        raise UnreadableSource(
            f"The data set {source!r} cannot be had: {_first_line(error)}. {where}{advice}"
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")[:300]


def _one_split(name: str, loaded: Any, split: str | None) -> Any:
    if not isinstance(loaded, dict):
        return loaded
    if split is not None and split not in loaded:
        raise UnreadableSource(f"{name} has no split {split!r}. It has {', '.join(map(repr, loaded))}.")
    if split is None and len(loaded) != 1:
        counts = ", ".join(f"{key!r} ({len(rows):,} rows)" for key, rows in loaded.items())
        raise UnreadableSource(f"{name} has {len(loaded)} splits: {counts}. Name one with split=.")
    return loaded[split] if split is not None else next(iter(loaded.values()))


def _image_feature(datasets: ModuleType, name: str, rows: Any) -> str | None:
    """The column whose feature is an Image; None where there is none, so that the table's rules decide."""
    found = [column for column, feature in rows.features.items() if isinstance(feature, datasets.Image)]
    if len(found) > 1 and "image" not in found:
        listed = ", ".join(map(repr, found))
        raise UnreadableSource(
            f"{name} has {len(found)} columns of images: {listed}. Name one with image_column= (--image-column)."
        )
    return "image" if "image" in found else next(iter(found), None)


def _as_table(name: str, rows: Any, base: str, where: str) -> Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    def column(wanted: str) -> Any:
        outer, _, inner = wanted.partition(".")
        whole = rows.select_columns([outer]).with_format("arrow")[:].column(outer)
        return pc.struct_field(whole, inner) if inner else whole

    schema = pa.schema(rows.features.arrow_schema)
    row_ids = [str(row) for row in range(len(rows))]
    return Table(name, "dataset", schema, column, lambda wanted: _Cells(rows, wanted), row_ids, base, where)


class _Cells:
    """A data set's column, undecoded."""

    def __init__(self, rows: Any, column: str) -> None:
        self._rows = rows.select_columns([column]).with_format("arrow")
        self._column = column

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Any:
        return self._rows[index].column(self._column)[0].as_py()
