"""The probe: against ridge regression written out, and on embeddings that show a fact, or do not."""

import numpy as np
import pytest

from scotoma.errors import ShapeMismatch
from scotoma.probe.linear import LAMBDAS, Shown, linear_margins

Options = list[tuple[str, str]]


def shown(rows_a: np.ndarray, rows_b: np.ndarray, options: Options, about: str = "the car") -> Shown:
    """Pairs that show the options' words, all about one thing."""
    words_a, words_b = ([frozenset(both[side].split()) for both in options] for side in (0, 1))
    return Shown(rows_a, rows_b, words_a, words_b, [about] * len(options))


def pairs(rng: np.random.Generator, count: int, options: Options, signal: float, about: str = "the car") -> Shown:
    """Pairs of rows in 6 dimensions: noise that both share, a little of its own, and a direction for each option."""
    names = sorted({option for both in options for option in both})
    directions = np.random.default_rng(99).normal(size=(len(names), 6)) * signal
    chosen = [options[number] for number in rng.integers(0, len(options), count)]
    shared, own = rng.normal(size=(count, 6)), rng.normal(size=(2, count, 6)) * 0.1
    rows = [shared + own[side] + directions[[names.index(both[side]) for both in chosen]] for side in (0, 1)]
    return shown(rows[0], rows[1], chosen, about)


def joined(*groups: Shown) -> Shown:
    """All the groups' pairs."""
    return Shown(
        np.concatenate([each.rows_a for each in groups]),
        np.concatenate([each.rows_b for each in groups]),
        [words for each in groups for words in each.words_a],
        [words for each in groups for words in each.words_b],
        [about for each in groups for about in each.about],
    )


def slow_margins(train: Shown, test: Shown, penalty: float) -> np.ndarray:
    """Ridge on explicit features: the centred, scaled row with a 1, for each word, plain and with its matter, signed.

    First the squared error on pairs left out, then the margins.
    """
    words = {word for each in (train, test) for group in (each.words_a, each.words_b) for one in group for word in one}
    names = sorted({*words, *(f"{about}/{word}" for word in words for about in {*train.about, *test.about})})
    centre = np.concatenate([train.rows_a, train.rows_b]).mean(axis=0)
    scale = np.sqrt(np.mean([np.sum((row - centre) ** 2) for row in [*train.rows_a, *train.rows_b]]))

    def features(row: np.ndarray, shows: frozenset[str], other: frozenset[str], about: str) -> np.ndarray:
        out = np.zeros((len(names), len(row) + 1))
        for sign, group in ((1, shows), (-1, other)):
            for word in group:
                out[names.index(word)] += sign * np.array([*((row - centre) / scale), 1.0])
                out[names.index(f"{about}/{word}")] += sign * np.array([*((row - centre) / scale), 1.0])
        return out.ravel()

    def both(pairs: Shown, k: int) -> list[np.ndarray]:
        a, b, about = pairs.words_a[k], pairs.words_b[k], pairs.about[k]
        return [features(pairs.rows_a[k], a, b, about), features(pairs.rows_b[k], b, a, about)]

    design = np.array([each for k in range(len(train.about)) for each in both(train, k)])
    asked = np.array([each for k in range(len(test.about)) for each in both(test, k)])
    strength = penalty * np.mean(np.sum(design**2, axis=1))

    def fit(rows: np.ndarray) -> np.ndarray:
        solution: np.ndarray = np.linalg.solve(rows.T @ rows + strength * np.eye(rows.shape[1]), rows.sum(axis=0))
        return solution

    kept = [np.delete(design, [2 * k, 2 * k + 1], axis=0) for k in range(len(design) // 2)]
    errors = [1 - design[2 * k : 2 * k + 2] @ fit(rows) for k, rows in enumerate(kept)]
    return np.array([np.mean(np.square(errors)), *(asked @ fit(design))])


SIDES: Options = [("left", "right"), ("right", "left")]
COLOURS: Options = [("red", "blue"), ("blue", "gold"), ("the left half", "the right half")]


@pytest.mark.parametrize("options", [SIDES, COLOURS])
def test_the_probe_is_ridge_regression_at_the_penalty_that_predicts_left_out_pairs_best(options: Options) -> None:
    rng = np.random.default_rng(3)
    train = joined(pairs(rng, 16, options, 0.4), pairs(rng, 9, options, 0.4, "the cat"))
    test = pairs(rng, 7, options, 0.4, "the cat")
    tried = [slow_margins(train, test, penalty) for penalty in LAMBDAS]
    best = min(tried, key=lambda each: float(each[0]))
    assert 0 < np.argmin([each[0] for each in tried]) < len(LAMBDAS) - 1  # the choice is one
    assert linear_margins(train, test) == pytest.approx(best[1:].reshape(-1, 2), abs=1e-6)


def test_a_fact_that_rows_show_is_read_whatever_else_they_hold() -> None:
    rng = np.random.default_rng(0)
    assert (linear_margins(pairs(rng, 200, SIDES, 5.0), pairs(rng, 100, SIDES, 5.0)) > 0).all()


def test_what_is_learned_of_one_thing_serves_another() -> None:
    rng = np.random.default_rng(0)
    cars, cats = pairs(rng, 200, SIDES, 5.0, "the car"), pairs(rng, 100, SIDES, 5.0, "the cat")
    assert (linear_margins(cars, cats) > 0).all()


def test_what_differs_from_thing_to_thing_is_learned_of_each() -> None:
    # The cats' direction is the cars', exchanged: no readout serves both.
    rng = np.random.default_rng(0)

    def exchanged(pairs: Shown) -> Shown:
        return Shown(pairs.rows_a, pairs.rows_b, pairs.words_b, pairs.words_a, ["the cat"] * len(pairs.about))

    train = joined(pairs(rng, 200, SIDES, 5.0), exchanged(pairs(rng, 200, SIDES, 5.0)))
    test = joined(pairs(rng, 50, SIDES, 5.0), exchanged(pairs(rng, 50, SIDES, 5.0)))
    assert (linear_margins(train, test) > 0).all()


def test_a_fact_that_rows_do_not_show_is_guessed() -> None:
    rng = np.random.default_rng(0)
    margins = linear_margins(pairs(rng, 200, SIDES, 0.0), pairs(rng, 400, SIDES, 0.0))
    assert 0.42 < (margins > 0).mean() < 0.58  # 800 answers by coin: 0.5, give or take 3.5 deviations of 0.018


def test_an_encoder_that_gives_one_row_for_everything_decides_nothing() -> None:
    same = np.ones((10, 4))
    pairs = shown(same, same, SIDES * 5)
    assert (linear_margins(pairs, pairs) == 0).all()


def test_a_pair_whose_images_have_one_row_gets_one_answer_for_both() -> None:
    rng = np.random.default_rng(1)
    test = pairs(rng, 20, SIDES, 0.5)
    blind = Shown(test.rows_a, test.rows_a, test.words_a, test.words_b, test.about)
    margins = linear_margins(pairs(rng, 50, SIDES, 0.5), blind)
    assert margins[:, 0] == pytest.approx(-margins[:, 1])


def test_words_that_never_told_training_images_apart_are_not_asked() -> None:
    rng = np.random.default_rng(2)
    train = pairs(rng, 30, [("pale red", "pale blue")], 1.0)
    rows = rng.normal(size=(2, 4, 6))
    test = shown(rows[0], rows[1], [("red", "blue"), ("red", "gold"), ("green", "gold"), ("pale red", "blue")])
    margins = linear_margins(train, test)
    assert np.isnan(margins).tolist() == [[False] * 2, [True] * 2, [True] * 2, [True] * 2]
    nothing = shown(np.empty((0, 6)), np.empty((0, 6)), [])
    assert np.isnan(linear_margins(nothing, test)).all()
    assert linear_margins(train, nothing).shape == (0, 2)


def test_the_order_of_images_and_the_scale_of_rows_do_not_matter() -> None:
    rng = np.random.default_rng(4)
    train, test = (pairs(rng, count, COLOURS, 0.5) for count in (40, 9))
    turned = Shown(test.rows_b, test.rows_a, test.words_b, test.words_a, test.about)
    larger = [Shown(7 * each.rows_a, 7 * each.rows_b, each.words_a, each.words_b, each.about) for each in (train, test)]
    margins = linear_margins(train, test)
    assert linear_margins(train, turned) == pytest.approx(margins[:, ::-1])
    assert linear_margins(*larger) == pytest.approx(margins)


def test_rows_without_words_are_refused() -> None:
    with pytest.raises(ShapeMismatch, match=r"Rows and words of the pairs differ in number: \[1, 2\]"):
        Shown(np.ones((2, 3)), np.ones((2, 3)), [frozenset("a")], [frozenset("b")], ["c"])
