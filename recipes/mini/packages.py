"""The packages that the corpus is made from: pinned, each with its licence and the checksum of its archive."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["SHIPPABLE", "Package", "known_packages"]

# Licences under which pictures made from a package, and weights trained on them, may be passed on. Share-alike and GPL
# art is left out: whether weights inherit such a licence is unsettled.
SHIPPABLE = frozenset({"Apache-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-PDDC", "CC0-1.0", "ISC", "MIT"})

LIST = Path(__file__).with_name("packages.toml")


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a registry, as `packages.toml` lists it.

    `client` is the program that downloads it ("npm" or "apt"), `sha256` that of its archive, `copyright` the lines that
    licences ask to be kept, by licence.
    """

    name: str
    version: str
    client: str
    sha256: str
    title: str
    author: str
    licence: str
    home: str
    copyright: Mapping[str, str] = field(default_factory=dict)

    @property
    def archive(self) -> str:
        """The file name under which the archive is kept."""
        if self.client == "apt":
            return f"{self.name}_{self.version.replace(':', '%3a')}_all.deb"
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"

    @property
    def source(self) -> str:
        """Where a picture comes from, as captions.jsonl states it: "npm:NAME@VERSION" or "debian:NAME@VERSION"."""
        return f"{'debian' if self.client == 'apt' else self.client}:{self.name}@{self.version}"


def known_packages() -> dict[str, Package]:
    """The packages of `packages.toml`, by name."""
    listed = (Package(**entry) for entry in tomllib.loads(LIST.read_text(encoding="utf-8"))["package"])
    return {package.name: package for package in listed}
