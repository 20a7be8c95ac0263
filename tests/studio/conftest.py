"""A small mined run with hostile names and captions, the studio on it, and people signed in to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.opening import open_studio
from scotoma.studio.web.studio import Studio
from tests.studio.clients import client_of, signed_in
from tests.studio.postgres import PostgresServer, find_binaries
from tests.studio.runs import make_run


@pytest.fixture(scope="session")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mined run of twenty-four pictures; not to be written to."""
    return make_run(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def run(mined: Path, tmp_path: Path) -> Path:
    """A copy of the mined run, to be worked in."""
    return Path(shutil.copytree(mined, tmp_path / "run"))


@pytest.fixture
def studio(run: Path) -> Iterator[Studio]:
    """The studio on the copy of the run, its database open."""
    with open_studio(run) as opened:
        yield opened


@pytest.fixture
def application(studio: Studio) -> Starlette:
    """All parts of the studio as one application."""
    from scotoma.studio.web.application import create_application  # late: tests of one part do not need the others

    return create_application(studio)


@pytest.fixture
def nobody(application: Starlette) -> TestClient:
    """A client without a session."""
    return client_of(application)


@pytest.fixture
def author(application: Starlette) -> TestClient:
    """A client signed in as the author Ann."""
    return signed_in(application, "Ann", "author")


@pytest.fixture
def reviewer(application: Starlette) -> TestClient:
    """A client signed in as the reviewer Rob."""
    return signed_in(application, "Rob", "reviewer")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the tests' own, on a socket in a temporary folder; skips where there is no PostgreSQL."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's server is not installed")
    with PostgresServer.started(binaries) as server:
        yield server


@pytest.fixture
def postgresql(postgres_server: PostgresServer) -> str:
    """The SQLAlchemy URL of an empty database."""
    return postgres_server.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind, as `open_store` takes it."""
    if request.param == "sqlite":
        return str(tmp_path / "studio.sqlite")
    url: str = request.getfixturevalue("postgresql")
    return url
