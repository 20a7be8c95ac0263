"""Rows with planted clumps and near-duplicates, mined in memory, as the gallery reads them."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from scotoma.embeddings import Embeddings
from scotoma.pairs import Certificate, Density, mine_pairs
from scotoma.pairs.certificate import Counts, Rule
from scotoma.report.contents import Contents

__all__ = ["planted"]


def planted(run: Path, *, count: int = 120, density: Density | None = None, above: float = 0.9) -> Contents:
    """A run's contents of `count` images: clumps of six to the suspect, every second clump with twins to both."""
    rng = np.random.default_rng(7)
    suspect = np.repeat(rng.standard_normal((count // 6, 64)), 6, axis=0) + 0.15 * rng.standard_normal((count, 64))
    reference = rng.standard_normal((count, 48))
    twins = np.arange(1, count, 12)
    for rows in (suspect, reference):
        rows[twins] = rows[twins - 1] + 0.02 * rng.standard_normal((len(twins), rows.shape[1]))
    one, other = suspect.astype(np.float32), reference.astype(np.float32)
    ids = [f"Folder/IMAGE {number}.png" for number in range(count)]
    captions = [None if number % 5 == 0 else f"Caption {number} of a Tree" for number in range(count)]
    columns = {"id": ids, "uri": ids, "caption": captions, "status": ["ok"] * count}
    images = pa.table(columns, schema=pa.schema({name: pa.string() for name in columns}))
    pairs = mine_pairs(one, other, above=above, below=0.6)
    counts = Counts(found=len(pairs))
    certificate = Certificate(count, 64, 48, above, 0.6, Rule("numpy", 64), {"suspect": "s"}, counts)
    sides = [Embeddings(rows, ids, images, {"name": name}) for rows, name in ((one, "s"), (other, "r"))]
    return Contents(run, images, pairs, certificate, density, sides[0], sides[1], [])
