"""Pages: who may see one, who may post to one, and drawing one from its template."""

import functools
import json
import zlib
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import quote, unquote

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from scotoma import __version__
from scotoma.report.self_contained import data_for_scripts
from scotoma.studio.web.accounts import csrf_of, find_person
from scotoma.studio.web.forms import check_origin, check_token, read_form
from scotoma.studio.web.guesses import WrongLinks
from scotoma.studio.web.navigation import places
from scotoma.studio.web.studio import Person, Studio

__all__ = [
    "author_page", "author_post", "json_response", "person_of", "public_page", "public_post",
    "redirect", "render", "reviewer_page", "reviewer_post", "session_cookie", "studio_of", "unknown_link",
]  # fmt: skip

Page = Callable[[Request], Response]
Post = Callable[[Request, FormData], Response]
NO_ENTRY = (
    "This page is for people who are signed in. Open the link that you were given, or that 'scotoma studio' printed."
)
SAID = "scotoma-said"
LONGEST_SAID = 500


def studio_of(request: Request) -> Studio:
    """The studio that the request is made to."""
    studio: Studio = request.app.state.studio
    return studio


def person_of(request: Request) -> Person:
    """Who is signed in; only for pages of authors and reviewers."""
    person: Person = request.state.person
    return person


def session_cookie(studio: Studio) -> str:
    """The name of the session's cookie, one for each run: browsers keep those of all ports of a host together."""
    return f"scotoma-studio-{zlib.crc32(str(studio.run.resolve()).encode('utf-8', 'replace')):08x}"


def render(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """The page made from a template of `studio/templates`, which has, besides what is given: `csrf` for its forms,
    `person` (None for participants), `places` for the navigation, `nonce`, `said` (the message of a redirect),
    `run` (the folder's name) and `version`.
    """
    studio, person = studio_of(request), getattr(request.state, "person", None)
    session = request.cookies.get(session_cookie(studio), "")
    said = unquote(request.cookies.get(SAID, ""))[:LONGEST_SAID]
    page = _environment().get_template(template)
    text = page.render(
        {
            "csrf": csrf_of(session) if person else "",
            "person": person,
            "places": places(person, request.url.path),
            "nonce": request.state.nonce,
            "said": said,
            "run": studio.run.resolve().name,
            "version": __version__,
            **context,
        }
    )
    response = HTMLResponse(text.encode("utf-8", "replace"), status_code)
    if said:
        response.delete_cookie(SAID, httponly=True, samesite="strict")
    return response


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("scotoma.studio")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["data"] = data_for_scripts
    return environment


def json_response(data: Any, *, status_code: int = 200) -> Response:
    """The data as JSON, for our own scripts."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text.encode("utf-8", "replace"), status_code, media_type="application/json")


def redirect(path: str, *, said: str = "") -> Response:
    """On to another page of the studio (303), which shows `said` once."""
    assert path[:1] == "/" != path[1:2], f"{path} leaves the studio"
    response = RedirectResponse(path, 303)
    if said:
        response.set_cookie(SAID, quote(said[:LONGEST_SAID]), max_age=60, httponly=True, samesite="strict")
    return response


def unknown_link(request: Request) -> NoReturn:
    """Refuse a link that belongs to nobody, and count it: who tries many has to wait.

    Raises:
        HTTPException: 404.
    """
    links: WrongLinks = request.app.state.wrong_links
    links.add(_address(request))
    raise HTTPException(404, "This link is not known here. It may have been mistyped, replaced or withdrawn.")


def author_page(page: Page) -> Callable[[Request], Any]:
    """A page for authors, run in the thread pool; anybody else gets the page 403."""
    return _page(page, authors_only=True)


def reviewer_page(page: Page) -> Callable[[Request], Any]:
    """A page for reviewers and authors, run in the thread pool; anybody else gets the page 403."""
    return _page(page, authors_only=False)


def author_post(post: Post) -> Callable[[Request], Any]:
    """What an author's form is sent to, run in the thread pool if origin and token are right."""
    return _post(post, authors_only=True)


def reviewer_post(post: Post) -> Callable[[Request], Any]:
    """What a reviewer's or author's form is sent to, run in the thread pool if origin and token are right."""
    return _post(post, authors_only=False)


def public_page(page: Page) -> Callable[[Request], Any]:
    """A page for whoever has its link, run in the thread pool; who tried many wrong links has to wait (429)."""

    @functools.wraps(page)
    async def endpoint(request: Request) -> Response:
        _check_guesses(request)
        return await run_in_threadpool(page, request)

    return endpoint


def public_post(post: Post) -> Callable[[Request], Any]:
    """What the form of a public page is sent to; its secret is the link itself, and its origin is checked."""

    @functools.wraps(post)
    async def endpoint(request: Request) -> Response:
        _check_guesses(request)
        check_origin(request)
        return await run_in_threadpool(post, request, await read_form(request))

    return endpoint


def _page(page: Page, *, authors_only: bool) -> Callable[[Request], Any]:
    def drawn(request: Request) -> Response:
        _enter(request, authors_only=authors_only)
        return page(request)

    @functools.wraps(page)
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(drawn, request)

    return endpoint


def _post(post: Post, *, authors_only: bool) -> Callable[[Request], Any]:
    @functools.wraps(post)
    async def endpoint(request: Request) -> Response:
        check_origin(request)
        session = await run_in_threadpool(_enter, request, authors_only=authors_only)
        form = await read_form(request)
        check_token(request, form, csrf_of(session))
        return await run_in_threadpool(post, request, form)

    return endpoint


def _enter(request: Request, *, authors_only: bool) -> str:
    """Note who is signed in, and give the session's secret."""
    studio = studio_of(request)
    session = request.cookies.get(session_cookie(studio), "")
    person = find_person(studio.store, session) if session else None
    if person is None:
        raise HTTPException(403, NO_ENTRY)
    request.state.person = person
    if authors_only and not person.is_author:
        raise HTTPException(403, "This page is for authors; you are signed in as a reviewer.")
    return session


def _check_guesses(request: Request) -> None:
    links: WrongLinks = request.app.state.wrong_links
    wait_s = links.wait_s(_address(request))
    if wait_s:
        headers = {"Retry-After": str(int(wait_s) + 1)}
        raise HTTPException(429, f"Too many wrong links. Try again in {wait_s:.0f} seconds.", headers=headers)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
