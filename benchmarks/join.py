"""The exact join beside its rivals: one run, interleaved, each candidate in a fresh process.

    python benchmarks/join.py --n 50000 --sets clip --repeats 3                     # all methods
    python benchmarks/join.py --n 100000 --methods scotoma numpy-float32 faiss --repeats 1
    python benchmarks/join.py --sets clump iso --methods scotoma scotoma-blocked numpy-float32
    python benchmarks/join.py --above 0.5 --below 0.0 --n 20000 --methods scotoma scotoma-blocked numpy-float32
    python benchmarks/join.py --growth                                              # up to 300,000 rows
    python benchmarks/join.py --kernel-rate                                   # the kernel against the instruction
    python benchmarks/join.py --adversarial                                   # pairs within 2e-7 of the thresholds

Reading the rows, imports and compilation are outside the clock; conversion to float32 is inside for who needs it.
The order of candidates is reversed every other repetition; medians are printed. `added_mb` is the peak of resident
memory over what it was with the rows loaded and everything warm. With AVX-512, OPENBLAS_CORETYPE=SkylakeX is set for
every candidate: unset, faiss's own OpenBLAS picks a generic core and is four times slower.
"""

import argparse
import hashlib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

GROWTH = (12_500, 25_000, 50_000, 100_000, 200_000, 300_000)
WARM_ROWS = 4096  # above the number of rows below which scotoma takes another road


def main() -> None:
    options = arguments()
    if options.child:
        print(json.dumps(measured(options)))
    elif options.kernel_rate:
        report({"kernel_rate": kernel_rate()}, options)
    elif options.adversarial:
        report({"adversarial": adversarial_table()}, options)
    else:
        sizes, methods = (GROWTH, ["scotoma"]) if options.growth else (options.n, options.methods)
        rows = [row for name in options.sets for n in sizes for row in compare(name, n, methods, options)]
        report({"above": options.above, "below": options.below, "speed": rows, "blas": blas()}, options)


def arguments() -> argparse.Namespace:
    from join_data import SETS
    from join_methods import METHODS

    default = [name for name in METHODS if name not in ("scotoma-vnni256", "scotoma-blocked")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, nargs="+", default=[50_000])
    parser.add_argument("--sets", nargs="+", default=["clip"], choices=SETS)
    parser.add_argument("--methods", nargs="+", default=default, choices=METHODS)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--above", type=float, default=0.95)
    parser.add_argument("--below", type=float, default=0.6)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--kernel-rate", action="store_true")
    parser.add_argument("--adversarial", action="store_true")
    parser.add_argument("--json", type=Path, help="also write the figures there, such as benchmarks/results/join.json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def compare(name: str, count: int, methods: list[str], options: argparse.Namespace) -> list[dict[str, Any]]:
    """Medians of one set and size, every method in a fresh process each time."""
    from join_data import make

    with tempfile.TemporaryDirectory() as folder:
        for side, rows in zip("ab", make(name, count), strict=True):
            np.save(f"{folder}/{side}.npy", rows)
        runs: dict[str, list[dict[str, Any]]] = {method: [] for method in methods}
        for repeat in range(options.repeats):
            for method in methods if repeat % 2 == 0 else methods[::-1]:
                runs[method].append(in_child(method, folder, options))
    digests = {method: run[0]["pairs_sha256"] for method, run in runs.items()}
    return [
        {
            "set": name,
            "rows": count,
            "method": method,
            "median_s": statistics.median(r["seconds"] for r in run),
            "least_s": min(r["seconds"] for r in run),
            "added_mb": max(r["added_mb"] for r in run),
            "pairs": run[0]["pairs"],
            "same_pairs": digests[method] == digests[methods[0]] and len({r["pairs_sha256"] for r in run}) == 1,
        }
        for method, run in runs.items()
    ]


def in_child(method: str, folder: str, options: argparse.Namespace) -> dict[str, Any]:
    thresholds = ["--above", str(options.above), "--below", str(options.below)]
    command = [sys.executable, __file__, "--child", method, "--data", folder, *thresholds]
    done = subprocess.run(command, env=fair_environment(), check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def fair_environment() -> dict[str, str]:
    from llvmlite import binding

    wide = bool(binding.get_host_cpu_features().get("avx512f"))
    return {**os.environ, **({"OPENBLAS_CORETYPE": "SkylakeX"} if wide else {})}


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """One candidate in this process: warmed on a few rows, then timed on all."""
    from join_methods import METHODS

    a, b = (np.load(options.data / f"{side}.npy") for side in "ab")
    find = METHODS[options.child]
    find(a[:WARM_ROWS], b[:WARM_ROWS], options.above, options.below)
    before = memory_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    start = time.perf_counter()
    pairs = find(a, b, options.above, options.below)
    seconds = time.perf_counter() - start
    ordered = np.ascontiguousarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64))
    digest = hashlib.sha256(ordered.tobytes()).hexdigest()
    return {"seconds": seconds, "added_mb": memory_mb("VmHWM") - before, "pairs": len(pairs), "pairs_sha256": digest}


def memory_mb(field: str) -> float:
    """Resident memory of this process as Linux counts it: VmRSS at present, VmHWM at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{field}:")).split()[1]) / 1024


def kernel_rate() -> list[dict[str, Any]]:
    """The sieve's rate over 4,096 x 4,096 pairs, as a share of the bare instruction's, on one thread, interleaved."""
    from join_rates import instruction_rate, sieve_rate

    table = []
    for coordinates in (32, 40, 48, 64, 96, 128):
        rates = [(sieve_rate(coordinates), instruction_rate()) for _ in range(15)]
        ours, peak = (max(column) / 1e9 for column in zip(*rates, strict=True))
        row = {"coordinates": coordinates, "sieve_gop_s": ours, "instruction_gop_s": peak, "share": ours / peak}
        table.append(row)
    return table


def adversarial_table() -> list[dict[str, Any]]:
    """Of 1,000 pairs planted within 2e-7 of the thresholds, how many each method gets wrong by float64."""
    from join_data import adversarial
    from join_methods import METHODS

    a, b, pairs = adversarial()
    planted = {tuple(pair) for pair in pairs.tolist()}
    truth = {(i, j) for i, j in pairs.tolist() if cosine(a[i], a[j]) > 0.95 and cosine(b[i], b[j]) < 0.6}
    table = []
    for method, find in METHODS.items():
        found = {tuple(pair) for pair in find(a, b, 0.95, 0.6).tolist()} & planted
        table.append({"method": method, "true": len(truth), "missed": len(truth - found), "extra": len(found - truth)})
    return table


def cosine(x: np.ndarray, y: np.ndarray) -> float:
    """By correctly rounded sums of products that are exact in float64."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    return math.fsum(x * y) / math.sqrt(math.fsum(x * x) * math.fsum(y * y))


def blas() -> list[dict[str, Any]]:
    script = "import numpy,faiss,json,threadpoolctl;print(json.dumps(threadpoolctl.threadpool_info()))"
    done = subprocess.run(
        [sys.executable, "-c", script], env=fair_environment(), check=True, capture_output=True, text=True
    )
    return [{k: v for k, v in library.items() if k != "filepath"} for library in json.loads(done.stdout)]


def report(result: dict[str, Any], options: argparse.Namespace) -> None:
    for title, content in result.items():
        print(title, "" if isinstance(content, list) else content)
        for row in content if isinstance(content, list) else []:
            print("  ", "  ".join(f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
