"""Where a benchmark's images lie: in folders of several names, called by number, or in the cells of Parquet files."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.benchmark.formats.tables import headers_of
from scotoma.errors import BrokenFile
from scotoma.files import whole_file
from scotoma.images.formats import IMAGE_SUFFIXES

__all__ = [
    "Pictures",
    "cache_for",
    "find_pictures",
    "first_folder",
    "image_cell",
    "numbered",
    "sha256_of",
    "written_once",
]

ORDER = (
    "The hub lists MMVP's images as 1, 10, 100, 101, ...; a copy without names may be in that or another order, and "
    "guessing could pair questions with wrong images. Fetch the folder 'MMVP Images': its files are called by number."
)
INDEX = ("index", "lndex", "idx", "question id")


@dataclass(frozen=True, slots=True)
class Pictures:
    """The images that are there, by number, and the folder in which the others should be."""

    found: Mapping[int, Path]
    folder: Path

    def of(self, number: int) -> Path:
        """Where an image is, or should be."""
        return self.found.get(number, self.folder / f"{number}.jpg")


def find_pictures(folder: Path, names: Sequence[str]) -> Pictures:
    """The images called by number in the first of the folders `names` that is there, else in `folder` itself, else in
    the cells of its Parquet files.

    Raises:
        BrokenFile: two images have one number, or nothing tells the number of one in a Parquet file.
    """
    place = first_folder(folder, names)
    if place is not None:
        return Pictures(numbered(place), place)
    packed = sorted(folder.glob("*.parquet")) or sorted((folder / "data").glob("*.parquet"))
    found = numbered(folder) or _unpacked(packed)
    return Pictures(found, folder / names[0])


def first_folder(folder: Path, names: Sequence[str]) -> Path | None:
    """The first of `names` that is a folder in `folder`; spaces may be underscores, and case does not matter."""
    there = {_plain(each.name): each for each in sorted(folder.iterdir(), reverse=True) if each.is_dir()}
    return next((there[_plain(name)] for name in names if _plain(name) in there), None)


def numbered(folder: Path) -> dict[int, Path]:
    """The images of a folder that are called by number, "7.jpg" or "007.png"; others are left out.

    Raises:
        BrokenFile: two have one number.
    """
    found: dict[int, Path] = {}
    for path in sorted(folder.absolute().iterdir()):
        if path.suffix.lower() not in IMAGE_SUFFIXES or not _is_number(path.stem):
            continue
        if (other := found.get(int(path.stem))) is not None:
            raise BrokenFile(f"{folder} has two images numbered {int(path.stem)}: {other.name} and {path.name}.")
        found[int(path.stem)] = path
    return found


def sha256_of(path: Path) -> str | None:
    """The sha256 of a file, None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def cache_for(paths: Sequence[Path]) -> Path:
    """The folder of the cache for what is unpacked from these files, by their content:
    `$XDG_CACHE_HOME/scotoma/images`, by default `~/.cache/scotoma/images`, and a folder in it."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)).hexdigest()
    home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return home / "scotoma" / "images" / digest[:16]


def _unpacked(paths: Sequence[Path]) -> dict[int, Path]:
    """The images in the cells of Parquet files, by number, each written once to a file of the cache.

    A row's number stands in a column of its own, else in the name that its cell has for the image.
    """
    import pyarrow.parquet as pq

    cache = cache_for(paths)
    found: dict[int, Path] = {}
    for path in paths:
        index, column = _columns(path)
        if column is None:
            continue
        for at, row in enumerate(pq.read_table(path).to_pylist(), start=1):
            place = f"{path}, row {at}, column {column}"
            content, name = image_cell(row[column], place)
            number = int(row[index]) if index else _number(name, place)
            found[number] = written_once(cache / f"{number}{_suffix(content)}", content)
    return found


def _columns(path: Path) -> tuple[str | None, str | None]:
    """The column that numbers the rows and the one that holds images, as far as there are any."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    numbers = [name for name, plain in zip(schema.names, headers_of(path), strict=True) if plain in INDEX]
    images = [each.name for each in schema if pa.types.is_struct(each.type) or pa.types.is_binary(each.type)]
    return next(iter(numbers), None), next(iter(images), None)


def image_cell(cell: Any, place: str) -> tuple[bytes, str | None]:
    """The bytes of an image in a cell, and its name where the cell has one.

    Raises:
        BrokenFile: the cell holds none; the message says where it is.
    """
    if isinstance(cell, bytes):
        return cell, None
    if isinstance(cell, dict) and isinstance(cell.get("bytes"), bytes):
        return cell["bytes"], cell.get("path")
    raise BrokenFile(f"{place}: no image; expected its bytes, or bytes and path as the hub's data sets have them.")


def _number(name: str | None, place: str) -> int:
    stem = Path(name or "").stem
    if not _is_number(stem):
        raise BrokenFile(f"{place}: nothing tells which image this is (its name is {name!r}). {ORDER}")
    return int(stem)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _suffix(content: bytes) -> str:
    return ".png" if content.startswith(b"\x89PNG") else ".jpg"


def written_once(path: Path, content: bytes) -> Path:
    """The file, written if it is not there yet."""
    if not path.is_file():
        with whole_file(path) as file:
            file.write(content)
    return path


def _plain(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())
