"""The page's first table: pair and single accuracy of every model, both versions of the labels, and what others
published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scotoma.report.models.contents import Contents, plain_row
from scotoma.report.models.figures import NOTHING, Figure, figure, p_value, strip
from scotoma.report.strips import share_axis
from scotoma.report.wording import plural
from scotoma.scoring import ModelScores
from scotoma.scoring.published import PublishedScore, published_scores

__all__ = ["Line", "headline", "lead", "leaderboard_section", "lines_of", "published_section"]

OPEN = 12  # arbitrary: so many published figures are shown at once, the others behind a line to open


@dataclass(frozen=True, slots=True)
class Line:
    """One model's line. `pair` and `single` have a figure for each version of the labels; `pairs` and `questions` are
    how many are in them. `unread` answers count as not right; `lacking` ones, failed or missing, are in no figure."""

    model: str
    pair: tuple[Figure, ...]
    single: tuple[Figure, ...]
    circular: Figure
    pairs: int
    questions: int
    unread: int
    lacking: int
    warnings: int


def lines_of(contents: Contents) -> list[Line]:
    """A line for each model that was asked plainly, the best first."""
    return [_line(model) for model in contents.models if plain_row(model.labels[0]) is not None]


def leaderboard_section(contents: Contents) -> dict[str, Any]:
    """The lines with their drawings, and who is not among them."""
    lines, chance = lines_of(contents), contents.first.chance
    rows = {model.model: plain_row(model.labels[0]) for model in contents.models}
    strips = {}
    for line in lines:
        row = rows[line.model]
        assert row is not None  # only such models have a line
        strips[line.model] = (
            strip(row.pair, "pair", chance.pair, f"{line.model}, pairs right"),
            strip(row.single, "single", chance.single, f"{line.model}, questions right"),
        )
    return {
        "lines": lines,
        "strips": strips,
        "axis": share_axis(),
        "chance": {
            "pair": figure_of(chance.pair),
            "single": figure_of(chance.single),
            "blind_pair": figure_of(chance.blind_pair),
        },
        "circular": any(line.circular is not NOTHING for line in lines),
        "not_plain": [model.model for model in contents.models if rows[model.model] is None],
        "corrected": list(contents.labels[1:]),
        "errata": _errata(contents),
    }


def figure_of(share: float) -> str:
    """A share that is known and not measured, in per cent."""
    return f"{100 * share:.1f}"


def headline(contents: Contents) -> Markup:
    """What was found, in a sentence with the best model's figures."""
    lines = lines_of(contents)
    if not lines:
        return Markup("{}, asked with other pictures than its own or none").format(contents.names[0])
    best = lines[0]
    number = Markup("<strong>{}&nbsp;%</strong> <small>{}</small>").format(best.pair[0].text, best.pair[0].interval)
    single = Markup("{}&nbsp;% <small>{}</small>").format(best.single[0].text, best.single[0].interval)
    pairs = plural(contents.models[0].pairs, "pair")
    if len(lines) == 1:
        said = Markup("{} gets {} of {} right, and {} of the single questions.")
        return said.format(best.model, number, pairs, single)
    said = Markup("Of {} models, {} gets the most of {} right: {}, and {} of the single questions.")
    return said.format(len(lines), best.model, pairs, number, single)


def lead(contents: Contents) -> str:
    """Whether the best model's lead over the second is more than chance; nothing where there is no second."""
    found = [each for each in contents.comparisons[contents.labels[0]] if each.first == contents.names[0]]
    if not found:
        return ""
    first = found[0]
    gap = f"Its lead over {first.second} is {100 * first.difference.value:.1f} points"
    gap += f" [{100 * first.difference.low:.1f}, {100 * first.difference.high:.1f}]"
    sure = first.p_holm < 0.05
    verdict = "more than chance would give" if sure else "chance alone could give that"
    tests = plural(len(contents.comparisons[contents.labels[0]]), "test")
    return f"{gap}: {verdict} (p {p_value(first.p_holm)}, corrected for {tests})."


def published_section(contents: Contents) -> dict[str, Any] | None:
    """What others published on this benchmark; None where nothing is known."""
    found = published_scores("MMVP") if contents.models[0].benchmark["name"] == "MMVP" else ()
    if not found:
        return None
    rows = [(each, figure_of(each.value)) for each in found]
    return {"rows": rows[:OPEN], "more": rows[OPEN:], "notes": _notes(found)}


def _notes(found: Sequence[PublishedScore]) -> list[tuple[str, str]]:
    return [(source, note) for source, note in dict.fromkeys((each.source, each.note) for each in found) if note]


def _line(model: ModelScores) -> Line:
    rows = [plain_row(labels) for labels in model.labels]
    counts = next(asked for asked in model.asked if asked.control == "plain").counts
    pair = tuple(figure(row.pair) if row else NOTHING for row in rows)
    single = tuple(figure(row.single) if row else NOTHING for row in rows)
    return Line(
        model=model.model,
        pair=pair,
        single=single,
        circular=figure(model.labels[0].circular_pair),
        pairs=pair[0].n,
        questions=single[0].n,
        unread=counts.unparsed + counts.empty + counts.truncated + counts.refused,
        lacking=counts.failed + counts.missing,
        warnings=len(model.warnings),
    )


def _errata(contents: Contents) -> list[str]:
    """The known label errors in words."""
    if contents.benchmark is None:
        return []
    texts = {each.id: each.options for each in contents.benchmark.questions()}
    return [
        f"Question {each.question} (pair {each.pair}): “{texts[each.question][each.old]}” was published, "
        f"“{texts[each.question][each.new]}” is right. Source: {each.source}"
        for each in contents.benchmark.errata
    ]
