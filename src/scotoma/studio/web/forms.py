"""Forms, read within limits and only from the studio's own pages."""

import hmac

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

__all__ = ["check_origin", "check_token", "read_form"]

MOST_FIELDS = 1000


def check_origin(request: Request) -> None:
    """Refuse what a page of another site sends, as browsers tell it; a client that tells nothing passes.

    Raises:
        HTTPException: 403.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if (origin is not None and origin != ours) or site not in ("same-origin", "none"):
        raise HTTPException(403, "This came from a page of another site, so it was refused. Nothing was changed.")


def check_token(request: Request, form: FormData, expected: str) -> None:
    """Refuse a form that does not carry its session's secret, in the field `csrf` or the header X-CSRF-Token.

    Raises:
        HTTPException: 403.
    """
    given = form.get("csrf") or request.headers.get("x-csrf-token", "")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(
            403, "The form does not belong to your session, so nothing was changed. Load its page again and repeat it."
        )


async def read_form(request: Request) -> FormData:
    """The fields of the form, all of them texts.

    Raises:
        HTTPException: 400 for a form that cannot be read, 413 for one that is too large.
    """
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    for name, value in form.multi_items():
        if not isinstance(value, str) or "\0" in name or "\0" in value:
            raise HTTPException(400, "The form holds a file or a NUL character; expected texts. Nothing was changed.")
    return form
