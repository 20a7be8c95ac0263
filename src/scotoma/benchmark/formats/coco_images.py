"""Images that are named in a file and lie where COCO's are kept: beside it, or in a folder next to it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from scotoma.benchmark.formats.pictures import first_folder

__all__ = ["find_named"]

FOLDERS = ("images", "val2014", "train2014")
PREFIXES = ("", "COCO_val2014_")  # LLaVA-Bench names COCO's files without it


def find_named(folder: Path, names: Iterable[str]) -> tuple[Mapping[str, Path], tuple[str, ...]]:
    """Where each image is, or should be, and the names of those that are missing.

    They are looked for in `images/`, `val2014/` and `train2014/`, in `folder` itself, and in folders of these names
    beside it; a name may lack the "COCO_val2014_" that COCO puts before it.
    """
    places = [each for at in (folder, folder.parent) for name in FOLDERS if (each := first_folder(at, (name,)))]
    places.insert(0, folder)
    found, missing = dict[str, Path](), list[str]()
    for name in dict.fromkeys(names):
        candidates = (place / f"{prefix}{name}" for place in places for prefix in PREFIXES)
        there = next((path for path in candidates if path.is_file()), None)
        found[name] = (there or folder / "images" / name).absolute()
        if there is None:
            missing.append(name)
    return found, tuple(missing)
