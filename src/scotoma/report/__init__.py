"""One self-contained page of what a run found, and the same in words and tables."""

from scotoma.pairs import export_pairs
from scotoma.report.page import write_report
from scotoma.report.wording import counts_table, sentence

__all__ = ["counts_table", "export_pairs", "sentence", "write_report"]
