"""A small text model: what the words of other pairs tell of a pair's answers."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float64

from scotoma.lint.records import LintItem, LintSide
from scotoma.lint.words import named, stems

__all__ = ["predicted"]

FOLDS = 10
RIDGE = 1.0  # arbitrary: words seen once then move a prediction by less than those seen often


def predicted(items: Sequence[LintItem]) -> list[tuple[bool, bool]]:
    """For each pair and side whether the text model, taught on other groups of pairs, gives the right option.

    Regularised least squares on differences between the features of the two options: their words, by themselves and
    together with each of the question's words, their place, their length, and whether the question names them. Every
    question needs two options and a key. A tie counts as wrong.
    """
    sides = [side for item in items for side in item.sides]
    rows = _rows([_features(side) for side in sides])
    wanted = np.array([1.0 if side.answer == 0 else -1.0 for side in sides])
    groups = {group: number for number, group in enumerate(dict.fromkeys(item.group for item in items))}
    folds = np.array([groups[item.group] % FOLDS for item in items for _ in item.sides])
    given = np.zeros(len(sides))
    products = rows @ rows.T
    for fold in range(FOLDS):
        taught, tried = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if len(taught) and len(tried):
            kernel = products[np.ix_(taught, taught)] + RIDGE * np.eye(len(taught))
            given[tried] = products[np.ix_(tried, taught)] @ np.linalg.solve(kernel, wanted[taught])
    right = [bool(value) for value in given * wanted > 0]
    return list(zip(right[::2], right[1::2], strict=True))


def _features(side: LintSide) -> dict[str, float]:
    """The first option's features less the second's."""
    asked = sorted(set(stems(side.text)))
    there = named(side.text, side.options)
    found: dict[str, float] = {"place": 1.0}
    for sign, option, is_there in zip((1.0, -1.0), side.options, there, strict=True):
        for stem in stems(option):
            for name in (stem, *(f"{word}: {stem}" for word in asked)):
                found[name] = found.get(name, 0.0) + sign
        found["length"] = found.get("length", 0.0) + sign * float(np.log1p(len(option)))
        found["named"] = found.get("named", 0.0) + sign * is_there
    return found


def _rows(features: Sequence[dict[str, float]]) -> Float64[np.ndarray, "Q F"]:
    columns = {name: number for number, name in enumerate(dict.fromkeys(name for each in features for name in each))}
    rows = np.zeros((len(features), len(columns)))
    for row, each in enumerate(features):
        for name, value in each.items():
            rows[row, columns[name]] = value
    return rows
