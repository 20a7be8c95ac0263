"""The paper's three claims on mixtures, and what the laboratory's numbers say to each, in plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scotoma.mixture.lab.contrasts import Contrast, Trend
from scotoma.mixture.lab.tables import BASELINE, INTERLEAVED, LabTable
from scotoma.report.models.figures import p_value, points
from scotoma.report.wording import plural

__all__ = ["Claim", "Finding", "Status", "claims", "headline"]

TARGET, TARGET_P = 0.10, 0.01  # what the laboratory set out to show, before it ran
SURE = 0.05
LOSS = 0.05  # arbitrary, set before it ran: a smaller loss of instruction following would hardly be noticed
NAMES = {"scenes": "held-out scenes", "emoji": "the emoji benchmark"}
TRADED = "scenes.pair", "instructions.obeyed"

Status = Literal["shown", "in part", "not shown", "the opposite", "no data"]
Lead = Literal["ahead", "behind", "unsure", "level"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the numbers say to a claim, and in a word whether they show it."""

    status: Status
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A question that the paper's claim raises, and the findings to it."""

    question: str
    findings: tuple[Finding, ...]


def claims(table: LabTable) -> tuple[Claim, ...]:
    """The three claims with their findings, and last what does not reproduce."""
    asked = (
        Claim(
            "Does I-MoF beat CLIP alone at as many tokens on pairs?",
            (*(_on_pairs(table, name) for name in NAMES), *_by_pattern(table)),
        ),
        Claim("Does it follow instructions as well?", _instructions(table)),
        Claim(
            "Does A-MoF trade one for the other as the ratio grows?",
            (_trade(table, "scenes"), _trade(table, "emoji")),
        ),
    )
    return (*asked, Claim("Where does the paper not reproduce?", (_summary(asked), *_other_eye(table))))


def headline(table: LabTable) -> str:
    """The first finding in a sentence short enough for a title."""
    found = table.contrast("scenes.pair")
    if found is None:
        return f"The laboratory so far: {plural(len(table.rows), 'row')} of its table"
    ours, theirs = (f"{100 * value:.1f}" for value in found.values)
    return f"Two eyes get {ours} per cent of held-out pairs right, one eye at as many tokens {theirs}"


def _lead(found: Contrast) -> Lead:
    """Ahead or behind where both the test on these networks and the interval over other seeds say so."""
    if found.p >= SURE:
        return "level"
    if found.difference.low <= 0 <= found.difference.high:
        return "unsure"
    return "ahead" if found.difference.value > 0 else "behind"


def _on_pairs(table: LabTable, name: str) -> Finding:
    found = table.contrast(f"{name}.pair")
    if found is None:
        return Finding("no data", f"On {NAMES[name]} it cannot be told: {_lacking(table)}.")
    said, lead, high = _numbers(found, "of pairs right"), _lead(found), found.difference.high
    on = f"On {NAMES[name]}"
    if lead == "ahead":
        missed = _missed(found)
        status: Status = "in part" if missed else "shown"
        whole = " The whole interval lies above it." if not missed and found.difference.low > TARGET else ""
        verdict = missed or "The target, 10 points with p below 0.01, is reached."
        return Finding(status, f"{on}, yes: {said}. {verdict}{whole}")
    if lead == "behind":
        return Finding("the opposite", f"{on}, no: I-MoF gets fewer pairs right. {said}.")
    if lead == "unsure":
        return Finding("not shown", f"{on} it is not sure. {said}. {_unsure(found)}")
    few = "The interval excludes" if high < TARGET else "These are too few pairs or seeds to exclude"
    return Finding("not shown", f"{on} no difference is shown: {said}. {few} a lead of 10 points.")


def _missed(found: Contrast) -> str:
    """What of the target a lead does not reach; nothing where it reaches all."""
    if found.difference.value < TARGET:
        surely = ", and the interval excludes it" if found.difference.high < TARGET else ""
        return f"The target of 10 points is not reached{surely}."
    return "" if found.p < TARGET_P else "The target’s p below 0.01 is not reached."


def _by_pattern(table: LabTable) -> tuple[Finding, ...]:
    """For which patterns the lead is shown, set by set."""
    found = []
    for name, words in NAMES.items():
        rows = [each for each in table.patterns if each.measure.startswith(f"{name}.pair.")]
        if not rows:
            continue
        leads = {each.measure.rpartition(".")[2]: _lead(each) for each in rows}
        ahead = [pattern for pattern, lead in leads.items() if lead == "ahead"]
        behind = [pattern for pattern, lead in leads.items() if lead == "behind"]
        status: Status = "in part" if ahead else "the opposite" if behind else "not shown"
        status = "shown" if len(ahead) == len(rows) else status
        rest = len(rows) - len(ahead) - len(behind)
        told = f"ahead for {_listed(ahead)}, behind for {_listed(behind)}"
        none = f"; no difference is shown for {rest} of {plural(len(rows), 'pattern')}" if rest else ""
        found.append(Finding(status, f"By pattern, on {words}, I-MoF is {told}{none} (Holm’s correction)."))
    return tuple(found)


def _instructions(table: LabTable) -> tuple[Finding, ...]:
    found = table.contrast("instructions.obeyed")
    if found is None:
        return (Finding("no data", f"It cannot be told: {_lacking(table)}."),)
    parts = {"trained": "combinations that were trained", "held_out": "combinations that were not"}
    of_parts = ((words, table.contrast(f"instructions.{part}")) for part, words in parts.items())
    more = (
        Finding(_no_loss(each), f"Of {words}, {_numbers(each, 'obeyed')}.")
        for words, each in of_parts
        if each is not None
    )
    return (_loss(found), *more)


def _loss(found: Contrast) -> Finding:
    said, lead, status = _numbers(found, "of requests obeyed"), _lead(found), _no_loss(found)
    if lead == "ahead":
        return Finding(status, f"It obeys more: {said}.")
    if lead == "behind":
        return Finding(status, f"No, it obeys fewer: {said}.")
    if lead == "unsure":
        return Finding(status, f"It is not sure. {said}. {_unsure(found)}")
    if status == "shown":
        return Finding(status, f"No loss is shown: {said}. The interval excludes a loss of 5 points.")
    return Finding(
        status,
        f"No difference is shown: {said}. These are too few requests or seeds to exclude a loss of 5 points.",
    )


def _no_loss(found: Contrast) -> Status:
    """Whether a loss of instruction following can be excluded."""
    lead = _lead(found)
    if lead == "behind":
        return "the opposite"
    return "shown" if lead == "ahead" or found.difference.low > -LOSS else "not shown"


def _trade(table: LabTable, name: str) -> Finding:
    pairs, obeyed = table.trend(f"{name}.pair"), table.trend(TRADED[1])
    if pairs is None or obeyed is None:
        return Finding("no data", f"With {NAMES[name]} it cannot be told: fewer than three ratios have a finished run.")
    ways = _way(pairs), _way(obeyed)
    first, second = _along(pairs, f"pairs right on {NAMES[name]}"), _along(obeyed, "requests obeyed")
    concluded: dict[tuple[str, str], tuple[Status, str]] = {
        ("rise", "fall"): ("shown", "That is the paper’s trade."),
        ("rise", "show no change"): ("in part", "The gain on pairs is there; a price for it is not shown."),
        ("rise", "rise"): ("in part", "Both grow: nothing is traded."),
        ("show no change", "fall"): ("in part", "There is a price, and no gain on pairs is shown for it."),
        ("fall", "fall"): ("the opposite", "Both fall: nothing is gained for the price."),
        ("fall", "rise"): ("the opposite", "That is the paper’s trade turned round."),
        ("fall", "show no change"): ("the opposite", "Pairs are lost where the paper gains them."),
    }
    status, word = concluded.get(ways, ("not shown", "No trade is shown."))
    return Finding(status, f"As the ratio grows from 0 to 1, {first}, and {second}. {word}")


def _way(found: Trend) -> str:
    if found.change.low > 0:
        return "rise"
    return "fall" if found.change.high < 0 else "show no change"


def _along(found: Trend, what: str) -> str:
    """What the measure does along the ratio, with its ends and its best."""
    best = max(range(len(found.values)), key=lambda place: found.values[place])
    ends = f"{_share(found.values[0])} at {found.ratios[0]:g}, {_share(found.values[-1])} at {found.ratios[-1]:g}"
    inner = (
        f", at best {_share(found.values[best])} at {found.ratios[best]:g}" if 0 < best < len(found.values) - 1 else ""
    )
    change = f"{points(found.change.value)} points {_interval(found.change.low, found.change.high)} along the line"
    return f"{what} {_way(found)} ({ends}{inner}; {change}, {plural(len(found.seeds), 'seed')})"


def _other_eye(table: LabTable) -> tuple[Finding, ...]:
    """Whether both eyes are better than the second alone: else it is that eye, and no mixture, that mends."""
    found = table.contrast("scenes.pair", "single-dino")
    if found is None:
        return ()
    lead, said = _lead(found), _numbers(found, "of pairs right")
    told: dict[Lead, tuple[Status, str]] = {
        "ahead": ("shown", "Both eyes are better than DINO alone"),
        "behind": ("the opposite", "DINO alone is better than both eyes: the second eye mends, not the mixture"),
        "unsure": ("not shown", "Whether both eyes are better than DINO alone is not sure"),
        "level": ("not shown", "That both eyes are better than DINO alone is not shown"),
    }
    status, words = told[lead]
    return (Finding(status, f"{words}, on held-out scenes: {said}."),)


def _summary(asked: Sequence[Claim]) -> Finding:
    """Which of the claims come out, each from its main findings: both sets of pairs, and all instructions together."""
    main = {
        "I-MoF over CLIP alone on pairs": asked[0].findings[:2],
        "no loss of instruction following": asked[1].findings[:1],
        "A-MoF’s trade": asked[2].findings[:2],
    }
    words: dict[Status, str] = {
        "shown": "Reproduced",
        "in part": "Reproduced in part",
        "not shown": "Not shown",
        "the opposite": "The opposite came out",
        "no data": "Not run yet",
    }
    found = {title: _together(findings) for title, findings in main.items()}
    told = [
        f"{word}: {'; '.join(title for title in found if found[title] == status)}."
        for status, word in words.items()
        if status in found.values()
    ]
    return Finding(_together([each for findings in main.values() for each in findings]), " ".join(told))


def _together(found: Sequence[Finding]) -> Status:
    """One word for several findings: theirs where they agree, "in part" where some show it and others do not."""
    statuses = {each.status for each in found}
    if len(statuses) == 1:
        return statuses.pop()
    if statuses & {"shown", "in part"}:
        return "in part"
    return "the opposite" if "the opposite" in statuses else "not shown"


def _numbers(found: Contrast, what: str) -> str:
    """ "62.1 % of pairs right against 41.0 %, +21.1 points [17.0, 25.2] (540 of each, 3 seeds, p < 0.001; ...)"."""
    ours, theirs = map(_share, found.values)
    test = _p(found.p)
    if len(found.by_seed) > 1:
        below = sum(each.p < TARGET_P for each in found.by_seed)
        test += f"; McNemar’s p below 0.01 with {below} of {len(found.by_seed)} seeds"
        asked = f"n = {found.n}, {len(found.seeds)} seeds"
    else:
        asked = f"n = {found.n}, one seed, so without chance in training"
    ends = _interval(found.difference.low, found.difference.high)
    return f"{ours} {what} against {theirs}, {points(found.difference.value)} points {ends} ({asked}, {test})"


def _unsure(found: Contrast) -> str:
    if len(found.seeds) > 1:
        return "These networks differ, but from seed to seed so much that others might not."
    return "The test shows a difference, the interval does not exclude none."


def _lacking(table: LabTable) -> str:
    gone = [name for name in (INTERLEAVED, BASELINE) if table.row(name) is None]
    if gone:
        return f"{_listed(gone)} {'has' if len(gone) == 1 else 'have'} no finished run"
    return f"{INTERLEAVED} and {BASELINE} have no finished runs with the same seed and questions"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def _interval(low: float, high: float) -> str:
    return f"[{100 * low:.1f}, {100 * high:.1f}]".replace("-", "−")


def _p(p: float) -> str:
    text = p_value(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def _listed(names: Sequence[str]) -> str:
    return "none" if not names else names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
