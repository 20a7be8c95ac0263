"""For each pattern, a function that sets up what differs between the two scenes of a pair."""

from collections.abc import Callable

from scotoma.scenes.changes.colour import colour
from scotoma.scenes.changes.count import count
from scotoma.scenes.changes.features import state, structure
from scotoma.scenes.changes.orientation import orientation
from scotoma.scenes.changes.position import position
from scotoma.scenes.changes.presence import presence
from scotoma.scenes.changes.text import text
from scotoma.scenes.changes.viewpoint import viewpoint
from scotoma.scenes.stage import Contrast, Stage

__all__ = ["CHANGES"]

CHANGES: dict[str, Callable[[Stage], Contrast]] = {
    "orientation": orientation,
    "presence": presence,
    "state": state,
    "count": count,
    "position": position,
    "colour": colour,
    "structure": structure,
    "text": text,
    "viewpoint": viewpoint,
}
"""The nine patterns' functions, by the pattern's name."""
