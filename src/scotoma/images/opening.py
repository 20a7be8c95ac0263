"""Any source of images, opened by what it is."""

import contextlib
import difflib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scotoma.errors import UnreadableSource
from scotoma.images.collection import Collection
from scotoma.images.formats import IMAGE_SUFFIXES
from scotoma.images.hub import is_saved_dataset
from scotoma.images.patterns import is_pattern
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import exists, folder_of, is_folder, is_url, list_folder, suffix_of
from scotoma.registry import Registry

__all__ = ["SOURCES", "open_images"]

SOURCES: Registry[Collection] = Registry(
    "kind of image source",
    "scotoma.images",
    {
        "coco": "scotoma.images.coco:open_coco",
        "dataset": "scotoma.images.hub:open_dataset",
        "folder": "scotoma.images.folder:open_folder",
        "list": "scotoma.images.listed:open_list",
        "table": "scotoma.images.table_files:open_table",
        "webdataset": "scotoma.images.archive:open_archives",
    },
)

KIND_OF_SUFFIX = {
    **dict.fromkeys([".tar", ".tgz"], "webdataset"),
    **dict.fromkeys([".csv", ".tsv", ".jsonl", ".parquet"], "table"),
    **dict.fromkeys([".txt", ".lst", *IMAGE_SUFFIXES], "list"),
    ".json": "coco",
}
SHARDS = {".tar": "webdataset", ".parquet": "table"}
HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+(:[\w.-]+)?")


def open_images(
    source: Any,
    *,
    kind: str | None = None,
    image_column: str | None = None,
    caption_column: str | None = None,
    split: str | None = None,
    root: str | os.PathLike[str] | None = None,
) -> Collection:
    """A collection of images, listed but not yet read, from wherever they lie.

    | kind | source |
    |---|---|
    | folder | a folder, with all folders below it; also a URL such as "s3://bucket/photos" |
    | list | a .txt of paths or URLs, a glob ("photos/*/*.jpg"), one image, or a Python sequence of paths |
    | table | .csv, .tsv, .jsonl, .parquet with paths or images in a column, a folder of .parquet, a `pyarrow.Table` |
    | webdataset | .tar, a folder of tars, brace ranges ("{000..150}.tar") |
    | dataset | a hub name ("user/name"), a folder written by `save_to_disk`, a `datasets.Dataset` |
    | coco | a COCO .json |

    The kind is told from the source and stated by `.kind`; `kind` forces one, also one that an installed package adds
    under the entry-point group "scotoma.images". `image_column`, `caption_column` and `split` name parts of tables and
    data sets, and `root` is the folder from which a list's, table's or COCO json's relative paths are seen. Folders and
    globs are in natural order (`natural_key`); sources with an order of their own keep it.

    Raises:
        UnknownName: no kind is called `kind`.
        UnreadableSource: the source is not there, cannot be listed, or is not what its kind expects.
        EmptyCollection: nothing in it is an image.
        MissingExtra: reading it needs a package that is not installed.
    """
    options = SourceOptions(image_column, caption_column, split, None if root is None else os.fspath(root))
    given = os.fspath(source) if isinstance(source, os.PathLike) else source
    return SOURCES.load(kind or _kind_of(given))(given, options)


def _kind_of(source: Any) -> str:
    if isinstance(source, str):
        return _kind_of_name(source)
    home = type(source).__module__.partition(".")[0]
    if home in {"datasets", "pyarrow"}:  # told by name, so that neither is imported for it
        return {"datasets": "dataset", "pyarrow": "table"}[home]
    if isinstance(source, Sequence) and not isinstance(source, bytes | bytearray):
        return "list"
    raise UnreadableSource(
        f"Images cannot be opened from a {type(source).__name__}. Expected a path, a URL, a sequence of paths, "
        "a pyarrow.Table or a datasets.Dataset."
    )


def _kind_of_name(name: str) -> str:
    if not is_url(name) and is_folder(name):
        return _kind_of_folder(name)
    suffix = suffix_of(name.removesuffix(".gz"))
    if is_url(name):
        return KIND_OF_SUFFIX.get(suffix, "folder")
    if is_pattern(name) or exists(name):
        if suffix in KIND_OF_SUFFIX or is_pattern(name):
            return KIND_OF_SUFFIX.get(suffix, "list")
        raise UnreadableSource(
            f"{name} is of no kind that is known by its suffix: expected one of {', '.join(sorted(KIND_OF_SUFFIX))}. "
            f"Say what it is with kind=, one of {', '.join(SOURCES.names())}."
        )
    if HUB_NAME.fullmatch(name) and suffix not in KIND_OF_SUFFIX and not is_folder(name.split("/", maxsplit=1)[0]):
        return "dataset"
    raise UnreadableSource(
        f"{name!r} does not exist{_nearest(name)}. Expected a folder, a file, a URL or the name of a hub data set."
    )


def _kind_of_folder(folder: str) -> str:
    """A folder of nothing but tars or Parquet files is a data set in shards; any other is a folder of images."""
    try:
        with os.scandir(folder) as entries:
            names = {f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries if entry.name[0] != "."}
    except OSError:
        return "folder"  # which says what is wrong with it
    if is_saved_dataset(names):
        return "dataset"
    suffixes = {"/" if name.endswith("/") else suffix_of(name) for name in names}
    if suffixes & {"/", *IMAGE_SUFFIXES}:
        return "folder"
    return next((kind for suffix, kind in SHARDS.items() if suffix in suffixes), "folder")


def _nearest(name: str) -> str:
    """What lies beside a missing path under a like name, for its error message."""
    parent = folder_of(name)
    if not is_folder(parent):
        return f" (nor does {parent})"
    beside = {}
    with contextlib.suppress(OSError):
        beside = {Path(path).name: path for path in list_folder(parent) or ()}
    near = difflib.get_close_matches(Path(name).name, beside, n=1)
    return f"; the nearest is {beside[near[0]]!r}" if near else f" (seen from {Path.cwd()})"
