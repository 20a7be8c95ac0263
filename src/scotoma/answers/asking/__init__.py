"""Asking a benchmark's questions: inspect_ai makes the requests, a journal keeps every answer the moment it comes."""

from scotoma.answers.asking.asking import Asked, Plan, ask, plan_forecast
from scotoma.answers.asking.forecast import Forecast, known_prices
from scotoma.answers.asking.settings import Conduct, Model, Prices, Settings

__all__ = [
    "Asked",
    "Conduct",
    "Forecast",
    "Model",
    "Plan",
    "Prices",
    "Settings",
    "ask",
    "known_prices",
    "plan_forecast",
]
