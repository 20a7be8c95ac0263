"""Export: a benchmark in the layouts of others, with the licences and sources of its images."""

from scotoma.export.exporting import carried_table, export_benchmark, format_named
from scotoma.export.formats import FORMATS
from scotoma.export.records import Exported, Format

__all__ = ["FORMATS", "Exported", "Format", "carried_table", "export_benchmark", "format_named"]
