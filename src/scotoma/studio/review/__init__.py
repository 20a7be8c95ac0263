"""The second author's answers, blind to the key."""

__all__: list[str] = []
