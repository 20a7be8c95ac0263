"""Setting a study up, giving out links, closing and opening it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from scotoma.benchmark import Benchmark, check_images
from scotoma.errors import UsageError
from scotoma.studio.store import Store
from scotoma.studio.store.changes import Change
from scotoma.studio.store.tables import PARTICIPANTS, STUDIES
from scotoma.studio.study.checks import Check, choose_checks
from scotoma.studio.study.material import Material, open_within
from scotoma.studio.study.order import as_rows, study_order
from scotoma.studio.study.records import read_study
from scotoma.studio.web.accounts import hashed, new_token

__all__ = ["CONSENT", "MOST", "Link", "Plan", "add_participants", "create_study", "set_open"]

MOST = 1000  # arbitrary: participants that one request adds

CONSENT = "\n\n".join(
    (
        "You are invited to take part in a study of how people answer questions about pictures.",
        "You will see one picture at a time, a question about it and two answers to choose from. There is no time "
        "limit. You may stop at any moment, close the page, and come back later with the same link.",
        "We keep your answers, when you gave them and how long you took, and what you write into the field for "
        "concerns. We do not ask for your name, and the address of your device is not kept with your answers. They "
        "are known by a number only, and may be published in that form, without dates and times of day.",
        "Taking part is voluntary. You can withdraw at any time, also after the last question, with the link at "
        "the bottom of every page; your answers are then left out of all results.",
    )
)
"""What participants consent to, unless an author writes something else; a line for each paragraph."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study is to be: `benchmark` is a folder below the run or a built-in name; `checks` counts the attention
    checks."""

    name: str
    benchmark: str
    participants: int
    consent: str = CONSENT
    checks: int = 4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A participant's number and the secret of the link, `/s/TOKEN/`. Nobody can be told the token again."""

    number: int
    token: str


def create_study(store: Store, person: str, run: Path, plan: Plan) -> tuple[int, list[Link]]:
    """Set up an open study; gives its id and the participants' links, which cannot be shown again: hashes are kept.

    Raises:
        UsageError: a name or consent that is empty, a number out of range, a benchmark that cannot be asked about.
        EditConflict: there is a study of that name.
        ScotomaError: the benchmark cannot be opened, or its images are not all there.
    """
    if not plan.name.strip() or not plan.consent.strip():
        raise UsageError("A study has a name, and a text that participants consent to; one of them is empty.")
    chosen, benchmark = choose_checks(plan.checks), open_within(run, plan.benchmark)
    check_images(benchmark)
    study_order(benchmark, [check.id for check in chosen], seed=plan.seed, participant=1)  # that there is an order
    with store.begin(person) as change:
        values = {
            "name": plan.name.strip(),
            "benchmark": plan.benchmark,
            "benchmark_sha256": benchmark.sha256,
            "consent": plan.consent.strip(),
            "checks": [check.as_row() for check in chosen],
            "seed": plan.seed,
            "state": "open",
            "person": person,
            "at": store.now(),
        }
        study = int(change.insert(STUDIES, values, action="set up the study")["id"])
        return study, _add(store, change, study, _Orders(benchmark, chosen, plan.seed), plan.participants)


def add_participants(store: Store, person: str, run: Path, study: int, count: int) -> list[Link]:
    """More participants of a study; gives their links, which cannot be shown again.

    Raises:
        UnknownName: there is no such study.
        UsageError: `count` is out of range.
        RunMismatch: the benchmark is not what it was when the study was set up.
    """
    with store.read() as connection:
        material = Material.of(run, read_study(connection, study))
    known = material.study
    with store.begin(person) as change:
        return _add(store, change, study, _Orders(material.benchmark, tuple(known.checks.values()), known.seed), count)


def set_open(store: Store, person: str, study: int, is_open: bool) -> None:
    """Let participants answer, or not; whoever has a link can still withdraw from a closed study.

    Raises:
        EditConflict: there is no such study.
    """
    action = "open the study" if is_open else "close the study"
    with store.begin(person) as change:
        change.update(STUDIES, {"id": study}, {"state": "open" if is_open else "closed"}, action=action)


@dataclass(frozen=True, slots=True)
class _Orders:
    """What decides the order of each participant."""

    benchmark: Benchmark
    checks: Sequence[Check]
    seed: int


def _add(store: Store, change: Change, study: int, orders: _Orders, count: int) -> list[Link]:
    if not 1 <= count <= MOST:
        raise UsageError(f"{count} participants were asked for; expected 1 to {MOST:,} at a time.")
    last = change.connection.scalar(select(func.max(PARTICIPANTS.c.number)).where(PARTICIPANTS.c.study == study)) or 0
    links = [Link(last + each, new_token()) for each in range(1, count + 1)]
    ids = [check.id for check in orders.checks]
    for link in links:
        items = study_order(orders.benchmark, ids, seed=orders.seed, participant=link.number)
        row = {
            "study": study,
            "number": link.number,
            "token_sha256": hashed(link.token),
            "items": as_rows(items),
            "made_at": store.now(),
        }
        change.insert(PARTICIPANTS, row, action=f"give out the link of participant {link.number}")
    return links
