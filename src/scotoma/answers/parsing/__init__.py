"""Reading an option out of what a model said: only the question's own options, and abstaining rather than guessing."""

from scotoma.answers.parsing.reading import parse_answer
from scotoma.answers.parsing.records import RULES, ParsedAnswer
from scotoma.answers.parsing.saved import read_option

__all__ = ["RULES", "ParsedAnswer", "parse_answer", "read_option"]
