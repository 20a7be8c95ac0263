"""Small package archives as registries serve them, made in the test: nothing is downloaded."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

from fetch import Shelf
from packages import Package

RED = '<rect x="2" y="2" width="12" height="12" fill="red"/>'
BLUE = '<rect x="2" y="2" width="12" height="12" fill="blue"/>'
LEFT = '<path d="M2 8 L12 2 L12 14 Z" fill="green"/>'

# Two emoji, a flag and an emoji with a skin tone, as emojibase-data lists them.
EMOJI = [
    {"hexcode": "1F34E", "label": "red apple", "tags": ["fruit"], "group": 4, "subgroup": 50},
    {"hexcode": "1F449", "label": "backhand index pointing right", "tags": ["hand"], "group": 1, "subgroup": 20},
    {"hexcode": "1F448", "label": "backhand index pointing left", "tags": ["hand"], "group": 1, "subgroup": 20},
    {"hexcode": "1F1EB-1F1F7", "label": "flag: France", "tags": ["FR"], "group": 9, "subgroup": 99},
    {
        "hexcode": "1F44B",
        "label": "waving hand",
        "tags": ["bye"],
        "group": 1,
        "subgroup": 20,
        "skins": [{"hexcode": "1F44B-1F3FF", "label": "waving hand: dark skin tone", "tone": 5}],
    },
]
GROUPS = {"groups": {"1": "people-body", "4": "food-drink", "9": "flags"}, "subgroups": {"50": "food-fruit"}}
NAMES = {"package/en/data.json": EMOJI, "package/meta/groups.json": GROUPS}


def icon_set(icons: dict[str, str], **files: Any) -> dict[str, Any]:
    """The files of an Iconify package of 16 px icons; `files` are further JSON files by stem, or fields of the set."""
    fields = {name: files.pop(name) for name in ("aliases",) if name in files}
    bodies = {name: {"body": body} for name, body in icons.items()}
    content = {"prefix": "tiny", "icons": bodies, "width": 16, "height": 16, **fields}
    return {"package/icons.json": content, **{f"package/{stem}.json": value for stem, value in files.items()}}


def shelf_of(folder: Path, **archives: dict[str, Any]) -> Shelf:
    """A shelf on which archives of these files already lie, beside the emoji's names."""
    packages = {}
    for name, files in {"emojibase-data": NAMES, **archives}.items():
        archive = tgz(files)
        package = package_of(name, archive)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / package.archive).write_bytes(archive)
        packages[name] = package
    return Shelf(folder, packages)


def package_of(name: str, archive: bytes, client: str = "npm") -> Package:
    """A package whose pinned checksum is that of `archive`."""
    sha256 = hashlib.sha256(archive).hexdigest()
    return Package(name, "1.0.0", client, sha256, title="Tiny", author="nobody", licence="MIT", home="example.org")


def tgz(files: dict[str, Any]) -> bytes:
    """A gzipped tar; what is not bytes or text is written as JSON."""
    with io.BytesIO() as buffer:
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for path, value in files.items():
                data = value if isinstance(value, bytes) else as_text(value).encode()
                member = tarfile.TarInfo(path)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return buffer.getvalue()


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def deb(files: dict[str, Any]) -> bytes:
    """A Debian package: an ar archive of three members."""
    members = {"debian-binary": b"2.0\n", "control.tar.gz": tgz({}), "data.tar.gz": tgz(files)}
    parts = [b"!<arch>\n"]
    for name, data in members.items():
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n"
        parts += [head.encode(), data, b"\n" * (len(data) % 2)]
    return b"".join(parts)
