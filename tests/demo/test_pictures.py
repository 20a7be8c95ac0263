"""The built-in pictures: what they are, whose they are, and that they can be shown."""

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from scotoma.demo import built_in_pictures
from scotoma.demo.pictures import HAYSTACK, LICENCE
from scotoma.images import decode
from scotoma.patterns import PATTERNS


def test_there_are_some_thousands_of_them_and_they_are_small() -> None:
    pictures = built_in_pictures()
    counts = {source.what: source.count for source in pictures.sources()}
    assert counts["held out from training"] > 3000
    assert counts["drawn scenes"] == 2 * 20 * len(PATTERNS)
    assert HAYSTACK.stat().st_size < 12e6


def test_what_is_read_is_what_the_table_holds() -> None:
    (held_out,) = [source for source in built_in_pictures().sources() if source.what == "held out from training"]
    first = next(held_out.pictures)
    row = pq.ParquetFile(HAYSTACK).read_row_group(0).slice(0, 1).to_pylist()[0]
    assert (first.id, first.data, first.caption) == (
        f"pictures/{row['image']['path']}",
        row["image"]["bytes"],
        row["caption"],
    )
    assert decode(first.data).size == (128, 128)


def test_every_vendor_is_credited_with_the_licence_the_table_states() -> None:
    table = pq.read_table(HAYSTACK, columns=["vendor", "licence"]).to_pylist()
    stated = Counter((row["vendor"], row["licence"]) for row in table)
    notice = Path(HAYSTACK).with_name("NOTICE.md").read_text(encoding="utf-8")
    for vendor, licence in stated:
        assert f"{licence} ({vendor}, by" in LICENCE
        assert f"`{vendor}`" in notice


def test_the_fingerprint_is_of_everything_that_will_be_gathered() -> None:
    pictures = built_in_pictures()
    same = built_in_pictures()
    assert pictures.key == same.key
    fewer = type(pictures)(pictures.benchmark, pictures.haystack, pictures.licence, scenes=1)
    none = type(pictures)(pictures.benchmark, None, "", scenes=20)
    assert len({pictures.key, fewer.key, none.key}) == 3
