"""Scores as plain text, per cents with their intervals."""

from collections.abc import Sequence

from scotoma.scoring.cosines import Cosines
from scotoma.scoring.intervals import Estimate, Share
from scotoma.scoring.pairs import PairScores

__all__ = ["aligned", "cosine_table", "per_cent", "score_table"]


def score_table(scores: PairScores) -> str:
    """A metric's table: chance in the head, a line a pattern, shares in per cent with 95 per cent intervals."""
    head = (
        "pattern",
        "questions",
        "pairs",
        "pair",
        "[95 %]",
        "single",
        "[95 %]",
        "both",
        "one",
        "neither",
        "undecided",
    )
    lines = [
        (
            row.pattern,
            str(row.groups),
            str(row.pair.n),
            *per_cent(row.pair),
            *per_cent(row.single),
            *(str(number) for number in (row.both, row.one, row.neither, row.undecided)),
        )
        for row in scores.rows
    ]
    chance = f"chance {100 * scores.chance_pair:.1f} % of pairs"
    if scores.chance_single is not None:
        chance += f", {100 * scores.chance_single:.1f} % single"
    return f"{scores.metric} ({chance})\n{aligned([head, *lines])}"


def cosine_table(cosines: Cosines) -> str:
    """A line a pattern: quartiles of the image-image cosines, and the share above the threshold in per cent."""
    head = ("pattern", "questions", "pairs", "quarter", "median", "3 quarters", f"% > {cosines.threshold:g}", "[95 %]")
    lines = [
        (
            row.pattern,
            str(row.groups),
            str(row.above.n),
            *(f"{value:.3f}" for value in (row.lower_quartile, row.median, row.upper_quartile)),
            *per_cent(row.above),
        )
        for row in cosines.rows
    ]
    return f"cosine of the two images of a pair, {cosines.encoder}\n{aligned([head, *lines])}"


def per_cent(share: Share | Estimate | None) -> tuple[str, str]:
    """A share and its interval in per cent, for two cells; "-" where there is none."""
    if share is None:
        return "-", "-"
    return f"{100 * share.value:.1f}", f"[{100 * share.low:.1f}, {100 * share.high:.1f}]"


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, the first to the left, the others to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    aligned = [
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    ]
    return "\n".join(line.rstrip() for line in aligned)
