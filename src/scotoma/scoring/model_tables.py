"""The scores of models as plain text: leaderboard, anatomy, controls, what came back, comparisons, warnings."""

from collections.abc import Sequence

from scotoma.scoring.comparison_records import Comparison
from scotoma.scoring.intervals import Share
from scotoma.scoring.model_records import Anatomy, Asked, Counts, LabelScores, ModelScores
from scotoma.scoring.tables import aligned, per_cent

__all__ = ["comparison_table", "model_tables"]

OUTCOME_HEADS = ("both", "same", "one", "swapped", "neither", "unread", "lacking")
STATE_HEADS = ("questions", "read", "unparsed", "empty", "truncated", "refused", "failed", "missing")


def model_tables(models: Sequence[ModelScores]) -> str:
    """Every table of the models, which were asked one benchmark; per cents with 95 per cent intervals."""
    versions = [labels.labels for labels in models[0].labels]
    tables = [_leaderboard(models, labels) for labels in versions]
    tables += [_anatomy(models, labels) for labels in versions]
    if any(labels.controls[0].rows[:-1] for model in models for labels in model.labels):
        tables.append(_patterns(models, versions[0]))
    tables += [_controls(models, versions[0]), _states(models)]
    said = [f"{model.model}: {warning}" for model in models for warning in model.warnings]
    return "\n\n".join([*tables, *(["\n".join(["Warnings", *said])] if said else [])])


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """A line for every two models: pairs only one of them has right, difference, p as it is and by Holm."""
    head = (
        "first - second",
        "pairs",
        "only first",
        "only second",
        "difference",
        "[95 %]",
        "p",
        "p (Holm)",
        "80 % power",
    )
    lines = [
        (
            f"{each.first} - {each.second}",
            str(each.pairs),
            str(each.only_first),
            str(each.only_second),
            *per_cent(each.difference),
            *(f"{p:.4f}" if p >= 0.0001 else "< 0.0001" for p in (each.p, each.p_holm)),
            "-" if each.detectable is None else f"{100 * each.detectable:.1f}",
        )
        for each in comparisons
    ]
    title = f"pair accuracy compared, {comparisons[0].labels} labels ({comparisons[0].test}, two-sided)"
    return f"{title}\n{aligned([head, *lines])}"


def _leaderboard(models: Sequence[ModelScores], labels: str) -> str:
    head = ("model", "control", "pairs", "pair", "[95 %]", "single", "[95 %]", "both orders", "[95 %]")
    lines = []
    for model in _ranked(models, labels):
        scores = model.under(labels)
        first = scores.controls[0]
        lines.append(
            (
                model.model,
                first.control,
                str(first.all.pair.n if first.all.pair else 0),
                *per_cent(first.all.pair),
                *per_cent(first.all.single),
                *per_cent(scores.circular_pair),
            )
        )
    chance = models[0].under(labels).chance
    title = (
        f"{labels} labels (chance {100 * chance.pair:.1f} % of pairs, {100 * chance.single:.1f} % single; a fixed "
        f"answer to each text gets at most {100 * chance.blind_pair:.1f} % of pairs)"
    )
    return f"{title}\n{aligned([head, *lines])}"


def _anatomy(models: Sequence[ModelScores], labels: str) -> str:
    head = ("model", "control", "pairs", *OUTCOME_HEADS)
    lines = [
        (model.model, control.control, *_numbers(control.all.anatomy, ("pairs", *OUTCOME_HEADS)))
        for model in _ranked(models, labels)
        for control in model.under(labels).controls
    ]
    return f"what became of the pairs, {labels} labels\n{aligned([head, *lines])}"


def _patterns(models: Sequence[ModelScores], labels: str) -> str:
    head = ("model", "pattern", "pairs", "pair", "[95 %]", "single", "[95 %]")
    lines = [
        (model.model, row.pattern, str(row.anatomy.pairs), *per_cent(row.pair), *per_cent(row.single))
        for model in _ranked(models, labels)
        for row in model.under(labels).controls[0].rows
    ]
    return f"by pattern, {labels} labels\n{aligned([head, *lines])}"


def _controls(models: Sequence[ModelScores], labels: str) -> str:
    head = ("model", "control", "pair", "[95 %]", "single", "[95 %]", "same answer", "first place", "follows partner")
    lines = [
        (model.model, asked.control, *_control(asked, model.under(labels)))
        for model in _ranked(models, labels)
        for asked in model.asked
    ]
    return f"controls, {labels} labels\n{aligned([head, *lines])}"


def _control(asked: Asked, labels: LabelScores) -> tuple[str, ...]:
    scores = labels.of(asked.control)
    assert scores is not None  # what was asked is scored
    follows = labels.partner_followed if asked.control == "partner" else None
    shares: tuple[Share | None, ...] = (asked.same_answer, asked.first_shown, follows)
    return (*per_cent(scores.all.pair), *per_cent(scores.all.single), *(per_cent(share)[0] for share in shares))


def _states(models: Sequence[ModelScores]) -> str:
    head = ("model", "control", "prompt", *STATE_HEADS)
    lines = [
        (model.model, asked.control, asked.preset, *_numbers(asked.counts, STATE_HEADS))
        for model in models
        for asked in model.asked
    ]
    return f"what came back\n{aligned([head, *lines])}"


def _ranked(models: Sequence[ModelScores], labels: str) -> list[ModelScores]:
    """The best first, by the pair accuracy of the first control."""

    def place(model: ModelScores) -> tuple[float, str]:
        pair = model.under(labels).controls[0].all.pair
        return (-pair.value if pair else 1.0, model.model)

    return sorted(models, key=place)


def _numbers(record: Anatomy | Counts, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(getattr(record, name)) for name in names)
