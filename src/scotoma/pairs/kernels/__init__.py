"""The compiled loops of the join. Everything here imports numba, so it is itself imported late."""

__all__: list[str] = []
