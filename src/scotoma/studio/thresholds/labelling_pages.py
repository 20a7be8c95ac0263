"""The pages on which pairs drawn from a region are labelled."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.errors import UsageError
from scotoma.studio.authoring.drafts import pair_name
from scotoma.studio.gallery.viewing import read_pair
from scotoma.studio.thresholds.at_hand import address_of, board_of, whole
from scotoma.studio.thresholds.board import Board
from scotoma.studio.thresholds.labels import WORDS, read_labels, save_label
from scotoma.studio.thresholds.precision import precision_in
from scotoma.studio.thresholds.regions import read_region
from scotoma.studio.thresholds.sampling import Sampled
from scotoma.studio.thresholds.wording import count_words, precision_words, region_words, source_words
from scotoma.studio.web.pages import author_page, author_post, json_response, person_of, redirect, render, studio_of

__all__ = ["label_post", "sample_page"]

SIZE, MOST = 24, 200
FIELD = "label-"  # and the pair's name


@author_page
def sample_page(request: Request) -> Response:
    """Pairs drawn at random from a region, to be labelled."""
    board, studio, person = board_of(request), studio_of(request), person_of(request).name
    sampled = _sampled(board, request.query_params)
    if sampled is None:
        region = read_region(request.query_params)
        return render(request, "thresholds/searching.html", region_words=region_words(region, board.contents.names))
    with studio.store.read() as connection:
        labels = read_labels(connection)
    mine = {label.pair: label.label for label in labels if label.person == person}
    pairs = [
        (pair_name(each.i, each.j), [(row, studio.picture(row)[1]) for row in (each.i, each.j)])
        for each in sampled.pairs
    ]
    size = whole(request.query_params, "size", SIZE, MOST)
    return render(
        request,
        "thresholds/sample.html",
        region=sampled.region,
        region_words=region_words(sampled.region, board.contents.names),
        count=count_words(board.count(sampled.region)) if board.contents.density is not None else "",
        source=source_words(sampled),
        pairs=pairs,
        mine=mine,
        words=WORDS,
        labelled=sum(pair in mine for pair, _ in pairs),
        precision=precision_words(precision_in(labels, sampled.region)),
        seed=sampled.seed,
        size=size,
        again=address_of(sampled.region, seed=sampled.seed + 1, size=size),
        back=address_of(sampled.region),
    )


@author_post
def label_post(request: Request, form: FormData) -> Response:
    """Keep the labels of pairs of one sample, or of a pair that was not drawn; the script is told what follows."""
    board, store, person = board_of(request), studio_of(request).store, person_of(request).name
    drawn = "seed" in form
    sampled = _sampled(board, form) if drawn else None
    if drawn and sampled is None:
        raise UsageError("The sample is still being drawn, so nothing was kept. Load its page again, then label it.")
    given = list(_given(form))
    known = {pair_name(each.i, each.j): each for each in sampled.pairs} if sampled else {}
    for pair, label in given:
        rows = read_pair(pair, board.contents.certificate.rows)
        sample = _sample_of(sampled, known, pair_name(*rows)) if sampled else None
        save_label(store, person, pair_name(*rows), label, sample)
    if sampled is None:
        return redirect(f"/pairs/{given[0][0]}", said=f"Labelled {given[0][1]}.")
    with store.read() as connection:
        labels = read_labels(connection)
    if "application/json" in request.headers.get("accept", ""):
        done = sum(label.person == person and label.pair in known for label in labels)
        return json_response({"labelled": done, "precision": precision_words(precision_in(labels, sampled.region))})
    address = address_of(sampled.region, seed=sampled.seed, size=whole(form, "size", SIZE, MOST))
    return redirect(f"/thresholds/sample?{address}", said=f"{len(given)} labels are kept.")


def _sampled(board: Board, values: Mapping[str, Any]) -> Sampled | None:
    return board.sample(
        read_region(values), max(1, whole(values, "size", SIZE, MOST)), whole(values, "seed", 0, 2**32 - 1)
    )


def _given(form: FormData) -> Iterator[tuple[str, str]]:
    """The pairs that the form labels, each with its label.

    Raises:
        UsageError: there is none.
    """
    found = [(name.removeprefix(FIELD), str(value)) for name, value in form.multi_items() if name.startswith(FIELD)]
    if not found:
        raise UsageError("No pair was labelled: choose different, same or unclear for one of them first.")
    yield from found


def _sample_of(sampled: Sampled, known: Mapping[str, Any], pair: str) -> dict[str, Any]:
    """What is kept beside the label of a pair: the region it was drawn from, the seed, and its cosines.

    Raises:
        UsageError: the pair is not in the sample.
    """
    if pair not in known:
        raise UsageError(f"Pair {pair} is not in the sample with seed {sampled.seed}. Load the sample's page again.")
    each = known[pair]
    facts = {"seed": sampled.seed, "suspect": each.suspect, "reference": each.reference, "source": sampled.source}
    return {**sampled.region.as_dict(), **facts}
