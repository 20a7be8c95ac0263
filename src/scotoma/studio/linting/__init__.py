"""What the lint found."""

__all__: list[str] = []
