"""What an embedded collection is: rows, the ids they belong to, and the images, broken ones included."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, overload

from scotoma.embeddings.rows import Rows
from scotoma.errors import ShapeMismatch
from scotoma.records import Image

__all__ = ["Embeddings", "Ids", "Table", "as_records", "as_table", "ids_of", "top_reasons"]

Table: TypeAlias = Any  # a pyarrow.Table; pyarrow is imported late, and has no types

BROKEN = "broken: "


class Ids(Sequence[str]):
    """The ids of N rows over an Arrow column: a million of them cost their text, not a million Python objects."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return list(self)[index]
            span: list[str] = self._column[start : max(start, stop)].to_pylist()
            return span
        one: str = self._column[int(index)].as_py()
        return one

    def __iter__(self) -> Iterator[str]:
        return iter(self._column.to_pylist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Ids({len(self)}: {', '.join(self[:3])}{', ...' if len(self) > 3 else ''})"


@dataclass(frozen=True, eq=False)
class Embeddings:
    """N rows of one encoder, and what they are rows of.

    `rows` is N x D, at unit length where scotoma made them; `ids` names the image of each row. `images` is a
    pyarrow.Table with the fields of `records.Image`, one row an image of the collection in its order, those included
    that could not be decoded (`status` "broken: why") and so have no row. `facts` are the encoder's facts as plain
    values, and `rows_dtype` and `normalised`; where others made the files, what is not known is None.

    Raises:
        ShapeMismatch: rows and ids differ in number.
    """

    rows: Rows
    ids: Sequence[str]
    images: Any
    facts: dict[str, Any]

    def __post_init__(self) -> None:
        if len(self.rows) != len(self.ids):
            raise ShapeMismatch(f"{len(self.rows)} rows came with {len(self.ids)} ids; each row has one.")

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def broken(self) -> dict[str, int]:
        """How many images have no row, by reason, the most frequent first."""
        reasons = (status.removeprefix(BROKEN) for status in self.images["status"].to_pylist() if status != "ok")
        return dict(Counter(reasons).most_common())

    def __repr__(self) -> str:
        lost = sum(self.broken.values())
        return f"Embeddings({self.facts.get('name')}: {self.rows.shape[0]} x {self.rows.shape[1]}, {lost} broken)"


def top_reasons(reasons: dict[str, int], most: int = 3) -> str:
    """The most frequent reasons in one line: "12 cannot be decoded, 3 empty file and 2 other reasons"."""
    shown = [f"{count} {reason}" for reason, count in list(reasons.items())[:most]]
    return ", ".join(shown) + (f" and {len(reasons) - most} other reasons" if len(reasons) > most else "")


def as_table(images: Sequence[Image]) -> Table:
    """The records as a table with one column a field."""
    import pyarrow as pa

    texts, sizes = pa.string(), pa.int32()
    kinds = {"id": texts, "uri": texts, "sha256": texts, "width": sizes, "height": sizes, "caption": texts}
    schema = pa.schema({**kinds, "status": texts})
    return pa.table({name: [getattr(image, name) for image in images] for name in schema.names}, schema)


def as_records(table: Table) -> list[Image]:
    """The rows of an image table as records."""
    return [Image(**row) for row in table.to_pylist()]


def ids_of(images: Table) -> Ids:
    """The ids of the images that have a row, in their order."""
    import pyarrow.compute as pc

    return Ids(images.filter(pc.equal(images["status"], "ok"))["id"])
