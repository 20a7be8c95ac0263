"""The definition of a cosine, compiled: float64, one fixed order of summation, on stored values.

Element k of a row belongs to lane k mod 32. Each lane adds its products in order of k, in float64, every product and
sum rounded on its own; the lanes are then folded in halves (lane l += lane l + 16, then 8, 4, 2, 1). No tile size,
thread count, kernel or BLAS has a say in it, and plain NumPy computes the same bits (`oracle.brute_force`).
The cosine is dot(x, y) / sqrt(dot(x, x) * dot(y, y)), held to [-1, 1]; of equal rows it is exactly 1.
"""

import platform
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import types

from scotoma.pairs.kernels.compiled import compiled, emitted, inlined

__all__ = ["LANES", "as_double", "half_by_bits", "keep_above", "keep_below", "squared_norms"]

LANES = 32  # enough independent sums to fill the adders of a 512-bit processor


def _converts_halves() -> bool:
    return platform.machine() in ("aarch64", "arm64") or bool(binding.get_host_cpu_features().get("f16c"))


@emitted
def half_by_instruction(typing_context: Any, bits: Any) -> Any:
    """float32 of a float16's bits by the processor's own conversion."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.fpext(builder.bitcast(args[0], ir.HalfType()), ir.FloatType())

    return types.float32(types.uint16), code


@emitted
def half_by_bits(typing_context: Any, bits: Any) -> Any:
    """float32 of a float16's bits by integer arithmetic, for processors that have no conversion."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word = ir.IntType(32)
        half = builder.zext(args[0], word)
        sign = builder.shl(builder.and_(half, word(0x8000)), word(16))
        rest = builder.shl(builder.and_(half, word(0x7FFF)), word(13))
        exponent = builder.and_(half, word(0x7C00))
        # the exponent's bias is 127 instead of 15; infinities and NaN need the step twice, subnormals are m * 2^-24
        normal = builder.add(rest, word(112 << 23))
        special = builder.add(rest, word(224 << 23))
        mantissa = builder.uitofp(builder.and_(half, word(0x03FF)), ir.FloatType())
        small = builder.bitcast(builder.fmul(mantissa, ir.FloatType()(2.0**-24)), word)
        finite = builder.select(builder.icmp_unsigned("==", exponent, word(0)), small, normal)
        value = builder.select(builder.icmp_unsigned("==", exponent, word(0x7C00)), special, finite)
        return builder.bitcast(builder.or_(value, sign), ir.FloatType())

    return types.float32(types.uint16), code


_half = half_by_instruction if _converts_halves() else half_by_bits


def as_double(value: Any) -> float:
    """The float64 of a stored value: float32, float64, or a float16's bits as uint16."""
    raise NotImplementedError("compiled code only")


@inlined(as_double)
def _as_double(value: Any) -> Any:
    def of_half(value: Any) -> Any:
        return np.float64(_half(value))

    def of_float(value: Any) -> Any:
        return np.float64(value)

    return of_half if value == types.uint16 else of_float


@compiled
def dot(x: Any, y: Any, lanes: Any) -> float:
    """The dot product of two rows as defined above; `lanes` is room for 32 float64."""
    lanes[:] = 0.0
    whole = x.size - x.size % LANES
    for k in range(0, whole, LANES):
        for lane in range(LANES):
            lanes[lane] += as_double(x[k + lane]) * as_double(y[k + lane])
    for lane in range(x.size - whole):
        lanes[lane] += as_double(x[whole + lane]) * as_double(y[whole + lane])
    half = LANES // 2
    while half:
        for lane in range(half):
            lanes[lane] += lanes[lane + half]
        half //= 2
    total: float = lanes[0]
    return total


@compiled
def squared_norms(rows: Any, out: Any) -> int:
    """Fill `out` with dot(x, x) of each row; the first row that is zero or not finite, or -1."""
    lanes = np.empty(LANES)
    for i in range(rows.shape[0]):
        out[i] = dot(rows[i], rows[i], lanes)
        if not 0.0 < out[i] < np.inf:
            return i
    return -1


@compiled
def _cosine(rows: Any, squares: Any, i: int, j: int, lanes: Any) -> float:
    value = dot(rows[i], rows[j], lanes) / np.sqrt(squares[i] * squares[j])
    held: float = min(1.0, max(-1.0, value))
    return held


@compiled
def keep_above(rows: Any, squares: Any, left: Any, right: Any, above: float, at: Any, cosines: Any) -> int:
    """How many pairs (left, right) have a cosine > above; their positions go to `at`, their cosines to `cosines`."""
    lanes = np.empty(LANES)
    kept = 0
    for p in range(left.size):
        value = _cosine(rows, squares, left[p], right[p], lanes)
        if value > above:
            at[kept] = p
            cosines[kept] = value
            kept += 1
    return kept


@compiled
def keep_below(rows: Any, squares: Any, left: Any, right: Any, below: float, at: Any, cosines: Any) -> int:
    """How many pairs (left, right) have a cosine < below; as `keep_above`."""
    lanes = np.empty(LANES)
    kept = 0
    for p in range(left.size):
        value = _cosine(rows, squares, left[p], right[p], lanes)
        if value < below:
            at[kept] = p
            cosines[kept] = value
            kept += 1
    return kept
