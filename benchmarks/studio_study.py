"""How fast the human study answers 20 participants at once, and whether each answer is stored exactly once.

    python benchmarks/studio_study.py [--database sqlite|postgresql] [--think S] [--no-kill]

A real `scotoma studio` process serves a benchmark of 150 pairs (300 pictures of 224 px and 4 attention checks);
20 clients follow the pages as browsers do: page, picture, answer, redirect. Without --think each sends the next request
as soon as the last is answered, which 20 people never do. One form in twenty is sent twice at once, another one in
twenty again with the other choice. Halfway the server is killed with SIGKILL and started again; clients then load the
page again, as people do. Requests that the kill cut off are counted apart and have no time. At the end the store is
read and compared with what was sent. The exit code is 1 if an answer is missing, double or another than the one sent,
a response is an error, or the 95th percentile of any kind of request is 200 ms or more.
"""

import argparse
import asyncio
import contextlib
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
ALLOWED_S = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--participants", type=int, default=20)
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--think", type=float, default=0.0, help="mean seconds between seeing and answering")
    parser.add_argument("--no-kill", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(options.database) as database:
        sys.exit(0 if measure(Path(folder), database, options) else 1)


def measure(folder: Path, database: str | None, options: argparse.Namespace) -> bool:
    """One run, printed; whether it is as it must be."""
    from scotoma.studio.opening import open_studio
    from scotoma.studio.study.setting_up import Plan, create_study
    from tests.studio.study.material import write_benchmark
    from tests.studio.study.visitors import Server, Visitor, free_port, visit_all

    write_benchmark(folder / "benchmark", options.pairs, side_px=224)
    plan = Plan("benchmark", "benchmark", options.participants)
    with open_studio(folder, database=database) as studio:
        study, links = create_study(studio.store, "benchmark", folder, plan)
    port = free_port()
    visitors = [Visitor(port, link.token, link.number, options.think) for link in links]
    places = 2 * options.pairs + plan.checks
    half = None if options.no_kill else options.participants * places // 2
    server, start = Server(folder, port, database), time.perf_counter()
    with server.running():
        asyncio.run(visit_all(visitors, server, kill_after=half))
        took = time.perf_counter() - start
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{options.database}, {options.participants} participants x {places} places, think {options.think:g} s, "
          f"{'no kill' if half is None else 'SIGKILL at half'}: {took:.0f} s")  # fmt: skip
    fast = _print_times(visitors)
    for who, whose in (("clients", resource.RUSAGE_SELF), ("server", resource.RUSAGE_CHILDREN)):
        used = resource.getrusage(whose)
        print(f"processor time of the {who}: {used.ru_utime + used.ru_stime:.0f} s")
    return _check(folder, database, study, visitors, places) and fast


def _print_times(visitors: Sequence[Any]) -> bool:
    import numpy as np

    fast = True
    print(f"{'':8}{'requests':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for kind in ("page", "image", "answer"):
        times = np.array([each for visitor in visitors for each in visitor.times[kind]])
        p50, p95, p99 = np.quantile(times, (0.5, 0.95, 0.99))
        print(f"{kind:8}{len(times):>10,}" + "".join(f"{1000 * each:9.1f}" for each in (p50, p95, p99, times.max())))
        fast &= bool(p95 < ALLOWED_S)
    print(f"{sum(visitor.lost for visitor in visitors)} requests were cut off or refused while the server was away")
    return fast


def _check(folder: Path, database: str | None, study: int, visitors: Sequence[Any], places: int) -> bool:
    """That the store has what was sent, once each."""
    from scotoma.studio.opening import open_studio
    from scotoma.studio.study.answered import read_study_answers
    from scotoma.studio.study.records import read_participants

    with open_studio(folder, database=database) as studio, studio.store.read() as connection:
        people = read_participants(connection, study)
        answers = read_study_answers(connection, study, people)
    sent = {
        (person.number, place): person.items[place].order(2)[choice]
        for person, visitor in zip(people, visitors, strict=True)
        for place, choice in visitor.chosen.items()
    }
    stored = {(answer.number, answer.place): answer.option for answer in answers}
    wrong = sorted({status for visitor in visitors for status in visitor.statuses} - {200, 303})
    once = len(answers) == len(stored) == len(visitors) * places
    finished = sum(person.state == "finished" for person in people)
    print(f"{len(answers):,} of {len(visitors) * places:,} answers stored, {finished} participants finished")
    print(f"equal to what was sent: {stored == sent}; statuses other than 200 and 303: {wrong or 'none'}")
    return once and stored == sent and not wrong


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """None for SQLite in the run folder, or the URL of a PostgreSQL of this benchmark's own, which flushes to disk."""
    from tests.studio.postgres import PostgresServer, find_binaries

    if kind == "sqlite":
        yield None
        return
    if (binaries := find_binaries()) is None:
        raise SystemExit("PostgreSQL's server is not installed.")
    with PostgresServer.started(binaries, fsync=True) as server:
        yield server.new_database()


if __name__ == "__main__":
    main()
