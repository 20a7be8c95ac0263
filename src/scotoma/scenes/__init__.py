"""Drawn scenes with known truth: minimal pairs for each of the nine visual patterns."""

from scotoma.scenes.graph import Background, Scene, Thing, differences
from scotoma.scenes.irrelevant import jittered, rebacked
from scotoma.scenes.pairs import ScenePair, draw_pair, draw_pairs
from scotoma.scenes.rendering import render

__all__ = [
    "Background",
    "Scene",
    "ScenePair",
    "Thing",
    "differences",
    "draw_pair",
    "draw_pairs",
    "jittered",
    "rebacked",
    "render",
]
