"""Benchmarks released from the drafts, and their errata."""

__all__: list[str] = []
