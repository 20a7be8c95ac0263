"""How other harnesses read the same answers: their rules, re-implemented from what they are described to do."""

from scotoma.answers.harnesses.registry import HARNESSES, Harness, grade_as, open_harness
from scotoma.answers.harnesses.verdicts import HarnessVerdict

__all__ = ["HARNESSES", "Harness", "HarnessVerdict", "grade_as", "open_harness"]
