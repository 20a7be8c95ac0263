"""The integer sieve: one instruction multiplies 64 (or 32) bytes and adds them up, the sign bit is the decision.

For codes p, q the squared distance |p|^2 + |q|^2 - 2 p.q is at most T exactly where p.q - (|p|^2 - T)/2 - |q|^2/2 >= 0;
both halves are rounded down, so only too much can pass. They are what the accumulators start from. The instruction
takes one side unsigned: columns are stored as q + 128, and p.128 is subtracted at the start. Everything is exact in
int32 (|p.q| <= 128 * 127 * 128 * 2).

A block of 6 rows by 64 columns keeps its sums in registers from start to end and writes nothing unless a pair passes.
"""

import functools
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import types

from scotoma.pairs.kernels.coding import PANEL
from scotoma.pairs.kernels.compiled import compiled, emitted

__all__ = ["ROWS", "instruction", "instruction_widths", "scan_256", "scan_512"]

ROWS = 6  # rows of a register block: with four column registers 24 sums, 4 columns and 1 row fill 29 of 32 registers
CACHED_PANELS = 4  # 256 columns stay in the first-level cache while all rows pass by

WORD = ir.IntType(32)
BYTE = ir.IntType(8)
LONG = ir.IntType(64)


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


def instruction(module: Any, lanes: int) -> Any:
    """The instruction as a function of the module: (sums, unsigned bytes, signed bytes) to sums."""
    sums, codes = ir.VectorType(WORD, lanes), _argument(lanes, bool(_takes_bytes(lanes)))
    kind, name = ir.FunctionType(sums, [sums, codes, codes]), _name(lanes)
    return module.globals[name] if name in module.globals else ir.Function(module, kind, name)


def _pointer(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    data = context.make_array(kind)(context, builder, value).data
    return builder.bitcast(data, BYTE.as_pointer())


class _Block:
    """Writes the instructions of one block: ROWS rows against `vectors` registers of columns, `lanes` columns each."""

    def __init__(self, builder: Any, lanes: int, vectors: int) -> None:
        self._builder = builder
        self._lanes, self._vectors = lanes, vectors
        self._sums = ir.VectorType(WORD, lanes)
        self._codes = _argument(lanes, bool(_takes_bytes(lanes)))
        self._multiply = instruction(builder.module, lanes)

    def _load(self, base: Any, offset: Any, kind: Any) -> Any:
        place = self._builder.bitcast(self._builder.gep(base, [offset]), kind.as_pointer())
        return self._builder.load(place, align=1)

    def _splat(self, value: Any) -> Any:
        nothing = self._sums(ir.Undefined)
        one = self._builder.insert_element(nothing, value, WORD(0))
        return self._builder.shuffle_vector(one, nothing, ir.Constant(self._sums, [0] * self._lanes))

    def starts(self, rows: Any, columns: Any, row: Any, column: Any) -> list[Any]:
        """What the sums begin with: the start of the row plus that of the column."""
        b = self._builder
        ends = [
            self._load(columns, b.mul(b.add(column, LONG(self._lanes * v)), LONG(4)), self._sums)
            for v in range(self._vectors)
        ]
        own = [self._splat(self._load(rows, b.mul(b.add(row, LONG(r)), LONG(4)), WORD)) for r in range(ROWS)]
        return [b.add(one, end) for one in own for end in ends]

    def loop(self, starts: list[Any], codes: Any, panels: Any, place: tuple[Any, Any, Any]) -> list[Any]:
        """The sums over all coordinates, four at a time; `place` is (row, byte of the first column, coordinates)."""
        b = self._builder
        row, base, width = place
        lines = [b.mul(b.add(row, LONG(r)), width) for r in range(ROWS)]
        before, loop, after = b.block, b.append_basic_block("groups"), b.append_basic_block("decide")
        b.branch(loop)
        b.position_at_end(loop)
        k = b.phi(LONG)
        held = [b.phi(self._sums) for _ in starts]
        group = b.add(base, b.mul(k, LONG(PANEL)))
        columns = [
            b.bitcast(self._load(panels, b.add(group, LONG(self._lanes * 4 * v)), self._sums), self._codes)
            for v in range(self._vectors)
        ]
        sums = []
        for r in range(ROWS):
            four = b.bitcast(self._splat(self._load(codes, b.add(lines[r], k), WORD)), self._codes)
            row_sums = held[r * self._vectors : (r + 1) * self._vectors]
            sums += [b.call(self._multiply, [s, c, four]) for s, c in zip(row_sums, columns, strict=True)]
        following = b.add(k, LONG(4))
        for phi, start, value in zip([k, *held], [LONG(0), *starts], [following, *sums], strict=True):
            phi.add_incoming(start, before)
            phi.add_incoming(value, loop)
        b.cbranch(b.icmp_unsigned("<", following, width), loop, after)
        b.position_at_end(after)
        return sums

    def report(self, sums: list[Any], masks: Any) -> Any:
        """1 if some sum is not negative, and then a word a row in `masks` that says which; else 0."""
        b = self._builder
        bits, zero = ir.IntType(self._lanes), ir.Constant(self._sums, [0] * self._lanes)
        joint = functools.reduce(b.and_, sums)  # its sign bit is clear where some sum is not negative
        some = b.icmp_unsigned("!=", b.bitcast(b.icmp_signed(">=", joint, zero), bits), bits(0))
        with b.if_then(some, likely=False):
            for r in range(ROWS):
                mask = LONG(0)
                for v, value in enumerate(sums[r * self._vectors : (r + 1) * self._vectors]):
                    passed = b.zext(b.bitcast(b.icmp_signed(">=", value, zero), bits), LONG)
                    mask = b.or_(mask, b.shl(passed, LONG(self._lanes * v)))
                b.store(mask, b.bitcast(b.gep(masks, [LONG(8 * r)]), LONG.as_pointer()), align=8)
        return b.zext(some, LONG)


def _block(lanes: int, vectors: int) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        codes, panels, row_start, column_start, masks = (
            _pointer(context, builder, kind, value) for kind, value in zip(signature.args[:5], args[:5], strict=True)
        )
        row, panel, part, width = args[5:]
        columns = lanes * vectors
        block = _Block(builder, lanes, vectors)
        column = builder.add(builder.mul(panel, LONG(PANEL)), builder.mul(part, LONG(columns)))
        base = builder.add(builder.mul(builder.mul(panel, width), LONG(PANEL)), builder.mul(part, LONG(columns * 4)))
        starts = block.starts(row_start, column_start, row, column)
        sums = block.loop(starts, codes, panels, (row, base, width))
        return block.report(sums, masks)

    def block(  # codes, panels, row_start, column_start, masks, row, panel, part, width
        typing_context: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any, i: Any
    ) -> Any:
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
                looked += max(0, end - max(near * PANEL, first, i + 1))
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
                looked += max(0, end - max(near * PANEL, first, i + 1))
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
