"""The main job in one call: from images to the pairs an encoder cannot tell apart, and a page of them."""

from dataclasses import dataclass
from pathlib import Path

from scotoma.embeddings import embed
from scotoma.encoders import Encoder
from scotoma.errors import UsageError
from scotoma.images import Collection
from scotoma.pairs import Certificate, Count, Density, check_threshold, density, export_pairs, mine
from scotoma.progress import Progress, silent
from scotoma.report import write_report

__all__ = ["Found", "find_pairs"]

MOST_PAIRS = 20_000_000  # about 2 GB of CSV; nobody looks at so many


@dataclass(frozen=True, slots=True)
class Found:
    """What `find_pairs` found: N embedded `images`, the `broken` ones by reason, the certificate, and the page."""

    run: Path
    images: int
    broken: dict[str, int]
    certificate: Certificate
    report: Path


def find_pairs(
    images: Collection,
    suspect: Encoder,
    reference: Encoder,
    run: Path,
    *,
    above: float = 0.95,
    below: float = 0.6,
    limit: int | None = None,
    store: str = "float16",
    top: int = 2000,
    most_pairs: int = MOST_PAIRS,
    progress: Progress = silent,
) -> Found:
    """Every pair of `images` with suspect cosine above `above` and reference cosine below `below`, in a run folder.

    Embeds with both encoders, measures the density of all pairs, mines, and writes `report.html` with the `top` pairs
    worth seeing first, and all pairs as Parquet, CSV and JSON lines. Each stage goes on where an earlier call with the
    same arguments stopped; other thresholds mine again and keep the embeddings. Thresholds that would certainly give
    more than `most_pairs` pairs are refused before they fill the disk. Rows are stored as `store`, float16 or float32.

    Source: Tong et al. 2024, section 2.1, for the procedure and both thresholds (CLIP ViT-L/14, DINOv2 ViT-L/14).

    Raises:
        BadThreshold: a threshold is not a number in [-1, 1].
        UsageError: there are more than `most_pairs` pairs; the message suggests thresholds.
        ScotomaError: as `embed`, `mine`, `density` and `write_report` raise it.
    """
    check_threshold("above", above)
    check_threshold("below", below)
    if top < 1:
        raise UsageError(f"top is {top}; the page shows at least 1 pair.")
    rows = [
        embed(images, encoder, out=run, limit=limit, dtype=store, progress=progress) for encoder in (suspect, reference)
    ]
    measured = density(rows[0].rows, rows[1].rows, progress=progress)
    measured.save(run / "pairs" / "density.npz")
    expected = measured.count(above, below)
    if expected.low > most_pairs:
        raise UsageError(too_many(expected, measured, above, below, most_pairs))
    certificate = mine(run, *rows, above=above, below=below, progress=progress)
    export_pairs(run)
    report = write_report(run, images=images, top=top, progress=progress)
    return Found(run, len(rows[0]), rows[0].broken, certificate, report)


def too_many(expected: Count, measured: Density, above: float, below: float, most: int) -> str:
    """The refusal of thresholds that would give too many pairs, with a suspect threshold that would not."""
    stricter = max(above, measured.suspect_above(most / measured.pairs))
    return (
        f"More than {expected.low:,} pairs have a suspect cosine above {above:g} and a reference cosine below "
        f"{below:g}; expected at most {most:,}. Above {stricter:.4f} there are few enough; `scotoma density` counts "
        "for any thresholds, and `scotoma mine` takes any number of pairs."
    )
