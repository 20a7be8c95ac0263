"""Correlations and links of encoders and models as plain text."""

from collections.abc import Mapping

from scotoma.scoring.correlation import Coefficient, Correlation, correlate
from scotoma.scoring.encoder_link import EncoderLink
from scotoma.scoring.published import PublishedPatterns
from scotoma.scoring.tables import aligned, per_cent

__all__ = ["correlation_table", "link_table", "published_correlation_table"]

MEASURED = 0.02  # reading the bars to 0.003 moves no r by more than 0.011, and the paper prints two decimals

HEAD = ("Pearson r", "[95 %]", "p", "Spearman", "[95 %]", "p")


def published_correlation_table(published: PublishedPatterns) -> str:
    """The paper's correlations computed again from its figure, beside those it prints, disagreements named."""
    computed = {model: correlate(published.encoder_by_pattern, bars) for model, bars in published.models.items()}
    lines, said = [], []
    for model, printed in published.printed_r.items():
        correlation = computed.get(model)
        lines.append((model, f"{printed:.2f}", *(_cells(correlation) if correlation else ("-",) * 6)))
        r = correlation.pearson if correlation else None
        if r is None:
            said.append(f"{model}: printed as {printed:.2f}; its bars are not in the figure.")
        elif abs(r.value - printed) > MEASURED:
            said.append(
                f"{model}: printed as {printed:.2f}, but its bars give {r.value:.2f} [{r.low:.2f}, {r.high:.2f}]. "
                "Reading the bars cannot make such a difference: the two disagree."
            )
    one = next(iter(computed.values()))
    return "\n".join(
        [
            f"{published.encoder} against models over {one.n} patterns: published figures, not measured here",
            aligned([("model", "printed r", *HEAD), *lines]),
            *said,
            f"{published.encoder} is the mean of {', '.join(published.encoder_rows)} in Table 1. {published.note}",
            f"Source: {published.source}. p is two-sided, over {one.permutations}.",
        ]
    )


def correlation_table(
    encoder: str, model: str, series: tuple[Mapping[str, float], Mapping[str, float]], correlation: Correlation
) -> str:
    """The two series by pattern in per cent, and their correlation."""
    names = [name for name in series[0] if name in series[1]]
    lines = [(name, *(f"{100 * each[name]:.1f}" for each in series)) for name in names]
    return "\n".join(
        [
            f"pair accuracy by pattern, {encoder} and {model}",
            aligned([("pattern", "encoder", "model"), *lines]),
            "",
            f"correlation over {correlation.n} patterns (p two-sided, over {correlation.permutations})",
            aligned([("", *HEAD), ("", *_cells(correlation))]),
        ]
    )


def link_table(link: EncoderLink) -> str:
    """The pairs by who has them right, the odds ratio, and what the encoder's margin tells."""
    lines = [
        ("encoder right", str(link.both), str(link.only_encoder)),
        ("encoder fails", str(link.only_model), str(link.neither)),
    ]
    said = [
        f"the same {link.pairs} pairs, one by one",
        aligned([("", "model right", "model fails"), *lines]),
        f"Where the encoder fails, the odds of the model failing are {_odds(link.odds_ratio)} times as high "
        f"[{_odds(link.odds_low)}, {_odds(link.odds_high)}]: p {link.p:.4f} (Fisher), {link.p_within:.4f} within "
        "patterns.",
    ]
    if link.auc is not None:
        value, interval = per_cent(link.auc)
        said.append(
            f"A pair that the model has right has the larger margin in {value} % {interval} of comparisons with one it "
            f"fails (50 without a link): p {link.auc_p:.4f}, shuffled within patterns."
        )
    return "\n".join(said)


def _cells(correlation: Correlation) -> tuple[str, ...]:
    return (*_coefficient(correlation.pearson), *_coefficient(correlation.spearman))


def _coefficient(found: Coefficient | None) -> tuple[str, str, str]:
    if found is None:
        return "-", "-", "-"
    return f"{found.value:.2f}", f"[{found.low:.2f}, {found.high:.2f}]", f"{found.p:.4f}"


def _odds(value: float | None) -> str:
    return "unbounded" if value is None else f"{value:.2f}"
