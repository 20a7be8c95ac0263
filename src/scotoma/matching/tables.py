"""What `scotoma match` says beside its three metrics: margins, templates, ties, and the published table."""

from collections.abc import Sequence

from scotoma.matching.captions import Matched
from scotoma.matching.margins import PatternMargin, mean_over_patterns
from scotoma.patterns import PATTERNS
from scotoma.scoring.intervals import Estimate
from scotoma.scoring.pairs import ALL, PairScores
from scotoma.scoring.published import PublishedMatch
from scotoma.scoring.tables import aligned, per_cent

__all__ = ["margin_table", "mean_line", "published_table", "template_table", "tie_note"]


def margin_table(matched: Matched) -> str:
    """A line a pattern: by how much a caption is nearer to its own image than to the other, on average."""
    head = ("pattern", "pairs", "mean margin", "[95 %]")
    pairs = {row.pattern: str(row.pair.n) for row in matched.metrics[0].rows}
    lines = [(row.pattern, pairs[row.pattern], f"{row.mean:+.4f}", _interval(row)) for row in matched.margins]
    return f"margin of a caption, cosine with its own image less that with the other\n{aligned([head, *lines])}"


def template_table(templates: Sequence[Matched]) -> str:
    """A line a template: the three metrics over all pairs, the mean margin, and what became right or wrong by it."""
    head = ("template", "text-to-image", "[95 %]", "image-to-text", "group", "mean margin", "won", "lost")
    lines = []
    for each in templates:
        by_text, by_image, group = (per_cent(scores.of(ALL).pair) for scores in each.metrics)
        won, lost = _moved(templates[0], each)
        shares = (*by_text, by_image[0], group[0])
        lines.append((repr(each.template), *shares, f"{each.margins[-1].mean:+.4f}", str(won), str(lost)))
    return f"templates, pairs right in per cent; won and lost against the first\n{aligned([head, *lines])}"


def mean_line(matched: Matched) -> str:
    """The mean of the patterns' text-to-image scores, each pattern counting alike."""
    return f"Mean over patterns, text-to-image: {_per_cents(mean_over_patterns(matched.metrics[0]))}."


def tie_note(matched: Matched) -> str:
    """What the published code's rule for ties gives, and how many pairs have one."""
    ours, script = matched.metrics[0].of(ALL), matched.script.of(ALL)
    if not ours.undecided:
        return "No caption is tied between the images: the rule of MMVP-VLM's published code gives the same scores."
    pairs = "pair has" if ours.undecided == 1 else "pairs have"
    return (
        f"{ours.undecided} {pairs} a caption that is as near to one image as to the other. MMVP-VLM's published code "
        f"gives ties to the second image, and would count {script.both} of {script.pair.n} pairs right "
        f"({100 * script.pair.value:.1f} %), not {ours.both}."
    )


def published_table(matched: Matched, published: Sequence[PublishedMatch]) -> str:
    """The measured scores by pattern above those of the paper's Table 1, each column a pattern, in per cent."""
    names = [pattern.name for pattern in PATTERNS]
    head = ("text-to-image, % of 15 pairs", *names, "mean", "pairs")
    measured = _measured(matched.metrics[0], names)
    lines = [
        (
            f"published: {row.name}",
            *(f"{100 * row.share(name):.1f}" for name in names),
            f"{100 * row.average:.1f}",
            str(row.pairs),
        )
        for row in published
    ]
    about = f"Published, not measured here: {published[0].source}. {published[0].note}"
    return f"{aligned([head, (f'measured: {matched.encoder}', *measured), *lines])}\n{about}"


def _measured(scores: PairScores, names: Sequence[str]) -> tuple[str, ...]:
    shares = (f"{100 * scores.of(name).pair.value:.1f}" for name in names)
    return (*shares, f"{100 * mean_over_patterns(scores).value:.1f}", str(scores.of(ALL).both))


def _moved(first: Matched, other: Matched) -> tuple[int, int]:
    """How many pairs are right with the other template only, and with the first only."""
    one, two = (_right(each) for each in (first, other))
    return len(two - one), len(one - two)


def _right(matched: Matched) -> set[int]:
    cells = matched.similarities
    right = (cells[:, 0, 0] > cells[:, 1, 0]) & (cells[:, 1, 1] > cells[:, 0, 1])
    return set(right.nonzero()[0].tolist())


def _interval(row: PatternMargin) -> str:
    return "-" if row.margin is None else f"[{row.margin.low:+.4f}, {row.margin.high:+.4f}]"


def _per_cents(estimate: Estimate) -> str:
    return f"{100 * estimate.value:.1f} % [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"
