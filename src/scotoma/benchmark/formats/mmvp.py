"""MMVP: 150 pairs, one question for both images, and the reader of its layout.

    FOLDER/Questions.csv, MMVP Images/1.jpg ...      as released; or Questions.xlsx, or the image folder's other names
    FOLDER/data/*.parquet                            as copied on the hub: texts and images in one table

Source: Tong et al. 2024, and the data set MMVP/MMVP on the Hugging Face hub.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scotoma.benchmark.errata.patches import MMVP_ERRATA, labels_there, patch_of, read_patch
from scotoma.benchmark.formats.numbered_pairs import Sides, find_tables, hash_of, pair_up, released_name
from scotoma.benchmark.formats.pattern_map import find_pattern_map, read_pattern_map
from scotoma.benchmark.formats.pictures import Pictures, find_pictures, sha256_of
from scotoma.benchmark.formats.tables import Row, read_table
from scotoma.benchmark.lettered import parse_key, parse_options
from scotoma.benchmark.questions import Question
from scotoma.benchmark.records import Benchmark, BenchmarkPair

__all__ = ["COLUMNS", "MMVP", "TEXTS_SHA256", "read_mmvp"]

MMVP = "MMVP"
VERSION, LICENCE = "2024-01", "MIT"
COLUMNS = {
    "Index": ("index", "lndex", "idx"),  # the file on the hub spells it with an l
    "Question": ("question",),
    "Options": ("options",),
    "Correct Answer": ("correct answer", "answer"),
}
IMAGES = ("MMVP Images", "images")
TEXTS_SHA256 = "ffca3a28456656da12b435893421f01a2c7c3fa20735b5ec58818c29b3e218ec"
"""`hash_of` the released numbers, questions and options, spaces around them left out. Computed from the Questions.csv
with sha256 f10b751410b678f8c922124c2b6dd0d6370d78d3dffc9e83458d109b0746e12f."""


def read_mmvp(folder: Path, patterns: Path | None = None) -> Benchmark:
    """The benchmark in a folder laid out as MMVP is, checked row by row. Rows are paired by their index.

    Images may be missing (`Benchmark.missing_images`). A pair's pattern is that of `patterns`, or of the table
    `patterns.csv` or `patterns_unofficial.csv` in the folder; without one it has none, for MMVP's were not published.
    The released texts are recognised, in any copy and with either version of the labels, and get MMVP's known errata;
    `errata.json` in the folder adds others. `sha256` covers texts, options, the keys as published and the images that
    are there, not the patterns and not how the files are called.

    Raises:
        BrokenFile: a row is not what it should be; the message names file, row and column.
        MissingExtra: an xlsx file, and openpyxl is not installed.
    """
    folder = folder.absolute()
    tables = find_tables(folder)
    sides = pair_up([row for path in tables for row in read_table(path, COLUMNS).rows], "Index")
    pictures = find_pictures(folder, IMAGES)
    pairs = tuple(_pair(each, pictures) for each in sides)
    texts = [(side.id, side.text, side.options) for pair in pairs for side in pair.questions]
    released = hash_of(texts) == TEXTS_SHA256
    errata = (*(read_patch(MMVP_ERRATA) if released else ()), *patch_of(folder))
    labels = labels_there(tables[0], pairs, errata)
    for each, pair in zip(sides, pairs, strict=True):
        _check_pair(each, pair)
    marked = patterns or find_pattern_map(folder)
    opened = Benchmark(
        name=released_name(folder, MMVP, released),
        version=VERSION if released else hash_of(texts)[:12],
        sha256="",
        licence=LICENCE if released else "not stated",
        folder=folder,
        pairs=_marked(pairs, read_pattern_map(marked, [pair.id for pair in pairs])) if marked else pairs,
        errata=errata,
        labels=labels,
        missing_images=tuple(pictures.of(n).name for each in sides for n in each.numbers if n not in pictures.found),
        patterns_from=marked.name if marked else None,
    )
    return replace(opened, sha256=_sha256(opened))


def _pair(sides: Sides, pictures: Pictures) -> BenchmarkPair:
    image_a, image_b = (pictures.of(number) for number in sides.numbers)
    return BenchmarkPair(
        id=sides.id,
        patterns=(),
        question_a=_question(sides.odd, sides.numbers[0], image_a),
        question_b=_question(sides.even, sides.numbers[1], image_b),
        image_a=image_a,
        image_b=image_b,
        caption_a=None,
        caption_b=None,
        group=sides.id,
    )


def _question(row: Row, number: int, image: Path) -> Question:
    options = parse_options(row.text("Options"))
    if options is None:
        raise row.wrong(
            "Options", f"{row.cells['Options']!r} are no options; expected two or more, such as '(a) Open (b) Closed'."
        )
    key = parse_key(row.text("Correct Answer"))
    if key is None or key >= len(options):
        last = chr(ord("a") + len(options) - 1)
        raise row.wrong(
            "Correct Answer", f"{row.cells['Correct Answer']!r} is no option; they go from (a) to ({last})."
        )
    return Question(str(number), image.name, row.text("Question"), options, key)


def _check_pair(sides: Sides, pair: BenchmarkPair) -> None:
    one, other = pair.questions
    rights = [question.options[question.answer or 0] for question in pair.questions]
    if one.text == other.text and rights[0] == rights[1]:
        raise sides.even.wrong(
            "Correct Answer",
            f"{rights[1]!r} is right, as on row {sides.odd.number} to the same question; a pair's images "
            "differ in what is asked.",
        )


def _marked(pairs: Sequence[BenchmarkPair], known: Mapping[str, tuple[str, ...]]) -> tuple[BenchmarkPair, ...]:
    return tuple(replace(pair, patterns=known.get(pair.id, ())) for pair in pairs)


def _sha256(opened: Benchmark) -> str:
    published = opened.labelled("original")
    images = [sha256_of(published.image(each.id)) for each in published.questions()]
    questions = [(each.id, each.text, each.options, each.answer) for each in published.questions()]
    return hash_of([opened.name, opened.version, opened.licence, questions, images])
