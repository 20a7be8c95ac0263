"""The probe: against ridge regression written out, and on embeddings that show a fact, or do not."""

import numpy as np
import pytest

from scotoma.errors import ShapeMismatch
from scotoma.probe.linear import LAMBDAS, Shown, linear_margins


def pairs(rng: np.random.Generator, count: int, values: list[tuple[str, str]], signal: float) -> Shown:
    """Pairs of rows in 6 dimensions: noise that both share, a little of its own, and a direction for each value."""
    names = sorted({value for both in values for value in both})
    directions = np.random.default_rng(99).normal(size=(len(names), 6)) * signal
    chosen = [values[number] for number in rng.integers(0, len(values), count)]
    shared, own = rng.normal(size=(count, 6)), rng.normal(size=(2, count, 6)) * 0.1
    rows = [shared + own[side] + directions[[names.index(both[side]) for both in chosen]] for side in (0, 1)]
    return Shown(rows[0], rows[1], [both[0] for both in chosen], [both[1] for both in chosen])


def slow_margins(train: Shown, test: Shown, penalty: float) -> np.ndarray:
    """Ridge on explicit features: the centred, scaled row with a 1, for each value, signed."""
    names = sorted({*train.values_a, *train.values_b})
    centre = np.concatenate([train.rows_a, train.rows_b]).mean(axis=0)
    scale = np.sqrt(np.mean([np.sum((row - centre) ** 2) for row in [*train.rows_a, *train.rows_b]]))

    def features(row: np.ndarray, shows: str, other: str) -> np.ndarray:
        out = np.zeros((len(names), len(row) + 1))
        out[names.index(shows)] += [*((row - centre) / scale), 1.0]
        out[names.index(other)] -= [*((row - centre) / scale), 1.0]
        return out.ravel()

    def both(pairs: Shown, k: int) -> list[np.ndarray]:
        a, b = pairs.values_a[k], pairs.values_b[k]
        return [features(pairs.rows_a[k], a, b), features(pairs.rows_b[k], b, a)]

    design = np.array([each for k in range(len(train.values_a)) for each in both(train, k)])
    asked = np.array([each for k in range(len(test.values_a)) for each in both(test, k)])
    strength = penalty * np.mean(np.sum(design**2, axis=1))

    def fit(rows: np.ndarray) -> np.ndarray:
        solution: np.ndarray = np.linalg.solve(rows.T @ rows + strength * np.eye(rows.shape[1]), rows.sum(axis=0))
        return solution

    kept = [np.delete(design, [2 * k, 2 * k + 1], axis=0) for k in range(len(design) // 2)]
    errors = [1 - design[2 * k : 2 * k + 2] @ fit(rows) for k, rows in enumerate(kept)]
    return np.array([np.mean(np.square(errors)), *(asked @ fit(design))])


@pytest.mark.parametrize("values", [[("left", "right")], [("red", "blue"), ("blue", "gold"), ("open", "shut")]])
def test_the_probe_is_ridge_regression_at_the_penalty_that_predicts_left_out_pairs_best(
    values: list[tuple[str, str]],
) -> None:
    rng = np.random.default_rng(3)
    train, test = pairs(rng, 25, values, 0.4), pairs(rng, 7, values, 0.4)
    tried = [slow_margins(train, test, penalty) for penalty in LAMBDAS]
    best = min(tried, key=lambda each: float(each[0]))
    assert 0 < np.argmin([each[0] for each in tried]) < len(LAMBDAS) - 1  # the choice is one
    assert linear_margins(train, test) == pytest.approx(best[1:].reshape(-1, 2), abs=1e-6)


def test_a_fact_that_rows_show_is_read_whatever_else_they_hold() -> None:
    rng = np.random.default_rng(0)
    values = [("left", "right"), ("right", "left")]
    assert (linear_margins(pairs(rng, 200, values, 5.0), pairs(rng, 100, values, 5.0)) > 0).all()


def test_a_fact_that_rows_do_not_show_is_guessed() -> None:
    rng = np.random.default_rng(0)
    values = [("left", "right"), ("right", "left")]
    margins = linear_margins(pairs(rng, 200, values, 0.0), pairs(rng, 400, values, 0.0))
    assert 0.42 < (margins > 0).mean() < 0.58  # 800 answers by coin: 0.5, give or take 3.5 deviations of 0.018


def test_an_encoder_that_gives_one_row_for_everything_decides_nothing() -> None:
    same = np.ones((10, 4))
    shown = Shown(same, same, ["left", "right"] * 5, ["right", "left"] * 5)
    assert (linear_margins(shown, shown) == 0).all()


def test_a_pair_whose_images_have_one_row_gets_one_answer_for_both() -> None:
    rng = np.random.default_rng(1)
    values = [("left", "right"), ("right", "left")]
    test = pairs(rng, 20, values, 0.5)
    blind = Shown(test.rows_a, test.rows_a, test.values_a, test.values_b)
    margins = linear_margins(pairs(rng, 50, values, 0.5), blind)
    assert margins[:, 0] == pytest.approx(-margins[:, 1])


def test_values_that_training_never_showed_are_not_asked() -> None:
    rng = np.random.default_rng(2)
    train = pairs(rng, 30, [("red", "blue")], 1.0)
    rows = rng.normal(size=(2, 3, 6))
    test = Shown(rows[0], rows[1], ["red", "red", "gold"], ["blue", "gold", "green"])
    margins = linear_margins(train, test)
    assert np.isnan(margins).tolist() == [[False, False], [True, True], [True, True]]
    nothing = Shown(np.empty((0, 6)), np.empty((0, 6)), [], [])
    assert np.isnan(linear_margins(nothing, test)).all()


def test_the_order_of_images_and_the_scale_of_rows_do_not_matter() -> None:
    rng = np.random.default_rng(4)
    train, test = (pairs(rng, count, [("red", "blue"), ("blue", "gold")], 0.5) for count in (40, 9))
    turned = Shown(test.rows_b, test.rows_a, test.values_b, test.values_a)
    larger = [Shown(7 * each.rows_a, 7 * each.rows_b, each.values_a, each.values_b) for each in (train, test)]
    margins = linear_margins(train, test)
    assert linear_margins(train, turned) == pytest.approx(margins[:, ::-1])
    assert linear_margins(*larger) == pytest.approx(margins)


def test_rows_without_values_are_refused() -> None:
    with pytest.raises(ShapeMismatch, match=r"Rows and values of the pairs differ in number: \[1, 2\]"):
        Shown(np.ones((2, 3)), np.ones((2, 3)), ["a"], ["b", "c"])
