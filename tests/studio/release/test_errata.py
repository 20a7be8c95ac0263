"""Errata: patches beside a release, which itself stays as it was."""

import re
import shutil
from pathlib import Path

import pytest

from scotoma.benchmark import open_benchmark
from scotoma.errors import EditConflict, UnknownName, UsageError
from scotoma.studio.release.building import write_release
from scotoma.studio.release.errata import add_erratum, settle_patches, undo_erratum
from scotoma.studio.release.state import read_state
from scotoma.studio.store.tables import ERRATA
from tests.studio.review.workshop import Workshop, post, review_all

SOURCE = "Zoë, in issue 12"


@pytest.fixture
def released(workshop: Workshop) -> Workshop:
    """Three pairs, reviewed and released as 1.0 into RUN/benchmark."""
    for row in range(3):
        workshop.write(row, row + 6)
    review_all(workshop, "Rob", {})
    release(workshop, "1.0")
    return workshop


def release(workshop: Workshop, version: str) -> Path:
    return write_release(
        workshop.studio, "Ann", name="blocks", version=version, licence="CC0-1.0", seed=2, despite="a test"
    )


def keys(folder: Path, version: str) -> dict[str, tuple[str, str]]:
    benchmark = open_benchmark(folder).labelled("corrected" if version == "corrected" else "original")
    return {
        pair.id: (
            pair.question_a.options[pair.question_a.answer or 0],
            pair.question_b.options[pair.question_b.answer or 0],
        )
        for pair in benchmark.pairs
    }


def test_an_erratum_gives_both_label_versions_and_leaves_the_questions_byte_for_byte(released: Workshop) -> None:
    folder = released.studio.run / "benchmark"
    questions, sha256 = (folder / "questions.jsonl").read_bytes(), open_benchmark(folder).sha256
    add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=SOURCE)
    benchmark = open_benchmark(folder)
    assert benchmark.label_versions == ("original", "corrected")
    assert (benchmark.labels, benchmark.sha256) == ("original", sha256)
    assert keys(folder, "original")["1-7"] == ("warm 1", "cold 7")
    assert keys(folder, "corrected")["1-7"] == ("cold 7", "warm 1")
    assert keys(folder, "corrected")["0-6"] == ("warm 0", "cold 6")
    assert {each.source for each in benchmark.errata} == {SOURCE}
    assert (folder / "questions.jsonl").read_bytes() == questions
    entry = released.studio.store.history(ERRATA)[0]
    assert (entry.person, entry.action) == ("Ann", "add an erratum to 1.0")


def test_an_erratum_can_be_taken_back_until_the_next_release(released: Workshop) -> None:
    folder = released.studio.run / "benchmark"
    for pair in ("0-6", "1-7"):
        add_erratum(released.studio, "Ann", version="1.0", pair=pair, source=SOURCE)
    undo_erratum(released.studio, "Ann", version="1.0", pair="0-6")
    assert {each.pair for each in open_benchmark(folder).errata} == {"1-7"}
    undo_erratum(released.studio, "Ann", version="1.0", pair="1-7")
    assert not (folder / "errata.json").exists()
    assert open_benchmark(folder).label_versions == ("original",)
    with pytest.raises(EditConflict, match=r"There is no erratum to pair 1-7 of 1\.0 to take back"):
        undo_erratum(released.studio, "Ann", version="1.0", pair="1-7")
    add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=SOURCE)
    release(released, "1.1")
    with pytest.raises(EditConflict, match=r"Release 1\.1 was made with this erratum known; it stays"):
        undo_erratum(released.studio, "Ann", version="1.0", pair="1-7")
    assert {each.pair for each in open_benchmark(folder).errata} == {"1-7"}


def test_the_next_release_asks_about_errata_that_its_drafts_do_not_carry(released: Workshop) -> None:
    add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=SOURCE)
    assert {each.kind: each.pairs for each in read_state(released.studio).cautions} == {"errata": ("1-7",)}
    assert open_benchmark(release(released, "1.1")).mended == ()
    released.edit("1-7", answer_a=1)
    assert "errata" not in {each.kind for each in read_state(released.studio).cautions}
    mended = open_benchmark(release(released, "1.2"))
    assert mended.mended == (f"1.0 had the keys of pair 1-7 swapped ({SOURCE})",)
    assert keys(mended.folder, "original")["1-7"] == ("cold 7", "warm 1")


def test_what_is_no_erratum_is_refused(released: Workshop) -> None:
    with pytest.raises(UsageError, match="An erratum needs its source"):
        add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=" ")
    with pytest.raises(UnknownName, match=r"blocks 1\.0 has no pair '5-9'; it has 3"):
        add_erratum(released.studio, "Ann", version="1.0", pair="5-9", source=SOURCE)
    with pytest.raises(UnknownName, match=r"There is no release '3\.0'; released is 1\.0"):
        add_erratum(released.studio, "Ann", version="3.0", pair="1-7", source=SOURCE)
    add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=SOURCE)
    with pytest.raises(EditConflict, match="already"):
        add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=SOURCE)
    assert released.row_count(ERRATA) == 2


def test_the_file_follows_the_store_after_an_undo_elsewhere_or_a_lost_file(released: Workshop) -> None:
    folder, store = released.studio.run / "benchmark", released.studio.store
    add_erratum(released.studio, "Ann", version="1.0", pair="1-7", source=SOURCE)
    (folder / "errata.json").unlink()
    assert settle_patches(released.studio) == []
    assert len(open_benchmark(folder).errata) == 2
    for entry in store.history(ERRATA):
        store.undo("Ann", entry.id)
    settle_patches(released.studio)
    assert not (folder / "errata.json").exists()
    shutil.rmtree(folder)
    assert settle_patches(released.studio) == ["1.0"]


def test_the_page_of_a_release_adds_shows_and_takes_back(released: Workshop) -> None:
    ann = released.client("Ann")
    fields = {"pair": "1-7", "source": "<script>x</script>"}
    page = post(ann, "/release/1.0/errata", fields).text
    assert "The erratum to pair 1-7 is in errata.json" in page
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    row = re.findall(r'<tr><th scope="row">1-7</th><td>Which.*?</tr>', page, re.DOTALL)[0]
    assert "warm 1, cold 7" in row
    assert "cold 7, warm 1" in row
    rob = released.client("Rob")
    assert post(rob, "/release/1.0/errata/undo", {"pair": "1-7"}).status_code == 403
    assert "was taken back" in post(ann, "/release/1.0/errata/undo", {"pair": "1-7"}).text
    assert post(ann, "/release/nine/errata", fields).status_code == 404
