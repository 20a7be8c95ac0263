"""The paper's Table 1 is shipped as printed: whole pairs behind every figure, and averages that agree."""

import json

import pytest

from scotoma.patterns import PATTERNS
from scotoma.scoring.published import published_mmvp_vlm
from scotoma.scoring.published.mmvp_vlm import TABLE

# Pairs right of 135, from the printed averages: 19.3 per cent of 135 is 26, and so on.
PAIRS = {
    "OpenAI ViT-L-14 224": 26,
    "OpenAI ViT-L-14 336": 27,
    "SigLIP ViT-SO-14 224": 51,
    "SigLIP ViT-SO-14 384": 50,
    "DFN ViT-H-14 224": 53,
    "DFN ViT-H-14 378": 47,
    "MetaCLIP ViT-L-14 224": 32,
    "MetaCLIP ViT-H-14 224": 34,
    "EVA01 ViT-g-14 224": 31,
    "EVA02 ViT-bigE-14+ 224": 45,
}


def test_ten_models_in_the_papers_order() -> None:
    assert {row.name: row.pairs for row in published_mmvp_vlm()} == PAIRS
    first = published_mmvp_vlm()[0]
    assert list(first.right) == [pattern.name for pattern in PATTERNS]
    assert first.share("colour") == 8 / 15
    assert first.imagenet_zero_shot == pytest.approx(0.755)
    assert "Table 1" in first.source


def test_every_printed_figure_is_a_whole_number_of_15_pairs_and_averages_agree() -> None:
    printed = json.loads(TABLE.read_text())["rows"]
    for row, line in zip(published_mmvp_vlm(), printed, strict=True):
        for name, per_cent in line["patterns"].items():
            assert round(100 * row.share(name), 1) == per_cent
        assert round(100 * row.average, 1) == line["average"]
