"""Rows like CLIP's and DINOv2's: anisotropic, in classes, with clumps of near-duplicates and planted blind pairs.

Covariance lambda_k ~ (k + offset)^-decay under a random rotation, a common direction, 1,000 classes shared by both
sides, lognormal jitter, tight "fine" clusters, near-duplicates in Zipf clumps, and pairs alike for the suspect only.
Everything comes from the seed.
"""

from dataclasses import dataclass

import numpy as np

__all__ = ["SETS", "CloudSet", "adversarial", "make"]

WIDTHS = (768, 1024)


@dataclass(frozen=True)
class CloudSet:
    """Decay of the suspect's spectrum (None: isotropic) and the share of rows in one clump."""

    decay: float | None = 1.0
    clump: float = 0.0


SETS = {
    "clip": CloudSet(),
    "fast": CloudSet(decay=1.2),
    "slow": CloudSet(decay=0.7),
    "iso": CloudSet(decay=None),
    "clump": CloudSet(clump=0.1),
}


def make(name: str, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The named set: suspect (N, 768) and reference (N, 1024), float16, rows of about unit length."""
    kind = SETS[name]
    draw = np.random.default_rng([seed, count])
    labels = draw.integers(0, 1000, count)
    twins = _twins(count, kind, draw)
    sides = []
    for width, decay, offset, common in ((WIDTHS[0], kind.decay, 4, 0.55), (WIDTHS[1], 0.7, 8, 0.05)):
        isotropic = kind.decay is None
        spectrum = (np.arange(width) + offset) ** -(0.0 if kind.decay is None or decay is None else decay)
        sides.append(_cloud(labels, spectrum, 0.0 if isotropic else common, 0.0 if isotropic else 0.35, draw))
    for sources, copies, noise in twins:
        for rows in sides:
            fresh = draw.standard_normal((len(copies), rows.shape[1]), dtype=np.float32)
            fresh *= noise[:, None] / np.sqrt(rows.shape[1])
            rows[copies] = rows[sources] + fresh
    alone = np.setdiff1d(np.arange(count), np.concatenate([rows for twin in twins for rows in twin[:2]]))
    blind = draw.choice(alone, max(2, count // 500 * 2), replace=False).reshape(-1, 2)
    near = draw.standard_normal((len(blind), WIDTHS[0]), dtype=np.float32) * (0.25 / np.sqrt(WIDTHS[0]))
    sides[0][blind[:, 1]] = sides[0][blind[:, 0]] + near.astype(np.float32)
    return _stored(sides[0]), _stored(sides[1])


def _cloud(
    labels: np.ndarray, spectrum: np.ndarray, common: float, shared: float, draw: np.random.Generator
) -> np.ndarray:
    width = len(spectrum)
    deviation = np.sqrt(spectrum / spectrum.sum()).astype(np.float32)
    classes = draw.standard_normal((1000, width), dtype=np.float32) * deviation
    rows = np.empty((len(labels), width), np.float32)
    rotation = np.linalg.qr(draw.standard_normal((width, width)))[0].astype(np.float32)
    middle = draw.standard_normal(width)
    middle *= np.sqrt(common) / np.linalg.norm(middle)
    jitter = np.exp(0.15 * draw.standard_normal(len(labels))).astype(np.float32)
    for start in range(0, len(labels), 8192):
        part = slice(start, start + 8192)
        own = draw.standard_normal((len(labels[part]), width), dtype=np.float32) * deviation
        cloud = np.float32(shared**0.5) * classes[labels[part]] + np.float32((1 - shared) ** 0.5) * own
        scaled = cloud @ rotation * np.float32((1 - common) ** 0.5) * jitter[part, None]
        rows[part] = scaled + middle.astype(np.float32)
    return rows


def _twins(count: int, kind: CloudSet, draw: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Groups as (row copied, rows that become copies, noise): fine clusters, near-duplicates, the clump."""
    order = draw.permutation(count)
    groups, at = [], 0
    while at < count // 10:  # fine clusters of 4 to 200, cosines .85 to .97 within
        size = int(min(200, 4 + draw.pareto(1.5) * 4))
        groups.append((order[at : at + size], np.full(size - 1, draw.uniform(0.25, 0.55))))
        at += size
    stop = at + count * 3 // 100
    while at < stop:  # near-duplicates in clumps of Zipf sizes
        size = int(min(2 + draw.zipf(2.0), 200))
        groups.append((order[at : at + size], draw.choice([0.0, 0.05, 0.15, 0.30], size - 1)))
        at += size
    size = int(count * kind.clump)
    if size > 1:
        groups.append((order[at : at + size], draw.choice([0.0, 0.05, 0.15, 0.30], size - 1)))
    return [
        (np.repeat(rows[:1], len(rows) - 1), rows[1:], noise[: len(rows) - 1].astype(np.float32))
        for rows, noise in groups
        if len(rows) > 1
    ]


def _stored(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    return unit


def adversarial(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """4,000 float32 rows a side, and 1,000 pairs (1000, 2) of them planted within 2e-7 of .95 and .6."""
    draw = np.random.default_rng(seed)
    a, b = (rows.astype(np.float32) for rows in make("clip", 4000, seed))
    pairs = draw.permutation(4000)[:2000].reshape(-1, 2)
    for rows, threshold in ((a, 0.95), (b, 0.6)):
        base = rows[pairs[:, 0]].astype(np.float64)
        base /= np.linalg.norm(base, axis=1, keepdims=True)
        aside = draw.standard_normal(base.shape)
        aside -= (aside * base).sum(axis=1, keepdims=True) * base
        aside /= np.linalg.norm(aside, axis=1, keepdims=True)
        cosine = (threshold + draw.uniform(-2e-7, 2e-7, len(pairs)))[:, None]
        rows[pairs[:, 1]] = cosine * base + np.sqrt(1 - cosine**2) * aside
    return a, b, np.sort(pairs, axis=1)
