"""What was done in the studio, by whom, and undoing it."""

__all__: list[str] = []
