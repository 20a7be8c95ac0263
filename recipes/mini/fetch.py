"""Archives of packages: downloaded once by the registry's own client, checked, and read without unpacking."""

import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from packages import Package, known_packages

from scotoma.errors import BrokenFile, UnreadableSource, UsageError

__all__ = ["Shelf"]

CLIENT_TIMEOUT_S = 900  # arbitrary: 25 MB over a slow line; the clients have bounds of their own
PROGRAMS = {"npm": "npm", "apt": "apt-get"}
AR_MAGIC = b"!<arch>\n"
INSTALL = {"npm": "install Node.js, which brings it", "apt": "it exists on Debian and its kin"}


class Shelf:
    """A folder of package archives; what is missing is downloaded when it is first read.

    An archive put there by hand serves as well: only its checksum counts.
    """

    def __init__(self, folder: Path, packages: Mapping[str, Package] | None = None) -> None:
        self.folder = folder
        self.packages = known_packages() if packages is None else packages
        self._checked: set[str] = set()

    def archive(self, name: str) -> Path:
        """The archive of a package, complete and of the right checksum.

        Raises:
            UsageError: the client that would download it is not installed.
            UnreadableSource: the client could not download it, or gave another file than the one pinned.
            BrokenFile: the archive on the shelf is another than the one pinned.
        """
        package = self.packages[name]
        path = self.folder / package.archive
        if name in self._checked:
            return path
        if not path.exists():
            self._download(package, path)
        elif (found := _sha256(path)) != package.sha256:
            raise BrokenFile(
                f"{path} has sha256 {found}; expected {package.sha256}. It is damaged, or another build of the "
                "package: delete it and run the command again."
            )
        self._checked.add(name)
        return path

    def members(self, name: str, *patterns: str) -> dict[str, bytes]:
        """The files of a package whose paths match one of the patterns, sorted by path; raises as `archive` does."""
        with tarfile.open(fileobj=io.BytesIO(_tar_bytes(self.archive(name)))) as archive:
            found = {
                member.name.removeprefix("./"): archive.extractfile(member)
                for member in archive
                if member.isfile() and any(fnmatchcase(member.name.removeprefix("./"), p) for p in patterns)
            }
            return {name: file.read() for name, file in sorted(found.items()) if file is not None}

    def _download(self, package: Package, path: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".download-", dir=self.folder) as scratch:
            _ask_client(package, Path(scratch), path)
            given = next((file for file in Path(scratch).iterdir() if file.suffix in {".tgz", ".deb"}), None)
            if given is None:
                raise UnreadableSource(
                    f"{PROGRAMS[package.client]} said it downloaded {package.source}, and left no file."
                )
            if (found := _sha256(given)) != package.sha256:
                raise UnreadableSource(
                    f"{PROGRAMS[package.client]} gave {package.source} with sha256 {found}; expected {package.sha256}. "
                    "The registry serves another file under this version: look at it before you use it, and then put "
                    f"its checksum into {Path(__file__).with_name('packages.toml')}."
                )
            given.replace(path)


def _ask_client(package: Package, scratch: Path, path: Path) -> None:
    program = PROGRAMS[package.client]
    if shutil.which(program) is None:
        raise UsageError(
            f"{program} is not on this machine, and {package.source} is downloaded with it: {INSTALL[package.client]}. "
            f"Or put the archive at {path} yourself (its checksum is tested), or leave it out with --only."
        )
    if package.client == "apt":
        command = [program, "download", f"{package.name}={package.version}"]
    else:
        command = [program, "pack", "--silent", f"{package.name}@{package.version}"]
    try:
        done = subprocess.run(
            command, cwd=scratch, capture_output=True, text=True, check=False, timeout=CLIENT_TIMEOUT_S
        )
        problem = done.stderr.strip()[-300:] if done.returncode else ""
    except subprocess.TimeoutExpired:
        problem = f"no end after {CLIENT_TIMEOUT_S} s"
    else:
        if not done.returncode:
            return
    raise UnreadableSource(
        f"{' '.join(command)} failed: {problem or 'without a word'}. Try it by hand (for apt after apt-get update), "
        f"then run the command again: what is downloaded is kept. An archive put at {path} serves as well."
    )


def _tar_bytes(path: Path) -> bytes:
    """The tar inside an archive: a .tgz itself, or the data member of a .deb (an ar archive)."""
    data = path.read_bytes()
    at = len(AR_MAGIC)
    while data.startswith(AR_MAGIC):
        name, size = data[at : at + 16].decode("ascii").strip(), int(data[at + 48 : at + 58])
        at += 60
        if name.startswith("data.tar"):
            return data[at : at + size]
        at += size + size % 2
    return data


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
