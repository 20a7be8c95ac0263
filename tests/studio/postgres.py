"""A PostgreSQL server for tests: its own folder, a socket instead of a port, nothing flushed to the disk."""

import contextlib
import functools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

ACCOUNTS = ("postgres", "nobody")  # PostgreSQL refuses to run as root


def find_binaries() -> Path | None:
    """The folder of initdb and postgres, or None."""
    found = [shutil.which("initdb"), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")))]
    folders = [Path(path).resolve().parent for path in found if path]
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


@dataclass(frozen=True)
class PostgresServer:
    """A running server; its databases are made one for each test."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    @contextlib.contextmanager
    def started(cls, binaries: Path, *, fsync: bool = False) -> Iterator["PostgresServer"]:
        """A server for the block; with `fsync` it flushes to the disk, as one in use does."""
        with tempfile.TemporaryDirectory(prefix="studio-postgres-") as name:
            folder, account = Path(name), _account()
            if account:
                shutil.chown(folder, account)
            start = functools.partial(subprocess.Popen, cwd=folder, user=account, stderr=subprocess.STDOUT)
            with (folder / "log").open("wb") as log:
                made = ["-D", "data", "-A", "trust", "-U", "studio", "-N", "--no-locale", "-E", "UTF8"]
                assert start([str(binaries / "initdb"), *made], stdout=log).wait() == 0, (folder / "log").read_text()
                options = [
                    "-k",
                    str(folder),
                    "-c",
                    "listen_addresses=",
                    "-c",
                    f"fsync={fsync}",
                    "-c",
                    "max_connections=200",
                ]
                process = start([str(binaries / "postgres"), "-D", "data", *options], stdout=log)
            try:
                server = cls(folder)
                server._wait(process)
                yield server
            finally:
                process.send_signal(signal.SIGQUIT)  # at once, whatever sessions tests left open
                process.wait(timeout=30)

    def new_database(self) -> str:
        """The SQLAlchemy URL of an empty database."""
        name = f"studio_{next(self._numbers)}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://studio@/{name}?host={self.folder}"

    def _dsn(self, name: str) -> str:
        return f"host={self.folder} user=studio dbname={name}"

    def _wait(self, process: "subprocess.Popen[str]") -> None:
        for _ in range(200):
            try:
                psycopg.connect(self._dsn("postgres")).close()
                return
            except psycopg.OperationalError:
                assert process.poll() is None, (self.folder / "log").read_text()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
        raise AssertionError((self.folder / "log").read_text())


def _account() -> str | None:
    """Whom to run as; None where the tests do not run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)
