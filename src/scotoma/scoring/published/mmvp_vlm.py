"""The paper's Table 1: ten CLIP-like models on MMVP-VLM, as published."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scotoma.files import read_json

__all__ = ["PAIRS_A_PATTERN", "PublishedMatch", "published_mmvp_vlm"]

TABLE = Path(__file__).parent / "mmvp_vlm_table1.json"
PAIRS_A_PATTERN = 15


@dataclass(frozen=True, slots=True)
class PublishedMatch:
    """One row of the table. `right` is how many of the 15 pairs of each pattern were right, by the pattern's name.

    The table prints per cents; each is a whole number of 15 pairs. `side_px` is the side of the images,
    `parameters_m` millions of parameters, `imagenet_zero_shot` the share of ImageNet-1k classified without training.
    """

    model: str
    side_px: int
    parameters_m: float
    imagenet_zero_shot: float
    right: Mapping[str, int]
    source: str
    note: str

    @property
    def name(self) -> str:
        """Model and side, such as "OpenAI ViT-L-14 336"."""
        return f"{self.model} {self.side_px}"

    @property
    def pairs(self) -> int:
        """How many of all pairs were right."""
        return sum(self.right.values())

    @property
    def average(self) -> float:
        """The mean of the patterns, which is the share of all pairs."""
        return self.pairs / (PAIRS_A_PATTERN * len(self.right))

    def share(self, pattern: str) -> float:
        """The share of a pattern's pairs that were right.

        Raises:
            KeyError: there is no such pattern.
        """
        return self.right[pattern] / PAIRS_A_PATTERN


def published_mmvp_vlm() -> tuple[PublishedMatch, ...]:
    """The ten rows of Table 1 in its order: text-to-image pair accuracy on MMVP-VLM.

    They are what was printed, not what was measured here. The published code does not give them exactly: others got one
    or two pairs more or less with the same model.

    Source: Tong et al. 2024, Table 1; tsb0601/MMVP issue 5 for what others got.
    """
    table = read_json(TABLE, "scotoma published figures", 1)
    return tuple(
        PublishedMatch(
            model=row["model"],
            side_px=row["side_px"],
            parameters_m=row["parameters_m"],
            imagenet_zero_shot=row["imagenet_zero_shot"] / 100,
            right=MappingProxyType(
                {name: round(per_cent * PAIRS_A_PATTERN / 100) for name, per_cent in row["patterns"].items()}
            ),
            source=table["source"],
            note=table["note"],
        )
        for row in table["rows"]
    )
