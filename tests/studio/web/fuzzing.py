"""Every route of the application with made-up path parameters, queries and forms."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

WORDS = (
    "", "0", "1", "-1", "2", "1-2", "2-1", "1-1", "999999999999999", "9" * 40, "nan", "inf", "-0.0", "1e309", "0.95",
    "\u0663", "../", "../../etc/passwd", "..\\", "%2e%2e%2f", "a\x00b", "<script>alert(1)</script>", "' OR 1=1 --",
    "{{ 7 * 7 }}", "\ud7ff", "\ufffe", "\U0001f469\u200d\U0001f680", "x" * 3000, "true", "null", "[]", '{"a": 1}', "on",
    "different", "same", "unclear", "ready", "draft", "dropped", "color_and_appearance", "gap", "author", "reviewer",
)  # fmt: skip
NAMES = re.compile(r"""(?:query_params|form|fields|given|values|query)(?:\.get|\.getlist)?[\[(]\s*["'](\w+)["']""")


def words() -> SearchStrategy[str]:
    """What people, and people who mean ill, type."""
    return st.one_of(st.sampled_from(WORDS), st.text(max_size=12), st.integers(-3, 40).map(str))


def routes_of(application: Starlette) -> list[tuple[str, str]]:
    """The method and the path, with its parameters, of every route."""
    found = sorted(_routes(application.routes, ""))
    assert len(found) > 10
    return found


def _routes(routes: Sequence[BaseRoute], before: str) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _routes(route.routes, before + route.path)
        if isinstance(route, Route):
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield method, before + route.path


def paths(template: str, rows: int = 24) -> SearchStrategy[str]:
    """Paths of one route: its parameters are as they should be about half of the time."""
    pieces = re.split(r"\{(\w+)(?::(\w+))?\}", template)
    drawn: list[SearchStrategy[str]] = []
    for at in range(0, len(pieces), 3):
        drawn.append(st.just(pieces[at]))
        if at + 2 < len(pieces):
            fitting = st.integers(0, rows + 1).map(str)
            drawn.append(st.one_of(fitting, words()).map(lambda word: quote(word, safe="") or "0"))
    return st.tuples(*drawn).map("".join)


def fields(names: Sequence[str]) -> SearchStrategy[dict[str, Any]]:
    """Queries and forms: names that the pages know, and others, each with one or two values."""
    name = st.one_of(st.sampled_from(names), words()) if names else words()
    value = st.one_of(words(), st.lists(words(), min_size=1, max_size=2))
    return st.dictionaries(name, value, max_size=6)


def known_names(sources: Sequence[str]) -> list[str]:
    """The names of fields that the pages' code and templates mention."""
    found = {name for source in sources for name in NAMES.findall(source)}
    return sorted(found | {name for source in sources for name in re.findall(r'\bname="(\w+)"', source)} - {"csrf"})
