"""The laboratory: the paper's experiment in small, on two cores, from drawn pictures to the table."""

__all__: list[str] = []
