"""Views of the gallery: filtered, ranked, folded and limited as said, and the same every time."""

import numpy as np
import pytest

from scotoma.pairs import choose_pairs
from scotoma.report.contents import Contents
from scotoma.studio.gallery.arranging import Arrangement, arrange, ranking
from scotoma.studio.gallery.catalogue import Catalogue, read_catalogue
from scotoma.studio.gallery.groups import find_groups
from scotoma.studio.gallery.query import Query
from tests.studio.gallery.planted import planted


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def catalogue(contents: Contents) -> Catalogue:
    return read_catalogue(contents)


@pytest.fixture(scope="module")
def groups(contents: Contents, catalogue: Catalogue) -> np.ndarray:
    return find_groups(contents, catalogue)


def arranged(catalogue: Catalogue, groups: np.ndarray | None, query: Query) -> Arrangement:
    return arrange(catalogue, ranking(catalogue, query.order, query.seed), groups, query)


def rows_of(catalogue: Catalogue, view: Arrangement) -> list[tuple[int, int]]:
    return list(zip(catalogue.i[view.places].tolist(), catalogue.j[view.places].tolist(), strict=True))


@pytest.mark.parametrize("order", ["gap", "suspect", "reference", "random"])
@pytest.mark.parametrize("per_image", [0, 1, 2])
def test_without_folding_a_view_is_what_choose_pairs_gives(
    contents: Contents, catalogue: Catalogue, order: str, per_image: int
) -> None:
    rows = contents.suspect.rows, contents.reference.rows
    limit = per_image or None
    chosen = choose_pairs(
        contents.pairs, *rows, top=None, per_image=limit, order=order, fold=None, spread=False, seed=3
    )
    view = arranged(catalogue, None, Query(order=order, seed=3, per_image=per_image))
    assert rows_of(catalogue, view) == list(zip(chosen["i"].to_pylist(), chosen["j"].to_pylist(), strict=True))


def test_folding_by_gap_is_what_choose_pairs_does(contents: Contents, catalogue: Catalogue, groups: np.ndarray) -> None:
    chosen = choose_pairs(
        contents.pairs, contents.suspect.rows, contents.reference.rows, top=None, per_image=1, spread=False
    )
    view = arranged(catalogue, groups, Query(per_image=1))
    assert rows_of(catalogue, view) == list(zip(chosen["i"].to_pylist(), chosen["j"].to_pylist(), strict=True))
    assert view.folded.tolist() == chosen["folded"].to_pylist()
    assert max(view.folded) > 1


def test_every_pair_is_shown_or_stands_behind_one(catalogue: Catalogue, groups: np.ndarray) -> None:
    for order in ("gap", "suspect", "random"):
        view = arranged(catalogue, groups, Query(order=order))
        assert view.folded.sum() == len(catalogue)
        assert len(view) < len(catalogue)


def test_cosines_bound_as_thresholds_do_strictly_above_and_below(catalogue: Catalogue) -> None:
    above, below = float(np.median(catalogue.suspect)), float(np.median(catalogue.reference))
    view = arranged(catalogue, None, Query(above=above, below=below, fold=False))
    slow = [k for k in range(len(catalogue)) if catalogue.suspect[k] > above and catalogue.reference[k] < below]
    assert sorted(view.places.tolist()) == slow
    rest = arranged(catalogue, None, Query(most=above, fold=False))
    assert len(rest) == int((catalogue.suspect <= above).sum())


def test_a_filter_leaves_the_order_as_it_is(catalogue: Catalogue) -> None:
    whole = arranged(catalogue, None, Query(order="random", seed=5)).places.tolist()
    some = arranged(catalogue, None, Query(order="random", seed=5, text="1")).places.tolist()
    assert some == [place for place in whole if place in set(some)]
    assert 0 < len(some) < len(whole)


def test_words_are_looked_for_in_ids_and_captions_whatever_their_case(catalogue: Catalogue) -> None:
    def slow(*words: str) -> list[bool]:
        texts = catalogue.texts.to_pylist()
        return [
            all(word in texts[i] or word in texts[j] for word in words)
            for i, j in zip(catalogue.i.tolist(), catalogue.j.tolist(), strict=True)
        ]

    assert catalogue.naming("TREE image").tolist() == slow("tree", "image")
    assert catalogue.naming("folder/image 7.").tolist() == slow("folder/image", "7.")
    assert not catalogue.naming("nowhere").any()
    assert catalogue.naming("").all()


def test_each_picture_is_used_at_most_so_often(catalogue: Catalogue) -> None:
    view = arranged(catalogue, None, Query(per_image=2))
    uses = np.bincount(np.concatenate([catalogue.i[view.places], catalogue.j[view.places]]))
    assert uses.max() == 2


def test_the_places_of_pairs_are_found_and_others_left_out(catalogue: Catalogue) -> None:
    i, j = int(catalogue.i[4]), int(catalogue.j[4])
    assert catalogue.place(i, j) == 4
    assert catalogue.place(0, catalogue.images - 1) is None
    assert catalogue.places([(0, catalogue.images - 1), (i, j)]).tolist() == [4]
    sharing = catalogue.sharing(i, j).tolist()
    assert 4 not in sharing
    assert all({i, j} & {int(catalogue.i[k]), int(catalogue.j[k])} for k in sharing)
