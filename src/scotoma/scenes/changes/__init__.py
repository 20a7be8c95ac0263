"""For each pattern, a function that sets up what differs between the two scenes of a pair."""

from collections.abc import Callable

from scotoma.scenes.changes.features import feature_change
from scotoma.scenes.changes.orientation import orientation
from scotoma.scenes.stage import Contrast, Stage

__all__ = ["CHANGES"]

CHANGES: dict[str, Callable[[Stage], Contrast]] = {
    "orientation": orientation,
    "presence": lambda stage: feature_change(stage, "presence"),
}
"""The nine patterns' functions, by the pattern's name."""
