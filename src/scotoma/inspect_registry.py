"""What inspect_ai finds of ours through its entry point: the provider `scotoma`, and our benchmarks as tasks.

This module is imported by inspect_ai alone.
"""

from scotoma.answers.asking.inspect_tasks import benchmark, emoji, mmvp
from scotoma.models.provider import ScotomaAPI

__all__ = ["ScotomaAPI", "benchmark", "emoji", "mmvp"]
