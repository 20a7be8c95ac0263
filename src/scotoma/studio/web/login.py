"""Signing in with a link, and out."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scotoma.studio.web.accounts import begin_session, end_session
from scotoma.studio.web.pages import (
    public_page,
    public_post,
    redirect,
    render,
    reviewer_post,
    session_cookie,
    studio_of,
    unknown_link,
)

__all__ = ["ROUTES"]


@public_page
def login(request: Request) -> Response:
    """A button that signs in with the link's token. Not the link itself signs in, so that neither a preview of it nor
    a page of another site does.
    """
    return render(request, "web/login.html", token=request.query_params.get("token", ""))


@public_post
def sign_in(request: Request, form: FormData) -> Response:
    """Begin a session, if the token is right."""
    studio = studio_of(request)
    session = begin_session(studio.store, str(form.get("token", "")), days=studio.settings.session_days)
    if session is None:
        unknown_link(request)
    response = redirect("/")
    _set_session(request, response, session)
    return response


@reviewer_post
def sign_out(request: Request, form: FormData) -> Response:
    """End the session."""
    studio = studio_of(request)
    end_session(studio.store, request.cookies[session_cookie(studio)])
    response = redirect("/login")
    response.delete_cookie(session_cookie(studio), httponly=True, samesite="strict")
    return response


def _set_session(request: Request, response: Response, session: str) -> None:
    studio = studio_of(request)
    response.set_cookie(
        session_cookie(studio),
        session,
        max_age=studio.settings.session_days * 86400,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


ROUTES = [
    Route("/login", login),
    Route("/login", sign_in, methods=["POST"]),
    Route("/logout", sign_out, methods=["POST"]),
]
