"""How long scoring and the whole report take: 20 models, 300 questions, plain and five controls.

    python benchmarks/report.py

Answers of toy answerers to drawn scenes are written first, which is not counted; then `scotoma score` and `scotoma
report --tables` run as commands of their own. Printed are wall time, processor time and peak memory of each. On a
machine with other work the processor time is the figure to go by. The exit code is 1 if the two take more than 20 s of
processor time.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALLOWED_S = 20.0


def measured(*arguments: str) -> tuple[float, float, float]:
    """Wall time and processor time in s and peak resident memory in MB of one `scotoma` command."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "scotoma", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"scotoma {' '.join(arguments)} ended with {process.returncode}.")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=20)
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--keep", type=Path, help="keep the run in this folder")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.report.answered_run import CONTROLS, answerers, write_answered, write_scenes

    with tempfile.TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        benchmark = write_scenes(place / "scenes", options.pairs, side_px=224)
        write_answered(place / "run", benchmark, answerers(options.models))
        asked = options.models * len(CONTROLS) * 2 * options.pairs
        print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {asked:,} answers", flush=True)
        run, total = str(place / "run"), 0.0
        for command in (("score", run), ("report", run, "--tables", str(place / "tables"))):
            wall_s, processor_s, memory_mb = measured(*command)
            total += processor_s
            print(
                f"{command[0]:7} {wall_s:6.1f} s wall, {processor_s:5.1f} s processor, {memory_mb:5.0f} MB", flush=True
            )
        size = (place / "run" / "report.html").stat().st_size / 1e6
        print(f"together {total:.1f} s of processor time; the page is {size:.1f} MB")
    sys.exit(0 if total <= ALLOWED_S else 1)


if __name__ == "__main__":
    main()
