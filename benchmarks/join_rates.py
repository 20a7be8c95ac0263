"""The integer sieve against the bare instruction it is made of, both compiled by the same compiler."""

import functools
import time
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

from scotoma.pairs.kernels import coding, vnni
from scotoma.pairs.kernels.compiled import compiled, emitted

__all__ = ["instruction_rate", "sieve_rate"]

SIDE = 4096
CHAINS, LANES = 24, 16  # as many independent sums as the sieve holds


@emitted
def chains(typing_context: Any, count: Any) -> Any:
    """`count` rounds of 24 independent multiply-adds on registers alone; the sum, so that nothing is dropped."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        multiply = vnni.instruction(builder.module, LANES)
        sums, codes, _ = multiply.function_type.args
        long = ir.IntType(64)
        factor = builder.bitcast(ir.Constant(sums, [0x01010101] * LANES), codes)
        before, loop, after = builder.block, builder.append_basic_block(), builder.append_basic_block()
        builder.branch(loop)
        builder.position_at_end(loop)
        k, held = builder.phi(long), [builder.phi(sums) for _ in range(CHAINS)]
        fresh = [builder.call(multiply, [one, factor, factor]) for one in held]
        following = builder.add(k, long(1))
        for n, (phi, value) in enumerate(zip([k, *held], [following, *fresh], strict=True)):
            phi.add_incoming(long(0) if n == 0 else ir.Constant(sums, [n] * LANES), before)
            phi.add_incoming(value, loop)
        builder.cbranch(builder.icmp_signed("<", following, args[0]), loop, after)
        builder.position_at_end(after)
        joint = functools.reduce(builder.xor, fresh)
        return builder.zext(builder.extract_element(joint, ir.IntType(32)(0)), long)

    return types.int64(types.int64), code


@compiled
def run_chains(count: int) -> Any:
    return chains(count)


def instruction_rate(rounds: int = 400_000) -> float:
    """Operations a second of the instruction alone on one thread: a multiply and an add a byte."""
    run_chains(10)
    start = time.perf_counter()
    run_chains(rounds)
    return rounds * CHAINS * LANES * 4 * 2 / (time.perf_counter() - start)


def sieve_rate(coordinates: int) -> float:
    """Operations a second of the sieve on one thread over codes of which no pair passes."""
    draw = np.random.default_rng(0)
    codes = draw.integers(-127, 128, (2 * SIDE + 64, coordinates)).astype(np.int8)
    panels = np.zeros((2 * SIDE // 64, coordinates // 4, 64, 4), np.uint8)
    coding.fill_panels(codes[: 2 * SIDE], 0, panels)
    far = np.full(len(codes), -(2**29), np.int32)
    left, right = np.empty((2, 4096), np.int32)
    vnni.scan_512(codes, panels, far, far, (0, 64, 64, 128), left, right)
    start = time.perf_counter()
    looked, passed = vnni.scan_512(codes, panels, far, far, (0, SIDE, SIDE, 2 * SIDE), left, right)
    assert (looked, passed) == (SIDE * SIDE, 0)
    return SIDE * SIDE * coordinates * 2 / (time.perf_counter() - start)
