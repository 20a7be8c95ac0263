"""The command `draft`: questions and patterns proposed by models, or from captions, for a person to accept."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from scotoma.cli.ask_commands import REQUESTS, RequestOptions
from scotoma.cli.commands import app
from scotoma.cli.output import DONE, TOO_MANY_BROKEN, say
from scotoma.cli.studio_extra import account, needed
from scotoma.errors import UnreadableSource, UsageError
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.studio.authoring.drafts import Draft
    from scotoma.studio.authoring.proposing import Asking
    from scotoma.studio.web.studio import Studio

__all__ = ["draft"]


@app.command
def draft(
    run: Path,
    *,
    model: str,
    prompt: Path | None = None,
    pairs: int | None = None,
    patterns: Literal["themes", "sorting"] | None = None,
    database: str | None = None,
    name: str | None = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    max_failed: float = 0.05,
    requesting: RequestOptions = REQUESTS,
) -> int:
    """Let a model propose a question for each picked pair of which nothing is written yet.

    Each proposal is kept with its prompt and the whole answer, and stays one until a person accepts it in the studio.
    The same command again goes on where the last one stopped.

    Parameters
    ----------
    run
        The run folder, with pairs picked in its studio; stop that studio first.
    model
        Who is asked: openai/gpt-4o, hf:FOLDER, ...; `scotoma models` lists them. "captions" asks no model: the words in
        which the captions of a pair differ make the options.
    prompt
        A text file with other words to ask in. {{patterns}}, {{captions}} and {{questions}} are filled in.
    pairs
        The first so many pairs only.
    patterns
        Ask about all written questions at once instead, texts only: themes for the general patterns behind them, as the
        paper did; sorting for which of the nine each is of.
    database
        The studio's database, where that is another than RUN/studio/studio.sqlite.
    name
        Your name, as the history shall show it.
    dry_run
        Ask nothing: show the first prompt.
    max_failed
        Exit with code 3 if more answers than this failed or could not be read: below 1 a share, else a number.
    """
    with needed():
        from scotoma.studio.opening import open_studio

    if pairs is not None and pairs < 1:
        raise UsageError(f"--pairs is {pairs}; expected at least 1.")
    person = name or account()
    with open_studio(run, database=database) as studio:
        if model == "captions":
            counts = _from_captions(studio, person, pairs)
        else:
            asking = _asking(studio, person, model=model, prompt=prompt, patterns=patterns, requesting=requesting)
            if dry_run:
                say(_first_prompt(studio, asking, patterns))
                return DONE
            counts = _ask(studio, asking, patterns, pairs)
    say(_said(counts))
    wanting, asked = counts["failed"] + counts["unreadable"], counts["open"] + counts["failed"] + counts["unreadable"]
    return TOO_MANY_BROKEN if wanting > (max_failed * asked if max_failed < 1 else max_failed) else DONE


def _from_captions(studio: "Studio", person: str, pairs: int | None) -> Counter[str]:
    from scotoma.studio.authoring.proposing import propose_from_captions
    from scotoma.studio.authoring.shown import captions_of

    return propose_from_captions(studio.store, person, _picked(studio, pairs), lambda each: captions_of(studio, each))


def _asking(
    studio: "Studio", person: str, *, model: str, prompt: Path | None, patterns: str | None, requesting: RequestOptions
) -> "Asking":
    from scotoma.drafting import DRAFT_PROMPT, SORTING_PROMPT, THEMES_PROMPT
    from scotoma.studio.authoring.proposing import Asking

    usual = {"themes": THEMES_PROMPT, "sorting": SORTING_PROMPT}.get(patterns or "", DRAFT_PROMPT)
    return Asking(
        studio.store,
        person,
        requesting.model(model),
        usual if prompt is None else _read(prompt),
        requesting.conduct(),
        progress=terminal_progress(),
    )


def _read(prompt: Path) -> str:
    try:
        return prompt.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(
            f"The prompt {prompt} cannot be read: {error}. Expected a text file in UTF-8."
        ) from error


def _ask(studio: "Studio", asking: "Asking", patterns: str | None, pairs: int | None) -> Counter[str]:
    from scotoma.studio.authoring.asking_pages import sides_of
    from scotoma.studio.authoring.proposing import propose_drafts, propose_patterns, propose_themes

    if patterns == "themes":
        return propose_themes(asking, _drafts(studio)[:pairs])
    if patterns == "sorting":
        return propose_patterns(asking, _drafts(studio)[:pairs])
    return propose_drafts(asking, _picked(studio, pairs), lambda each: sides_of(studio, each))


def _first_prompt(studio: "Studio", asking: "Asking", patterns: str | None) -> str:
    from scotoma.drafting import draft_prompt, questions_prompt
    from scotoma.studio.authoring.shown import captions_of

    if patterns is None:
        return draft_prompt(asking.template, captions_of(studio, _drafts(studio)[0]))
    return questions_prompt(asking.template, [each.text for each in _drafts(studio) if each.question])


def _drafts(studio: "Studio", *states: str) -> "list[Draft]":
    """The pairs in these states, or all.

    Raises:
        UsageError: no pair was picked at all.
    """
    from scotoma.studio.authoring.drafts import read_drafts

    with studio.store.read() as connection:
        if drafts := read_drafts(connection):
            return [each for each in drafts if not states or each.state in states]
    raise UsageError(f"No pair of {studio.run} is picked yet. Pick some in its studio: scotoma studio {studio.run}")


def _picked(studio: "Studio", pairs: int | None) -> "list[Draft]":
    """The pairs of which nothing is written, the first so many."""
    return _drafts(studio, "picked")[:pairs]


def _said(counts: Counter[str]) -> str:
    """What came back, by state."""
    words = {
        "open": "proposed",
        "unreadable": "unreadable",
        "failed": "failed",
        "without captions": "without two different captions",
        "left out": "questions left out of the answer",
    }
    said = ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state])
    if not said:
        return "Nothing was left to ask."
    return f"{said}. Accept or refuse what is proposed in the studio, on the page Write."
