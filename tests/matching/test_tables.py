"""What `match` says beside its metrics, in words and columns."""

from pathlib import Path

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.matching import Matched, match_templates
from scotoma.matching.tables import margin_table, mean_line, published_table, template_table, tie_note
from scotoma.scoring.published import published_mmvp_vlm
from tests.benchmark.formats.layouts import write_vlm
from tests.benchmark.small import lines, write_benchmark
from tests.matching.colour_words import ColourWords


def small(folder: Path, *captions: str, templates: tuple[str, ...] = ("{}",)) -> tuple[Matched, ...]:
    """The small benchmark (red and blue, green and red, blue and grey) with six captions of its images."""
    questions = [{**row, "caption": caption} for row, caption in zip(lines(), captions, strict=True)]
    return match_templates(open_benchmark(write_benchmark(folder, questions)), ColourWords(), templates)


RIGHT = ("red", "blue", "green", "red", "blue", "red green blue")


def test_templates_are_compared_pair_by_pair(tmp_path: Path) -> None:
    matched = small(tmp_path / "b", *RIGHT, templates=("{}", "red red {}", "green {}"))
    # "red red blue" is nearer to red than to blue, "red red green" than to green, and (2, 0, 1) to grey than to blue.
    table = template_table(matched).splitlines()
    assert table[0] == "templates, pairs right in per cent; won and lost against the first"
    assert [line.split()[0] for line in table[2:]] == ["'{}'", "'red", "'green"]
    assert table[2].split()[-2:] == ["0", "0"]
    assert table[3].split()[-2:] == ["0", "3"]


def test_margins_and_the_mean_are_shown(tmp_path: Path) -> None:
    (matched,) = small(tmp_path / "b", *RIGHT)
    # Pairs one and two: 1 - 0 for both captions. Pair three: blue has 1 - 1/sqrt(3), red green blue the same.
    table = margin_table(matched).splitlines()
    assert table[0].startswith("margin of a caption, cosine with its own image less that with the other")
    assert table[2].split() == ["state", "1", "+0.4226", "-"]
    assert table[3].split()[:3] == ["colour", "2", "+1.0000"]
    assert mean_line(matched).startswith("Mean over patterns, text-to-image: 100.0 % [")


def test_ties_are_told_with_what_the_published_rule_makes_of_them(tmp_path: Path) -> None:
    (whole,) = small(tmp_path / "b", *RIGHT)
    assert tie_note(whole).startswith(
        "No caption is tied between the images: the rule of MMVP-VLM's published code gives"
    )
    (tied,) = small(tmp_path / "c", "red", "a picture", *RIGHT[2:])  # caption b of pair one fits both images alike
    assert tie_note(tied).startswith("1 pair has a caption that is as near to one image as to the other.")
    assert tie_note(tied).endswith("would count 3 of 3 pairs right (100.0 %), not 2.")


def test_the_published_table_stands_below_the_measured_scores(tmp_path: Path) -> None:
    types = ("Orientation", "Presence", "State", "Quantity", "Spatial", "Color", "Structural", "Text", "Viewpoint")
    rows = [(n, types[(n - 1) // 2], f"{('red', 'blue')[n % 2]} {n}") for n in range(1, 19)]
    (matched,) = match_templates(open_benchmark(write_vlm(tmp_path / "b", rows)), ColourWords(), ["{}"])
    table = published_table(matched, published_mmvp_vlm()).splitlines()
    assert table[1].startswith("measured: test:colour-words")
    assert " ".join(table[2].split()) == (
        "published: OpenAI ViT-L-14 224 13.3 13.3 20.0 20.0 13.3 53.3 20.0 6.7 13.3 19.3 26"
    )
    assert len(table) == 1 + 1 + 10 + 1
    assert table[-1].startswith("Published, not measured here: Tong et al. 2024")


@pytest.mark.parametrize("count", [1, 2])
def test_images_are_embedded_once_for_all_templates(tmp_path: Path, count: int) -> None:
    matched = small(tmp_path / "b", *RIGHT, templates=("{}", "a photo of {}")[:count])
    assert len({id(each.images) for each in matched}) == 1
    assert [each.template for each in matched] == ["{}", "a photo of {}"][:count]
