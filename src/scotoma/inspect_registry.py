"""What inspect_ai finds of ours through its entry point: the provider `scotoma`.

This module is imported by inspect_ai alone.
"""

from scotoma.models.provider import ScotomaAPI

__all__ = ["ScotomaAPI"]
