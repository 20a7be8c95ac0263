"""Releases: what is in one, what stops it, and that it works with the commands at once."""

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import scotoma
from scotoma.benchmark import open_benchmark
from scotoma.cli import main
from scotoma.errors import EditConflict, UnreadableSource, UsageError
from scotoma.studio.release.building import write_release
from scotoma.studio.release.readiness import cautions_of
from scotoma.studio.release.state import read_state
from scotoma.studio.store.tables import RELEASES
from tests.studio.review.workshop import Workshop, post, review_all

WISHES: dict[str, Any] = {"name": "blocks", "version": "1.0", "licence": "CC-BY-4.0"}


@pytest.fixture
def written(workshop: Workshop) -> Workshop:
    """Four ready pairs, reviewed by Rob without disagreement."""
    for row in range(4):
        workshop.write(row, row + 6)
    review_all(workshop, "Rob", {})
    return workshop


def command(*words: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as stopped:
        main(words)
    return int(stopped.value.code or 0)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_holds_the_ready_drafts_question_by_question(written: Workshop) -> None:
    written.write(4, 10, state="draft")
    folder = write_release(written.studio, "Ann", **WISHES, seed=3, despite="one is late")
    assert folder == written.studio.run / "benchmark"
    benchmark = open_benchmark(folder)
    assert (benchmark.name, benchmark.version, benchmark.licence) == ("blocks", "1.0", "CC-BY-4.0")
    assert [pair.id for pair in benchmark.pairs] == ["0-6", "1-7", "2-8", "3-9"]
    for row, pair in enumerate(benchmark.pairs):
        assert pair.question_a.text == f"Which colour is block {row}?"
        right = [question.options[question.answer or 0] for question in pair.questions]
        assert right == [f"warm {row}", f"cold {row + 6}"]
        assert (pair.caption_a, pair.patterns) == (f"CAPTION-A {row}", ("colour",))
    assert sum(pair.question_a.answer == 0 for pair in benchmark.pairs) == 2
    assert b"KEYNOTE" not in b"".join(files(folder).values())  # notes are the authors' own


def test_images_are_the_mined_bytes_or_png_and_their_provenance_is_stated(written: Workshop) -> None:
    written.write(4, 10)
    folder = write_release(written.studio, "Ann", **WISHES, despite="unreviewed")
    lines = [json.loads(line) for line in (folder / "provenance.jsonl").read_text().splitlines()]
    by_image = {line["image"]: line for line in lines}
    assert sorted(by_image) == sorted(path.name for path in (folder / "images").iterdir())
    assert by_image["0.png"] | {"sha256": ""} == {
        "image": "0.png",
        "uri": "0.png",  # not the path on this machine
        "sha256": "",
        "width": 60,
        "height": 40,
        "licence": "CC0-1.0",
        "copied": True,
    }
    assert by_image["4.jpg"]["licence"] == "not stated"
    assert (by_image["2.png"]["uri"], by_image["2.png"]["copied"]) == ("2.bmp", False)
    with Image.open(folder / "images" / "2.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (60, 40))
    for line in lines:
        digest = hashlib.sha256((folder / "images" / line["image"]).read_bytes()).hexdigest()
        assert (digest == line["sha256"]) is line["copied"]


def test_the_release_says_how_it_was_made_and_names_nobody(written: Workshop) -> None:
    folder = write_release(written.studio, "Ann", **WISHES, seed=7)
    made = json.loads((folder / "release.json").read_text())
    assert (made["option_seed"], made["cautions"]) == (7, [])
    assert made["review"]["reviewed_blind"] == 4
    assert made["review"]["alpha_answers"]["value"] == 1
    assert made["review"]["alpha_patterns"] is None
    everything = b"".join(content for name, content in files(folder).items() if not name.startswith("images/"))
    assert b"Ann" not in everything
    assert b"Rob" not in everything
    assert str(written.studio.run).encode() not in everything


def test_a_second_version_lies_beside_the_first_which_stays_as_it_is(written: Workshop) -> None:
    first = write_release(written.studio, "Ann", **WISHES)
    before = files(first)
    written.edit("0-6", question="Which colour is the other block?")
    second = write_release(written.studio, "Ann", **{**WISHES, "version": "1.1"}, despite="a word")
    assert second == written.studio.run / "benchmarks" / "1.1"
    assert files(first) == before
    assert open_benchmark(second).pairs[0].question_a.text == "Which colour is the other block?"
    with pytest.raises(EditConflict, match=r"Version 1\.1 was released already, and is not written over"):
        write_release(written.studio, "Ann", **{**WISHES, "version": "1.1"}, despite="a word")
    assert written.row_count(RELEASES) == 2


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"version": "../1"}, r"The version is '../1'; expected 1 to 40 letters, digits"),
        ({"version": ".."}, r"The version is '..'"),
        ({"name": "emoji"}, r"A benchmark named 'emoji' is built in"),
        ({"name": "a/b"}, r"The name is 'a/b'; expected 1 to 60 letters"),
        ({"licence": " "}, r"The licence is missing"),
    ],
)
def test_names_that_will_not_do_are_refused(written: Workshop, wish: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        write_release(written.studio, "Ann", **{**WISHES, **wish})
    assert not (written.studio.run / "benchmark").exists()


def test_nothing_ready_is_nothing_to_release(workshop: Workshop) -> None:
    with pytest.raises(UsageError, match="No pair is ready"):
        write_release(workshop.studio, "Ann", **WISHES)


def test_what_is_lacking_is_said_and_gone_past_only_with_a_reason(workshop: Workshop) -> None:
    workshop.write(0, 6)
    workshop.write(1, 7, caption_b="")
    workshop.write(2, 8, state="draft")
    review_all(workshop, "Rob", {"0-6": (1, 1)})
    workshop.write(3, 9)
    state = read_state(workshop.studio)
    assert {caution.kind: caution.pairs for caution in state.cautions} == {
        "not ready": ("2-8",),
        "unreviewed": ("3-9",),
        "disputed": ("0-6",),
        "captions": ("1-7",),
    }
    with pytest.raises(UsageError, match=r"1 pair is in dispute .* Say why it is to be released all the same"):
        write_release(workshop.studio, "Ann", **WISHES)
    write_release(workshop.studio, "Ann", **WISHES, despite="a pilot")
    with workshop.studio.store.read() as connection:
        (row,) = connection.execute(RELEASES.select()).all()
    assert row.settings["despite"] == "a pilot"
    assert len(row.settings["cautions"]) == 4
    assert (row.pairs, row.person, row.folder) == (3, "Ann", "benchmark")


def test_errors_of_the_lint_are_counted_once_each() -> None:
    (caution,) = cautions_of([], [], lint_errors=[("0-6", "1-7"), ("0-6",), ()])
    assert caution.text == "3 errors of the lint stand, and nobody has waived them."
    assert caution.pairs == ("0-6", "1-7")
    (caution,) = cautions_of([], [], lint_errors="answers.jsonl is damaged.")
    assert caution.text == "The lint could not be run: answers.jsonl is damaged."
    assert cautions_of([], [], lint_errors=[]) == []


def test_a_release_that_fails_leaves_nothing_behind(written: Workshop, tmp_path: Path) -> None:
    collection = written.studio.collection
    assert not isinstance(collection, str)
    source = tmp_path / "pictures"
    shutil.copytree(Path(collection.source).parent, source)
    moved = dataclasses.replace(written.studio, collection=scotoma.open_images(source / "list.csv"))
    (source / "1.jpg").write_bytes((source / "4.jpg").read_bytes())
    with pytest.raises(UsageError, match=r"1 error of the lint stands, and nobody has waived it\. Say why"):
        write_release(moved, "Ann", **WISHES)
    with pytest.raises(
        UnreadableSource,
        match=r"Image '1\.jpg' cannot be had: .*1\.jpg holds other bytes than were embedded",
    ):
        write_release(moved, "Ann", **WISHES, despite="a word")
    (source / "1.jpg").unlink()
    with pytest.raises(UnreadableSource, match=r"Image '1\.jpg' cannot be had: "):
        write_release(moved, "Ann", **WISHES, despite="a word")
    assert not (written.studio.run / "benchmark").exists()
    assert not list((written.studio.run / "studio").glob("release-*"))
    assert written.row_count(RELEASES) == 0


def test_a_folder_that_is_not_ours_is_not_written_over(written: Workshop) -> None:
    for name in ("benchmark", "benchmarks/1.0"):
        (written.studio.run / name).mkdir(parents=True)
        (written.studio.run / name / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is there already, and is not written over"):
        write_release(written.studio, "Ann", **WISHES)
    assert files(written.studio.run / "benchmarks") == {"1.0/mine.txt": b"mine"}
    assert written.row_count(RELEASES) == 0


def test_the_page_releases_shows_what_was_made_and_is_for_authors(written: Workshop) -> None:
    ann = written.client("Ann")
    page = ann.get("/release").text
    assert "<strong>4</strong> pairs would be released" in page
    assert "right for image A in 4 of 4 pairs" in page
    assert "Nothing speaks against it" in page
    made = post(ann, "/release", {**WISHES, "shuffle": "yes", "seed": "11"})
    assert "Release 1.0 was made, and read back" in made.text
    assert "turned round with the seed 11" in made.text
    assert "run/benchmark" in ann.get("/release").text
    assert post(ann, "/release", {**WISHES, "version": "2", "shuffle": "yes", "seed": "x"}).status_code == 400
    assert ann.get("/release/2").status_code == 404
    rob = written.client("Rob")
    assert rob.get("/release").status_code == 403
    assert rob.get("/release/1.0").status_code == 403
    assert post(rob, "/release", {**WISHES, "version": "2"}).status_code == 403


def test_a_release_whose_folder_was_changed_or_moved_is_said_to_be(written: Workshop) -> None:
    folder = write_release(written.studio, "Ann", **WISHES)
    ann = written.client("Ann")
    shutil.rmtree(folder)
    assert "is gone or was changed" in ann.get("/release").text
    page = ann.get("/release/1.0")
    assert page.status_code == 200
    assert "There is no folder of that name" in page.text


def test_the_release_works_with_the_commands_at_once(written: Workshop, tmp_path: Path) -> None:
    pytest.importorskip("inspect_ai")
    folder = write_release(written.studio, "Ann", **WISHES, seed=1)
    benchmark = open_benchmark(folder)
    told = [
        {"question": question.id, "raw": question.options[question.answer or 0]} for question in benchmark.questions()
    ]
    told[0]["raw"] = told[1]["raw"]  # one answer wrong: three of the four pairs are right
    saved, run = tmp_path / "saved.jsonl", tmp_path / "asked"
    saved.write_text("\n".join(map(json.dumps, told)))
    assert command("ask", f"replay:{saved}", "--benchmark", str(folder), "--out", str(run)) == 0
    assert command("score", str(run)) == 0
    (scores,) = (run / "scores").glob("*.json")
    text = scores.read_text()
    assert benchmark.sha256 in text
    assert '"value": 0.75' in text
    assert '"value": 0.875' in text
