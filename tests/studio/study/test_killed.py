"""Three participants at once, and a server that is killed in the middle: every answer is stored exactly once."""

import asyncio
from pathlib import Path

from scotoma.studio.opening import open_studio
from scotoma.studio.study.answered import read_study_answers
from scotoma.studio.study.records import read_participants
from tests.studio.study.conftest import set_up
from tests.studio.study.material import write_benchmark
from tests.studio.study.visitors import Server, Visitor, free_port, visit_all


def test_every_answer_is_stored_once_though_the_server_is_killed(database: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    write_benchmark(run / "benchmark", 6, side_px=16)
    url = database if "://" in database else f"sqlite:///{database}"
    with open_studio(run, database=url) as studio:
        study = set_up(studio.store, run, participants=3)
    port = free_port()
    visitors = [Visitor(port, link.token, link.number, again=0.2) for link in study.links]
    server = Server(run, port, url)
    with server.running():
        asyncio.run(visit_all(visitors, server, kill_after=21))
    with open_studio(run, database=url) as studio, studio.store.read() as connection:
        people = read_participants(connection, study.id)
        answers = read_study_answers(connection, study.id, people)
    assert len(answers) == 3 * 14
    stored = {(answer.number, answer.place): answer.option for answer in answers}
    assert stored == {
        (person.number, place): person.items[place].order(2)[choice]
        for person, visitor in zip(people, visitors, strict=True)
        for place, choice in visitor.chosen.items()
    }
    assert {person.state for person in people} == {"finished"}
    assert {status for visitor in visitors for status in visitor.statuses} <= {200, 303}
    assert sum(visitor.lost for visitor in visitors) > 0
