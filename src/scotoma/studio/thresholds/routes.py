"""The addresses of the thresholds pages: the density and its counts, samples to label, and other encoders."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.studio.thresholds.at_hand import address_of, board_of
from scotoma.studio.thresholds.board import Board
from scotoma.studio.thresholds.carrying_pages import carrying_page, measure_post
from scotoma.studio.thresholds.drawing import COARSE
from scotoma.studio.thresholds.labelling_pages import label_post, sample_page
from scotoma.studio.thresholds.labels import read_labels
from scotoma.studio.thresholds.precision import Label, precision_in
from scotoma.studio.thresholds.regions import Region, corner, read_region
from scotoma.studio.thresholds.wording import count_words, precision_words, region_words
from scotoma.studio.web.pages import author_page, json_response, render, studio_of

__all__ = ["ROUTES"]


@author_page
def thresholds_page(request: Request) -> Response:
    """The density of all pairs, with counts at any thresholds."""
    board, studio = board_of(request), studio_of(request)
    contents = board.contents
    if contents.density is None:
        return render(request, "thresholds/unmeasured.html", names=contents.names)
    mined = corner(contents.certificate.above, contents.certificate.below)
    region = read_region(request.query_params) if "above" in request.query_params else mined
    with studio.store.read() as connection:
        labels = read_labels(connection)
    pictures = board.pictures()
    views = [picture.view for picture in pictures]
    shapes = [
        {"left": view.left, "right": view.right, "bottom": view.bottom, "top": view.top, "coarse": COARSE}
        for view in views
    ]
    return render(
        request,
        "thresholds/thresholds.html",
        names=contents.names,
        density=contents.density,
        pictures=pictures,
        shapes=shapes,
        region=region,
        frames=[picture.frame(region) for picture in pictures],
        told=_told(board, region, labels),
        table=board.table(),
        address_of=address_of,
        corner=corner,
        samples=_samples(labels, contents.names),
    )


@author_page
def count_page(request: Request) -> Response:
    """What the page says of a region, for its script."""
    board, studio = board_of(request), studio_of(request)
    region = read_region(request.query_params)
    with studio.store.read() as connection:
        labels = read_labels(connection)
    frames = [picture.frame(region) for picture in board.pictures()]
    return json_response({**_told(board, region, labels), "frames": frames})


def _told(board: Board, region: Region, labels: list[Label]) -> dict[str, Any]:
    """What is said of a region: its count, its share of all pairs, its precision, and where to go from there."""
    contents, count = board.contents, board.count(region)
    mined = corner(contents.certificate.above, contents.certificate.below)
    alike = board.count(corner(region.above, None))
    share = count.estimate / max(board.density.pairs, 1)
    below = "" if region.below is None else f" --below {region.below:g}"
    return {
        "region": region_words(region, contents.names),
        "count": count_words(count),
        "alike": f"{contents.names[0]} above {region.above:g} alone: {count_words(alike)}",
        "share": f"one pair in {round(1 / share):,}" if share else "",
        "precision": precision_words(precision_in(labels, region)),
        "sample": f"/thresholds/sample?{address_of(region)}",
        "pairs": f"/pairs?{address_of(region)}" if mined.covers(region) else "",
        "command": "" if mined.covers(region) else f"scotoma mine RUN --above {region.above:g}{below}",
        "others": f"/thresholds/others?{address_of(region)}",
    }


def _samples(labels: list[Label], names: tuple[str, str]) -> list[dict[str, str]]:
    """The regions that pairs were drawn from and labelled, and what was said of each."""
    regions = dict.fromkeys(read_region(label.sample) for label in labels if label.sample is not None)
    return [
        {
            "region": region_words(region, names),
            "precision": precision_words(precision_in(labels, region)),
            "address": f"/thresholds/sample?{address_of(region)}",
        }
        for region in regions
    ]


ROUTES: list[Route] = [
    Route("/thresholds", thresholds_page),
    Route("/thresholds/count", count_page),
    Route("/thresholds/sample", sample_page),
    Route("/thresholds/label", label_post, methods=["POST"]),
    Route("/thresholds/others", carrying_page),
    Route("/thresholds/measure", measure_post, methods=["POST"]),
]
