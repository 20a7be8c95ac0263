import pyarrow as pa

from scotoma.images import duplicate_groups


def table(rows: list[tuple[str, str | None, str]]) -> pa.Table:
    return pa.table({name: [row[k] for row in rows] for k, name in enumerate(("id", "sha256", "status"))})


def test_groups_are_of_two_or_more_sound_images_in_the_order_of_the_table() -> None:
    rows = [
        ("z", "1", "ok"),
        ("broken", "2", "broken: damaged JPEG"),
        ("b", "2", "ok"),
        ("c", "3", "ok"),
        ("a", "1", "ok"),
        ("d", "3", "ok"),
        ("e", "3", "ok"),
        ("gone", None, "broken: no such file"),
    ]
    assert duplicate_groups(table(rows)) == [["z", "a"], ["c", "d", "e"]]


def test_no_images_have_no_duplicates() -> None:
    assert (
        duplicate_groups(pa.schema({"id": pa.string(), "sha256": pa.string(), "status": pa.string()}).empty_table())
        == []
    )
