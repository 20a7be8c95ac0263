"""The thresholds pages as a browser gets them: counts, samples, labels, and other encoders."""

import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.store.tables import LABELS
from scotoma.studio.thresholds.labels import read_labels, save_label
from scotoma.studio.thresholds.regions import corner
from scotoma.studio.web.studio import Studio
from tests.studio.clients import send

JSON = {"Accept": "application/json"}
SAMPLE = "above=0.9&below=0.7&seed=4&size=12"
FIELDS = {"above": "0.9", "below": "0.7", "seed": "4", "size": "12"}


def sampled(author: TestClient, address: str = SAMPLE) -> list[str]:
    return re.findall(r'data-pair="(\d+-\d+)"', author.get(f"/thresholds/sample?{address}").text)


def test_the_page_counts_what_the_density_counts_without_a_script(studio: Studio, author: TestClient) -> None:
    assert studio.contents is not None
    assert studio.contents.density is not None
    count = studio.contents.density.count(0.9, 0.7)
    text = author.get("/thresholds").text
    assert f'<strong id="count">{count.estimate:,} pairs, counted</strong>' in text
    assert count.estimate == studio.contents.certificate.counts.found
    estimated = author.get("/thresholds?above=-0.5&below=0.5").text
    assert "estimated from a sample; 95 per cent interval" in estimated
    assert "scotoma mine RUN --above -0.5 --below 0.5" in html.unescape(estimated)


def test_live_counts_are_those_of_the_page(author: TestClient) -> None:
    said = author.get("/thresholds/count?above=0.9&most=0.99&least=-0.5&below=0.7").json()
    page = html.unescape(author.get("/thresholds?above=0.9&most=0.99&least=-0.5&below=0.7").text)
    for value in (said["count"], said["alike"], said["precision"]):
        assert value in page
    assert [len(frame) for frame in said["frames"]] == [4, 4]
    assert said["pairs"] == "/pairs?above=0.9&most=0.99&least=-0.5&below=0.7"
    assert author.get("/thresholds/count?above=0.5").json()["pairs"] == ""


def test_the_gallery_shows_as_many_pairs_as_the_thresholds_count(author: TestClient) -> None:
    said = author.get("/thresholds/count?above=0.95&most=0.99&least=-0.2&below=0.5").json()
    shown = author.get(f"{said['pairs'].replace('/pairs', '/pairs/cards')}&fold=no&size=192").text
    assert said["count"].split()[0] == str(shown.count("data-pair="))


def test_the_table_has_a_link_for_every_count_and_marks_what_was_mined(author: TestClient) -> None:
    text = html.unescape(author.get("/thresholds").text)
    table = text[text.index("<table") : text.index("</table>")]
    links = re.findall(r'<td( class="mined")?><a href="/thresholds\?above=([\d.-]+)&below=([\d.-]+)">', table)
    assert len(links) >= 25
    assert [(above, below) for mined, above, below in links if mined] == [("0.9", "0.7")]


def test_a_sample_is_labelled_one_by_one_with_a_script(studio: Studio, author: TestClient) -> None:
    pairs = sampled(author)
    assert len(pairs) == 12
    assert pairs == sampled(author)
    assert pairs != sampled(author, SAMPLE.replace("seed=4", "seed=5"))
    for pair, label in zip(pairs, ("different", "different", "same", "unclear"), strict=False):
        said = send(author, "/thresholds/label", {**FIELDS, f"label-{pair}": label}, **JSON).json()
    assert said["labelled"] == 4
    assert said["precision"].startswith("Of 4 labelled pairs: 2 different, 1 the same, 1 unclear.")
    with studio.store.read() as connection:
        row = connection.execute(select(LABELS).where(LABELS.c.pair == pairs[2])).mappings().one()
    assert (row["person"], row["label"]) == ("Ann", "same")
    assert row["sample"]["above"] == 0.9
    assert row["sample"]["seed"] == 4
    assert row["sample"]["suspect"] > 0.9
    assert said["precision"] in html.unescape(author.get("/thresholds").text)
    assert studio.store.history(LABELS)[0].action == "label the pair unclear"


def test_a_sample_is_labelled_as_one_form_without_a_script(author: TestClient) -> None:
    first, second, *_ = sampled(author)
    response = send(author, "/thresholds/label", {**FIELDS, f"label-{first}": "same", f"label-{second}": "unclear"})
    assert response.status_code == 303
    text = author.get(response.headers["location"]).text
    assert f'name="label-{first}" value="same" checked' in text
    assert "2 labels are kept." in text


def test_a_label_can_be_changed_and_the_first_is_in_the_journal(studio: Studio, author: TestClient) -> None:
    pair = sampled(author)[0]
    for label in ("same", "different"):
        send(author, "/thresholds/label", {**FIELDS, f"label-{pair}": label}, **JSON)
    with studio.store.read() as connection:
        assert [each.label for each in read_labels(connection, "Ann")] == ["different"]
        assert read_labels(connection, "Bo") == []
    before = studio.store.history(LABELS)[0].before
    assert before is not None
    assert before["label"] == "same"


def test_the_sample_of_a_wider_region_stays_when_a_pair_is_met_again_in_a_narrower_one(studio: Studio) -> None:
    wide = {**corner(0.9, None).as_dict(), "seed": 0, "suspect": 0.97, "reference": 0.1}
    narrow = {**corner(0.95, 0.6).as_dict(), "seed": 1, "suspect": 0.97, "reference": 0.1}
    for sample, kept in ((None, None), (narrow, narrow), (wide, wide), (narrow, wide), (None, wide)):
        save_label(studio.store, "Ann", "1-2", "same", sample)
        with studio.store.read() as connection:
            assert read_labels(connection)[0].sample == kept


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({**FIELDS}, "No pair was labelled: choose different, same or unclear"),
        ({**FIELDS, "seed": "-1", "label-0-1": "same"}, "seed is '-1'; expected a whole number from 0"),
        ({**FIELDS, "size": "100000", "label-0-1": "same"}, "size is '100000'; expected a whole number from 0 to 200"),
        ({"seed": "1", "above": "7", "label-0-1": "same"}, "expected a cosine"),
        ({"label-0-1": "perhaps"}, "perhaps"),
        ({"label-0-99999": "same"}, "no pair of this run"),
    ],
)
def test_labels_that_make_no_sense_are_refused(author: TestClient, fields: dict[str, str], message: str) -> None:
    response = send(author, "/thresholds/label", fields)
    assert response.status_code in (400, 404)
    assert message in html.unescape(response.text)


def test_a_pair_that_was_not_drawn_cannot_pass_for_one_of_the_sample(studio: Studio, author: TestClient) -> None:
    drawn = sampled(author)
    other = next(f"{i}-{i + 1}" for i in range(20) if f"{i}-{i + 1}" not in drawn)
    response = send(author, "/thresholds/label", {**FIELDS, f"label-{other}": "same"})
    assert response.status_code == 400
    assert f"Pair {other} is not in the sample with seed 4." in response.text
    with studio.store.read() as connection:
        assert read_labels(connection) == []


def test_a_pair_can_be_labelled_by_itself_and_counts_for_no_estimate(studio: Studio, author: TestClient) -> None:
    response = send(author, "/thresholds/label", {"label-0-7": "different"})
    assert (response.status_code, response.headers["location"]) == (303, "/pairs/0-7")
    with studio.store.read() as connection:
        assert [(each.pair, each.sample) for each in read_labels(connection)] == [("0-7", None)]
    assert "None of these pairs was drawn at random" in author.get("/thresholds?above=-1").text


def test_below_the_floor_pairs_are_drawn_and_the_page_says_how(author: TestClient) -> None:
    text = author.get("/thresholds/sample?above=-0.9&below=0.5").text
    assert "pairs were drawn from all pairs of the run" in text
    assert "data-pair=" in text
    nothing = author.get("/thresholds/sample?above=-1&most=-0.999").text
    assert "No pair was found there." in nothing


def test_other_encoders_are_measured_from_the_page(author: TestClient) -> None:
    before = author.get("/thresholds/others").text
    assert "within it only their roles can be exchanged" in before
    form = {"encoders": "toy:edges\r\ntoy:palette", "above": "0.9", "below": "0.7"}
    response = send(author, "/thresholds/measure", form)
    assert (response.status_code, response.headers["location"]) == (303, "/thresholds/others?above=0.9&below=0.7")
    after = author.get(response.headers["location"]).text
    assert '<th scope="row">toy:edges, toy:palette</th>' in after
    assert "Not measured yet" not in after


def test_without_a_density_the_page_says_what_to_run(application: Starlette, author: TestClient) -> None:
    studio = application.state.studio
    application.state.studio = replace(studio, contents=replace(studio.contents, density=None))
    assert "scotoma density RUN" in author.get("/thresholds").text
    assert author.get("/thresholds/count?above=0.9").status_code == 400
    assert author.get("/thresholds/sample?above=0.95&below=0.5").status_code == 200
