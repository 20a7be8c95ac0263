"""The density of all pairs, and what any thresholds would find."""

__all__: list[str] = []
