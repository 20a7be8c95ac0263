"""What is in the run, and what to do next."""

__all__: list[str] = []
