"""The page of models: its figures are the scores', its parts hold together, and nothing in it can run or be fetched."""

import base64
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from scotoma.answers import answer_folder
from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.errors import UnreadableSource, UsageError
from scotoma.matching import match, save_scores
from scotoma.report.models import write_models_report
from scotoma.scoring import OUTCOMES, ModelScores, compare, run_scores, score_run
from scotoma.scoring.correlation import correlate
from tests.matching.colour_words import ColourWords
from tests.report.answered_run import NASTY, answerers, write_answered, write_scenes
from tests.report.models_page import ModelsPage

PAIRS, MODELS = 18, 5


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    return write_scenes(tmp_path_factory.mktemp("answered") / "scenes", PAIRS)


@pytest.fixture(scope="session")
def scored(scenes: Benchmark, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of five models under all controls, with an encoder's scores beside them."""
    run = tmp_path_factory.mktemp("scored") / "run"
    write_answered(run, scenes, answerers(MODELS), nasty=True)
    score_run(run)
    encoder = ColourWords()
    save_scores(run, scenes, encoder.facts, match(scenes, encoder))
    return run


@pytest.fixture(scope="session")
def page(scored: Path) -> ModelsPage:
    return ModelsPage(write_models_report(scored))


@pytest.fixture(scope="session")
def models(scored: Path) -> dict[str, ModelScores]:
    return {each.model: each for each in run_scores(scored)}


@pytest.fixture
def run(scored: Path, tmp_path: Path) -> Path:
    """A copy, to be damaged."""
    return Path(shutil.copytree(scored, tmp_path / "run"))


def shown(share: object) -> str:
    """A share as the page should show it, written the long way."""
    value, low, high = (100 * float(getattr(share, name)) for name in ("value", "low", "high"))
    return f"{value:.1f} [{low:.1f}, {high:.1f}]"


def test_every_model_has_its_pair_and_single_accuracy_under_both_labels(
    page: ModelsPage, models: dict[str, ModelScores]
) -> None:
    rows = page.rows("Scores of the models")
    assert len(models) == MODELS
    for name, model in models.items():
        plain = [labels.controls[0].all for labels in model.labels]
        cells = rows[name]
        assert [cells[1], cells[3]] == [shown(plain[0].pair), shown(plain[0].single)]
        assert cells[4:6] == [shown(plain[1].pair), shown(plain[1].single)]
        assert cells[6] == shown(model.labels[0].circular_pair)
        counts = model.asked[0].counts
        assert plain[0].pair is not None
        unread = counts.unparsed + counts.empty + counts.truncated + counts.refused
        assert cells[7:] == [str(plain[0].pair.n), str(unread), str(counts.failed + counts.missing)]


def test_models_stand_in_the_order_of_their_pair_accuracy(page: ModelsPage) -> None:
    body = page.tables["Scores of the models"][1:]
    values = [float(row[2].split()[0]) for row in body]
    assert values == sorted(values, reverse=True)
    assert f"Of {MODELS} models, {body[0][0]} gets the most of {PAIRS} pairs right: {body[0][2].split()[0]} %" in (
        page.words("top")
    )


def test_every_pattern_has_its_figure_and_drawing(page: ModelsPage, models: dict[str, ModelScores]) -> None:
    table = page.tables["Pairs right by pattern"]
    heads = [head.split()[0] for head in table[0][1:]]
    assert heads[-1] == "all"
    for name, *cells in table[1:]:
        rows = {row.pattern: row for row in models[name].labels[0].controls[0].rows}
        assert dict(zip(heads, cells, strict=True)) == {
            each: "–" if rows[each].pair is None else shown(rows[each].pair) for each in heads
        }


def test_the_anatomy_counts_every_pair_once(page: ModelsPage, models: dict[str, ModelScores]) -> None:
    head, *body = page.tables["What became of the pairs"]
    for name, _, *cells in body:
        anatomy = models[name].labels[0].controls[0].all.anatomy
        counts = dict(zip(head[2:], map(int, cells), strict=True))
        assert sum(counts.values()) == PAIRS
        assert counts == {each: getattr(anatomy, each) for each in OUTCOMES if each in counts}


def test_controls_and_what_they_show_are_the_scores(page: ModelsPage, models: dict[str, ModelScores]) -> None:
    rows = page.rows("Scores under the controls")
    signs = page.rows("What the controls show")
    for name, model in models.items():
        labels = model.labels[0]
        expected = [shown(share) for each in labels.controls for share in (each.all.pair, each.all.single)]
        assert rows[name] == expected
        assert model.order is not None
        circular = [shown(share) for share in (labels.circular_pair, labels.circular_single)]
        order = [shown(share) for share in (model.order.consistent, model.order.first_place)]
        assert signs[name] == [shown(model.asked[0].same_answer), *circular, *order, shown(labels.partner_followed)]


def test_every_warning_is_on_the_page(page: ModelsPage, models: dict[str, ModelScores]) -> None:
    said = page.words("controls-title")
    warnings = [warning for model in models.values() for warning in model.warnings]
    assert len(warnings) > 3
    best = models[page.tables["Scores of the models"][1][0]]
    assert [each for each in best.warnings[:1] if f"Before you quote it: {each}" not in page.words("top")] == []
    for warning in warnings:
        assert warning in said


def test_the_matrix_has_differences_above_the_diagonal_and_p_below(page: ModelsPage, scored: Path) -> None:
    found = {(each.first, each.second): each for each in compare(run_scores(scored))}
    _, *body = page.tables["Model against model"]
    names = [row[0].split()[1] for row in body]
    for (first, second), each in found.items():
        one, other = sorted((names.index(first), names.index(second)))
        sign = 1 if names[one] == first else -1
        above = float(body[one][1 + other].replace("−", "-"))
        assert above == pytest.approx(100 * sign * each.difference.value, abs=0.051)
        below = body[other][1 + one]
        assert below == "<.001" if each.p_holm < 0.001 else float(below) == pytest.approx(each.p_holm, abs=0.006)
    assert f"{sum(each.p_holm < 0.05 for each in found.values())} of {len(found)}" in page.words("pairwise-title")


def test_an_encoder_in_the_run_is_set_against_every_model(page: ModelsPage, models: dict[str, ModelScores]) -> None:
    head, *body = page.tables["Correlations with test:colour-words"]
    assert head[0] == "model"
    assert len(body) == MODELS
    assert page.words("correlation-title").count("Measured: test:colour-words") == 1
    drawn = [each for each in page.all("svg") if "against test:colour-words" in (each.get("aria-label") or "")]
    assert len(drawn) == MODELS


def test_published_figures_stand_apart_and_are_recomputed(page: ModelsPage) -> None:
    published = page.source.split("Published: the paper")[1].split("</section>")[0]
    assert "r = 0.87 [0.49, 0.97], p 0.004; printed as 0.87" in published
    assert "r = 0.61 [−0.10, 0.91], p 0.082; printed as 0.71" in published
    assert published.count('class="points published"') == 4
    assert "Published by others" not in page.source  # those are MMVP's, and this is not MMVP


def test_the_hardest_pairs_come_first_with_images_keys_and_every_answer(
    page: ModelsPage, scenes: Benchmark, models: dict[str, ModelScores]
) -> None:
    shown_pairs = [each["aria-label"] for each in page.all("article")]
    right = {
        pair.id: sum(model.outcomes[row].under("corrected").outcome == "both" for model in models.values())
        for row, pair in enumerate(scenes.pairs)
    }
    ids = [str(each).removeprefix("Pair ") for each in shown_pairs]
    assert [right[each] for each in ids] == sorted(right.values())[: len(ids)]
    images = page.all("img")
    assert len(images) == 2 * len(ids)
    assert all(str(each["src"]).startswith("data:image/webp;base64,") and each["alt"] for each in images)
    for each in ids:
        assert len(page.rows(f"Answers to pair {each}")) == MODELS + 1


def test_an_answer_is_text_whatever_it_holds(page: ModelsPage) -> None:
    assert not page.all("script")
    assert not [each for each in page.all("img") if each.get("onerror")]
    assert "<title>broken" not in page.source
    assert not {*"\u202e\u202d\x00\x1b\u2028"} & {*page.source}
    said = page.words("worst-title")
    assert NASTY[0] in said
    assert "⟨U+202E⟩right to left" in said
    assert "{{ 7 * 7 }} {% raw %} & ⟨U+0000⟩⟨U+001B⟩[31m next" in said


def test_nothing_is_fetched_and_nothing_runs(page: ModelsPage) -> None:
    policy = next(each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    style = re.findall(r"<style>(.*?)</style>", page.source, re.S)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    for _, attributes in page.elements:
        assert not {"style", "onclick", "onload", "srcset", "action"} & set(attributes)
        for name in ("src", "href"):
            assert re.match(r"data:image/webp;base64,|#", attributes.get(name) or "#")


def test_tags_are_closed_heads_have_scopes_drawings_have_words_and_links_lead_somewhere(page: ModelsPage) -> None:
    assert page.open_tags == []
    assert all(each.get("scope") in ("col", "row", "colgroup") for each in page.all("th"))
    for each in page.all("svg"):
        assert each.get("aria-label") or each.get("aria-hidden") == "true"
    ids = {attributes["id"] for _, attributes in page.elements if attributes.get("id")}
    assert {str(each["href"])[1:] for each in page.all("a")} <= ids
    regions = [each for each in page.all("div") if each.get("class") == "scroll"]
    assert all(each.get("tabindex") == "0" and each.get("aria-label") for each in regions)


def test_what_made_it_is_told(page: ModelsPage, scenes: Benchmark) -> None:
    said = page.words("made-title")
    for word in (scenes.sha256, scenes.licence, "temperature 0.0", "letter", "no image", "ask", "score"):
        assert word in said
    assert len(page.tables["What came back"]) == 1 + MODELS * 6


def test_one_model_alone_has_patterns_as_rows_and_nobody_to_be_compared_with(scenes: Benchmark, tmp_path: Path) -> None:
    write_answered(tmp_path, scenes, answerers(MODELS)[:1], controls=("plain",))
    score_run(tmp_path)
    page = ModelsPage(write_models_report(tmp_path))
    assert "openai/sees-all-2 gets" in page.words("top")
    assert page.tables["Pairs right by pattern"][1][0].startswith("Orientation and Direction")
    assert "Model against model" not in page.source
    assert "Only as it is was asked. scotoma ask --controls all" in page.words("controls-title")
    assert "scotoma match ENCODER --benchmark BENCHMARK" in page.words("correlation-title")
    assert all(each.get("open", "no") is None for each in page.all("details") if "open" in each)


def test_pairs_without_patterns_say_how_to_get_them(scenes: Benchmark, tmp_path: Path) -> None:
    plain = open_benchmark(scenes.folder / "mmvp")
    write_answered(tmp_path, plain, answerers(MODELS)[:2], controls=("no-image", "plain"))
    score_run(tmp_path)
    page = ModelsPage(write_models_report(tmp_path))
    assert f"scotoma score {tmp_path} --patterns TABLE" in page.words("patterns-title")
    assert "Without patterns there is nothing to set against an encoder." in page.words("correlation-title")


def test_a_model_that_was_asked_blind_only_is_in_the_controls_alone(scenes: Benchmark, tmp_path: Path) -> None:
    write_answered(tmp_path, scenes, answerers(MODELS)[:1], controls=("no-image",))
    score_run(tmp_path)
    page = ModelsPage(write_models_report(tmp_path))
    assert "No model was asked the plain questions" in page.words("board-title")
    assert "Without plain answers, so in no table but the controls: openai/sees-all-2." in page.words("board-title")


def test_answers_and_images_that_are_gone_are_said_and_the_scores_stay(run: Path, scenes: Benchmark) -> None:
    first = run_scores(run)[0].model
    shutil.rmtree(answer_folder(run, first, "plain"))
    page = ModelsPage(write_models_report(run))
    assert f"The answers of {first} are not in the run any more; its scores are." in page.words("top")
    assert "not in the run" in page.words("worst-title")


def test_a_benchmark_that_is_gone_is_said_and_the_scores_stay(run: Path, scenes: Benchmark, tmp_path: Path) -> None:
    stages = (run / "run.json").read_text("utf-8").replace(str(scenes.folder), str(tmp_path / "gone"))
    (run / "run.json").write_text(stages, "utf-8")
    page = ModelsPage(write_models_report(run))
    assert "The benchmark could not be opened, so that its pairs are not shown" in page.words("top")
    assert "--benchmark FOLDER" in page.words("worst-title")
    again = ModelsPage(write_models_report(run, benchmark=str(scenes.folder)))
    assert len(again.all("article")) == 12


def test_no_pairs_are_shown_if_none_are_wanted(run: Path) -> None:
    page = ModelsPage(write_models_report(run, run / "else.html", worst=0))
    assert not page.all("article")
    assert "( --top 0 )" in page.words("worst-title")
    with pytest.raises(UsageError, match="worst is -1; expected how many pairs to show, 0 or more"):
        write_models_report(run, worst=-1)


def test_a_run_without_scores_says_what_makes_them(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"holds? no scores of models|has no scores of models\. `scotoma ask`"):
        write_models_report(tmp_path)


def test_the_correlation_on_the_page_is_that_of_the_two_series(
    page: ModelsPage, scored: Path, scenes: Benchmark, models: dict[str, ModelScores]
) -> None:
    theirs = {row.pattern: row.pair.value for row in match(scenes, ColourWords()).metrics[0].rows[:-1]}
    name = page.tables["Correlations with test:colour-words"][1][0]
    ours = {row.pattern: row.pair.value for row in models[name].labels[0].controls[0].rows[:-1] if row.pair}
    pearson = correlate(theirs, ours).pearson
    cells = page.rows("Correlations with test:colour-words")[name]
    assert cells[0] == ("–" if pearson is None else f"{pearson.value:.2f}".replace("-", "−"))
