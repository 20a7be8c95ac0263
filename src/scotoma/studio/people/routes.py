"""The page of the people: letting somebody in, giving a new link, letting somebody in no more."""

from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.errors import UsageError
from scotoma.studio.store.tables import PEOPLE
from scotoma.studio.web.accounts import add_person, new_link, revoke
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of

__all__ = ["ROUTES"]


@author_page
def people(request: Request) -> Response:
    """Who has a link, and since when."""
    return _page(request)


@author_post
def add(request: Request, form: FormData) -> Response:
    """Let somebody in, and show their link this once."""
    name = " ".join(str(form.get("name", "")).split())
    token = add_person(studio_of(request).store, person_of(request).name, name, str(form.get("role", "")))
    return _page(request, name=name, link=_link(request, token))


@author_post
def renew(request: Request, form: FormData) -> Response:
    """Give somebody a new link, and show it this once."""
    number = request.path_params["number"]
    token = new_link(studio_of(request).store, person_of(request).name, number)
    return _page(request, name=_name(request, number), link=_link(request, token))


@author_post
def withdraw(request: Request, form: FormData) -> Response:
    """Let somebody in no more."""
    number = request.path_params["number"]
    if _name(request, number) == person_of(request).name:
        raise UsageError("This is your own link. Another author can revoke it; starting the studio again renews it.")
    revoke(studio_of(request).store, person_of(request).name, number)
    return redirect("/people", said="The link is revoked, and its sessions have ended. What was done with it stays.")


def _page(request: Request, *, name: str = "", link: str = "") -> Response:
    wanted = select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.role, PEOPLE.c.made_at, PEOPLE.c.revoked_at)
    with studio_of(request).store.read() as connection:
        rows = connection.execute(wanted.order_by(PEOPLE.c.name)).mappings().all()
    return render(request, "people/people.html", people=rows, name=name, link=link)


def _name(request: Request, number: int) -> str:
    with studio_of(request).store.read() as connection:
        return connection.scalar(select(PEOPLE.c.name).where(PEOPLE.c.id == number)) or ""


def _link(request: Request, token: str) -> str:
    return f"{request.url.scheme}://{request.headers['host']}/login?token={token}"


ROUTES = [
    Route("/people", people),
    Route("/people", add, methods=["POST"]),
    Route("/people/{number:int}/link", renew, methods=["POST"]),
    Route("/people/{number:int}/revoke", withdraw, methods=["POST"]),
]
