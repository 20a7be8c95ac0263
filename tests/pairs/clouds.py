"""Generated rows for the join's tests: clouds with a spectrum, clumps, duplicates, and pairs planted at a threshold."""

import numpy as np

__all__ = ["cloud", "plant"]


def cloud(
    count: int, width: int, seed: int, *, decay: float = 1.0, centre: float = 0.7, clumps: int = 0, copies: int = 0
) -> np.ndarray:
    """Rows (count, width) in float64: variances (k + 4)^-decay, a common direction of length `centre`, `clumps` groups
    of near-duplicates and `copies` exact ones."""
    draw = np.random.default_rng(seed)
    deviation: np.ndarray = (np.arange(width) + 4.0) ** (-decay / 2)
    rows: np.ndarray = draw.standard_normal((count, width)) * deviation / np.linalg.norm(deviation)
    rows[:, -1] += centre
    for _ in range(min(clumps, count)):
        members = draw.choice(count, min(count, 12), replace=False)
        noise = draw.standard_normal((len(members), width)) * deviation / np.linalg.norm(deviation)
        rows[members] = rows[members[0]] + draw.choice([0.0, 0.1, 0.3], (len(members), 1)) * noise
    for _ in range(copies if count else 0):
        one, other = draw.integers(0, count, 2)
        rows[other] = rows[one]
    return rows


def plant(rows: np.ndarray, pairs: np.ndarray, cosine: np.ndarray, seed: int) -> None:
    """Replace the second row of each pair by one at the given cosine to the first (P of both)."""
    draw = np.random.default_rng(seed)
    for (one, other), wanted in zip(pairs, cosine, strict=True):
        base = rows[one].astype(np.float64) / np.linalg.norm(rows[one].astype(np.float64))
        aside = draw.standard_normal(len(base))
        aside -= (aside @ base) * base
        aside /= np.linalg.norm(aside)
        rows[other] = wanted * base + np.sqrt(1 - wanted**2) * aside
