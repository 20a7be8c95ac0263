"""The gallery's addresses: pages of pairs, one pair, what is near it, and picking."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.studio.authoring.drafts import pair_name, read_draft
from scotoma.studio.gallery.at_hand import shelf_of
from scotoma.studio.gallery.cards import cards_at, leaf_of
from scotoma.studio.gallery.marks import read_marks
from scotoma.studio.gallery.picking import pick_post
from scotoma.studio.gallery.query import LABELS_SHOWN, SIZES, STATES_SHOWN, read_query
from scotoma.studio.gallery.viewing import cosines_of, most_telling, read_pair, standing_in
from scotoma.studio.web.pages import author_page, redirect, render, studio_of

__all__ = ["ROUTES"]

ORDERS = {
    "gap": "widest gap first",
    "suspect": "most alike to the suspect first",
    "reference": "most different to the reference first",
    "random": "drawn at random",
}


@author_page
def gallery_page(request: Request) -> Response:
    """A page of pairs, with the filters."""
    shelf, query = shelf_of(request), read_query(request.query_params)
    studio = studio_of(request)
    with studio.store.read() as connection:
        leaf = leaf_of(studio, shelf, query, read_marks(connection))
    return render(
        request,
        "gallery/gallery.html",
        leaf=leaf,
        query=leaf.query,
        names=shelf.contents.names,
        mined=shelf.contents.certificate,
        total=len(shelf.catalogue),
        orders=ORDERS,
        states=STATES_SHOWN,
        labels=LABELS_SHOWN,
        sizes=SIZES,
    )


@author_page
def cards_page(request: Request) -> Response:
    """The part of the gallery's page that a filter changes, for its script."""
    shelf, query = shelf_of(request), read_query(request.query_params)
    studio = studio_of(request)
    with studio.store.read() as connection:
        leaf = leaf_of(studio, shelf, query, read_marks(connection))
    return render(request, "gallery/leaf.html", leaf=leaf, query=leaf.query, names=shelf.contents.names)


@author_page
def pair_page(request: Request) -> Response:
    """One pair side by side, with what is known of it."""
    shelf, studio = shelf_of(request), studio_of(request)
    i, j = read_pair(request.path_params["pair"], shelf.catalogue.images)
    pair, query = pair_name(i, j), read_query(request.query_params)
    if request.path_params["pair"] != pair:
        return redirect(f"/pairs/{pair}?{query.address()}")
    with studio.store.read() as connection:
        marks, draft = read_marks(connection), read_draft(connection, pair)
    view, keep = shelf.view(query), marks.keep(shelf.catalogue, query)
    return render(
        request,
        "gallery/pair.html",
        pair=pair,
        rows=(i, j),
        images=(studio.picture(i)[1], studio.picture(j)[1]),
        cosines=cosines_of(shelf.contents, i, j),
        mined=shelf.catalogue.place(i, j) is not None,
        standing=standing_in(view if keep is None else view.kept(keep), shelf.catalogue, i, j),
        sharing=cards_at(studio, shelf.catalogue, most_telling(shelf.catalogue, i, j), marks),
        sharing_count=len(shelf.catalogue.sharing(i, j)),
        draft=draft,
        label=marks.labels.get(pair),
        names=shelf.contents.names,
        query=query,
    )


@author_page
def near_page(request: Request) -> Response:
    """The images nearest to the two of a pair, as both encoders see them: a part of its page, and a page of its own."""
    shelf, studio = shelf_of(request), studio_of(request)
    i, j = read_pair(request.path_params["pair"], shelf.catalogue.images)
    lists = [
        (row, side, name, [(near, studio.picture(near.row)[1]) for near in shelf.nearest(side, row)])
        for row in (i, j)
        for side, name in zip(("suspect", "reference"), shelf.contents.names, strict=True)
    ]
    part = "part" in request.query_params
    template = "gallery/near.html" if part else "gallery/near_page.html"
    images = {row: studio.picture(row)[1] for row in (i, j)}
    return render(request, template, pair=pair_name(i, j), lists=lists, images=images)


ROUTES: list[Route] = [
    Route("/pairs", gallery_page),
    Route("/pairs/cards", cards_page),
    Route("/pairs/pick", pick_post, methods=["POST"]),
    Route("/pairs/{pair}", pair_page),
    Route("/pairs/{pair}/near", near_page),
]
