"""Counts and precisions in words, for the page and for its script alike."""

from scotoma.pairs import Count
from scotoma.report.wording import in_words, plural
from scotoma.studio.thresholds.precision import Precision
from scotoma.studio.thresholds.regions import Region
from scotoma.studio.thresholds.sampling import Sampled

__all__ = ["count_words", "precision_words", "region_words", "source_words"]


def count_words(count: Count) -> str:
    """How many pairs, and whether that was counted or estimated."""
    if count.exact:
        return f"{plural(count.estimate, 'pair')}, counted"
    number, _, interval = in_words(count).partition(" [")
    return (
        f"{number} pairs, estimated from a sample; 95 per cent interval {interval.rstrip(']').replace(', ', ' to ', 1)}"
    )


def precision_words(precision: Precision) -> str:
    """What the labels say, unclear ones as their own value and bounded both ways."""
    if not precision.n:
        return "None of these pairs was drawn at random and labelled yet."
    said = f"Of {plural(precision.n, 'labelled pair')}: {precision.different} different, {precision.same} the same"
    said += f", {precision.unclear} unclear." if precision.unclear else "."
    if precision.share is None:
        return said
    said += f" Different among the decided: {_per_cent(precision.share)} ({_span(precision.low, precision.high)})"
    if not precision.unclear:
        return said + ", 95 per cent interval."
    return f"{said}, 95 per cent interval; whatever the unclear ones are, {_span(precision.lowest, precision.highest)}."


def region_words(region: Region, names: tuple[str, str]) -> str:
    """The region in words."""
    suspect, reference = names
    said = f"{suspect} above {region.above:g}" + (f" and at most {region.most:g}" if region.most < 1 else "")
    low = f"at least {region.least:g}" if region.least > -1 else ""
    high = f"below {region.below:g}" if region.below is not None else ""
    bounds = " and ".join(each for each in (low, high) if each)
    return f"{said}, {reference} {bounds}" if bounds else f"{said}, {reference} whatever it is"


def source_words(sampled: Sampled) -> str:
    """Where the pairs of a sample came from."""
    count = len(sampled.pairs)
    if sampled.population is not None:
        found = "mined pair" if sampled.source == "mined" else "pair"
        return f"{count:,} of the {plural(sampled.population, found)} there, drawn at random."
    found = f"{plural(count, 'pair')} there" if count else "none there"
    return f"{sampled.tried:,} pairs were drawn from all pairs of the run, and {found} found among them."


def _per_cent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _span(low: float, high: float) -> str:
    return f"{100 * low:.1f} to {100 * high:.1f} %"
