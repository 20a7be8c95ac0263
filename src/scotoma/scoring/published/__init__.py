"""Figures that others published, with their sources: never mixed with what was measured here."""

from scotoma.scoring.published.mmvp_vlm import PublishedMatch, published_mmvp_vlm

__all__ = ["PublishedMatch", "published_mmvp_vlm"]
