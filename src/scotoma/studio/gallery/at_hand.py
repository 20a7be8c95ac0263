"""What a request of the gallery works on: the mined run, and the gallery's memory of it."""

import threading

from starlette.requests import Request

from scotoma.errors import UsageError
from scotoma.report.contents import Contents
from scotoma.studio.gallery.shelf import Shelf
from scotoma.studio.web.pages import studio_of

__all__ = ["contents_of", "shelf_of"]

_making = threading.Lock()


def shelf_of(request: Request) -> Shelf:
    """The gallery's memory of the run, made at its first use.

    Raises:
        UsageError: no pairs were mined in the folder.
    """
    contents = contents_of(request)
    state = request.app.state
    with _making:
        if getattr(state, "shelf", None) is None:
            state.shelf = Shelf(contents)
    shelf: Shelf = state.shelf
    return shelf


def contents_of(request: Request) -> Contents:
    """The mined run.

    Raises:
        UsageError: no pairs were mined in the folder.
    """
    studio = studio_of(request)
    if studio.contents is None:
        raise UsageError(f"No pairs were mined in {studio.run.name}. Run `scotoma find` or `scotoma mine` on it first.")
    return studio.contents
