"""Files that are copied word for word into exports, and run there without scotoma."""

from pathlib import Path

__all__ = ["GIVEN"]

GIVEN = Path(__file__).parent
"""The folder that they lie in."""
