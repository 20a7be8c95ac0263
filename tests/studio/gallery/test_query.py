"""Addresses of views: what they say is what is shown, and nonsense is refused."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scotoma.errors import UnknownName, UsageError
from scotoma.studio.gallery.query import LABELS_SHOWN, LONGEST, STATES_SHOWN, Query, read_query

COSINES = st.none() | st.floats(-1, 1)
QUERIES = st.builds(
    Query,
    order=st.sampled_from(["gap", "reference", "suspect", "random"]),
    seed=st.integers(0, 2**32 - 1),
    fold=st.booleans(),
    per_image=st.integers(0, 1000),
    above=COSINES,
    most=COSINES,
    least=COSINES,
    below=COSINES,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(str.strip),
    state=st.sampled_from(STATES_SHOWN),
    label=st.sampled_from(LABELS_SHOWN),
    page=st.integers(1, 10**9),
    size=st.integers(1, 192),
)


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(QUERIES)
def test_an_address_reads_back_as_the_same_query(query: Query) -> None:
    assert read_query(dict(parse_qsl(query.address(), keep_blank_values=True))) == query


def test_what_is_usual_is_not_in_the_address() -> None:
    assert Query().address() == ""
    assert Query(page=3).address(page=1) == ""
    assert Query(above=0.96, page=2).address() == "above=0.96&page=2"


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", "0"), ("page", "-1"), ("page", "9" * 40), ("page", "٣"), ("size", "193"), ("seed", "1.5"),
     ("above", "nan"), ("above", "2"), ("below", "low"), ("per_image", "<script>")],
)  # fmt: skip
def test_numbers_out_of_their_range_are_refused_and_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is .*expected a "):
        read_query({name: value})


@pytest.mark.parametrize("name", ["order", "fold", "state", "label"])
def test_unknown_words_are_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(UnknownName, match=f"{name}.*nonsense"):
        read_query({name: "nonsense"})


def test_a_search_is_cut_to_its_greatest_length() -> None:
    assert read_query({"text": " " + "a" * 900}).text == "a" * LONGEST
