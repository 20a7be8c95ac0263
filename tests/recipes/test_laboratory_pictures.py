"""The list of captioned pictures that the laboratory trains on."""

import json
from pathlib import Path
from typing import Any

from PIL import Image as PILImage
from recipes.mixture.pictures import VENDORS, chosen, write_list

from scotoma import open_images


def row(number: int, **other: str) -> dict[str, Any]:
    return {
        "path": f"noto/{number}.png",
        "caption": f"c{number}",
        "split": "train",
        "set": "emoji",
        "vendor": "noto",
        **other,
    }


def test_only_emoji_that_may_be_trained_on_are_chosen() -> None:
    rows = [row(0), row(1, split="held_out"), row(2, vendor="twemoji"), row(3, set="flags"), row(4, vendor=VENDORS[1])]
    assert {each["path"] for each in chosen(rows, 10)} == {"noto/0.png", "noto/4.png"}


def test_the_choice_is_the_seed_s_and_a_smaller_one_is_its_beginning() -> None:
    rows = [row(number) for number in range(50)]
    assert chosen(rows, 10) == chosen(rows, 30)[:10]
    assert chosen(rows, 10) != chosen(rows, 10, seed=1)


def test_the_list_opens_as_captioned_pictures(tmp_path: Path) -> None:
    (tmp_path / "noto").mkdir()
    for number in range(3):
        PILImage.new("RGB", (8, 8)).save(tmp_path / "noto" / f"{number}.png")
    (tmp_path / "captions.jsonl").write_text("".join(json.dumps(row(number)) + "\n" for number in range(3)))
    found = open_images(str(write_list(tmp_path, 2)))
    assert len(found) == 2
    assert {found[place].caption for place in range(2)} <= {"c0", "c1", "c2"}
    assert found.read(0).startswith(b"\x89PNG")
