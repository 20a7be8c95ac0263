"""Lint of a paired benchmark: rules that look at texts, keys, captions, images and answers, and flag; none mends."""

from scotoma.lint.answers import model_answers
from scotoma.lint.files import read_report, write_report
from scotoma.lint.items import items_of
from scotoma.lint.linting import lint_benchmark
from scotoma.lint.pictures import measure_pictures
from scotoma.lint.records import (
    SEVERITIES,
    Evidence,
    Flag,
    LintItem,
    LintReport,
    LintSide,
    ModelAnswers,
    PictureFacts,
    Review,
    Rule,
    RuleResult,
    Severity,
)
from scotoma.lint.rules import RULES
from scotoma.lint.tables import report_table

__all__ = [
    "RULES",
    "SEVERITIES",
    "Evidence",
    "Flag",
    "LintItem",
    "LintReport",
    "LintSide",
    "ModelAnswers",
    "PictureFacts",
    "Review",
    "Rule",
    "RuleResult",
    "Severity",
    "items_of",
    "lint_benchmark",
    "measure_pictures",
    "model_answers",
    "read_report",
    "report_table",
    "write_report",
]
