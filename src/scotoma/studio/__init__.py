"""The studio: a web application in which people turn mined pairs into a benchmark, check it and answer it."""

__all__: list[str] = []
