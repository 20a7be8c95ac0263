"""Training samples from drawn scenes and captioned pictures."""

from pathlib import Path

import pytest
from PIL import Image as PILImage

from scotoma.answers import parse_answer
from scotoma.errors import UsageError
from scotoma.mixture.lab.instructions import HELD_OUT, obeyed
from scotoma.mixture.lab.pictures import Captions, caption_fact, fits_fact, picture_samples
from scotoma.mixture.lab.samples import SCENE_SIDE_PX, fact_turn, scene_sample, scene_samples
from scotoma.scenes import draw_pair
from scotoma.scenes.draws import Draw

SAMPLES = list(scene_samples(45))


def test_the_same_numbers_give_the_same_samples() -> None:
    for number in (0, 7):
        again = scene_sample(number, 1)
        assert (again.turns, again.caption, again.description) == (
            SAMPLES[2 * number + 1].turns, SAMPLES[2 * number + 1].caption, SAMPLES[2 * number + 1].description,
        )  # fmt: skip
        assert again.image.tobytes() == SAMPLES[2 * number + 1].image.tobytes()


def test_another_seed_asks_other_questions_about_the_same_picture() -> None:
    again = scene_sample(3, 0, seed=1)
    assert again.turns != SAMPLES[6].turns
    assert again.image.tobytes() == SAMPLES[6].image.tobytes()


def test_a_sample_is_the_half_of_its_pair_that_it_says() -> None:
    pair = draw_pair("colour", 20_000_005, side_px=SCENE_SIDE_PX, difficulty=0.0)
    a, b = SAMPLES[10], SAMPLES[11]
    assert a.id == "scene/colour/5/a"
    assert (a.caption.answer, b.caption.answer) == (pair.caption_a, pair.caption_b)
    assert a.image.tobytes() == pair.image_a.tobytes()
    assert b.image.tobytes() == pair.image_b.tobytes()
    assert a.image.size == (SCENE_SIDE_PX, SCENE_SIDE_PX)


def test_every_sample_asks_what_its_pair_was_drawn_for() -> None:
    for number in range(45):
        pair = draw_pair(
            SAMPLES[2 * number].id.split("/")[1], 20_000_000 + number, side_px=96, difficulty=number // 9 / 10
        )
        for sample in SAMPLES[2 * number : 2 * number + 2]:
            assert any(turn.question.startswith(pair.question) for turn in sample.turns), sample.id


def test_no_training_question_has_a_held_out_combination() -> None:
    assert {turn.instructions for sample in SAMPLES for turn in sample.turns} & {*HELD_OUT} == set()


def test_every_instructed_answer_obeys() -> None:
    turns = [turn for sample in SAMPLES for turn in sample.turns if turn.instructions]
    assert len(turns) > 100
    assert all(obeyed(turn.answer, turn.instructions) for turn in turns)


def test_the_description_says_what_the_caption_says() -> None:
    assert all(sample.caption.answer in sample.description for sample in SAMPLES)


def test_a_lettered_answer_names_the_option_that_is_right() -> None:
    fact = caption_fact("a cat", "a dog")
    for seed in range(60):
        turn = fact_turn(fact, Draw("test", seed))
        if " (a) " in turn.question:
            options = turn.question.split("\n")[0].partition(" (a) ")[2].split(" (b) ")
            option = parse_answer(turn.answer, options).option
            assert option is not None
            assert options[option] == "a cat"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    lines = ["path,caption"]
    for number, caption in enumerate(("red apple", "green apple", "blue house", "night sky")):
        PILImage.new("RGB", (20, 20), (60 * number, 0, 0)).save(folder / f"{number}.png")
        lines.append(f"{number}.png,{caption}")
    (folder / "list.csv").write_text("\n".join(lines))
    return folder


def test_captioned_pictures_are_asked_about_by_their_captions(folder: Path) -> None:
    samples = picture_samples(str(folder / "list.csv"))
    assert [sample.caption.answer for sample in samples] == ["red apple", "green apple", "blue house", "night sky"]
    assert all(len(sample.turns) == 3 for sample in samples)
    assert samples[2].image.getpixel((0, 0)) == (120, 0, 0)
    assert all(any("blue house" in turn.question for turn in each.turns) for each in samples[2:3])


def test_a_wrong_caption_often_shares_a_word_with_the_right_one() -> None:
    captions = Captions(["red apple", "green apple", "blue house", "night sky", "old man"])
    drawn = [captions.another("red apple", Draw("test", seed)) for seed in range(100)]
    assert "red apple" not in drawn
    assert drawn.count("green apple") > 40
    assert len({*drawn}) == 4


def test_whether_a_caption_fits_is_yes_for_the_picture_s_own() -> None:
    assert fits_fact("a cat", None).answer == "yes"
    assert fits_fact("a cat", "a dog").answer == "no"
    assert fits_fact("a cat", "a dog").question == "Is this a dog?"


def test_pictures_without_two_captions_are_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"0\.png has 0 different captions; the laboratory needs two"):
        picture_samples(str(folder / "0.png"))
