"""Published scores: every figure has a source and the metric that it is."""

import pytest

from scotoma.scoring.published import published_scores


def test_every_figure_is_a_share_with_a_source_and_a_metric() -> None:
    for benchmark in ("MMVP", "MMVP-VLM"):
        found = published_scores(benchmark)
        assert found
        assert {each.benchmark for each in found} == {benchmark}
        assert all(each.source and 0 < each.value < 1 for each in found)
        assert {each.metric for each in found} <= {"pair", "single", "unstated"}


def test_the_papers_bars_come_first_and_are_pair_accuracies() -> None:
    found = published_scores()
    bars = {each.model: each.value for each in found if "Figure 4" in each.source and each.metric == "pair"}
    assert bars == {
        name: pytest.approx(per_cent / 100)
        for name, per_cent in {
            "Gemini": 40.7,
            "GPT-4V": 38.7,
            "LLaVA-1.5": 24.7,
            "Bard": 19.0,
            "Bing Chat": 17.3,
            "InstructBLIP": 16.7,
            "mini-GPT4": 12.7,
            "LLaVA": 6.0,
        }.items()
    }
    assert found[0].model == "Gemini"


def test_nobody_knows_whether_the_human_figure_is_of_pairs_or_of_questions() -> None:
    (human,) = (each for each in published_scores() if each.model == "Human")
    assert (human.value, human.metric) == (0.957, "unstated")
    assert "per question" in human.note


def test_figures_called_single_cannot_be_of_pairs() -> None:
    # Of one source at least one figure must be a multiple of 1/300 (to the decimals printed) and none of 1/150.
    sources: dict[str, list[float]] = {}
    for each in published_scores():
        if each.metric == "single":
            sources.setdefault(each.source, []).append(100 * each.value)
    assert sources
    for source, figures in sources.items():
        fits = [any(abs(figure - 100 * right / 300) < 0.05 for right in range(301)) for figure in figures]
        pairs = [any(abs(figure - 100 * right / 150) < 0.05 for right in range(151)) for figure in figures]
        assert all(fits), source
        assert not all(pairs), source
