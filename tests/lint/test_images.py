"""Rules about images, alone and among each other."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from scotoma.lint import Evidence, LintItem, PictureFacts, measure_pictures
from tests.lint.items import flags, pair, picture, unseen

IMAGES = ("1-a.png", "1-b.png", "2-a.png", "2-b.png")
ITEMS = [pair("1"), pair("2", text="Is the lid open or closed?")]


def pictured(**others: PictureFacts) -> Evidence:
    """Four different pictures of a good size, but for what is given by image (with _ for - and .)."""
    facts = {name: picture(number) for number, name in enumerate(IMAGES)}
    given = {name.replace("_", "-", 1).replace("_", "."): value for name, value in others.items()}
    return Evidence(pictures={**facts, **given})


def rules_of(items: list[LintItem], evidence: Evidence) -> dict[str, str]:
    names = ("near-duplicates", "images-alike", "broken-images", "small-images", "extreme-shape")
    return {flag.rule: flag.severity for name in names for flag in flags(name, items, evidence)}


def test_good_pictures_have_no_flag() -> None:
    assert rules_of(ITEMS, pictured()) == {}


def test_an_image_named_in_two_pairs_is_told_without_looking_at_it() -> None:
    shared = [ITEMS[0], replace(ITEMS[1], a=replace(ITEMS[1].a, image="1-a.png"))]
    (flag,) = flags("near-duplicates", shared)
    assert (flag.severity, flag.pairs, flag.found) == ("warning", ("1", "2"), "1-a.png is in 2 pairs.")


def test_equal_files_are_told_and_with_the_same_question_an_error() -> None:
    twins = pictured(**{"2_a_png": picture(0)})
    assert rules_of(ITEMS, twins) == {"near-duplicates": "warning"}
    same = [ITEMS[0], replace(ITEMS[1], a=replace(ITEMS[1].a, text=ITEMS[0].a.text))]
    assert rules_of(same, twins) == {"near-duplicates": "error"}
    grouped = [replace(item, group="g") for item in same]
    assert rules_of(grouped, twins) == {"near-duplicates": "note"}


def test_a_resized_copy_is_nearly_the_same() -> None:
    (flag,) = flags("near-duplicates", ITEMS, pictured(**{"2_a_png": picture(0, side=(900, 700))}))
    assert "nearly the same picture" in flag.found


def test_rows_of_the_reference_encoder_find_what_small_copies_do_not() -> None:
    rows = {"1-a.png": np.array([1.0, 0.0]), "2-b.png": np.array([1.0, 0.1]), "1-b.png": np.array([1.0, 0.0])}
    (flag,) = flags("near-duplicates", ITEMS, replace(pictured(), rows=rows))
    assert flag.pairs == ("1", "2")
    assert "reference encoder" in flag.found


def test_a_pair_of_one_file_is_an_error_and_of_two_copies_a_warning() -> None:
    assert rules_of(ITEMS, pictured(**{"1_b_png": picture(0)}))["images-alike"] == "error"
    assert rules_of(ITEMS, pictured(**{"1_b_png": picture(0, side=(500, 500))}))["images-alike"] == "warning"


def test_an_image_that_cannot_be_decoded_is_an_error() -> None:
    evidence = replace(pictured(), broken={"1-a.png": "truncated"})
    (flag,) = flags("broken-images", ITEMS, evidence)
    assert flag.found == "1-a.png cannot be decoded: truncated."


def test_small_is_below_the_given_side_and_worse_below_clips() -> None:
    assert rules_of(ITEMS, pictured(**{"1_a_png": picture(0, side=(300, 335))})) == {"small-images": "note"}
    assert rules_of(ITEMS, pictured(**{"1_a_png": picture(0, side=(223, 400))}))["small-images"] == "warning"
    assert rules_of(ITEMS, replace(pictured(**{"1_a_png": picture(0, side=(300, 300))}), side_px=300)) == {}


def test_a_fault_of_nearly_all_pairs_is_told_once() -> None:
    items = [pair(str(number)) for number in range(20)]
    facts = {side.image: picture(n, side=(128, 128)) for n, item in enumerate(items) for side in item.sides}
    (flag,) = flags("small-images", items, Evidence(pictures=facts))
    assert (flag.pairs, flag.severity) == ((), "warning")
    assert flag.found.startswith("20 of 20 pairs have images smaller than 336 px")


def test_long_images_lose_their_ends() -> None:
    (flag,) = flags("extreme-shape", ITEMS, pictured(**{"1_a_png": picture(0, side=(1000, 400))}))
    assert (flag.severity, flag.found) == (
        "warning",
        "1-a.png is 1000 x 400 px: a square crop of its middle loses 60%.",
    )
    assert rules_of(ITEMS, pictured(**{"1_a_png": picture(0, side=(680, 400))})) == {"extreme-shape": "note"}
    assert rules_of(ITEMS, pictured(**{"1_a_png": picture(0, side=(600, 400))})) == {}


def test_images_that_are_not_there_are_counted() -> None:
    assert unseen("images-alike", ITEMS) == "4 of 4 images are not there."


def test_measuring_tells_what_is_broken_and_leaves_out_what_is_not_there(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20), "red").save(tmp_path / "red.png")
    (tmp_path / "text.png").write_text("no picture")
    places = {name: tmp_path / f"{name}.png" for name in ("red", "text", "gone")}
    facts, broken = measure_pictures(places)
    assert [(name, each.width, each.height) for name, each in facts.items()] == [("red", 30, 20)]
    assert (facts["red"].small == (255, 0, 0)).all()
    assert [*broken] == ["text"]
