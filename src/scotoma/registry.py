"""Names and what they stand for: built in, or added by an installed package's entry points."""

import difflib
from collections.abc import Callable, Iterator
from importlib import import_module, metadata
from typing import Generic, TypeVar

from scotoma.errors import UnknownName

__all__ = ["Registry", "unknown"]

T = TypeVar("T")


class Registry(Generic[T]):
    """A table of name -> factory for one kind of thing (`what`, as error messages call it).

    Built-in factories are given as "module:attribute" and imported when first asked for, so that a registry costs
    nothing at start-up. An installed package adds its own under the entry-point group `group`.
    """

    def __init__(self, what: str, group: str, builtin: dict[str, str]) -> None:
        self._what = what
        self._group = group
        self._builtin = builtin

    def names(self) -> list[str]:
        """Every known name, sorted."""
        return sorted({*self._builtin, *(entry.name for entry in self._entries())})

    def load(self, name: str) -> Callable[..., T]:
        """The factory called `name`.

        Raises:
            UnknownName: nothing has that name; the message gives the nearest one.
        """
        if target := self._builtin.get(name):
            module, _, attribute = target.partition(":")
            factory: Callable[..., T] = getattr(import_module(module), attribute)
            return factory
        for entry in self._entries():
            if entry.name == name:
                loaded: Callable[..., T] = entry.load()
                return loaded
        raise UnknownName(unknown(self._what, name, self.names()))

    def _entries(self) -> Iterator[metadata.EntryPoint]:
        yield from metadata.entry_points(group=self._group)


def unknown(what: str, name: str, known: list[str]) -> str:
    """The message for a name nobody has: the nearest known ones, else all of them."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else f"Known: {', '.join(known) or 'none'}."
    return f"No {what} is named {name!r}. {hint}"
