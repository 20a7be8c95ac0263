"""The nine visual patterns CLIP-blind pairs fall into, with the paper's titles and our short names."""

import difflib
from dataclasses import dataclass

from scotoma.errors import UnknownName

__all__ = ["PATTERNS", "Pattern", "pattern_named"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A visual pattern: `name` as commands and files spell it, `title` as the paper does, `asks` in plain words."""

    name: str
    title: str
    asks: str


PATTERNS = (
    Pattern("orientation", "Orientation and Direction", "which way something faces or points"),
    Pattern("presence", "Presence of Specific Features", "whether a thing or a part is there"),
    Pattern("state", "State and Condition", "open or closed, on or off, full or empty"),
    Pattern("count", "Quantity and Count", "how many there are"),
    Pattern("position", "Positional and Relational Context", "where something is, relative to what"),
    Pattern("colour", "Color and Appearance", "which colour or pattern something has"),
    Pattern("structure", "Structural and Physical Characteristics", "what shape or build something has"),
    Pattern("text", "Text", "which letters, digits or words are written"),
    Pattern("viewpoint", "Viewpoint and Perspective", "from where something is seen"),
)
"""In the paper's order. Source: Tong et al. 2024, section 3.1 and Table 1, for the titles."""

ALIASES = {"color": "colour", "quantity": "count", "direction": "orientation", "perspective": "viewpoint"}


def pattern_named(name: str) -> Pattern:
    """The pattern called `name`: its short name, its title or a usual alias ("color"), in any case.

    Raises:
        UnknownName: there is none; the message gives the nearest.
    """
    wanted = name.strip().lower()
    wanted = ALIASES.get(wanted, wanted)
    for pattern in PATTERNS:
        if wanted in (pattern.name, pattern.title.lower()):
            return pattern
    names = [pattern.name for pattern in PATTERNS]
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]!r}?" if near else f"The nine are {', '.join(names)}."
    raise UnknownName(f"No pattern is named {name!r}. {hint}")
