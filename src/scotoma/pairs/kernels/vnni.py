"""The integer sieve: one instruction multiplies 64 (or 32) bytes and adds them up, the sign bit is the decision.

For codes p, q the squared distance |p|^2 + |q|^2 - 2 p.q is at most T exactly where p.q - (|p|^2 - T)/2 - |q|^2/2 >= 0;
both halves are rounded down, so only too much can pass. They are what the accumulators start from. The instruction
takes one side unsigned: columns are stored as q + 128, and p.128 is subtracted at the start. Everything is exact in
int32 (|p.q| <= 128 * 127 * 128 * 2).

A block of 6 rows by 64 columns keeps its sums in registers from start to end and writes nothing unless a pair passes.
"""

from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.core import cgutils

from scotoma.pairs.kernels.coding import PANEL
from scotoma.pairs.kernels.compiled import compiled, emitted

__all__ = ["ROWS", "instruction_widths", "scan_256", "scan_512"]

ROWS = 6  # rows of a register block: with four column registers 24 sums, 4 columns and 1 row fill 29 of 32 registers
CACHED_PANELS = 4  # 256 columns stay in the first-level cache while all rows pass by

WORD = ir.IntType(32)
BYTE = ir.IntType(8)


def _argument(lanes: int, bytewise: bool) -> ir.VectorType:
    return ir.VectorType(BYTE, lanes * 4) if bytewise else ir.VectorType(WORD, lanes)


def _name(lanes: int) -> str:
    return f"llvm.x86.avx512.vpdpbusd.{lanes * 32}"


def _takes_bytes(lanes: int) -> bool | None:
    """Whether this LLVM declares the instruction on bytes (21 and later) or on words; None: it does not know it."""
    for bytewise in (True, False):
        sums, codes = ir.VectorType(WORD, lanes), _argument(lanes, bytewise)
        module = ir.Module()
        kind = ir.FunctionType(sums, [sums, codes, codes])
        outer = ir.Function(module, kind, "probe")
        builder = ir.IRBuilder(outer.append_basic_block())
        builder.ret(builder.call(ir.Function(module, kind, _name(lanes)), outer.args))
        try:  # parsing and verifying generates no code, so that a processor without the instruction is in no danger
            binding.parse_assembly(str(module)).verify()
        except RuntimeError:
            continue
        return bytewise
    return None


def instruction_widths() -> list[int]:
    """The register widths in bits at which this processor multiplies bytes, widest first."""
    has = binding.get_host_cpu_features()
    wide = has.get("avx512vnni") and has.get("avx512f") and has.get("avx512bw") and has.get("avx512vl")
    narrow = has.get("avxvnni") or wide
    return [bits for bits, there in ((512, wide), (256, narrow)) if there and _takes_bytes(bits // 32) is not None]


def _pointer(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    data = context.make_array(kind)(context, builder, value).data
    return builder.bitcast(data, BYTE.as_pointer())


def _load(builder: Any, base: Any, offset: Any, kind: Any) -> Any:
    place = builder.bitcast(builder.gep(base, [offset]), kind.as_pointer())
    return builder.load(place, align=1)


def _splat(builder: Any, value: Any, lanes: int) -> Any:
    vector = ir.VectorType(WORD, lanes)
    one = builder.insert_element(vector(ir.Undefined), value, WORD(0))
    return builder.shuffle_vector(one, vector(ir.Undefined), ir.Constant(vector, [0] * lanes))


def _emit_block(context: Any, builder: Any, signature: Any, args: Any, shape: tuple[int, int]) -> Any:
    """One block: ROWS rows from `row` against `vectors` registers of columns from byte `column` of their panel."""
    lanes, vectors = shape
    wide = ir.IntType(64)
    codes, panels, row_start, column_start, masks = (
        _pointer(context, builder, kind, value) for kind, value in zip(signature.args[:5], args[:5], strict=True)
    )
    row, panel, part, width = args[5:]
    sums = ir.VectorType(WORD, lanes)
    kind = _argument(lanes, bool(_takes_bytes(lanes)))
    multiply = cgutils.get_or_insert_function(builder.module, ir.FunctionType(sums, [sums, kind, kind]), _name(lanes))

    first_column = builder.add(builder.mul(panel, wide(PANEL)), builder.mul(part, wide(lanes * vectors)))
    starts = []
    halves = [
        _load(builder, column_start, builder.mul(builder.add(first_column, wide(lanes * v)), wide(4)), sums)
        for v in range(vectors)
    ]
    row_bytes = []
    for r in range(ROWS):
        number = builder.add(row, wide(r))
        row_bytes.append(builder.mul(number, width))
        own = _splat(builder, _load(builder, row_start, builder.mul(number, wide(4)), WORD), lanes)
        starts += [builder.add(own, half) for half in halves]
    base = builder.add(
        builder.mul(builder.mul(panel, width), wide(PANEL)), builder.mul(part, wide(lanes * vectors * 4))
    )

    before = builder.block
    loop = builder.append_basic_block("groups")
    after = builder.append_basic_block("decide")
    builder.branch(loop)
    builder.position_at_end(loop)
    k = builder.phi(wide)
    k.add_incoming(wide(0), before)
    held = []
    for start in starts:
        phi = builder.phi(sums)
        phi.add_incoming(start, before)
        held.append(phi)
    group = builder.add(base, builder.mul(k, wide(PANEL)))
    columns = [
        builder.bitcast(_load(builder, panels, builder.add(group, wide(lanes * 4 * v)), sums), kind)
        for v in range(vectors)
    ]
    fresh = []
    for r in range(ROWS):
        four = _splat(builder, _load(builder, codes, builder.add(row_bytes[r], k), WORD), lanes)
        four = builder.bitcast(four, kind)
        for v in range(vectors):
            fresh.append(builder.call(multiply, [held[r * vectors + v], columns[v], four]))
    following = builder.add(k, wide(4))
    k.add_incoming(following, loop)
    for phi, value in zip(held, fresh, strict=True):
        phi.add_incoming(value, loop)
    builder.cbranch(builder.icmp_unsigned("<", following, width), loop, after)

    builder.position_at_end(after)
    # the sign bit of the conjunction is clear where some sum is not negative
    joint = fresh[0]
    for value in fresh[1:]:
        joint = builder.and_(joint, value)
    bits = ir.IntType(lanes)
    zero = ir.Constant(sums, [0] * lanes)
    some = builder.icmp_unsigned("!=", builder.bitcast(builder.icmp_signed(">=", joint, zero), bits), bits(0))
    hit = builder.append_basic_block("hit")
    done = builder.append_basic_block("done")
    builder.cbranch(some, hit, done)
    builder.position_at_end(hit)
    for r in range(ROWS):
        mask = wide(0)
        for v in range(vectors):
            passed = builder.bitcast(builder.icmp_signed(">=", fresh[r * vectors + v], zero), bits)
            mask = builder.or_(mask, builder.shl(builder.zext(passed, wide), wide(lanes * v)))
        builder.store(mask, builder.bitcast(builder.gep(masks, [wide(8 * r)]), wide.as_pointer()), align=8)
    builder.branch(done)
    builder.position_at_end(done)
    return builder.zext(some, wide)


def _block(lanes: int, vectors: int) -> Any:
    def block(  # codes, panels, row_start, column_start, masks, row, panel, part, width
        typing_context: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any, i: Any
    ) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return _emit_block(context, builder, signature, args, (lanes, vectors))

        return types.int64(a, b, c, d, e, types.int64, types.int64, types.int64, types.int64), code

    return emitted(block)


block_512 = _block(16, 4)
block_256 = _block(8, 2)


@emitted
def lowest_bit(typing_context: Any, bits: Any) -> Any:
    """The number of zeros below the lowest one of a uint64 that is not 0."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.IntType(1)(1))

    return types.int64(types.uint64), code


@compiled
def scan_512(codes: Any, panels: Any, row_start: Any, column_start: Any, tile: Any, left: Any, right: Any) -> Any:
    """(pairs looked at, pairs that passed) of `tile` = (top, bottom, first, last); -1 passed where there is no room."""
    top, bottom, first, last = tile
    masks = np.zeros(ROWS, np.uint64)
    width = codes.shape[1]
    looked = 0
    count = 0
    for near in range(first // PANEL, (last + PANEL - 1) // PANEL, CACHED_PANELS):
        far = min(near + CACHED_PANELS, (last + PANEL - 1) // PANEL)
        end = min(far * PANEL, last)
        for row in range(top, min(bottom, end - 1), ROWS):
            stop = min(row + ROWS, bottom)
            for i in range(row, stop):
                looked += max(0, end - max(max(near * PANEL, first), i + 1))
            for panel in range(max(near, (row + 1) // PANEL), far):
                if block_512(codes, panels, row_start, column_start, masks, row, panel, 0, width) == 0:
                    continue
                for r in range(stop - row):
                    mask = masks[r]
                    while mask != 0:
                        j = panel * PANEL + lowest_bit(mask)
                        mask &= mask - np.uint64(1)
                        if first <= j < last and row + r < j:
                            if count == left.size:
                                return looked, -1
                            left[count] = row + r
                            right[count] = j
                            count += 1
    return looked, count


@compiled
def scan_256(codes: Any, panels: Any, row_start: Any, column_start: Any, tile: Any, left: Any, right: Any) -> Any:
    """As `scan_512`, with registers half as wide: a panel is taken in four parts of 16 columns."""
    top, bottom, first, last = tile
    masks = np.zeros(ROWS, np.uint64)
    width = codes.shape[1]
    looked = 0
    count = 0
    for near in range(first // PANEL, (last + PANEL - 1) // PANEL, CACHED_PANELS):
        far = min(near + CACHED_PANELS, (last + PANEL - 1) // PANEL)
        end = min(far * PANEL, last)
        for row in range(top, min(bottom, end - 1), ROWS):
            stop = min(row + ROWS, bottom)
            for i in range(row, stop):
                looked += max(0, end - max(max(near * PANEL, first), i + 1))
            for quarter in range(4 * max(near, (row + 1) // PANEL), 4 * far):
                panel, part = quarter // 4, quarter % 4
                if block_256(codes, panels, row_start, column_start, masks, row, panel, part, width) == 0:
                    continue
                for r in range(stop - row):
                    mask = masks[r]
                    while mask != 0:
                        j = quarter * 16 + lowest_bit(mask)
                        mask &= mask - np.uint64(1)
                        if first <= j < last and row + r < j:
                            if count == left.size:
                                return looked, -1
                            left[count] = row + r
                            right[count] = j
                            count += 1
    return looked, count
