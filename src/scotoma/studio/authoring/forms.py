"""What an author sent: the fields of a pair's form, cleaned, and from which version of the pair they were begun."""

from dataclasses import asdict, dataclass
from typing import Any

from starlette.datastructures import FormData

from scotoma.drafting import PairText, clean, wrong_fields
from scotoma.errors import UsageError
from scotoma.patterns import PATTERNS

__all__ = ["Typed", "number", "read_typed", "text_field"]

MOST = 2**31 - 1  # what every database's integer holds
ANSWERS = {"1": 0, "2": 1}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent. `ready` where the author says that the pair is; `onward` to go on with the next one.

    `proposal` is the number of the proposal that the text was begun from.
    """

    text: PairText
    revision: int
    proposal: int | None
    ready: bool
    onward: bool

    @property
    def wrong(self) -> dict[str, str]:
        """What keeps it from being saved, by field."""
        return wrong_fields(self.text, complete=self.ready)

    @property
    def values(self) -> dict[str, Any]:
        """The columns that it fills; a pair of which nothing is written is picked, and no draft yet."""
        state = "ready" if self.ready else "picked" if self.text == PairText() else "draft"
        return {**asdict(self.text), "state": state}


def read_typed(form: FormData) -> Typed:
    """The form of a pair.

    Raises:
        UsageError: a hidden field of it is not what the page had put there.
    """
    asked = text_field(form, "do")
    proposal = text_field(form, "proposal")
    return Typed(
        text=PairText(
            **{name: clean(text_field(form, name)) for name in ("question", "option_1", "option_2")},
            answer_a=ANSWERS.get(text_field(form, "answer_a")),
            patterns=_patterns(form),
            **{name: clean(text_field(form, name)) for name in ("caption_a", "caption_b")},
            notes=clean(text_field(form, "notes"), lines=True),
        ),
        revision=number(form, "revision"),
        proposal=number(form, "proposal") if proposal else None,
        ready=asked in ("ready", "ready-next"),
        onward=asked == "ready-next",
    )


def text_field(form: FormData, name: str) -> str:
    """A field of a form; "" where it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def number(form: FormData, name: str) -> int:
    """A whole number that the page had put into a hidden field.

    Raises:
        UsageError: the field holds something else.
    """
    value = text_field(form, name)
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= MOST):
        raise UsageError(f"The form's field {name!r} holds {value[:40]!r}; expected a number. Load the page again.")
    return int(value)


def _patterns(form: FormData) -> tuple[str, ...]:
    """The main pattern, and the others in the paper's order; without a main one, the others in that order."""
    main = text_field(form, "main")
    also = {value for value in form.getlist("also") if isinstance(value, str)}
    strangers = sorted(also - {pattern.name for pattern in PATTERNS})
    others = [pattern.name for pattern in PATTERNS if pattern.name in also and pattern.name != main]
    return tuple(name for name in (main, *others, *strangers[:1]) if name)
