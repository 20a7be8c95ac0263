"""The mined pairs, to be looked at."""

__all__: list[str] = []
