"""One self-contained page of what a run found, and the same in words and tables."""

from scotoma.pairs import export_pairs
from scotoma.report.mended_section import mended_verdicts
from scotoma.report.page import write_report
from scotoma.report.profile_page import write_profile
from scotoma.report.profile_table import in_a_sentence, terminal_table
from scotoma.report.wording import counts_table, sentence

__all__ = [
    "counts_table",
    "export_pairs",
    "in_a_sentence",
    "mended_verdicts",
    "sentence",
    "terminal_table",
    "write_profile",
    "write_report",
]
