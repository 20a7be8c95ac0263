"""What is put to a model under each control."""

from dataclasses import replace
from pathlib import Path

import pytest

from scotoma.answers.controls import BOTH, choose_controls, requests, right_option
from scotoma.answers.records import CONTROLS, Control
from scotoma.benchmark import Benchmark, Question, QuestionSet, open_benchmark
from scotoma.benchmark.questions import Kind
from scotoma.errors import UnreadableSource, UsageError
from tests.benchmark.small import write_benchmark


@pytest.fixture
def small(tmp_path: Path) -> Benchmark:
    """Three pairs; the first is one-a, of a red picture, and one-b, of a blue one, options red and blue."""
    return open_benchmark(write_benchmark(tmp_path / "small"))


class YesOrNo:
    """Two yes-or-no questions about one image each, as POPE's are."""

    name, version, sha256, licence = "yes or no", "1", "0" * 64, "CC0-1.0"
    missing_images: tuple[str, ...] = ()
    kind: Kind = "pope"

    def questions(self) -> tuple[Question, ...]:
        return tuple(Question(str(n), f"{n}.png", f"Is there a {n}?", ("yes", "no"), 0) for n in (1, 2))

    def image(self, question_id: str) -> Path:
        return Path(f"{question_id}.png")

    def partner(self, question_id: str) -> Question | None:
        return None


def names(asked: QuestionSet, control: Control, question: int = 0, *, with_images: bool = True) -> list[str]:
    pictures = requests(asked, control, "mmvp", with_images=with_images)[question].pictures
    return [f"{picture.path.stem}{' blank' * picture.blank}" for picture in pictures]


def test_each_control_sends_its_images(small: Benchmark) -> None:
    assert names(small, "plain") == ["red"]
    assert names(small, "no-image") == []
    assert names(small, "blank") == ["red blank"]
    assert names(small, "partner") == ["blue"]
    assert names(small, "swapped") == ["red"]
    assert names(small, "relative") == ["red", "blue"]


def test_both_questions_of_a_pair_see_its_images_in_the_same_order(small: Benchmark) -> None:
    assert names(small, "relative", 0) == names(small, "relative", 1) == ["red", "blue"]


def test_every_question_is_a_request_of_its_own_in_the_benchmarks_order(small: Benchmark) -> None:
    for control in CONTROLS:
        asked = requests(small, control, "letter")
        assert [each.question for each in asked] == ["one-a", "one-b", "two-a", "two-b", "three-a", "three-b"]
        assert {each.control for each in asked} == {control}


def test_swapped_options_keep_what_they_stand_for(small: Benchmark) -> None:
    plain, swapped = (requests(small, control, "mmvp")[0] for control in ("plain", "swapped"))
    assert plain.prompt == "Which colour is it? (a) red (b) blue"
    assert swapped.prompt == "Which colour is it? (a) blue (b) red"
    assert (plain.options, plain.order) == (("red", "blue"), (0, 1))
    assert (swapped.options, swapped.order) == (("blue", "red"), (1, 0))


def test_the_relative_question_asks_which_image_is_the_one(small: Benchmark) -> None:
    a, b = requests(small, "relative", "mmvp")[:2]
    assert 'For which image is the answer "red"? (a) the first image (b) the second image' in a.prompt
    assert 'For which image is the answer "blue"?' in b.prompt
    assert a.options == b.options == BOTH


def test_what_is_right_is_the_questions_answer_and_under_relative_its_image(small: Benchmark) -> None:
    assert [right_option(small, each, "plain") for each in ("one-a", "one-b")] == [0, 1]
    assert [right_option(small, each, "swapped") for each in ("one-a", "one-b")] == [0, 1]
    assert [right_option(small, each, "relative") for each in ("one-a", "one-b", "three-b")] == [0, 1, 1]


def test_an_answerer_of_one_letter_gets_half_of_every_pair_under_every_control(small: Benchmark) -> None:
    for control in CONTROLS:
        rights = [
            each.order[0] == right_option(small, each.question, control) for each in requests(small, control, "mmvp")
        ]
        assert all(a != b for a, b in zip(rights[::2], rights[1::2], strict=True)), control


def test_without_images_both_orders_can_be_asked_and_nothing_is_sent(small: Benchmark) -> None:
    assert choose_controls(["all"], small, with_images=False) == ("plain", "no-image", "swapped")
    assert names(small, "swapped", with_images=False) == []
    with pytest.raises(
        UsageError, match=r"control blank cannot be had: no images are to be sent.*plain, no-image, swap"
    ):
        choose_controls(["blank"], small, with_images=False)


def test_questions_without_pairs_have_three_controls() -> None:
    asked = YesOrNo()
    assert choose_controls(["all"], asked) == ("plain", "no-image", "blank")
    with pytest.raises(
        UsageError, match=r"The control partner cannot be had: yes or no has no pairs .* are plain, no-"
    ):
        choose_controls(["plain", "partner"], asked)
    with pytest.raises(UsageError, match="control swapped cannot be had"):
        requests(asked, "swapped", "mmvp")


def test_a_control_that_does_not_exist_is_named(small: Benchmark) -> None:
    with pytest.raises(
        UsageError, match=r"No control is named 'mirrored'\. There are plain, no-image, blank, partner, swa"
    ):
        choose_controls(["plain", "mirrored"], small)
    with pytest.raises(UsageError, match="No control was named"):
        choose_controls([], small)


def test_controls_come_in_their_order_and_once(small: Benchmark) -> None:
    assert choose_controls(["swapped", "plain", "swapped"], small) == ("plain", "swapped")


def test_a_limit_never_cuts_a_pair(small: Benchmark) -> None:
    assert [len(requests(small, "plain", "mmvp", limit=limit)) for limit in (1, 2, 3, 6, 99)] == [2, 2, 4, 6, 6]
    assert len(requests(YesOrNo(), "plain", "mmvp", limit=1)) == 1
    with pytest.raises(UsageError, match="limit is 0; it must be at least 1"):
        requests(small, "plain", "mmvp", limit=0)


def test_missing_images_are_told_where_they_are_needed_only(small: Benchmark) -> None:
    without = replace(small, missing_images=("red.png",))
    assert len(requests(without, "no-image", "mmvp")) == 6
    assert len(requests(without, "swapped", "mmvp", with_images=False)) == 6
    with pytest.raises(UnreadableSource, match="1 images of small are not there"):
        requests(without, "plain", "mmvp")
