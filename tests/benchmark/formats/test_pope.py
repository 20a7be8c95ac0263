"""POPE is read split by split, and a question is known by its id and its image."""

from pathlib import Path
from typing import Any

import pytest

from scotoma.benchmark import PopeBenchmark, QuestionSet, check_images, open_benchmark, open_questions
from scotoma.errors import BrokenFile, UnknownName, UnreadableSource, UsageError
from tests.benchmark.formats.layouts import paint, write_pope
from tests.benchmark.shared_data import shared_data

IMAGE = "COCO_val2014_000000000001.jpg"
LINE: dict[str, Any] = {"question_id": 1, "image": IMAGE, "text": "Is there a cat?", "label": "yes"}


def opened(folder: Path) -> PopeBenchmark:
    found = open_questions(folder)
    assert isinstance(found, PopeBenchmark)
    return found


def test_each_split_has_its_questions_with_yes_and_no_as_options(tmp_path: Path) -> None:
    pope = opened(write_pope(tmp_path / "pope"))
    assert (pope.name, pope.kind, list(pope.splits)) == ("POPE", "pope", ["random", "popular", "adversarial"])
    assert pope.version == "random 2, popular 2, adversarial 2"
    assert [question.id for question in pope.questions()][:3] == ["random/1", "random/2", "popular/1"]
    first, second = pope.splits["popular"]
    assert (first.text, first.options, first.answer, second.answer) == ("Is there a cat?", ("Yes", "No"), 0, 1)
    asked: QuestionSet = pope
    assert asked.partner("random/1") is None
    with pytest.raises(UnknownName, match="POPE has no question 'random/3'; its 6 go from random/1 to adversarial/2"):
        pope.partner("random/3")


def test_a_split_alone_can_be_opened_and_files_may_lie_in_coco(tmp_path: Path) -> None:
    pope = opened(write_pope(tmp_path / "pope" / "coco", popular=[LINE]).parent)
    assert (list(pope.splits), pope.version) == (["popular"], "popular 1")


@pytest.mark.parametrize("place", ["images", "val2014", ".", "../val2014", "../images"])
def test_images_are_found_where_coco_is_kept(tmp_path: Path, place: str) -> None:
    folder = write_pope(tmp_path / "pope")
    paint(folder / place, [IMAGE])
    pope = opened(folder)
    assert pope.missing_images == ()
    assert pope.image("random/1").samefile(folder / place / IMAGE)


def test_images_that_are_missing_are_named_when_they_are_needed(tmp_path: Path) -> None:
    pope = opened(write_pope(tmp_path / "pope"))
    assert pope.missing_images == (IMAGE,)
    with pytest.raises(UnreadableSource, match=rf"1 images of POPE are not there: the first is {IMAGE}, looked for in"):
        check_images(pope)
    paint(tmp_path / "pope" / "images", [IMAGE])
    check_images(opened(tmp_path / "pope"))


def test_an_answer_to_another_variant_is_not_joined(tmp_path: Path) -> None:
    pope = opened(write_pope(tmp_path / "pope"))
    assert pope.joined("random", 2, IMAGE).id == "random/2"
    with pytest.raises(
        UnknownName, match=rf"question random/2 is about {IMAGE}, not other\.jpg\. The answers are to anot"
    ):
        pope.joined("random", 2, "other.jpg")
    with pytest.raises(UnknownName, match="POPE has no question 'random/2911'"):
        pope.joined("random", 2911, IMAGE)


def test_the_sha256_covers_texts_labels_and_images(tmp_path: Path) -> None:
    plain = opened(write_pope(tmp_path / "a", random=[LINE])).sha256
    assert opened(write_pope(tmp_path / "b", random=[{**LINE, "more": 1}])).sha256 == plain
    relabelled = opened(write_pope(tmp_path / "c", random=[{**LINE, "label": "no"}])).sha256
    paint(tmp_path / "a", [IMAGE])
    assert len({plain, relabelled, opened(tmp_path / "a").sha256}) == 3


WRONG = [
    ([{**LINE, "label": "Yes"}], r"coco_pope_random\.json, line 1: label: Input should be 'yes' or 'no'"),
    ([LINE, {**LINE, "text": 3}], r"line 2: text: Input should be a valid string"),
    ([LINE, {**LINE, "text": "Another?"}], r"line 2: question_id 1 is also on line 1; ids are unique in a split"),
    ([{**LINE, "text": " "}], r"line 1: text is empty"),
    ([{**LINE, "image": ""}], r"line 1: image is empty"),
    ([{"question_id": 1}], r"line 1: image: Field required"),
]


@pytest.mark.parametrize(("lines", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_mistake_is_told_with_line_and_field(tmp_path: Path, lines: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(BrokenFile, match=message):
        open_questions(write_pope(tmp_path / "pope", random=lines))


def test_two_sets_in_one_folder_are_told(tmp_path: Path) -> None:
    folder = write_pope(tmp_path / "pope")
    (folder / "gqa_pope_random.json").write_bytes((folder / "coco_pope_random.json").read_bytes())
    with pytest.raises(
        BrokenFile, match=r"pope has 2 files of the split random: coco_pope_random\.json, gqa_pope_random"
    ):
        open_questions(folder)


def test_pope_has_no_pairs(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="POPE asks about one image at a time; this needs pairs, such as MMVP"):
        open_benchmark(write_pope(tmp_path / "pope"))


def test_the_published_splits_are_whole() -> None:
    pope = opened(shared_data("pope"))
    assert pope.version == "random 3,000, popular 3,000, adversarial 3,000"
    for questions in pope.splits.values():
        assert sum(question.answer == 0 for question in questions) == 1500
        assert len({question.image_id for question in questions}) == 500
