"""`scotoma ask` against a server that is slow and fails, killed with SIGKILL twice, compared with an undisturbed run.

300 questions about drawn scenes under five controls: 1,500 requests. The server speaks OpenAI's chat protocol on
loopback, takes 0.5 to 2 s for an answer, and 6 per cent of its attempts go wrong: busy (429), an error (500), silence,
a body that makes no sense. Which ones is decided by the seed.

    python -m recipes.ask.robustness WORKPLACE

Time: 20 minutes on two busy cores. Expect: every question answered, or counted as failed; no question whose answer
was in the journal asked again; nothing asked twice but what the killed process had not yet written down; and the same
table of answers from both runs. It ends with exit code 1 where one of these does not hold.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from scotoma.answers import answer_folder, read_answers
from scotoma.answers.asking.pictures import encode
from scotoma.answers.controls import requests
from scotoma.answers.records import Answer, Control
from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.scenes.writing import write_benchmark
from tests.answers.servers.openai_server import Asked, Faults, OpenAIServer, Reply

MODEL = "openai-api/loopback/answerer"
CONTROLS: tuple[Control, ...] = ("plain", "no-image", "blank", "partner", "swapped")
QUESTIONS = 300
FAULTS = Faults(busy=0.0125, error=0.025, silent=0.0125, broken=0.01, silence_s=40)
TIMEOUT_S = 30
KILLED_AFTER = (400, 900)  # answers


def answer(asked: Asked) -> Reply:
    """One of a few phrasings of one of the two letters, the same for the same text and images."""
    chance = random.Random(asked.key)
    return Reply(chance.choice(["({})", "{}", "The answer is ({}).", "**{}**"]).format(chance.choice("ab")))


def command(server: OpenAIServer, benchmark: Path, run: Path) -> list[str]:
    """The real command."""
    asked = ["ask", MODEL, "--benchmark", str(benchmark), "--controls", ",".join(CONTROLS), "--out", str(run)]
    how = ["--base-url", server.url, "--limit", str(QUESTIONS), "--max-connections", "16", "--timeout", str(TIMEOUT_S)]
    return [sys.executable, "-m", "scotoma", *asked, *how]


def folders(run: Path) -> list[Path]:
    """Where a run keeps its answers, a folder a control."""
    return [answer_folder(run, MODEL, control) for control in CONTROLS]


def journalled(run: Path) -> Counter[tuple[str, str]]:
    """How many answers the journals of a run hold for each control and question; a line that was cut is none."""
    found = Counter[tuple[str, str]]()
    for folder in folders(run):
        path = folder / "journal.jsonl"
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        found.update((folder.name, json.loads(line)["question"]) for line in lines if b'"state": "failed"' not in line)
    return found


def kill_after(process: "subprocess.Popen[bytes]", run: Path, answers: int) -> None:
    """Kill the process once the run has so many answers."""
    while process.poll() is None and journalled(run).total() < answers:
        time.sleep(0.2)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()


def keys(benchmark: Benchmark) -> dict[tuple[str, str], str]:
    """What the server knows the request of each control and question by."""
    from base64 import b64decode

    found = dict[tuple[str, str], str]()
    for control in CONTROLS:
        for each in requests(benchmark, control, "letter", limit=QUESTIONS):
            images = tuple(b64decode(encode(picture).url.partition(",")[2]) for picture in each.pictures)
            found[control, each.question] = Asked(each.prompt, images, {}).key
    return found


def table(run: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The answers of a run: all but how long they took, and what the errors said."""

    def row(given: Answer) -> tuple[Any, ...]:
        return given.state, given.raw, given.options, given.order, given.prompt, given.image_sha256

    return {(folder.name, each.question): row(each) for folder in folders(run) for each in read_answers(folder).answers}


def disturbed(benchmark: Path, run: Path, known: dict[tuple[str, str], str]) -> tuple[bool, str]:
    """Ask, killed twice; whether nothing that was kept was asked again, and what happened in words."""
    with OpenAIServer(answer, latency_s=(0.5, 2.0), faults=FAULTS) as server:
        kept = list[Counter[tuple[str, str]]]()
        before = list[Counter[str]]()
        for answers in KILLED_AFTER:
            kill_after(subprocess.Popen(command(server, benchmark, run)), run, answers)
            time.sleep(3.0)  # until the server has seen that nobody is there
            kept.append(journalled(run))
            before.append(server.asked.copy())
        code = subprocess.run(command(server, benchmark, run), check=False).returncode
        wanted = Counter(known.values())
        twice = sum((server.delivered - wanted).values())
        lost = max(0, server.delivered.total() - wanted.total())
        # What was in the journal at a kill and whose text and images no other question has may not be asked again.
        again = sum(
            server.asked[known[place]] > seen[known[place]]
            for held, seen in zip(kept, before, strict=True)
            for place in held
            if wanted[known[place]] == 1
        )
        doubled = [place for place, number in journalled(run).items() if number > 1]
    words = (
        f"killed after {' and '.join(str(held.total()) for held in kept)} answers; exit code {code}; "
        f"{server.asked.total():,} attempts, {server.delivered.total():,} answers delivered; "
        f"asked again though kept: {again}; kept twice: {len(doubled)}; "
        f"delivered to a process that was killed before it could write: {max(twice, lost)}"
    )
    return code == 0 and not again and not doubled, words


def main() -> int:
    """Run it all, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workplace", type=Path, help="an empty folder, or a new one")
    place = parser.parse_args().workplace
    os.environ["LOOPBACK_API_KEY"] = "sk-loopback-0123456789"
    write_benchmark(place / "benchmark", (), 17, side_px=128)
    known = keys(open_benchmark(place / "benchmark"))
    began = time.monotonic()
    with OpenAIServer(answer, latency_s=(0.5, 2.0), faults=FAULTS) as server:
        code = subprocess.run(command(server, place / "benchmark", place / "undisturbed"), check=False).returncode
    undisturbed = table(place / "undisturbed")
    states = Counter(row[0] for row in undisturbed.values())
    print(
        f"undisturbed: exit code {code}, {len(undisturbed):,} questions: {dict(states)}; {server.asked.total():,} "
        f"attempts, {server.delivered.total():,} answers delivered, at most {server.most_at_once} at once; "
        f"{time.monotonic() - began:.0f} s"
    )
    began = time.monotonic()
    good, words = disturbed(place / "benchmark", place / "killed", known)
    same = table(place / "killed") == undisturbed
    print(f"{words}; {time.monotonic() - began:.0f} s\nthe same table: {same}")
    whole = code == 0 and len(undisturbed) == len(known)
    return 0 if good and same and whole else 1


if __name__ == "__main__":
    sys.exit(main())
