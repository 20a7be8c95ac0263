"""A page taken apart: its tables as rows of cells, its text, its elements."""

from html.parser import HTMLParser
from pathlib import Path

__all__ = ["ModelsPage"]

VOID = {"meta", "img", "br"}


class ModelsPage(HTMLParser):
    """Reads a page. `tables` has for each table, by its region's label, rows of the cells' words, heads included;
    `text` has each section's words by the id of its heading; `open_tags` must be empty at the end."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.open_tags: list[str] = []
        self.text: dict[str, str] = {}
        self._region, self._heading = "", "top"
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        self.elements.append((tag, known))
        if tag not in VOID:
            self.open_tags.append(tag)
        if known.get("role") == "region":
            self._region = known["aria-label"] or ""
        elif tag == "tr":
            self.tables.setdefault(self._region, []).append([])
        elif tag in ("td", "th"):
            self.tables[self._region][-1].append("")
        elif tag == "h2":
            self._heading = known.get("id") or ""

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag, f"{tag} is closed, which was not opened last"

    def handle_data(self, data: str) -> None:
        if "style" in self.open_tags:
            return
        self.text[self._heading] = f"{self.text.get(self._heading, '')} {data}"
        if {"td", "th"} & {*self.open_tags}:
            cells = self.tables[self._region][-1]
            cells[-1] = " ".join(f"{cells[-1]} {data}".split())

    def words(self, heading: str) -> str:
        """A section's text with single spaces."""
        return " ".join(self.text.get(heading, "").split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        return [attributes for name, attributes in self.elements if name == tag]

    def rows(self, region: str) -> dict[str, list[str]]:
        """The rows of a table's body by their first cell."""
        return {row[0]: row[1:] for row in self.tables[region]}
