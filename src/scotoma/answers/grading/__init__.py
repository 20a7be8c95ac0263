"""Grading saved answers: what our reader and every harness make of each, side by side."""

from scotoma.answers.grading.graded import OURS, Graded, differing, grade_items
from scotoma.answers.grading.items import Item, items_of
from scotoma.answers.grading.six_keys import read_six_keys

__all__ = ["OURS", "Graded", "Item", "differing", "grade_items", "items_of", "read_six_keys"]
