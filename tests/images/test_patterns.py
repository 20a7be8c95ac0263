from pathlib import Path

from scotoma.images.patterns import expand, is_pattern


def test_brace_ranges_count_with_and_without_zeros() -> None:
    assert expand("{008..011}.tar") == ["008.tar", "009.tar", "010.tar", "011.tar"]
    assert expand("x{9..11}") == ["x9", "x10", "x11"]
    assert expand("{2..0}") == ["2", "1", "0"]
    assert expand("{0..0}") == ["0"]


def test_braces_hold_choices_and_may_be_several() -> None:
    assert expand("{train,val}/{0..1}.tar") == ["train/0.tar", "train/1.tar", "val/0.tar", "val/1.tar"]


def test_a_glob_gives_what_exists_in_natural_order(tmp_path: Path) -> None:
    for name in ("10.tar", "9.tar", "a/1.tar", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert expand(f"{tmp_path}/*.tar") == [f"{tmp_path}/9.tar", f"{tmp_path}/10.tar"]
    assert expand(f"{tmp_path}/**/*.tar") == [f"{tmp_path}/{name}.tar" for name in ("9", "10", "a/1")]
    assert expand(f"{tmp_path}/{{9,10}}.t*") == [f"{tmp_path}/9.tar", f"{tmp_path}/10.tar"]


def test_a_plain_name_stands_for_itself() -> None:
    assert expand("no such file.jpg") == ["no such file.jpg"]
    assert not is_pattern("a{b.jpg")
    assert is_pattern("a[0-9].jpg")
