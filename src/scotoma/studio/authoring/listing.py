"""The list of the benchmark to be: what is picked, drafted and ready, and the balance over the patterns."""

from starlette.requests import Request
from starlette.responses import Response

from scotoma.studio.authoring.drafts import STATES, Draft, read_drafts
from scotoma.studio.authoring.proposals import open_counts
from scotoma.studio.authoring.shown import images_of
from scotoma.studio.authoring.tally import tally
from scotoma.studio.web.pages import author_page, render, studio_of

__all__ = ["listed"]

AIM = 150  # the pairs of the paper's benchmark
MOST_AIM = 100_000
A_PAGE = 60  # pairs of the list shown at once
SHOWN = (*STATES, "proposed", "dropped")


@author_page
def listed(request: Request) -> Response:
    """`/write`: the pairs of the benchmark to be in their order, some of them where `show` says which."""
    studio, show = studio_of(request), request.query_params.get("show", "")
    with studio.store.read() as connection:
        drafts, dropped = read_drafts(connection), read_drafts(connection, "dropped")
        waiting = open_counts(connection)
    chosen = dropped if show == "dropped" else [each for each in drafts if _is_shown(each, show, waiting)]
    pages = max(1, -(-len(chosen) // A_PAGE))
    page = _whole(request, "page", otherwise=1, most=pages)
    here = chosen[(page - 1) * A_PAGE : page * A_PAGE]
    return render(
        request,
        "authoring/list.html",
        drafts=[(draft, images_of(studio, draft)) for draft in here],
        numbers={draft.pair: place for place, draft in enumerate(drafts, start=1)},
        counts={"dropped": len(dropped), "proposed": sum(bool(waiting.get(each.pair)) for each in drafts)},
        waiting=waiting,
        tally=tally(drafts),
        aim=_whole(request, "aim", otherwise=AIM, most=MOST_AIM),
        show=show if show in SHOWN else "",
        page=page,
        pages=pages,
        begin=next((draft.pair for draft in drafts if draft.state != "ready"), None),
    )


def _is_shown(draft: Draft, show: str, waiting: dict[str, int]) -> bool:
    if show == "proposed":
        return bool(waiting.get(draft.pair))
    return show not in STATES or draft.state == show


def _whole(request: Request, name: str, *, otherwise: int, most: int) -> int:
    """A whole number of the address, from 1 to `most`; `otherwise` where there is none."""
    given = request.query_params.get(name, "")
    value = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else otherwise
    return min(max(1, value), most)
