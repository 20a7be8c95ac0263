"""`scotoma studio`: what it prints, how it ends, and that nothing is lost however it ends."""

import contextlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from scotoma.studio.store import open_store
from tests.studio.runs import make_run

COMMAND = [sys.executable, "-m", "scotoma", "studio"]


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("studio-command"))


@pytest.fixture
def run(mined: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(mined, tmp_path / "run"))


@contextlib.contextmanager
def serving(run: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A studio in a process of its own, and its link."""
    words = [*COMMAND, str(run), "--port", "0", "--name", "Ann", *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stderr
        link = next((found[0] for line in process.stdout if (found := re.search(r"http://\S+", line))), None)
        assert link, process.stderr.read()
        yield process, link
    finally:
        process.kill()
        process.communicate()


class Browser:
    """Signs in with a link and keeps its cookies."""

    def __init__(self, link: str) -> None:
        self.base, _, self.token = link.partition("/login?token=")
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("/login", token=self.token)

    def get(self, path: str) -> str:
        with self._opener.open(self.base + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        request = urllib.request.Request(self.base + path, urlencode(fields).encode(), {"Origin": self.base})
        with self._opener.open(request, timeout=60) as answer:
            return str(answer.read().decode())

    def add(self, name: str) -> str:
        found = re.search(r'name="csrf" content="(\w+)"', self.get("/people"))
        assert found
        return self.post("/people", csrf=found[1], name=name, role="reviewer")


def failed(*words: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stderr


def test_the_link_signs_in_and_ctrl_c_ends_it_cleanly(run: Path) -> None:
    with serving(run) as (process, link):
        assert link.startswith("http://127.0.0.1:")
        assert '<a href="/people">People</a>' in Browser(link).get("/")
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)
        assert process.returncode == 130
    assert complaint == "\nscotoma: interrupted; what was written is kept. Run the same command again to go on.\n"


def test_a_studio_that_was_killed_goes_on_where_it_was(run: Path) -> None:
    with serving(run) as (process, link):
        browser = Browser(link)
        for number in range(20):
            assert f"The link of reviewer {number}" in browser.add(f"reviewer {number}")
        process.kill()
        process.wait()
    with serving(run) as (_, link):
        page = Browser(link).get("/people")
        assert all(f'<th scope="row">reviewer {number}</th>' in page for number in range(20))
    with contextlib.closing(open_store(run / "studio" / "studio.sqlite")) as store:
        assert len(store.history(limit=100)) == 22  # Ann was added and got a new link


def test_a_second_studio_on_the_run_is_refused(run: Path) -> None:
    with serving(run) as (_, link):
        code, complaint = failed(str(run), "--port", "0")
        assert code == 2
        assert complaint.startswith(f"scotoma: Another studio is open on {run}. Use its address, or stop it first.")
        assert "People" in Browser(link).get("/")


def test_a_port_that_cannot_be_is_refused(run: Path) -> None:
    code, complaint = failed(str(run), "--port", "99999")
    assert code == 2
    assert "There is no port 99999: expected one from 1 to 65535, or 0 for any that is free." in complaint


def test_the_link_of_a_studio_on_all_addresses_is_answered(run: Path) -> None:
    with serving(run, "--host", "0.0.0.0") as (_, link):
        host, _, port = link.removeprefix("http://").partition("/")[0].rpartition(":")
        assert host == socket.gethostname()
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/login", headers={"Host": f"{host}:{port}"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert answer.status == 200


def test_a_port_that_is_taken_is_said(run: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, complaint = failed(str(run), "--port", port)
    assert code == 2
    assert complaint.startswith(f"scotoma: 127.0.0.1 port {port} cannot be listened on: ")
    assert "Choose another --port (0 takes any that is free)" in complaint


def test_a_folder_that_is_no_run_is_said(tmp_path: Path) -> None:
    code, complaint = failed(str(tmp_path / "none"))
    assert (code, complaint.startswith(f"scotoma: {tmp_path / 'none'} is no folder. Expected a run folder;")) == (
        2,
        True,
    )
    code, complaint = failed(str(tmp_path))
    assert (code, complaint.startswith(f"scotoma: {tmp_path} is no run folder: it has none of run.json,")) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_said_and_left(run: Path) -> None:
    path = run / "studio" / "studio.sqlite"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"damaged" * 1000)
    code, complaint = failed(str(run), "--port", "0")
    assert code == 2
    assert complaint.startswith(f"scotoma: {path} is no sound database of the studio")
    assert path.read_bytes() == b"damaged" * 1000


def test_an_unknown_database_is_said(run: Path) -> None:
    code, complaint = failed(str(run), "--database", "mongodb://host/name")
    assert code == 2
    assert "No kind of database that the studio works on is named 'mongodb'" in complaint


@pytest.mark.parametrize("package", ["starlette", "sqlalchemy", "uvicorn"])
def test_without_its_packages_it_says_what_to_install(run: Path, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None\nfrom scotoma.cli import main; main(['studio', {str(run)!r}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr == f"scotoma: The studio needs {package}. Install it: pip install 'scotoma[studio]'\n"


def test_a_folder_without_mined_pairs_is_served(tmp_path: Path) -> None:
    (tmp_path / "run" / "benchmark").mkdir(parents=True)
    with serving(tmp_path / "run") as (_, link):
        assert "No pairs were mined in this folder" in Browser(link).get("/")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            Browser(link).get("/thumbs/0")
