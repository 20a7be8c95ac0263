"""The human study: setting one up, asking its participants, and what came of it."""

__all__: list[str] = []
