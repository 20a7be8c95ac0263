"""The page that carries two thresholds over to other encoders."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.report.wording import in_words
from scotoma.studio.thresholds.at_hand import address_of, board_of
from scotoma.studio.thresholds.board import Board
from scotoma.studio.thresholds.carrying import Carried, carry, encoders_in, kept_density, measure_density, runs_beside
from scotoma.studio.thresholds.regions import Region, corner, read_region
from scotoma.studio.web.pages import author_page, author_post, redirect, render

__all__ = ["carrying_page", "measure_post"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page's table: the encoders, or the run they are in, and what corresponds there."""

    name: str
    there: Carried
    count: str


@author_page
def carrying_page(request: Request) -> Response:
    """What corresponds to two thresholds for other encoders."""
    board = board_of(request)
    contents, region = board.contents, _corner(board, request)
    known = encoders_in(contents.run)
    others = [(one, other) for one in known for other in known if one != other and (one, other) != contents.names]
    asked = region.above, region.below
    measured = [(f"{one}, {other}", kept_density(contents.run, one, other)) for one, other in others]
    lines = [_line(name, carry(board.density, density, *asked)) for name, density in measured if density is not None]
    beside = runs_beside(contents)
    lines += [
        _line(f"{', '.join(run.encoders)} (run {run.name})", carry(board.density, run.density, *asked))
        for run in beside
    ]
    back = [
        _line(f"{', '.join(run.encoders)} (run {run.name})", carry(run.density, board.density, *asked))
        for run in beside
    ]
    return render(
        request,
        "thresholds/others.html",
        region=region,
        names=contents.names,
        ours=in_words(board.count(region)),
        lines=lines,
        backwards=back,
        unmeasured=[pair for pair, (_, density) in zip(others, measured, strict=True) if density is None],
        encoders=len(known),
        beside=beside,
        back=address_of(region),
    )


@author_post
def measure_post(request: Request, form: FormData) -> Response:
    """Measure the density of two other encoders of the run, and keep it."""
    board = board_of(request)
    suspect, _, reference = str(form.get("encoders", "")).partition("\n")
    measure_density(board.contents.run, suspect.strip(), reference.strip())
    return redirect(f"/thresholds/others?{address_of(read_region(form))}")


def _corner(board: Board, request: Request) -> Region:
    if "above" not in request.query_params:
        return corner(board.contents.certificate.above, board.contents.certificate.below)
    region = read_region(request.query_params)
    return corner(region.above, region.below)


def _line(name: str, there: Carried) -> Line:
    return Line(name, there, in_words(there.thresholds.expected) if there.thresholds else "")
