"""The page's sections as plain values, ready for the template."""

import json
import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from scotoma.encoders import thresholds_note
from scotoma.errors import UsageError
from scotoma.pairs import CHOICE, Count, Density, Thresholds, suggest_thresholds
from scotoma.report.contents import Contents
from scotoma.report.figure import density_figure
from scotoma.report.wording import in_words, plural, sentence

__all__ = ["density_section", "made_section", "pairs_section", "top_section"]

_ORDERS = {
    "gap": "by how far the two encoders disagree (the difference of their cosines)",
    "reference": "the most different to the reference first",
    "suspect": "the most alike to the suspect first",
    "random": "in an order drawn at random",
}


def top_section(contents: Contents, chosen: Any) -> dict[str, Any]:
    """What was found, in a sentence and in key figures; and what else could be looked for, if it was nothing."""
    certificate = contents.certificate
    suspect, reference = contents.names
    total = certificate.rows * (certificate.rows - 1) // 2
    counts = json.loads(chosen.schema.metadata[CHOICE])
    broken, copies = contents.broken(), contents.copies()
    facts = [("pairs found", f"{certificate.counts.found:,}"), ("pictures in them", f"{counts['images']:,}")]
    facts += [("pairs shown here", f"{counts['shown']:,}"), ("pictures compared", f"{certificate.rows:,}")]
    facts += [("could not be decoded", f"{sum(map(len, broken.values())):,}")] if broken else []
    facts += [("are copies of another", f"{sum(len(ids) - 1 for ids in copies):,}")] if copies else []
    suggestion = _suggestion(contents.density)
    return {
        "title": f"{certificate.counts.found:,} pairs that {suspect} cannot tell apart",
        "headline": _headline(contents),
        "key_facts": facts,
        "total": f"{total:,}",
        "pairs_examined": total,
        "suggestion": suggestion,
        "suggested": plural(suggestion.expected.estimate, "pair") if suggestion else None,
        "suggested_alike": plural(_alike(contents.density, suggestion), "pair"),
        "broken": broken,
        "broken_count": plural(sum(map(len, broken.values())), "picture"),
        "copies": copies,
        "copies_summary": _copies_summary(copies),
        "description": sentence(certificate, suspect, reference),
    }


def _headline(contents: Contents) -> Markup:
    """The sentence of `wording.sentence`, with its number and the encoders set off."""
    suspect, reference = (escape(name) for name in contents.names)
    text = escape(sentence(contents.certificate, "\0", "\1"))
    found = contents.certificate.counts.found
    number = f"{found:,}" if found else "none"
    marked = text.replace(f", {number} look", Markup(", <strong>{}</strong> look").format(number), 1)
    marked = marked.replace(")", Markup(")</small>"))
    marked = marked.replace("\0 (", Markup('<span class="suspect">{}</span> <small>(').format(suspect))
    marked = marked.replace("\1 (", Markup('<span class="reference">{}</span> <small>(').format(reference))
    return Markup(marked)


def _copies_summary(copies: list[list[str]]) -> str:
    extra = sum(len(ids) - 1 for ids in copies)
    verb = "is a copy" if extra == 1 else "are copies"
    return f"{plural(extra, 'picture')} {verb} of another, byte for byte ({plural(len(copies), 'such file')})."


def _suggestion(density: Density | None) -> Thresholds | None:
    if density is None:
        return None
    try:
        return suggest_thresholds(density, pairs=200)
    except UsageError:  # a collection of one picture has no pairs to suggest anything from
        return None


def _alike(density: Density | None, suggestion: Thresholds | None) -> int:
    return density.count(suggestion.above).estimate if density and suggestion else 0


def density_section(contents: Contents) -> dict[str, Any]:
    """The drawing of all pairs, and the counts at other thresholds."""
    density, certificate = contents.density, contents.certificate
    empty: dict[str, Any] = {"drawings": [], "legend": [], "sampled": False}
    if density is None or not density.pairs:
        return empty
    figure = density_figure(density, certificate.above, certificate.below, contents.names)
    mined = certificate.above, 1.0 if certificate.below is None else certificate.below
    table_above = _around(mined[0], [1 - (1 - mined[0]) * factor for factor in (0.25, 0.5, 1.5, 2)])
    table_below = _around(mined[1], [mined[1] + step for step in (-0.2, -0.1, 0.1, 0.2)])
    rows = [
        (above, [_cell(density.count(above, limit), (above, limit) == mined) for limit in table_below])
        for above in table_above
    ]
    return {
        "drawings": [Markup(drawing) for drawing in figure.drawings],  # ours; its writer escapes
        "legend": figure.legend,
        "sampled": density.pairs_sampled_from > 0,
        "floor": density.floor,
        "table_below": table_below,
        "table_rows": rows,
        "table_estimates": any(cell["interval"] for _, row in rows for cell in row),
        "exact_count": plural(len(density.exact_suspect), "pair"),
        "rest_count": f"{density.pairs_sampled_from:,}",
        "sample_count": f"{len(density.sampled_suspect):,}",
        "density_seed": density.facts.get("seed"),
    }


def _around(value: float, others: list[float]) -> list[float]:
    return sorted({value, *(min(1.0, max(-1.0, round(other, 4))) for other in others)})


def _cell(count: Count, mined: bool) -> dict[str, Any]:
    text, _, interval = in_words(count).partition(" [")
    return {"text": text, "interval": f"[{interval}" if interval else None, "mined": mined}


def pairs_section(
    contents: Contents, chosen: Any, shown: Sequence[dict[str, Any]], no_collection: str | None
) -> dict[str, Any]:
    """How the pairs shown were chosen, and the ranges of the filters."""
    counts = json.loads(chosen.schema.metadata[CHOICE])
    settings = counts["settings"]
    gone = sum(image["thumb"] is None for image in shown)
    folds = settings["fold"] and f"{counts['after_folding']:,} once near-duplicates are folded"
    often = settings["per_image"] and (
        f"{counts['after_per_image']:,} if no picture may come more than {_times(settings['per_image'])}"
    )
    steps = [f"{counts['pairs']:,} pairs were found", folds, often, f"{counts['shown']:,} are shown"]
    missing = f"{plural(gone, 'picture')} of {len(shown):,} could not be had when this page was made" if gone else ""
    return {
        "choice": "; ".join(step for step in steps if step) + ".",
        "choice_method": _choice_method(settings),
        "missing": missing + (f": {no_collection}" if gone and no_collection else "." if gone else ""),
        "any_caption": any(image["caption"] for image in shown),
        "range_above": _range(chosen["suspect"].to_pylist()),
        "range_below": _range(chosen["reference"].to_pylist()),
    }


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _choice_method(settings: dict[str, Any]) -> str:
    parts = [f"Pairs are ranked {_ORDERS[settings['order']]}."]
    if settings["fold"]:
        suspect, reference = settings["fold"]
        parts.append(
            f"Pictures with cosines above {suspect:g} in the suspect and above {reference:g} in the reference are "
            "near-duplicates; of the pairs between the same two groups of them the best is shown, with their number."
        )
    if settings["per_image"]:
        parts.append(f"No picture, nor a near-duplicate of it, is shown in more than {settings['per_image']} pairs.")
    if settings["spread"] and settings["order"] != "random":
        parts.append("Pairs from one clump of the suspect's space take turns with those from others.")
    return " ".join(parts)


def _range(values: list[float]) -> tuple[float, float]:
    """The values' ends, to a thousandth outwards."""
    if not values:
        return -1.0, 1.0
    return math.floor(min(values) * 1000) / 1000, math.ceil(max(values) * 1000) / 1000


def made_section(contents: Contents) -> dict[str, Any]:
    """What made the numbers: the encoders' facts, the certificate, the commands and versions."""
    certificate = contents.certificate
    one, other = contents.suspect.facts, contents.reference.facts
    names = [name for name in dict.fromkeys([*one, *other]) if one.get(name) is not None or other.get(name) is not None]
    counts, rule = certificate.counts, certificate.rule
    search = [
        ("thresholds", f"above {certificate.above:g}, below {certificate.below}"),
        ("pairs examined", f"{counts.examined:,} of {certificate.rows * (certificate.rows - 1) // 2:,}"),
        ("left by the first sieve", f"{counts.first_level:,}"),
        ("left by the second sieve", f"{counts.second_level:,}"),
        ("above the suspect's threshold", f"{counts.above:,}{' at least' if counts.leader_rejected else ''}"),
        ("found", f"{counts.found:,}"),
        ("kernel", f"{rule.kernel}, tiles of {rule.tile:,} rows, {rule.prefix} leading coordinates"),
        ("seconds", f"{certificate.seconds:g}"),
        *((f"sha256 of {name}", value) for name, value in certificate.inputs.items()),
        ("made by", f"{_versions(certificate.made_by)}; {certificate.made_by.get('machine', '')}"),
    ]
    stages = [
        {
            "stage": stage["stage"],
            "at": stage["at"],
            "command": " ".join(stage["command"]),
            "versions": _versions(stage),
        }
        for stage in contents.stages
    ]
    facts = [(name.replace("_", " "), _fact(one.get(name)), _fact(other.get(name))) for name in names]
    gathered: dict[str, Any] = next(
        (stage["settings"] for stage in reversed(contents.stages) if stage["stage"] == "gather"), {}
    )
    return {
        "encoder_facts": facts,
        "search_facts": search,
        "stages": stages,
        "about": gathered.get("about"),
        "parts": gathered.get("parts", []),
        "thresholds_note": thresholds_note(*contents.names, certificate.above, certificate.below),
    }


def _fact(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_fact(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return " ".join(_fact(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _versions(made: dict[str, Any]) -> str:
    return ", ".join(f"{name} {version}" for name, version in made.get("versions", {}).items())
