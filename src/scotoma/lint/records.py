"""What is looked at, what is found in it, and the rules that look."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from jaxtyping import UInt8

__all__ = [
    "SEVERITIES",
    "Evidence",
    "Flag",
    "LintItem",
    "LintReport",
    "LintSide",
    "Looked",
    "ModelAnswers",
    "PictureFacts",
    "Review",
    "Rule",
    "RuleResult",
    "Severity",
    "Spot",
    "key_of",
]

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""An error makes the pair useless as it stands; a warning wants a person's look; a note is worth knowing."""


@dataclass(frozen=True, slots=True)
class LintSide:
    """One image of a pair and what is asked of it; `answer` is an index into `options`, None where nobody has said."""

    question: str
    text: str
    options: tuple[str, ...]
    answer: int | None
    caption: str | None
    image: str

    @property
    def right(self) -> str | None:
        """The right option's text."""
        return None if self.answer is None else self.options[self.answer]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The other options; all of them where nobody has said which is right."""
        return tuple(option for index, option in enumerate(self.options) if index != self.answer)


@dataclass(frozen=True, slots=True)
class LintItem:
    """A pair as the rules see it. Pairs of one `group` ask one thing of several drawings."""

    pair: str
    a: LintSide
    b: LintSide
    patterns: tuple[str, ...]
    group: str

    @property
    def sides(self) -> tuple[LintSide, LintSide]:
        """Side a, side b."""
        return self.a, self.b

    @property
    def shared(self) -> bool:
        """Whether both images are asked the very same text with the same options in the same order, as in MMVP.

        Whoever does not look then says the same twice, and gets one of the two right and never both.
        """
        return (self.a.text, self.a.options) == (self.b.text, self.b.options)

    @property
    def texts(self) -> tuple[Any, ...]:
        """What is asked, for a flag that is about nothing else."""
        return self.a.text, self.a.options, self.b.text, self.b.options

    @property
    def keyed(self) -> tuple[Any, ...]:
        """What is asked, and which options are right."""
        return *self.texts, self.a.answer, self.b.answer

    @property
    def captioned(self) -> tuple[Any, ...]:
        """What is asked, which options are right, and what the captions say."""
        return *self.keyed, self.a.caption, self.b.caption


@dataclass(frozen=True, slots=True, eq=False)
class PictureFacts:
    """An image file's hash and size in px, and a small copy stretched to a square, to compare images by."""

    sha256: str
    width: int
    height: int
    small: UInt8[np.ndarray, "S S 3"]


@dataclass(frozen=True, slots=True)
class ModelAnswers:
    """What one model answered under one control, by question: an index into the question's own options, None where no
    option could be read. `blind` answers were given without the image, `swapped` ones with the options turned round."""

    model: str
    control: str
    blind: bool
    options: Mapping[str, int | None]

    @property
    def swapped(self) -> bool:
        """Whether the options stood in the opposite order."""
        return self.control == "swapped"


@dataclass(frozen=True, slots=True)
class Review:
    """How a reviewer who did not see the key answered both questions of a pair; None: cannot tell."""

    pair: str
    person: str
    answer_a: int | None
    answer_b: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known beyond the texts; what is empty cannot be looked at, and the rules say so.

    `pictures` and `broken` (why an image cannot be decoded) are by image id, `rows` are unit rows of an encoder by
    image id. An image with a side below `side_px` is smaller than the models look at.
    """

    pictures: Mapping[str, PictureFacts] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, np.ndarray] = field(default_factory=dict)
    answers: tuple[ModelAnswers, ...] = ()
    reviews: tuple[Review, ...] = ()
    side_px: int = 336


@dataclass(frozen=True, slots=True)
class Spot:
    """Something a rule saw: in which pairs (none: the whole), in words, and what of them it is `about`."""

    severity: Severity
    pairs: tuple[str, ...]
    found: str
    about: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one rule saw, out of how many it could look at (`n` of `unit`).

    `unseen` says what could not be looked at and why, `figure` gives the rule's own number where it has one.
    """

    spots: tuple[Spot, ...]
    n: int
    unit: str
    unseen: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for: why it matters, what to do about it, and what the look can and cannot find."""

    name: str
    title: str
    reason: str
    advice: str
    limits: str
    look: Callable[[Sequence[LintItem], Evidence], Looked]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something for a person to look at. Nothing is changed by it.

    `key` stays the same as long as what the flag is about does, so that a person's waiver holds until then.
    """

    key: str
    rule: str
    severity: Severity
    pairs: tuple[str, ...]
    found: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule and what it came to: flags, out of `n` of `unit` looked at."""

    rule: Rule
    flags: tuple[Flag, ...]
    n: int
    unit: str
    unseen: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class LintReport:
    """Every rule's result, in the order of the rules."""

    name: str
    pairs: int
    results: tuple[RuleResult, ...]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """All flags, errors first, in the order of the rules."""
        found = [flag for result in self.results for flag in result.flags]
        return tuple(sorted(found, key=lambda flag: SEVERITIES.index(flag.severity)))

    def counts(self) -> dict[Severity, int]:
        """How many flags there are of each severity."""
        found = Counter(flag.severity for flag in self.flags)
        return {severity: found[severity] for severity in SEVERITIES}

    def as_json(self) -> dict[str, Any]:
        """All of it in values that JSON has."""
        rules = [
            {
                **{name: getattr(each.rule, name) for name in ("name", "title", "reason", "advice", "limits")},
                "n": each.n,
                "unit": each.unit,
                "unseen": each.unseen,
                "figure": each.figure,
                "flags": [asdict(flag) for flag in each.flags],
            }
            for each in self.results
        ]
        return {"benchmark": self.name, "pairs": self.pairs, "counts": self.counts(), "rules": rules}


def key_of(rule: str, spot: Spot) -> str:
    """The stable key of a flag: the rule, the pairs, and a short hash of what the flag is about."""
    digest = hashlib.sha256(json.dumps(spot.about, ensure_ascii=False).encode()).hexdigest()[:8]
    pairs = list(spot.pairs)
    named = "+".join(pairs) if len(pairs) <= 2 else f"{pairs[0]}+{len(pairs) - 1}-more"
    return f"{rule}/{named or 'whole'}/{digest}"
