import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from scotoma.images.ordering import as_id, natural_key, unique_ids


def test_numbers_in_names_count() -> None:
    names = ["10.jpg", "9.jpg", "2.jpg", "1.jpg", "a10b2.png", "a10b10.png", "a9.png", "img_007.jpg", "img_08.jpg"]
    assert sorted(names, key=natural_key) == [
        *("1.jpg", "2.jpg", "9.jpg", "10.jpg"),
        *("a9.png", "a10b2.png", "a10b10.png", "img_007.jpg", "img_08.jpg"),
    ]


def test_folders_are_compared_before_the_names_in_them() -> None:
    # A plain comparison of characters puts "a b/1" before "a/1", for a space comes before a slash.
    assert sorted(["a b/1.jpg", "a/10.jpg", "a/2.jpg", "b.jpg"], key=natural_key) == [
        *("a/2.jpg", "a/10.jpg", "a b/1.jpg", "b.jpg")
    ]


def test_ties_are_broken_by_code_points() -> None:
    assert sorted(["1.jpg", "01.jpg", "001.jpg"], key=natural_key) == ["001.jpg", "01.jpg", "1.jpg"]
    assert sorted(["b.jpg", "a.jpg", "B.jpg", "A.jpg"], key=natural_key) == ["A.jpg", "a.jpg", "B.jpg", "b.jpg"]


def test_the_two_unicode_forms_of_a_name_are_neighbours() -> None:
    composed, decomposed = unicodedata.normalize("NFC", "é1"), unicodedata.normalize("NFD", "é1")
    names = ["f", composed, "e", decomposed, "é0", "é2"]
    assert sorted(names, key=natural_key) == ["e", "f", "é0", decomposed, composed, "é2"]


def test_a_number_of_five_thousand_digits_is_a_number() -> None:
    assert natural_key("1" * 5_000) < natural_key("2" + "0" * 5_000)


@given(st.lists(st.text(alphabet="aAbé/1092._ ٣\u0301\udce9", max_size=8), unique=True), st.randoms())
def test_any_names_have_one_order(names: list[str], chance: random.Random) -> None:
    assert len({natural_key(name) for name in names}) == len(names)
    ordered = sorted(names, key=natural_key)
    chance.shuffle(names)
    assert sorted(names, key=natural_key) == ordered


def test_an_id_is_composed_and_writes_bytes_that_are_no_text_as_escapes() -> None:
    assert as_id("cafe\u0301.jpg") == "caf\u00e9.jpg"
    assert as_id("caf\udce9.jpg") == "caf\\xe9.jpg"


@given(st.lists(st.sampled_from(["a", "a#2", "a#3", "b", ""]), max_size=12))
def test_ids_made_unique_are_unique_and_the_first_of_each_is_kept(names: list[str]) -> None:
    unique = unique_ids(names)
    assert len(set(unique)) == len(unique) == len(names)
    assert all(new == old or new.startswith(f"{old}#") for new, old in zip(unique, names, strict=True))


def test_the_second_of_equal_ids_ends_in_2() -> None:
    assert unique_ids(["a", "b", "a", "a"]) == ["a", "b", "a#2", "a#3"]
