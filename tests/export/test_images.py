"""What images are called in an export."""

from pathlib import Path

import pytest

from scotoma.errors import BrokenImage
from scotoma.export.images import as_jpeg, file_names, image_bytes, suffix_for

PNG = b"\x89PNG\r\n\x1a\n"


def test_names_that_every_system_takes_are_kept_and_others_numbered(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(PNG)
    kept = ["a.png", "deep/b c.jpg", "=cmd().png", "é.webp", "image-000008.png"]
    others = ["A.png", "x:y.png", "new\nline.png", ".hidden.png", "dot./a.png", "n" * 300 + ".png"]
    names = file_names(dict.fromkeys([*kept, *others], path))
    assert [names[each] for each in kept] == kept
    assert [names[each] for each in others] == [
        "image-000006.png", "image-000007.png", "_image-000008.png", "image-000009.png", "image-000010.png",
        "image-000011.png",
    ]  # fmt: skip
    assert len({name.casefold() for name in names.values()}) == len(names)


@pytest.mark.parametrize(
    ("head", "name", "suffix"),
    [
        (PNG, "a.jpg", ".png"),
        (b"\xff\xd8\xff\xe0", "a.png", ".jpg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a", ".webp"),
        (b"GIF89a", "a", ".gif"),
        (b"\0\0\0\x1cftypavif", "a", ".avif"),
        (b"P6 1 1", "a.PPM", ".ppm"),
        (b"<svg>", "a.svg", ".bin"),
    ],
)
def test_the_first_bytes_tell_the_suffix(head: bytes, name: str, suffix: str) -> None:
    assert suffix_for(head, name) == suffix


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenImage, match=r"gone\.png cannot be read: No such file or directory"):
        image_bytes(tmp_path / "gone.png")
    (tmp_path / "half.png").write_bytes(PNG)
    with pytest.raises(BrokenImage, match=r"half\.png cannot be written as JPEG: damaged PNG"):
        as_jpeg(tmp_path / "half.png")
