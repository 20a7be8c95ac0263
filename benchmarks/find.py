"""`scotoma find` on a real collection: time, memory, and the same result after being killed again and again.

    python benchmarks/find.py FOLDER --kills 5

One undisturbed run, then one that gets SIGKILL at seeded random moments and is started again each time. Everything the
two leave behind must be equal, apart from times, command lines and the page that prints them. With 47,000 pictures of
128 px on two cores the whole takes a few minutes.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run_find(arguments: list[str], out: Path, kill_after_s: float | None = None) -> tuple[int, float, float]:
    """Exit code (negative: the signal), wall time in s and peak resident memory in MB of one `scotoma find`."""
    command = [sys.executable, "-m", "scotoma", "find", *arguments, "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(process.pid, signal.SIGKILL)  # Popen.kill would reap a process that has just ended
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.perf_counter() - start, usage.ru_maxrss / 1024


def result_of(run: Path) -> dict[str, str]:
    """The digest of every result file, times and command lines taken out."""
    digests = {}
    for path in sorted(path for path in run.rglob("*") if path.is_file() and ".lock" not in path.name):
        name = str(path.relative_to(run))
        if path.suffix == ".json":
            digests[name] = digest(json.dumps(timeless(json.loads(path.read_text())), sort_keys=True).encode())
        elif path.suffix in {".npy", ".parquet", ".csv", ".jsonl"}:
            digests[name] = digest(path.read_bytes())
    digests.pop("run.json", None)  # the list of commands: the killed run has more of them
    return digests


def timeless(value: object) -> object:
    """JSON without the keys that differ between two runs of the same work."""
    if isinstance(value, dict):
        return {key: timeless(each) for key, each in value.items() if key not in {"at", "seconds", "command"}}
    return [timeless(each) for each in value] if isinstance(value, list) else value


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images")
    parser.add_argument("--suspect", default="toy:palette")
    parser.add_argument("--reference", default="toy:edges")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="keep the undisturbed run here")
    options = parser.parse_args()
    arguments = [options.images, "--suspect", options.suspect, "--reference", options.reference]
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        calm, shaken = options.keep or Path(folder, "calm"), Path(folder, "shaken")
        code, seconds, megabytes = run_find(arguments, calm)
        page = (calm / "report.html").stat().st_size / 1e6
        print(f"undisturbed: exit {code}, {seconds:.1f} s, peak {megabytes:.0f} MB, page {page:.1f} MB", flush=True)
        for kill in range(options.kills):
            after = chance.uniform(0.1, 0.4) * seconds
            code, _, _ = run_find(arguments, shaken, kill_after_s=after)
            print(f"kill {kill + 1}: after {after:.1f} s, exit {code}", flush=True)
        code, seconds, _ = run_find(arguments, shaken)
        same = result_of(calm) == result_of(shaken)
        print(f"resumed: exit {code}, {seconds:.1f} s; {len(result_of(shaken))} result files, equal: {same}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
