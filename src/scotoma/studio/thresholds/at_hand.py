"""What a request of the thresholds pages works on: the mined run, and the page's memory of it."""

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from scotoma.errors import UsageError
from scotoma.studio.gallery.at_hand import contents_of
from scotoma.studio.thresholds.board import Board
from scotoma.studio.thresholds.regions import Region

__all__ = ["address_of", "board_of", "whole"]

_making = threading.Lock()


def board_of(request: Request) -> Board:
    """The thresholds page's memory of the run, made at its first use.

    Raises:
        UsageError: no pairs were mined in the folder.
    """
    contents, state = contents_of(request), request.app.state
    with _making:
        if getattr(state, "board", None) is None:
            state.board = Board(contents)
    board: Board = state.board
    return board


def address_of(region: Region, **more: Any) -> str:
    """What stands behind "?" in the address of a page about the region; bounds that bound nothing are left out."""
    usual = Region(-2.0)
    said = {
        name: f"{value:.10g}"
        for name, value in region.as_dict().items()
        if value is not None and value != getattr(usual, name)
    }
    return urlencode({**said, **more})


def whole(values: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    """The whole number from 0 to `most` under a name; `usual` where there is none.

    Raises:
        UsageError: it is no such number.
    """
    text = values.get(name) or str(usual)
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 12 and int(text) <= most):
        raise UsageError(f"{name} is {str(text)[:40]!r}; expected a whole number from 0 to {most:,}.")
    return int(text)
