"""The gallery's memory: near-duplicates found once and kept, nearest pictures, and where a pair stands."""

from pathlib import Path

import numpy as np
import pytest

from scotoma.errors import UnknownName
from scotoma.studio.gallery.groups import groups_path, read_groups, write_groups
from scotoma.studio.gallery.neighbours import nearest
from scotoma.studio.gallery.query import Query
from scotoma.studio.gallery.shelf import Shelf
from scotoma.studio.gallery.viewing import cosines_of, most_telling, read_pair, standing_in
from tests.studio.gallery.planted import planted


def test_near_duplicates_are_found_in_the_background_and_kept_for_the_next_studio(tmp_path: Path) -> None:
    contents = planted(tmp_path)
    shelf = Shelf(contents)
    shelf.wait(60.0)
    assert not shelf.folding
    assert len(shelf.view(Query())) < len(shelf.view(Query(fold=False)))
    kept = read_groups(groups_path(contents), 120)
    assert kept is not None
    assert np.array_equal(kept[np.arange(1, 120, 12)], kept[np.arange(0, 120, 12)])  # the planted twins
    assert not Shelf(contents).folding


def test_a_damaged_or_foreign_file_of_groups_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "groups.npy"
    assert read_groups(path, 3) is None
    write_groups(path, np.array([0, 0, 2]))
    assert read_groups(path, 3) is not None
    assert read_groups(path, 4) is None
    write_groups(path, np.array([0, 3, 2]))
    assert read_groups(path, 3) is None
    path.write_bytes(path.read_bytes()[:-5])
    assert read_groups(path, 3) is None


def test_pages_of_one_view_are_taken_from_one_arrangement(tmp_path: Path) -> None:
    shelf = Shelf(planted(tmp_path))
    shelf.wait(60.0)
    assert shelf.view(Query(page=1)) is shelf.view(Query(page=7, size=24, state="picked", seed=9))
    assert shelf.view(Query(order="random", seed=1)) is not shelf.view(Query(order="random", seed=2))


def test_the_nearest_pictures_are_those_of_the_definition(tmp_path: Path) -> None:
    rows = np.asarray(planted(tmp_path).suspect.rows, np.float64)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = unit @ unit[17]
    cosines[17] = -2
    found = nearest(rows.astype(np.float32), 17, 6)
    assert [each.row for each in found] == np.argsort(-cosines)[:6].tolist()
    assert [each.cosine for each in found] == pytest.approx(np.sort(cosines)[::-1][:6], abs=1e-5)


def test_there_are_no_more_nearest_pictures_than_others() -> None:
    rows = np.eye(3, dtype=np.float32)
    assert len(nearest(rows, 0, 6)) == 2
    assert nearest(rows[:1], 0, 6) == []


def test_a_pair_knows_the_ones_beside_it_in_its_view(tmp_path: Path) -> None:
    shelf = Shelf(planted(tmp_path))
    view, catalogue = shelf.view(Query(fold=False)), shelf.catalogue
    names = [f"{catalogue.i[place]}-{catalogue.j[place]}" for place in view.places]
    first, second = (tuple(map(int, name.split("-"))) for name in names[:2])
    assert standing_in(view, catalogue, *first).previous is None
    standing = standing_in(view, catalogue, *second)
    assert (standing.number, standing.previous, standing.next) == (2, names[0], names[2])
    assert standing_in(view, catalogue, 0, 119).number is None


def test_cosines_of_a_pair_are_those_that_were_mined(tmp_path: Path) -> None:
    contents = planted(tmp_path)
    pair = contents.pairs.slice(5, 1).to_pylist()[0]
    assert cosines_of(contents, pair["i"], pair["j"]) == (pair["suspect"], pair["reference"])


def test_pairs_that_share_a_picture_come_with_the_widest_gap_first(tmp_path: Path) -> None:
    catalogue = Shelf(planted(tmp_path)).catalogue
    places = most_telling(catalogue, int(catalogue.i[0]), int(catalogue.j[0]))
    gaps = (catalogue.suspect - catalogue.reference)[places]
    assert (np.diff(gaps) <= 0).all()


@pytest.mark.parametrize("text", ["5", "5-5", "a-b", "1-120", "-1-2", "1-2-3", "../1-2", "9" * 13 + "-1", "١-٢"])
def test_what_is_no_pair_of_the_run_is_refused(text: str) -> None:
    with pytest.raises(UnknownName, match="no pair of this run: expected two different rows of its 120 images"):
        read_pair(text, 120)


def test_a_pair_is_read_in_either_order() -> None:
    assert read_pair("7-3", 120) == read_pair("3-7", 120) == (3, 7)
