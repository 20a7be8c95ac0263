"""The paper's tables of mixtures as published: Additive-MoF (Table 2) and Interleaved-MoF (Table 3)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.files import read_json

__all__ = ["PublishedMixture", "PublishedMixtures", "published_mixtures"]

MIXTURES = Path(__file__).parent / "mixtures.json"


@dataclass(frozen=True, slots=True)
class PublishedMixture:
    """A row of one of the tables; scores as shares in 0..1, None where the table does not have them.

    `pope_metric` says which number the POPE column seems to be ("F1?"): the paper does not say.
    """

    method: str
    ssl_ratio: float | None
    side_px: int
    tokens: int
    mmvp: float
    llava_bench: float
    pope: float | None
    pope_metric: str | None


@dataclass(frozen=True, slots=True)
class PublishedMixtures:
    """One of the tables, with what a reader of it should know as whole sentences."""

    table: int
    title: str
    source: str
    notes: tuple[str, ...]
    rows: tuple[PublishedMixture, ...]


def published_mixtures() -> tuple[PublishedMixtures, PublishedMixtures]:
    """Tables 2 and 3 of the paper.

    Source: Tong et al. 2024, arXiv 2401.06209.
    """
    first, second = (
        PublishedMixtures(
            each["table"], each["title"], each["source"], tuple(each["notes"]), tuple(map(_row, each["rows"]))
        )
        for each in read_json(MIXTURES, "scotoma published mixtures", 1)["tables"]
    )
    return first, second


def _row(row: dict[str, Any]) -> PublishedMixture:
    mmvp, llava_bench = (round(row[name] / 100, 6) for name in ("mmvp", "llava_bench"))
    pope = round(row["pope"] / 100, 6) if "pope" in row else None
    about = (row["method"], row["ssl_ratio"], row["side_px"], row["tokens"])
    return PublishedMixture(*about, mmvp, llava_bench, pope, row.get("pope_metric"))
