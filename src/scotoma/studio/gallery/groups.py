"""Near-duplicate groups of the images in the pairs, made once for a run and kept."""

import hashlib
import io
import json
from pathlib import Path

import numpy as np
from jaxtyping import Int64

from scotoma.files import whole_file
from scotoma.pairs.choosing import FOLD, FOLD_IMAGES
from scotoma.pairs.near import near_duplicate_groups
from scotoma.report.contents import Contents
from scotoma.studio.gallery.arranging import first_seen, ranking
from scotoma.studio.gallery.catalogue import Catalogue

__all__ = ["find_groups", "groups_path", "read_groups", "write_groups"]


def find_groups(contents: Contents, catalogue: Catalogue) -> Int64[np.ndarray, " N"]:
    """For each of N images the row of the one that leads its group of near-duplicates; most lead themselves.

    The images are grouped once, in the order in which the ranking by gap meets them, so that every order folds by the
    same groups. That is what `choose_pairs` does for "gap"; for other orders it lets other images lead. Only the 50,000
    images that come first are grouped.
    """
    groups = np.arange(catalogue.images)
    images = first_seen(catalogue, ranking(catalogue, "gap", 0))[:FOLD_IMAGES]
    if len(images):
        leaders = near_duplicate_groups(contents.suspect.rows, contents.reference.rows, images, FOLD)
        groups[images] = images[leaders]
    return groups


def groups_path(contents: Contents) -> Path:
    """Where the groups are kept: a file whose name changes with the pairs, the embeddings and what a duplicate is."""
    certificate = contents.certificate
    settled = [certificate.key, certificate.counts.found, FOLD, FOLD_IMAGES]
    digest = hashlib.sha256(json.dumps(settled).encode()).hexdigest()[:16]
    return contents.run / "studio" / "cache" / f"groups-{digest}.npy"


def write_groups(path: Path, groups: Int64[np.ndarray, " N"]) -> None:
    """Keep the groups, complete or absent."""
    with whole_file(path) as file:
        np.save(file, groups)


def read_groups(path: Path, images: int) -> Int64[np.ndarray, " N"] | None:
    """The groups kept at `path`; None where there are none of so many images, or the file is damaged."""
    try:
        groups = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    fits = groups.shape == (images,) and groups.dtype == np.int64
    return groups if fits and ((groups >= 0) & (groups < images)).all() else None
