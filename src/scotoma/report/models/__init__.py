"""The page and the tables of models that were asked: scores with intervals, controls, comparisons, the worst pairs."""

from scotoma.report.models.page import write_models_report

__all__ = ["write_models_report"]
