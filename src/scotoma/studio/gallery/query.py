"""What the address of a gallery page asks for, and the address that asks for it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, get_args
from urllib.parse import urlencode

from scotoma.errors import UnknownName, UsageError
from scotoma.pairs import Order
from scotoma.registry import unknown

__all__ = ["LABELS_SHOWN", "SIZES", "STATES_SHOWN", "Query", "read_query"]

STATES_SHOWN = ("any", "unpicked", "picked", "draft", "ready", "dropped")
LABELS_SHOWN = ("any", "none", "different", "same", "unclear")
SIZES = (24, 48, 96, 192)
LONGEST = 200  # characters of a search: arbitrary, and more than anybody types


@dataclass(frozen=True, slots=True)
class Query:
    """Which pairs are asked for, in which order, and which page of them.

    The suspect's cosine lies above `above` and is at most `most`, the reference's is at least `least` and below
    `below`; None sets no bound. `per_image` 0 sets no limit. Pages count from 1.
    """

    order: str = "gap"
    seed: int = 0
    fold: bool = True
    per_image: int = 0
    above: float | None = None
    most: float | None = None
    least: float | None = None
    below: float | None = None
    text: str = ""
    state: str = "any"
    label: str = "any"
    page: int = 1
    size: int = 48

    def arranged(self) -> "Query":
        """The query as far as it decides which pairs stand where; the same for every page and whatever people did."""
        seed = self.seed if self.order == "random" else 0
        return replace(self, seed=seed, text=self.text.lower(), state="any", label="any", page=1, size=Query().size)

    def address(self, **changes: Any) -> str:
        """What stands behind "?" in the address of this view with these changes; what is usual is left out."""
        changed, usual = replace(self, **changes), Query()
        named = {each.name: getattr(changed, each.name) for each in fields(changed)}
        said = {name: value for name, value in named.items() if value != getattr(usual, name)}
        return urlencode({name: _said(value) for name, value in said.items()})


def _said(value: Any) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def read_query(values: Mapping[str, str]) -> Query:
    """The query that the values of an address or a form say; what is missing or empty is as usual.

    Raises:
        UsageError, UnknownName: a value is not one of those that can be asked for.
    """
    usual = Query()
    return Query(
        order=_one_of("order", values.get("order") or usual.order, get_args(Order)),
        seed=_whole("seed", values.get("seed"), usual.seed, 0, 2**32 - 1),
        fold=_one_of("fold", values.get("fold") or "yes", ("yes", "no")) == "yes",
        per_image=_whole("per_image", values.get("per_image"), usual.per_image, 0, 1000),
        above=_cosine("above", values.get("above")),
        most=_cosine("most", values.get("most")),
        least=_cosine("least", values.get("least")),
        below=_cosine("below", values.get("below")),
        text=(values.get("text") or "").strip()[:LONGEST],
        state=_one_of("state", values.get("state") or usual.state, STATES_SHOWN),
        label=_one_of("label", values.get("label") or usual.label, LABELS_SHOWN),
        page=_whole("page", values.get("page"), usual.page, 1, 10**9),
        size=_whole("size", values.get("size"), usual.size, 1, max(SIZES)),
    )


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise UnknownName(unknown(name, value, list(known)))
    return value


def _whole(name: str, text: str | None, usual: int, least: int, most: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most):
        raise UsageError(f"{name} is {text[:40]!r}; expected a whole number from {least} to {most}.")
    return int(text)


def _cosine(name: str, text: str | None) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -1 <= value <= 1:
        raise UsageError(f"{name} is {text[:40]!r}; expected a cosine, a number from -1 to 1, such as 0.95.")
    return value
