"""Whose drawings these are: the notice that goes with pictures made from the packages.

python recipes/mini/notice.py > recipes/mini/NOTICE-corpus.md
"""

from collections.abc import Iterable, Mapping, Sequence

from packages import Package, known_packages
from sources import SOURCES, Source

__all__ = ["DRAWN", "notice"]

DRAWN = "Each drawing was rendered to PNG on white; nothing else was changed. Captions are the packages' own names."

WEB = {
    "Apache-2.0": "Apache-2.0, apache.org/licenses/LICENSE-2.0",
    "CC-BY-3.0": "CC-BY-3.0, creativecommons.org/licenses/by/3.0",
    "CC-BY-4.0": "CC-BY-4.0, creativecommons.org/licenses/by/4.0",
    "CC-PDDC": "public domain (Creative Commons Public Domain Dedication)",
    "CC0-1.0": "CC0-1.0, creativecommons.org/publicdomain/zero/1.0",
    "ISC": "ISC, below",
    "MIT": "MIT, below",
}

DISCLAIMER = """\
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""

TEXTS = {
    "MIT": f"""\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

{DISCLAIMER}""",
    "ISC": """\
Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.""",
}


def notice(sources: Sequence[Source], packages: Mapping[str, Package], *, what: str) -> str:
    """The notice, in Markdown, for pictures made from these sources' drawings; `what` says what was done to them."""
    names = ["emojibase-data"] if any(source.set in {"emoji", "flags"} for source in sources) else []
    used = {name: packages[name] for name in (*names, *(source.package for source in sources))}
    rows = [_row(package, sources) for package in used.values()]
    head = ["| folder | drawings | package | author | licence |", "|---|---|---|---|---|"]
    return "\n".join(["# Whose drawings these are", "", what, "", *head, *rows, "", *_texts(used.values())])


def _row(package: Package, sources: Sequence[Source]) -> str:
    folders = ", ".join(f"`{source.vendor}`" for source in sources if source.package == package.name) or "(names only)"
    where = {"npm": "npm", "apt": "Debian"}[package.client]
    title = f"[{package.title}]({package.home})"
    cells = (folders, title, f"{where} `{package.name}` {package.version}", package.author, WEB[package.licence])
    return f"| {' | '.join(cells)} |"


def _texts(packages: Iterable[Package]) -> list[str]:
    lines: list[str] = []
    kept = list(packages)
    for licence, text in TEXTS.items():
        holders = [f"- {p.copyright[licence]} ({p.title})" for p in kept if licence in p.copyright]
        if holders:
            lines += [f"## {licence} License", "", *holders, "", text, ""]
    return lines


def main() -> None:
    print(notice(SOURCES, known_packages(), what=DRAWN), end="")


if __name__ == "__main__":
    main()
