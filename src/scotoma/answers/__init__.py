"""What models say to a benchmark's questions: answers as they were given, and the files they are kept in."""

from scotoma.answers.files import AnswerSet, answer_folder, read_answers, write_answers
from scotoma.answers.parsing import ParsedAnswer, parse_answer, read_option
from scotoma.answers.records import CONTROLS, STATES, Answer, Control, State

__all__ = [
    "CONTROLS",
    "STATES",
    "Answer",
    "AnswerSet",
    "Control",
    "ParsedAnswer",
    "State",
    "answer_folder",
    "parse_answer",
    "read_answers",
    "read_option",
    "write_answers",
]
