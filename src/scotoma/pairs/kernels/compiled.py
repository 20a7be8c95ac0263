"""How the join's loops are compiled: once per type and machine, kept on disk, without the interpreter's lock."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import extending, njit

__all__ = ["compiled", "emitted", "inlined"]

F = TypeVar("F", bound=Callable[..., Any])

compiled: Callable[[F], F] = njit(cache=True, nogil=True, error_model="numpy")
emitted: Callable[[F], F] = extending.intrinsic


def inlined(stub: Callable[..., Any]) -> Callable[[F], F]:
    """Give a stub its compiled body, chosen by the types it is called with."""
    decorate: Callable[[F], F] = extending.overload(stub, inline="always")
    return decorate
