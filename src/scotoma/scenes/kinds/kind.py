"""What a kind of thing states about itself: how it is drawn, and which facts can be true of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scotoma.scenes.pen import Pen
from scotoma.scenes.wording import numbered

__all__ = ["Facts", "Feature", "Kind", "Value", "counted", "either", "has", "seen"]

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a feature: as facts spell it, as a caption says it ("{n}" is the thing's noun), as an option."""

    value: str
    says: str
    option: str


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that varies within a kind: the pattern that asks for it, its values, and questions about it.

    `needs` are the facts without which the feature cannot be seen.
    """

    name: str
    pattern: str
    values: tuple[Value, ...]
    asks: tuple[str, ...]
    needs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    `draw` puts its parts down, facing right where it `faces` at all and pointing up where it `points`. `upright` says
    that one sees whether it stands on its head. `coloured` says that it has one main colour. `plain` things are
    legible in small, so that they can be counted. `facing_needs` and `colour_needs` are the facts without which its
    heading or its colour is not seen. `avoid` are the main colours that would hide its parts.
    """

    name: str
    draw: Callable[[Pen, Facts], None]
    plural: str = ""
    features: tuple[Feature, ...] = ()
    faces: bool = False
    points: bool = False
    upright: bool = False
    coloured: bool = True
    plain: bool = False
    facing_needs: Mapping[str, str] = field(default_factory=dict)
    colour_needs: Mapping[str, str] = field(default_factory=dict)
    avoid: tuple[str, ...] = ()

    @property
    def many(self) -> str:
        """The noun for several."""
        return self.plural or self.name + "s"

    def feature(self, name: str) -> Feature:
        """Its feature called `name`."""
        return next(feature for feature in self.features if feature.name == name)


def either(
    name: str,
    pattern: str,
    says: Mapping[str, str],
    *asks: str,
    options: Mapping[str, str] | None = None,
    needs: Mapping[str, str] | None = None,
) -> Feature:
    """A feature by its values, each with what a caption says of it; options are the values themselves by default."""
    values = tuple(Value(value, text, (options or {}).get(value, value)) for value, text in says.items())
    return Feature(name, pattern, values, asks, needs or {})


def has(name: str, part: str, *asks: str, needs: Mapping[str, str] | None = None) -> Feature:
    """A part that is there or not; `part` is the noun with its article where it has one ("a handle", "spots")."""
    bare = part.removeprefix("a ").removeprefix("an ")
    # As many words with the part as without it.
    lacking = f"without {part}" if bare == part else f"with no {bare}"
    says = {"yes": f"{{n}} with {part}", "no": f"{{n}} {lacking}"}
    usual = (f"Does the {{n}} have {part}?", f"Can you see {part} on the {{n}}?")
    return either(name, "presence", says, *(asks or usual), needs=needs)


def seen(*views: str, needs: Mapping[str, str] | None = None) -> Feature:
    """From where it is seen: "from the side", "from above", ..."""
    usual = ("From where is the {n} seen?", "Where was this picture of the {n} taken from?")
    says = {view: f"{{n}} seen {view}" for view in views}
    return either("view", "viewpoint", says, *usual, needs=needs)


def counted(name: str, one: str, many: str, low: int, high: int, *, needs: Mapping[str, str] | None = None) -> Feature:
    """Parts that are counted, from `low` to `high` of them; the values are whole numbers."""
    counts = range(low, high + 1)
    values = tuple(
        Value(str(count), f"{{n}} with {numbered(count, one, many)}", numbered(count, "", "").strip())
        for count in counts
    )
    asks = (f"How many {many} does the {{n}} have?", f"How many {many} are there on the {{n}}?")
    return Feature(name, "count", values, asks, needs or {})
