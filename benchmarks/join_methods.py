"""The rivals, each tuned, each the whole task: both thresholds, pairs i < j, from float16 rows in memory."""

from collections.abc import Callable

import numpy as np

__all__ = ["METHODS", "Finder"]

Finder = Callable[[np.ndarray, np.ndarray, float, float], np.ndarray]  # (a, b, above, below) -> pairs (P, 2)

BLOCK = 4096


def unit(rows: np.ndarray) -> np.ndarray:
    wide = rows.astype(np.float32)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True)
    return wide


def cosines(i: np.ndarray, j: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Float32 cosines of listed pairs of unit rows, gathered in blocks."""
    parts = [slice(start, start + (1 << 14)) for start in range(0, len(i), 1 << 14)]
    return np.concatenate([np.zeros(0, np.float32), *(np.einsum("nd,nd->n", rows[i[p]], rows[j[p]]) for p in parts)])


def filtered(i: np.ndarray, j: np.ndarray, b: np.ndarray, below: float) -> np.ndarray:
    """The second filter, on float32 rows of the reference."""
    keep = cosines(i, j, b) < below
    return np.stack([i[keep], j[keep]], axis=1).astype(np.int64)


def ours(kernel: str) -> Finder:
    def find(a: np.ndarray, b: np.ndarray, above: float, below: float) -> np.ndarray:
        from scotoma.pairs import mine_pairs

        table = mine_pairs(a, b, above, below, kernel=kernel)
        return np.stack([table["i"].to_numpy(), table["j"].to_numpy()], axis=1)

    return find


def numpy_blocks(a: np.ndarray, b: np.ndarray, above: float, below: float) -> np.ndarray:
    """Float32 products of the upper triangle of blocks, into one buffer."""
    rows, others = unit(a), unit(b)
    found = []
    buffer = np.empty((BLOCK, BLOCK), np.float32)
    for top in range(0, len(rows), BLOCK):
        for left in range(top, len(rows), BLOCK):
            one, other = rows[top : top + BLOCK], rows[left : left + BLOCK]
            view = buffer[: len(one), : len(other)]
            np.matmul(one, other.T, out=view)
            i, j = np.nonzero(view > above)
            keep = i + top < j + left
            found.append(filtered(i[keep] + top, j[keep] + left, others, below))
    return np.concatenate(found)


def torch_blocks(dtype: str, margin: float) -> Finder:
    """Products of the upper triangle by torch; with a margin, survivors are looked at again in float32."""

    def find(a: np.ndarray, b: np.ndarray, above: float, below: float) -> np.ndarray:
        import torch

        rows, others = unit(a), unit(b)
        tensor = torch.from_numpy(rows).to(getattr(torch, dtype))
        found = []
        for top in range(0, len(rows), BLOCK):
            for left in range(top, len(rows), BLOCK):
                products = tensor[top : top + BLOCK] @ tensor[left : left + BLOCK].T
                i, j = (x.numpy() for x in torch.nonzero(products > above - margin, as_tuple=True))
                keep = i + top < j + left
                i, j = i[keep] + top, j[keep] + left
                if margin:
                    sure = cosines(i, j, rows) > above
                    i, j = i[sure], j[sure]
                found.append(filtered(i, j, others, below))
        return np.concatenate(found)

    return find


def faiss_range(panorama: bool) -> Finder:
    """faiss-cpu's exact range search in batches of queries, all against all, then the second filter."""

    def find(a: np.ndarray, b: np.ndarray, above: float, below: float) -> np.ndarray:
        import faiss

        rows, others = unit(a), unit(b)
        if panorama:
            turn = faiss.PCAMatrix(rows.shape[1], rows.shape[1])
            turn.train(rows[:: max(1, len(rows) // 8192)])
            turn.have_bias = False  # a rotation only: inner products stay
            rows = turn.apply(rows)
        index = faiss.IndexFlatIPPanorama(rows.shape[1], 16) if panorama else faiss.IndexFlatIP(rows.shape[1])
        index.add(rows)
        found = []
        for start in range(0, len(rows), BLOCK):
            limits, _, j = index.range_search(rows[start : start + BLOCK], above)
            i = np.repeat(np.arange(len(limits) - 1) + start, [int(n) for n in np.diff(limits)])
            found.append(filtered(i[i < j], j[i < j], others, below))
        return np.concatenate(found)

    return find


METHODS: dict[str, Finder] = {
    "scotoma": ours("auto"),
    "scotoma-vnni256": ours("vnni256"),
    "scotoma-portable": ours("portable"),
    "scotoma-blocked": ours("blocked"),
    "numpy-float32": numpy_blocks,
    "torch-float32": torch_blocks("float32", 0.0),
    "torch-bfloat16": torch_blocks("bfloat16", 0.012),
    "faiss": faiss_range(panorama=False),
    "faiss-panorama": faiss_range(panorama=True),
}
