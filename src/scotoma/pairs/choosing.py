"""Which pairs a person should see first: ranked, near-duplicates folded, no image too often, spread over clumps."""

import json
from typing import Any, Literal, get_args

import numpy as np
from jaxtyping import Bool, Float64, Int64

from scotoma.errors import UnknownName, UsageError
from scotoma.pairs.near import near_duplicate_groups
from scotoma.pairs.rows import Rows
from scotoma.registry import unknown

__all__ = ["CHOICE", "FOLD", "FOLD_IMAGES", "Order", "best_of_each", "choose_pairs", "scores", "seldom"]

Order = Literal["gap", "reference", "suspect", "random"]

CHOICE = b"scotoma choice"  # the key of the table's metadata under which the counts stand, as JSON
FOLD = (0.95, 0.9)  # arbitrary, as is every word for "the same picture again"
FOLD_IMAGES = 50_000  # arbitrary: the join over so many images takes a second or two
_SPREAD_PER_PAIR = 4  # so many candidates are spread for each pair shown
_BLOCK = 512


def choose_pairs(
    pairs: Any,
    suspect_rows: Rows,
    reference_rows: Rows,
    *,
    top: int | None = 2000,
    per_image: int | None = 2,
    order: Order | str = "gap",
    fold: tuple[float, float] | None = FOLD,
    spread: bool = True,
    seed: int = 0,
) -> Any:
    """The pairs worth looking at first: a table like `pairs`, best first, with columns rank, score and folded.

    `pairs` is a pyarrow.Table with i, j, suspect and reference, as `mine_pairs` gives it. In this order:

    1. *score*: "gap" is the suspect's cosine less the reference's, how much the two disagree; "reference" is one less
       the reference's cosine, how different the images are; "suspect" is the suspect's cosine; "random" a number drawn
       with `seed`. The higher comes first, equal ones by (i, j).
    2. *fold*: images that both encoders find alike (cosines above `fold`: the suspect's, the reference's) are one
       group; of the pairs between the same two groups the best stands for all, and `folded` says for how many, itself
       included. See `near_duplicate_groups`. Only the 50,000 images that come first in the ranking are grouped. None
       leaves every pair by itself.
    3. *per_image*: no image, and no near-duplicate of it, is in more than so many pairs. What is left out here is not
       counted by anybody's `folded`. None sets no limit.
    4. *spread*: pairs whose places in the suspect's space (the middle of their two rows) are as alike as the least
       alike of `pairs` form a clump; the best pair of every clump comes first, then the second of each, and so on, so
       that one clump does not fill the first page. Up to four times `top` pairs take part. Not done for "random".
    5. *top* pairs are kept, rank 1 first; None keeps all.

    The same table, rows and settings give the same result on the same machine. The metadata of the table holds, under
    `CHOICE`, the counts as JSON: pairs, images in them, pairs left after folding and after `per_image`, pairs shown,
    and the settings. For a plain random sample set `order="random", fold=None, per_image=None`.

    Raises:
        UnknownName: there is no such order.
        UsageError: `top` or `per_image` is less than 1.
    """
    _check(order, top=top, per_image=per_image)
    i, j, suspect, reference = (pairs[name].to_numpy() for name in ("i", "j", "suspect", "reference"))
    score = scores(suspect, reference, order, seed)
    ranked = np.lexsort((j, i, -score))
    images, groups = _grouped(i[ranked], j[ranked], (suspect_rows, reference_rows), fold)
    best, folded = best_of_each(groups)
    left = best if per_image is None else best[seldom(groups[best], per_image)]
    counts = {"pairs": len(i), "images": images, "after_folding": len(best), "after_per_image": len(left)}
    chosen = left
    if spread and order != "random" and len(left):
        candidates = left[: None if top is None else _SPREAD_PER_PAIR * top]
        clump = _clumps(suspect_rows, i[ranked[candidates]], j[ranked[candidates]], float(np.min(pairs["suspect"])))
        chosen = candidates[np.argsort(_turns(clump), kind="stable")]
    chosen = chosen[:top]
    settings = {"top": top, "per_image": per_image, "order": order, "fold": fold, "spread": spread, "seed": seed}
    counts |= {"shown": len(chosen)}
    return _as_table(
        pairs.take(ranked[chosen]), score[ranked[chosen]], folded[chosen], {**counts, "settings": settings}
    )


def _check(order: str, **limits: int | None) -> None:
    if order not in get_args(Order):
        raise UnknownName(unknown("order", order, list(get_args(Order))))
    for name, value in limits.items():
        if value is not None and value < 1:
            raise UsageError(f"{name} is {value}; expected at least 1, or none for no limit.")


def scores(
    suspect: Float64[np.ndarray, " P"], reference: Float64[np.ndarray, " P"], order: str, seed: int
) -> Float64[np.ndarray, " P"]:
    """What `choose_pairs` ranks pairs by, the higher the earlier, from their two cosines."""
    match order:
        case "gap":
            return np.asarray(suspect - reference)
        case "reference":
            return np.asarray(1.0 - reference)
        case "suspect":
            return np.asarray(suspect, np.float64)
        case _:
            return np.random.default_rng(seed).random(len(suspect))


def _grouped(
    i: Int64[np.ndarray, " P"],
    j: Int64[np.ndarray, " P"],
    rows: tuple[Rows, Rows],
    fold: tuple[float, float] | None,
) -> tuple[int, Int64[np.ndarray, "P 2"]]:
    """How many images there are, and the groups of each pair's two images, the smaller number first. The images are
    numbered as they first appear in the ranking, and a group by its leader: its first image."""
    seen, first, inverse = np.unique(np.stack([i, j], 1).ravel(), return_index=True, return_inverse=True)
    by_rank = np.argsort(first)
    place = np.empty(len(seen), np.int64)
    place[by_rank] = np.arange(len(seen))
    leader = np.arange(len(seen))
    if fold is not None and len(seen):
        leader[:FOLD_IMAGES] = near_duplicate_groups(*rows, seen[by_rank][:FOLD_IMAGES], fold)
    return len(seen), np.sort(leader[place[inverse]].reshape(-1, 2), axis=1)


def best_of_each(groups: Int64[np.ndarray, "P 2"]) -> tuple[Int64[np.ndarray, " R"], Int64[np.ndarray, " P"]]:
    """The first pair in the ranking between each two groups, and for how many pairs it stands (0 for the others)."""
    key = groups[:, 0] * (int(groups.max(initial=0)) + 1) + groups[:, 1]
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    folded = np.zeros(len(groups), np.int64)
    folded[first] = counts
    return np.sort(first), folded


def seldom(groups: Int64[np.ndarray, "R 2"], per_image: int) -> Bool[np.ndarray, " R"]:
    """Whether each pair, best first, is kept when no group may be in more than `per_image` of them."""
    uses = [0] * (int(groups.max(initial=-1)) + 1)
    keep = np.zeros(len(groups), bool)
    for number, (one, other) in enumerate(groups.tolist()):
        if uses[one] < per_image and uses[other] < per_image:
            uses[one] += 1
            uses[other] += one != other
            keep[number] = True
    return keep


def _clumps(
    rows: Rows, i: Int64[np.ndarray, " C"], j: Int64[np.ndarray, " C"], alike: float
) -> Int64[np.ndarray, " C"]:
    """The clump of each pair, best first: that of the first leader its middle is alike to, else one of its own."""
    clump, leaders = np.empty(len(i), np.int64), np.empty((0, int(rows.shape[1])), np.float32)
    for start in range(0, len(i), _BLOCK):
        part = slice(start, start + _BLOCK)
        middles = _unit(_unit(rows[i[part]]) + _unit(rows[j[part]])).astype(np.float32)
        near_old = middles @ leaders.T >= alike
        near_new = middles @ middles.T >= alike
        fresh: list[int] = []
        for k in range(len(middles)):
            known = np.flatnonzero(near_old[k])
            joined = known if len(known) else len(leaders) + np.flatnonzero(near_new[k, fresh])
            clump[start + k] = joined[0] if len(joined) else len(leaders) + len(fresh)
            if not len(joined):
                fresh.append(k)
        leaders = np.concatenate([leaders, middles[fresh]])
    return clump


def _turns(clump: Int64[np.ndarray, " C"]) -> Int64[np.ndarray, " C"]:
    """How many earlier pairs are in the same clump."""
    order = np.argsort(clump, kind="stable")
    sorted_clump = clump[order]
    begins = np.searchsorted(sorted_clump, sorted_clump, side="left")
    turns = np.empty(len(clump), np.int64)
    turns[order] = np.arange(len(clump)) - begins
    return turns


def _unit(rows: Any) -> Float64[np.ndarray, "B D"]:
    doubles = np.asarray(rows, np.float64)
    norms = np.linalg.norm(doubles, axis=1, keepdims=True)
    return np.asarray(doubles / np.where(norms > 0, norms, 1.0))  # a middle is zero where the two rows are opposite


def _as_table(
    chosen: Any, score: Float64[np.ndarray, " R"], folded: Int64[np.ndarray, " R"], counts: dict[str, Any]
) -> Any:
    import pyarrow as pa

    columns = {"rank": pa.array(np.arange(1, len(score) + 1)), "score": pa.array(score), "folded": pa.array(folded)}
    for name, column in columns.items():
        chosen = chosen.append_column(name, column)
    return chosen.replace_schema_metadata({CHOICE: json.dumps(counts)})
