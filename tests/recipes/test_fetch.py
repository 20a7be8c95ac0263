"""Archives are what was pinned, or an error says what to do."""

import sys
from pathlib import Path

import pytest
from fetch import Shelf

from scotoma.errors import BrokenFile, UnreadableSource, UsageError
from tests.recipes.archives import deb, package_of, tgz

FILES = {"package/a.json": "[1]", "package/deep/b.svg": "<svg/>", "package/c.txt": "no"}


def program(folder: Path, name: str, code: str) -> None:
    """A program of that name, alone on the path beside Python."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{code}")
    path.chmod(0o755)


def test_members_are_read_from_the_archive_by_pattern_and_sorted(tmp_path: Path) -> None:
    package = package_of("@tiny/icons", tgz(FILES))
    (tmp_path / package.archive).write_bytes(tgz(FILES))
    assert package.archive == "tiny-icons-1.0.0.tgz"
    found = Shelf(tmp_path, {package.name: package}).members("@tiny/icons", "package/deep/*.svg", "package/*.json")
    assert found == {"package/a.json": b"[1]", "package/deep/b.svg": b"<svg/>"}
    assert list(found) == sorted(found)


def test_a_debian_package_is_read_without_debians_programs(tmp_path: Path) -> None:
    archive = deb({"./usr/share/a.svg": "<svg/>", "./usr/share/b.txt": "no"})
    package = package_of("clipart", archive, client="apt")
    (tmp_path / package.archive).write_bytes(archive)
    found = Shelf(tmp_path, {"clipart": package}).members("clipart", "usr/share/*.svg")
    assert found == {"usr/share/a.svg": b"<svg/>"}


def test_an_archive_of_another_checksum_is_refused(tmp_path: Path) -> None:
    package = package_of("tiny", tgz(FILES))
    (tmp_path / package.archive).write_bytes(tgz(FILES)[:-9])
    with pytest.raises(BrokenFile, match=rf"tiny-1.0.0.tgz has sha256 .* expected {package.sha256}.*delete it"):
        Shelf(tmp_path, {"tiny": package}).archive("tiny")


def test_a_missing_client_is_said_with_the_way_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    package = package_of("tiny", tgz(FILES))
    with pytest.raises(UsageError, match=r"npm is not on this machine, and npm:tiny@1.0.0 .*Node.js.*tiny-1.0.0.tgz"):
        Shelf(tmp_path / "shelf", {"tiny": package}).archive("tiny")
    clipart = package_of("clipart", b"", client="apt")
    with pytest.raises(UsageError, match=r"apt-get is not on this machine.*--only"):
        Shelf(tmp_path / "shelf", {"clipart": clipart}).archive("clipart")


def test_a_client_downloads_what_is_missing_and_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tgz(FILES)
    (tmp_path / "served.tgz").write_bytes(archive)
    log = tmp_path / "log"
    program(
        tmp_path / "bin",
        "npm",
        f"import shutil, sys\nopen({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        f"shutil.copy({str(tmp_path / 'served.tgz')!r}, 'any-name.tgz')\n",
    )
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    packages = {"tiny": package_of("tiny", archive)}
    for _ in range(2):
        assert Shelf(tmp_path / "shelf", packages).archive("tiny").read_bytes() == archive
    assert log.read_text() == "pack --silent tiny@1.0.0\n"
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == ["tiny-1.0.0.tgz"]


def test_a_download_of_another_checksum_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "npm", "open('x.tgz', 'w').write('another')\n")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    shelf = Shelf(tmp_path / "shelf", {"tiny": package_of("tiny", tgz(FILES))})
    with pytest.raises(UnreadableSource, match=r"npm gave npm:tiny@1.0.0 with sha256 .*serves another file"):
        shelf.archive("tiny")
    assert list((tmp_path / "shelf").iterdir()) == []


def test_a_client_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "npm", "import sys\nsys.exit('no route to the registry')\n")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    shelf = Shelf(tmp_path / "shelf", {"tiny": package_of("tiny", tgz(FILES))})
    with pytest.raises(UnreadableSource, match=r"npm pack --silent tiny@1.0.0 failed: no route to the registry\."):
        shelf.archive("tiny")


def test_a_client_that_leaves_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "npm", "")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(UnreadableSource, match=r"npm said it downloaded npm:tiny@1.0.0, and left no file"):
        Shelf(tmp_path / "shelf", {"tiny": package_of("tiny", tgz(FILES))}).archive("tiny")
