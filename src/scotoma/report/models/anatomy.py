"""What became of the pairs: a bar for each model, and the counts."""

from typing import Any

from scotoma.report.models.contents import Contents, plain_row
from scotoma.report.models.drawings import bar
from scotoma.scoring import OUTCOMES

__all__ = ["MEANINGS", "anatomy_section"]

MEANINGS = {
    "both": "both questions right: the pair counts",
    "same": "the same answer to both images, and not both right",
    "one": "one right, by different answers",
    "swapped": "each image given the other’s answer",
    "neither": "neither right in another way",
    "unread": "an answer without an option that can be read",
    "lacking": "an answer that failed or is missing: in no score",
}


def anatomy_section(contents: Contents) -> dict[str, Any]:
    """A row for each model that was asked plainly, by the original labels; outcomes that no model has are left out."""
    rows = {model.model: row for model in contents.models if (row := plain_row(model.labels[0])) is not None}
    counts = {model: {each: getattr(row.anatomy, each) for each in OUTCOMES} for model, row in rows.items()}
    shown = [each for each in OUTCOMES if any(found[each] for found in counts.values())]
    bars = {
        model: bar(
            [(each, found[each]) for each in shown],
            f"{model}: " + ", ".join(f"{each} {found[each]}" for each in shown),
        )
        for model, found in counts.items()
    }
    return {"outcomes": [(each, MEANINGS[each]) for each in shown], "counts": counts, "bars": bars}
