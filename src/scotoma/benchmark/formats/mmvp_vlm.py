"""MMVP-VLM: 135 pairs of image and caption, 15 of each of the nine patterns, and the reader of its layout.

    FOLDER/Questions.csv, MLLM_VLM Images/Color/151.jpg ...

The columns are Question ID, Type and Statement. It has captions and no questions, so there is nothing to ask a language
model: each side of a pair is a `Question` with the text "", no options and no answer, and `questions()` is empty.

Source: Tong et al. 2024, their scripts/evaluate_vlm.py, and the data set MMVP/MMVP_VLM on the Hugging Face hub.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from scotoma.benchmark.formats.numbered_pairs import Sides, find_tables, hash_of, pair_up, released_name
from scotoma.benchmark.formats.pictures import Pictures, first_folder, numbered, sha256_of
from scotoma.benchmark.formats.tables import Row, read_table
from scotoma.benchmark.questions import Question
from scotoma.benchmark.records import Benchmark, BenchmarkPair
from scotoma.errors import BrokenFile
from scotoma.patterns import PATTERNS

__all__ = ["COLUMNS", "MMVP_VLM", "TYPES", "read_mmvp_vlm"]

MMVP_VLM = "MMVP-VLM"
VERSION, LICENCE = "2024-01", "MIT"
COLUMNS = {
    "Question ID": ("question id", "index", "lndex", "id"),
    "Type": ("type", "category", "pattern"),
    "Statement": ("statement", "caption"),
}
IMAGES = ("MLLM_VLM Images", "MMVP_VLM Images", "images")
TYPES = {
    "orientation": "orientation",
    "presence": "presence",
    "state": "state",
    "quantity": "count",
    "spatial": "position",
    "positional": "position",
    "color": "colour",
    "structuralcharacter": "structure",
    "structuralcharacteristics": "structure",
    "structural": "structure",
    "text": "text",
    "texts": "text",
    "cameraperspective": "viewpoint",
    **{"".join(pattern.title.casefold().split()): pattern.name for pattern in PATTERNS},
    **{pattern.name: pattern.name for pattern in PATTERNS},
}
"""Types and folders, in lower case without spaces and underscores -> pattern. The hub's data set, the script and the
paper each have their own names."""


def read_mmvp_vlm(folder: Path) -> Benchmark:
    """The benchmark in a folder laid out as MMVP-VLM is, checked row by row.

    Rows are paired by id, 1 with 2 and so on, whatever their order; a pair's pattern is its Type. The published script
    takes pairs from the order of the rows, what is right from odd and even ids, and the pattern from the place in the
    file; where a file's Types contradict its ids, that is told here. Images may be missing
    (`Benchmark.missing_images`).

    No checksum of the release is known: 15 pairs of each pattern with the ids 1 to 270 are called MMVP-VLM.

    Raises:
        BrokenFile: a row is not what it should be; the message names file, row and column.
        MissingExtra: an xlsx file, and openpyxl is not installed.
    """
    folder = folder.absolute()
    tables = find_tables(folder)
    rows = [row for path in tables for row in read_table(path, COLUMNS).rows]
    sides = pair_up(rows, "Question ID")
    patterns = {each.id: _pattern(each) for each in sides}
    pictures = _pictures(folder, {number: patterns[each.id] for each in sides for number in each.numbers})
    pairs = tuple(_pair(each, patterns[each.id], pictures) for each in sides)
    whole = len(pairs) == 135 and sides[-1].numbers == (269, 270) and set(Counter(patterns.values()).values()) == {15}
    captions = [(pair.id, pair.pattern, pair.caption_a, pair.caption_b) for pair in pairs]
    name = released_name(folder, MMVP_VLM, whole)
    opened = Benchmark(
        name=name,
        version=VERSION if name == MMVP_VLM else hash_of(captions)[:12],
        sha256="",
        licence=LICENCE if name == MMVP_VLM else "not stated",
        folder=folder,
        pairs=pairs,
        missing_images=tuple(pictures.of(n).name for each in sides for n in each.numbers if n not in pictures.found),
    )
    images = [sha256_of(path) for pair in pairs for path in (pair.image_a, pair.image_b)]
    return replace(opened, sha256=hash_of([name, opened.version, opened.licence, captions, images]))


def _pattern(sides: Sides) -> str:
    first, second = (_type(row) for row in (sides.odd, sides.even))
    if first != second:
        raise sides.even.wrong(
            "Type",
            f"{sides.even.cells['Type']!r}, and on row {sides.odd.number} {sides.odd.cells['Type']!r}: ids "
            f"{sides.numbers[0]} and {sides.numbers[1]} are a pair, and a pair is of one type. An odd id goes with the "
            "even one after it.",
        )
    return first


def _type(row: Row) -> str:
    text = row.text("Type")
    if (name := TYPES.get(_plain(text))) is None:
        raise row.wrong("Type", f"{text!r} is no type of MMVP-VLM; they are {', '.join(KNOWN)}.")
    return name


KNOWN = (
    "Orientation",
    "Presence",
    "State",
    "Quantity",
    "Spatial",
    "Color",
    "Structural Character",
    "Text",
    "Camera Perspective",
)


def _pair(sides: Sides, pattern: str, pictures: Pictures) -> BenchmarkPair:
    captions = [row.text("Statement") for row in (sides.odd, sides.even)]
    if captions[0] == captions[1]:
        raise sides.even.wrong(
            "Statement", f"{captions[1]!r} is also that of row {sides.odd.number}; it states what differs."
        )
    a, b = (pictures.of(number) for number in sides.numbers)
    question_a, question_b = (
        Question(str(number), path.name, "", (), None) for number, path in zip(sides.numbers, (a, b), strict=True)
    )
    return BenchmarkPair(sides.id, (pattern,), question_a, question_b, a, b, captions[0], captions[1], sides.id)


def _pictures(folder: Path, patterns: dict[int, str]) -> Pictures:
    """The images of a folder of folders, one a type; an image must lie in the folder of its row's type."""
    place = first_folder(folder, IMAGES) or folder
    found: dict[int, Path] = {}
    for each in sorted(path for path in place.iterdir() if path.is_dir()):
        if (name := TYPES.get(_plain(each.name))) is None:
            continue
        for number, path in numbered(each).items():
            if patterns.get(number, name) != name:
                raise BrokenFile(
                    f"{path} lies in the folder {each.name}, and its row is of the pattern {patterns[number]}: image "
                    "and caption would not fit. Fetch the images again."
                )
            if number in found:
                raise BrokenFile(f"Two images are numbered {number}: {found[number]} and {path}.")
            found[number] = path
    return Pictures(found or numbered(place), place)


def _plain(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())
