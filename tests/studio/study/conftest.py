"""A study of eight questions in a run folder of its own, with two participants."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.opening import open_studio
from scotoma.studio.store import Store
from scotoma.studio.study.answered import StudyAnswer, read_study_answers
from scotoma.studio.study.material import Material
from scotoma.studio.study.records import Participant, participant_of, read_participants, read_study
from scotoma.studio.study.setting_up import Link, Plan, create_study
from scotoma.studio.web.application import create_application
from scotoma.studio.web.studio import Studio
from tests.studio.clients import client_of, signed_in
from tests.studio.study.material import write_benchmark


@dataclass(frozen=True)
class Set:
    """A study that is set up."""

    run: Path
    store: Store
    id: int
    links: list[Link]

    def participant(self, number: int) -> Participant:
        """The participant as the store has it now."""
        with self.store.read() as connection:
            found = participant_of(connection, self.links[number - 1].token)
        assert found is not None
        return found

    def everything(self) -> tuple[Material, list[Participant], list[StudyAnswer]]:
        """What results and exports are made from."""
        with self.store.read() as connection:
            people = read_participants(connection, self.id)
            answers = read_study_answers(connection, self.id, people)
            return Material.of(self.run, read_study(connection, self.id)), people, answers


@pytest.fixture
def study_run(tmp_path: Path) -> Path:
    """A run folder that holds a benchmark of four pairs alone."""
    write_benchmark(tmp_path / "run" / "benchmark", 4)
    return tmp_path / "run"


@pytest.fixture
def study_studio(study_run: Path) -> Iterator[Studio]:
    with open_studio(study_run) as opened:
        yield opened


@pytest.fixture
def study(study_studio: Studio) -> Set:
    """An open study with two attention checks and two participants."""
    return set_up(study_studio.store, study_studio.run)


@pytest.fixture
def study_application(study_studio: Studio) -> Starlette:
    return create_application(study_studio)


@pytest.fixture
def visitor(study_application: Starlette) -> TestClient:
    """A participant's browser: no session."""
    return client_of(study_application)


@pytest.fixture
def organiser(study_application: Starlette) -> TestClient:
    """An author's browser."""
    return signed_in(study_application, "Ann", "author")


def set_up(store: Store, run: Path, *, participants: int = 2, checks: int = 2) -> Set:
    """A study of the run's benchmark."""
    plan = Plan("doors", "benchmark", participants, checks=checks, seed=5)
    return Set(run, store, *create_study(store, "Ann", run, plan))
