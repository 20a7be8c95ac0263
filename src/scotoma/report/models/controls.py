"""The same questions with the image withheld or exchanged, or the options swapped; and what that says."""

from typing import Any

from scotoma.answers import CONTROLS
from scotoma.report.models.contents import Contents
from scotoma.report.models.figures import NOTHING, Figure, figure
from scotoma.scoring import Estimate, ModelScores, Share

__all__ = ["SIGNS", "TITLES", "control_figures", "controls_section", "sign_figures"]

TITLES = {
    "plain": "as it is",
    "no-image": "no image",
    "blank": "blank image",
    "partner": "partner’s image",
    "swapped": "options swapped",
    "relative": "both images at once",
}
SIGNS = {
    "same answer": "pairs whose two answers are one and the same, of those with both read",
    "both orders, pairs": "pairs right with the options in either order",
    "both orders, questions": "questions right with the options in either order",
    "same in both orders": "questions that got the same option in either order",
    "first place": "how often the option in first place was taken over both orders; 50 without a preference",
    "follows the image": "answers, given with the partner’s image, that are right for the partner",
}


def controls_section(contents: Contents) -> dict[str, Any]:
    """Pair and single accuracy of each model under each control, the signs derived from them, and the warnings."""
    asked = {asked.control for model in contents.models for asked in model.asked}
    shown = [control for control in CONTROLS if control in asked]
    figures = {model.model: sign_figures(model) for model in contents.models}
    signs = [sign for sign in SIGNS if any(found[sign] is not NOTHING for found in figures.values())]
    return {
        "controls": [(control, TITLES[control]) for control in shown],
        "absent": [control for control in CONTROLS if control not in asked],
        "rows": {model.model: [control_figures(model, control) for control in shown] for model in contents.models},
        "signs": [(sign, SIGNS[sign]) for sign in signs],
        "sign_rows": {model: [found[sign] for sign in signs] for model, found in figures.items()},
        "warnings": [(model.model, model.warnings) for model in contents.models if model.warnings],
    }


def control_figures(model: ModelScores, control: str, labels: int = 0) -> tuple[Figure, Figure]:
    """Pair and single accuracy under a control."""
    scores = next((each for each in model.labels[labels].controls if each.control == control), None)
    return (NOTHING, NOTHING) if scores is None else (figure(scores.all.pair), figure(scores.all.single))


def sign_figures(model: ModelScores) -> dict[str, Figure]:
    """The figures of `SIGNS`, by name."""
    labels, order = model.labels[0], model.order
    plain = next((asked for asked in model.asked if asked.control == "plain"), None)
    found: tuple[Share | Estimate | None, ...] = (
        plain.same_answer if plain else None,
        labels.circular_pair,
        labels.circular_single,
        order.consistent if order else None,
        order.first_place if order else None,
        labels.partner_followed,
    )
    return dict(zip(SIGNS, map(figure, found), strict=True))
