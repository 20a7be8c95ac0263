"""Correlations over patterns: against scipy, and the paper's own computed again from its figures."""

from itertools import permutations

import numpy as np
import pytest

from scotoma.errors import UsageError
from scotoma.patterns import PATTERNS
from scotoma.scoring import Correlation, correlate, published_correlation_table
from scotoma.scoring.published import published_mmvp_vlm, published_patterns


def series(values: np.ndarray) -> dict[str, float]:
    return {f"pattern {number}": float(value) for number, value in enumerate(values)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pearson_and_spearman_are_scipys(seed: int) -> None:
    from scipy.stats import pearsonr, spearmanr

    x, y = np.random.default_rng(seed).integers(0, 6, (2, 9)) / 6  # with ties
    found = correlate(series(x), series(y))
    assert found.pearson is not None
    assert found.spearman is not None
    theirs = pearsonr(x, y)
    ends = theirs.confidence_interval()
    assert [found.pearson.value, found.pearson.low, found.pearson.high] == pytest.approx(
        [theirs.statistic, ends.low, ends.high]
    )
    assert found.spearman.value == pytest.approx(spearmanr(x, y).statistic)
    # Bonett and Wright: the error of Fisher's z is sqrt((1 + r^2 / 2) / (n - 3)).
    half = 1.959964 * np.sqrt((1 + found.spearman.value**2 / 2) / 6)
    assert np.arctanh(found.spearman.high) - np.arctanh(found.spearman.value) == pytest.approx(half, abs=1e-6)


def test_p_is_the_share_of_all_orders_that_correlate_as_strongly() -> None:
    x, y = np.array([0.1, 0.2, 0.3, 0.5, 0.9]), np.array([0.2, 0.1, 0.4, 0.6, 0.7])
    found = correlate(series(x), series(y))
    assert found.pearson is not None
    slow = [abs(np.corrcoef(x, order)[0, 1]) >= abs(np.corrcoef(x, y)[0, 1]) - 1e-12 for order in permutations(y)]
    assert found.pearson.p == pytest.approx(np.mean(slow))
    assert found.permutations == "all 120 orders"


def test_beyond_nine_points_orders_are_drawn() -> None:
    x = np.arange(12) / 12
    found = correlate(series(x), series(x[::-1]))
    assert found.pearson is not None
    assert found.permutations == "99,999 orders drawn with seed 0"
    assert [found.pearson.value, found.pearson.p] == pytest.approx([-1, 1e-5])
    drawn = np.random.default_rng(4).random(12)
    one, other = correlate(series(x), series(drawn)), correlate(series(x), series(drawn), seed=5)
    assert one.spearman is not None
    assert other.spearman is not None
    assert one.spearman.p == pytest.approx(other.spearman.p, abs=0.01)


def test_a_series_that_never_varies_has_no_correlation() -> None:
    found = correlate(series(np.ones(5)), series(np.arange(5.0)))
    assert (found.pearson, found.spearman, found.n) == (None, None, 5)


def test_only_patterns_in_both_series_count_and_few_are_refused() -> None:
    x = series(np.arange(6.0))
    assert correlate(x, {**dict(list(series(np.arange(6.0)).items())[:5]), "another": 3.0}).n == 5
    with pytest.raises(UsageError, match=r"share 3 patterns \(pattern 0, pattern 1, pattern 2\); .* at least 4"):
        correlate(x, dict(list(x.items())[:3]))


def published(model: str) -> Correlation:
    figure = published_patterns()
    return correlate(figure.encoder_by_pattern, figure.models[model])


@pytest.mark.parametrize(("model", "r"), [("LLaVA-1.5", 0.87), ("Gemini", 0.72), ("GPT-4V", 0.31)])
def test_the_papers_correlations_come_out_again(model: str, r: float) -> None:
    found = published(model).pearson
    assert found is not None
    assert round(found.value, 2) == r == published_patterns().printed_r[model]
    assert found.low < found.value < found.high


def test_instructblips_does_not_and_is_told() -> None:
    found = published("InstructBLIP").pearson
    assert found is not None
    assert round(found.value, 2) == 0.61
    assert published_patterns().printed_r["InstructBLIP"] == 0.71
    said = published_correlation_table(published_patterns())
    assert "InstructBLIP: printed as 0.71, but its bars give 0.61 [-0.10, 0.91]." in said
    assert "LLaVA-1.5: printed" not in said
    assert "Bard: printed as 0.79; its bars are not in the figure." in said
    assert "published figures, not measured here" in said


def test_the_interval_over_nine_patterns_is_wide() -> None:
    found = published("LLaVA-1.5").pearson
    assert found is not None
    assert [found.low, found.high] == pytest.approx([0.49, 0.97], abs=0.005)


def test_reading_the_bars_cannot_explain_a_disagreement_that_is_told() -> None:
    figure, generator = published_patterns(), np.random.default_rng(0)
    names = [pattern.name for pattern in PATTERNS]
    clip = np.array([figure.encoder_by_pattern[name] for name in names])
    for bars in figure.models.values():
        values = np.array([bars[name] for name in names])
        r = [np.corrcoef(clip, values + generator.uniform(-0.003, 0.003, 9))[0, 1] for _ in range(500)]
        assert max(np.abs(np.array(r) - np.corrcoef(clip, values)[0, 1])) < 0.012


def test_the_encoders_series_is_the_mean_of_three_rows_of_table_1() -> None:
    figure = published_patterns()
    rows = [row for row in published_mmvp_vlm() if row.name in figure.encoder_rows]
    assert [row.name for row in rows] == ["OpenAI ViT-L-14 224", "OpenAI ViT-L-14 336", "EVA01 ViT-g-14 224"]
    # Colour: 53.3, 20.0 and 66.7; the figure's bar is at 46.7.
    assert figure.encoder_by_pattern["colour"] == pytest.approx((8 + 3 + 10) / 45)
    bars = {"state": 33.3, "structure": 22.2, "viewpoint": 22.2, "presence": 20.0, "count": 15.6, "position": 11.1}
    for pattern, per_cent in {**bars, "text": 8.9, "orientation": 6.7}.items():
        assert figure.encoder_by_pattern[pattern] == pytest.approx(per_cent / 100, abs=5e-4)
