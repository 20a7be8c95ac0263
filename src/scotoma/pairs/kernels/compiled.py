"""How the join's loops are compiled: once per type and machine, kept on disk, without the interpreter's lock."""

from collections.abc import Callable
from typing import Any

from numba import extending, njit

__all__ = ["compiled", "emitted", "inlined"]

Loop = Callable[..., Any]


def compiled(loop: Loop) -> Loop:
    """The loop as machine code; what it is compiled for is decided by the types of the first call."""
    machine_code: Loop = njit(cache=True, nogil=True, error_model="numpy")(loop)
    return machine_code


def emitted(generator: Loop) -> Loop:
    """A function of compiled code whose instructions `generator` writes itself; called without the typing context."""
    function: Loop = extending.intrinsic(generator)
    return function


def inlined(stub: Loop) -> Callable[[Loop], Loop]:
    """Give a stub its compiled body, chosen by the types it is called with."""
    decorate: Callable[[Loop], Loop] = extending.overload(stub, inline="always")
    return decorate
