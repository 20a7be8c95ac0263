"""A language model that looks through several encoders: mixing their features, the model, its training and trial."""

__all__: list[str] = []
