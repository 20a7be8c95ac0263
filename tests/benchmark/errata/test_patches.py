"""Known label errors are data: they ship, they are applied only where they fit, and both versions can be had."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from scotoma.benchmark import Benchmark, Erratum, open_benchmark
from scotoma.benchmark.errata import MMVP_ERRATA, read_patch
from scotoma.errors import BrokenFile, UsageError
from tests.benchmark.formats.layouts import MMVP_ROWS, as_csv, write_mmvp
from tests.benchmark.shared_data import shared_data
from tests.benchmark.small import write_benchmark

PATCH = {"pair": "1-2", "question": "1", "image": "1.jpg", "old": "a", "new": "b", "source": "me"}
OTHER = {**PATCH, "question": "2", "image": "2.jpg", "old": "(b)", "new": "(a)"}


def write_patch(folder: Path, *errata: Any) -> Path:
    head = {"kind": "scotoma errata", "version": 1}
    (folder / "errata.json").write_text(json.dumps({**head, "errata": list(errata)}))
    return folder


def keys(benchmark: Benchmark) -> list[int | None]:
    return [question.answer for question in benchmark.questions()]


def test_the_four_known_errors_of_mmvp_ship() -> None:
    errata = read_patch(MMVP_ERRATA)
    assert [(each.pair, each.question, each.image, each.old, each.new) for each in errata] == [
        ("99-100", "99", "99.jpg", 0, 1),
        ("99-100", "100", "100.jpg", 1, 0),
        ("279-280", "279", "279.jpg", 0, 1),
        ("279-280", "280", "280.jpg", 1, 0),
    ]
    assert all("issues/30" in each.source and "issues/1018" in each.source for each in errata)


def test_labels_are_as_published_until_the_corrected_ones_are_asked_for(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_patch(write_mmvp(tmp_path / "b"), PATCH, OTHER))
    assert (benchmark.labels, benchmark.label_versions) == ("original", ("original", "corrected"))
    assert benchmark.errata[1] == Erratum("1-2", "2", "2.jpg", 1, 0, "me")
    assert keys(benchmark) == [0, 1, 1, 0]
    corrected = benchmark.labelled("corrected")
    assert (corrected.labels, keys(corrected)) == ("corrected", [1, 0, 1, 0])
    assert corrected.sha256 == benchmark.sha256
    assert corrected.partner("1").answer == 0
    assert keys(corrected.labelled("original")) == keys(benchmark)


def test_a_copy_with_the_corrected_labels_is_recognised_and_has_the_same_hash(tmp_path: Path) -> None:
    published = open_benchmark(write_patch(write_mmvp(tmp_path / "a" / "x"), PATCH, OTHER))
    rows = [(*row[:3], {1: "(b)", 2: "(a)"}.get(row[0], row[3])) for row in MMVP_ROWS]
    mended = open_benchmark(write_patch(write_mmvp(tmp_path / "b" / "x", rows), PATCH, OTHER))
    assert (mended.labels, keys(mended)) == ("corrected", [1, 0, 1, 0])
    assert keys(mended.labelled("original")) == keys(published)
    assert mended.sha256 == published.sha256


def test_a_benchmark_without_known_errors_has_one_version(tmp_path: Path) -> None:
    benchmark = open_benchmark(write_mmvp(tmp_path / "b"))
    assert benchmark.labelled("original") == benchmark
    with pytest.raises(UsageError, match="b has no corrected labels: no errors in it are known"):
        benchmark.labelled("corrected")


def test_our_own_layout_takes_a_patch_too(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "b")
    plain = open_benchmark(folder)
    patch = {"pair": "three", "question": "three-a", "image": "blue.png", "old": "a", "new": "b", "source": "me"}
    patched = open_benchmark(write_patch(folder, patch))
    assert patched.sha256 == plain.sha256
    assert patched.labelled("corrected").pairs[2].question_a.answer == 1


WRONG = [
    ([{**PATCH, "question": "7"}], r"Questions\.csv: the errata name question '7' of pair '1-2': not there"),
    ([{**PATCH, "pair": "3-4"}], r"the errata name question '1' of pair '3-4': not there"),
    ([{**PATCH, "old": "c", "new": "d"}], r"question '1' has the key \(a\); the errata know it with \(c\) \(old\) or"),
    ([{**PATCH, "new": "c"}], r"question '1' has the key \(a\).*They are of another release"),
    ([{**PATCH, "new": "a"}], r"errata\.json, erratum 1: old and new are both 'a'"),
    ([PATCH, {**OTHER, "old": "second"}], r"errata\.json, erratum 2, old: 'second' is no letter of an option"),
    ([{**PATCH, "why": "x"}], r"errata\.json, erratum 1: expected the texts pair, question, image, old, new, source"),
    ([{**PATCH, "question": 1}], r"errata\.json, erratum 1: expected the texts"),
    (["99"], r"errata\.json, erratum 1: expected the texts"),
    (
        [PATCH, {**OTHER, "old": "a", "new": "b"}],
        r"questions 2 have the corrected key, 1 the published one\. Copies mended",
    ),
]


@pytest.mark.parametrize(("errata", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_patch_that_does_not_fit_is_told(tmp_path: Path, errata: list[Any], message: str) -> None:
    with pytest.raises(BrokenFile, match=message):
        open_benchmark(write_patch(write_mmvp(tmp_path / "b"), *errata))


def test_a_patch_without_a_list_is_told(tmp_path: Path) -> None:
    folder = write_mmvp(tmp_path / "b")
    (folder / "errata.json").write_text('{"kind": "scotoma errata", "version": 1}')
    with pytest.raises(BrokenFile, match=r"errata\.json has no list errata"):
        open_benchmark(folder)


def mmvp_with(folder: Path, **mended: str) -> Path:
    """The released texts with other keys for some rows."""
    with (shared_data("mmvp") / "Questions.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    folder.mkdir()
    rows = [[*row[:3], mended.get(f"row_{row[0]}", row[3])] for row in rows]
    (folder / "Questions.csv").write_bytes(as_csv(head, rows))
    return folder


def test_mmvp_has_two_versions_of_its_labels_in_either_copy(tmp_path: Path) -> None:
    original = open_benchmark(shared_data("mmvp"))
    copy = mmvp_with(tmp_path / "b", row_99="(b)", row_100="(a)", row_279="(b)", row_280="(a)")
    corrected = open_benchmark(copy)
    assert (original.labels, corrected.labels) == ("original", "corrected")
    assert (corrected.name, corrected.sha256) == ("MMVP", original.sha256)
    differing = [one.id for one, other in zip(original.questions(), corrected.questions(), strict=True) if one != other]
    assert differing == ["99", "100", "279", "280"]
    assert original.labelled("corrected").questions() == corrected.questions()
    assert corrected.labelled("original").questions() == original.questions()
    assert [q.options[q.answer or 0] for q in corrected.pairs[49].questions] == ["Short", "Long"]
    assert [q.options[q.answer or 0] for q in corrected.pairs[139].questions] == ["Sitting", "Standing"]


def test_the_half_correction_that_circulates_is_refused(tmp_path: Path) -> None:
    copy = mmvp_with(tmp_path / "b", row_100="(a)", row_280="(a)")
    with pytest.raises(
        BrokenFile,
        match=r"questions 100, 280 have the corrected key, 99, 279 the published one\. Copies mended by half",
    ):
        open_benchmark(copy)
