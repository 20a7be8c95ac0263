"""The paper's Figure 6: models by visual pattern beside CLIP, and the correlations it prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scotoma.files import read_json
from scotoma.patterns import PATTERNS
from scotoma.scoring.published.mmvp_vlm import published_mmvp_vlm

__all__ = ["PublishedPatterns", "published_patterns"]

FIGURE = Path(__file__).parent / "figure6.json"


@dataclass(frozen=True, slots=True)
class PublishedPatterns:
    """Pair accuracy by pattern, shares in 0..1, measured from the bars of a printed figure to 0.003.

    `encoder_by_pattern` is the series called `encoder`, made from the rows of Table 1 named in `encoder_rows`.
    `printed_r` are the correlations that the paper prints for each model, one of which has no bars.
    """

    encoder: str
    encoder_rows: tuple[str, ...]
    encoder_by_pattern: Mapping[str, float]
    models: Mapping[str, Mapping[str, float]]
    printed_r: Mapping[str, float]
    source: str
    note: str


def published_patterns() -> PublishedPatterns:
    """Figure 6 as data, and the series of its encoder computed from Table 1.

    Source: Tong et al. 2024, Figure 6. What its CLIP series is the paper does not say; the mean of three rows of
    Table 1 (both of OpenAI's ViT-L-14, and EVA01) gives all nine bars.
    """
    figure = read_json(FIGURE, "scotoma published figures", 1)
    named = {row.name: row for row in published_mmvp_vlm()}
    rows = [named[name] for name in figure["encoder"]["rows"]]
    return PublishedPatterns(
        encoder=figure["encoder"]["name"],
        encoder_rows=tuple(row.name for row in rows),
        encoder_by_pattern={
            pattern.name: sum(row.share(pattern.name) for row in rows) / len(rows) for pattern in PATTERNS
        },
        models={
            model: {pattern: per_cent / 100 for pattern, per_cent in bars.items()}
            for model, bars in figure["models"].items()
        },
        printed_r=figure["printed_r"],
        source=figure["source"],
        note=figure["note"],
    )
