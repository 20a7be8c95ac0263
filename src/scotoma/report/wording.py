"""Numbers and findings in words: what the page and the command line say alike."""

from collections.abc import Sequence

from scotoma.pairs import Certificate, Count, Density

__all__ = ["counts_table", "in_words", "plural", "sentence"]


def plural(count: int, one: str, many: str | None = None) -> str:
    """The count with its noun: "1 pair", "1,234 pairs"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(certificate: Certificate, suspect: str, reference: str) -> str:
    """What was found, in one sentence with all its numbers."""
    found, above, below = certificate.counts.found, certificate.above, certificate.below
    all_pairs = plural(certificate.rows * (certificate.rows - 1) // 2, "pair")
    looks = f"{found:,} look" if found > 1 else f"{found or 'none'} looks"
    same = f"Of {all_pairs} of {plural(certificate.rows, 'picture')}, {looks} the same to {suspect}"
    different = "" if below is None else f" and different to {reference} (below {below:g})"
    return f"{same} (cosine above {above:g}){different}."


def in_words(count: Count) -> str:
    """A count as it stands in a table: exact, or with its 95 per cent interval."""
    if count.exact:
        return f"{count.estimate:,}"
    return f"≈ {_short(count.estimate)} [{_short(count.low)}, {_short(count.high)}]"


def counts_table(density: Density, above: Sequence[float], below: Sequence[float], suspect: str, reference: str) -> str:
    """How many pairs each two thresholds give, as a table of plain text: a row for each `above`, a column for each
    `below`, both ascending. Estimates are marked and stand with their 95 per cent interval."""
    rows = [[f"{suspect} above", *(f"below {value:g}" for value in sorted(below)), "any"]]
    for value in sorted(above):
        counts = [density.count(value, limit) for limit in (*sorted(below), None)]
        rows.append([f"{value:g}", *(in_words(count) for count in counts)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    title = f"Pairs of {plural(density.images, 'image')} by the cosines of {suspect} (rows) and {reference} (columns)"
    return "\n".join([title, *lines])


def _short(number: int) -> str:
    """Three significant digits from a million on: the sample knows no more."""
    for size, unit in ((10**12, "T"), (10**9, "G"), (10**6, "M")):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:,}"
