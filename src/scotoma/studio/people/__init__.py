"""Who may work in the studio."""

__all__: list[str] = []
