"""The main job in one call: from images to the pairs an encoder cannot tell apart, and a page of them."""

from dataclasses import dataclass
from pathlib import Path

from scotoma.embeddings import embed
from scotoma.encoders import Encoder
from scotoma.images import Collection
from scotoma.pairs import Certificate, density, mine
from scotoma.progress import Progress, silent
from scotoma.report import export_pairs, write_report

__all__ = ["Found", "find_pairs"]


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
    top: int = 2000,
    progress: Progress = silent,
) -> Found:
    """Every pair of `images` with suspect cosine above `above` and reference cosine below `below`, in a run folder.

    Embeds with both encoders, mines, measures the density of all pairs, and writes `report.html` with the `top` pairs
    worth seeing first, and all pairs as Parquet, CSV and JSON lines. Each stage goes on where an earlier call with the
    same arguments stopped; other thresholds mine again and keep the embeddings.

    Source: Tong et al. 2024, section 2.1, for the procedure and both thresholds (CLIP ViT-L/14, DINOv2 ViT-L/14).

    Raises:
        ScotomaError: as `embed`, `mine`, `density` and `write_report` raise it.
    """
    rows = [embed(images, encoder, out=run, limit=limit, progress=progress) for encoder in (suspect, reference)]
    certificate = mine(run, *rows, above=above, below=below, progress=progress)
    density(rows[0].rows, rows[1].rows, progress=progress).save(run / "pairs" / "density.npz")
    export_pairs(run)
    report = write_report(run, top=top, progress=progress)
    return Found(run, len(rows[0]), rows[0].broken, certificate, report)
