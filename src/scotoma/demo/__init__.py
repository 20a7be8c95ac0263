"""The whole idea on built-in pictures: `scotoma demo`."""

from scotoma.demo.answering import mend, shipped_models
from scotoma.demo.gathering import gather
from scotoma.demo.pictures import Picture, Pictures, Source, built_in_pictures
from scotoma.demo.showing import Settings, demonstrate

__all__ = [
    "Picture",
    "Pictures",
    "Settings",
    "Source",
    "built_in_pictures",
    "demonstrate",
    "gather",
    "mend",
    "shipped_models",
]
