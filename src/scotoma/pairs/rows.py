"""The two matrices of the join, whatever they lie in: checked once, read in blocks or by row number."""

import math
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Int, Shaped

from scotoma.errors import BadRow, BadThreshold, ShapeMismatch, UsageError

__all__ = ["Rows", "Side", "check_threshold", "open_sides"]

Role = Literal["suspect", "reference"]


@runtime_checkable
class Rows(Protocol):
    """A matrix (N, D) of float16, float32 or float64: an ndarray, a memory map, or anything sliced and indexed alike.

    `rows[a:b]` and `rows[int_array]` give ndarrays; both may be called from several threads at once.
    """

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def dtype(self) -> Any: ...

    def __len__(self) -> int: ...

    def __getitem__(self, key: Any, /) -> Any: ...


class Side:
    """One encoder's rows, as the kernels take them: C-contiguous and read-only; float16 as its uint16 bits.

    A float64 row is multiplied by the power of two that brings its largest value to [0.5, 1): this is exact, leaves
    cosines as they are, and keeps squares from over- and underflowing. `direct` is the whole matrix where the kernels
    can take it without a copy, else None.
    """

    def __init__(self, role: Role, rows: Rows) -> None:
        self.role = role
        self.count, self.width = _shape(role, rows)
        self.dtype = np.dtype(rows.dtype)
        if self.dtype.kind != "f" or self.dtype.itemsize not in (2, 4, 8):
            raise UsageError(
                f"The {role} rows are {self.dtype}; expected float16, float32 or float64. Convert them with .astype."
            )
        self._rows = rows
        self.direct = self._whole() if isinstance(rows, np.ndarray) else None

    def _whole(self) -> np.ndarray | None:
        rows = np.asarray(self._rows)
        plain = rows.flags.c_contiguous and rows.flags.aligned and rows.dtype.isnative
        return _frozen(rows) if plain and rows.dtype.itemsize < 8 else None

    def block(self, start: int, stop: int) -> Shaped[np.ndarray, "B D"]:
        """Rows start..stop, B of them."""
        return _frozen(_scaled(self._rows[start:stop])) if self.direct is None else self.direct[start:stop]

    def gather(self, index: Int[np.ndarray, " B"]) -> Shaped[np.ndarray, "B D"]:
        """The rows of these numbers, B of them, copied."""
        return _frozen(_scaled(self._rows[index]))

    def refuse(self, row: int) -> None:
        """Say that a row is zero or not finite.

        Raises:
            BadRow: always.
        """
        values = np.asarray(self._rows[row : row + 1])
        found = (
            "holds only zeros" if np.isfinite(values).all() else "holds values that are not finite (NaN or infinite)"
        )
        raise BadRow(
            f"Row {row} of the {self.role} embeddings {found}, so it has no direction; every row must be finite and "
            "not all zero. Embed that image again, or drop the row from both matrices."
        )


def _shape(role: Role, rows: Rows) -> tuple[int, int]:
    if len(rows.shape) != 2 or rows.shape[1] == 0:
        raise ShapeMismatch(
            f"The {role} rows have shape {tuple(rows.shape)}; expected (N, D): one row an image, at least one column."
        )
    return int(rows.shape[0]), int(rows.shape[1])


def _scaled(block: Any) -> np.ndarray:
    values = np.asarray(block)
    native = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("="))
    if native.dtype.itemsize < 8 or not native.size:
        return native
    largest = np.abs(native).max(axis=1, keepdims=True)
    exponent = np.frexp(np.where(np.isfinite(largest), largest, 1.0))[1]
    return np.asarray(np.ldexp(native, -exponent))


def _frozen(values: np.ndarray) -> np.ndarray:
    view = values.view(np.uint16) if values.dtype.itemsize == 2 else values.view()
    view.flags.writeable = False
    return view


def open_sides(a: Rows, b: Rows) -> tuple[Side, Side]:
    """Both matrices, checked to be float and of one length.

    Raises:
        ShapeMismatch: one is not a matrix, or their lengths differ.
        UsageError: the values are not floats.
    """
    suspect, reference = Side("suspect", a), Side("reference", b)
    if suspect.count != reference.count:
        raise ShapeMismatch(
            f"The suspect has {suspect.count} rows and the reference {reference.count}; row k of both must be the same "
            "image. Embed one collection with both encoders."
        )
    return suspect, reference


def check_threshold(name: str, value: float) -> float:
    """The threshold as a float.

    Raises:
        BadThreshold: it is not a number in [-1, 1].
    """
    number = float(value)
    if math.isnan(number) or not -1 <= number <= 1:
        raise BadThreshold(f"{name} is {value}; expected a cosine, a number from -1 to 1, such as 0.95.")
    return number
