"""The page of one pair: its form as it is to be shown, beside its images, proposals and last change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scotoma.drafting import DRAFT_PROMPT, FIELDS, LONGEST, PairText
from scotoma.patterns import PATTERNS
from scotoma.studio.authoring.drafts import Draft, draft_there, pair_name, read_drafts
from scotoma.studio.authoring.proposals import proposals_for
from scotoma.studio.store import Entry
from scotoma.studio.store.tables import DRAFTS
from scotoma.studio.web.pages import render, studio_of
from scotoma.studio.web.studio import Studio

__all__ = ["Form", "captions_of", "draft_of", "images_of", "last_change", "name_of", "pair_shown"]


@dataclass(frozen=True, slots=True)
class Form:
    """What the form of a pair is filled with, and the revision it is begun from.

    `proposal` is the number of the proposal that the text is of. `wrong` holds a message for each field that was
    refused, `conflict` why the whole was.
    """

    text: PairText
    revision: int
    proposal: int | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""


def pair_shown(request: Request, draft: Draft, form: Form, *, status_code: int = 200) -> Response:
    """The page of a pair with this form; in a conflict, with both versions side by side."""
    studio = studio_of(request)
    with studio.store.read() as connection:
        drafts, proposals = read_drafts(connection), proposals_for(connection, draft.pair)
    pairs = [each.pair for each in drafts]
    place = pairs.index(draft.pair) if draft.pair in pairs else None
    return render(
        request,
        "authoring/pair.html",
        status_code=status_code,
        draft=draft,
        form=form,
        versions=_versions(draft.text, form.text) if form.conflict else [],
        images=images_of(studio, draft),
        place=place,
        count=len(pairs),
        before=pairs[place - 1] if place else None,
        after=pairs[place + 1] if place is not None and place + 1 < len(pairs) else None,
        proposals=proposals,
        last=last_change(studio, draft),
        patterns=PATTERNS,
        fields=FIELDS,
        longest=LONGEST,
        prompt=DRAFT_PROMPT,
    )


def name_of(request: Request) -> str:
    """The name of the pair in the page's path."""
    return pair_name(request.path_params["i"], request.path_params["j"])


def draft_of(request: Request) -> Draft:
    """The draft of the pair in the page's path.

    Raises:
        UnknownName: it was never picked.
    """
    with studio_of(request).store.read() as connection:
        return draft_there(connection, name_of(request))


def images_of(studio: Studio, draft: Draft) -> list[dict[str, Any]]:
    """The two images of a pair: side, row, id, and the caption each came with."""
    return [
        {"side": side, "row": row, "id": name, "caption": caption}
        for side, row, name, caption in zip(
            "ab", draft.rows, (draft.image_a, draft.image_b), captions_of(studio, draft), strict=True
        )
    ]


def captions_of(studio: Studio, draft: Draft) -> tuple[str | None, str | None]:
    """The captions that the two images of a pair came with."""
    if studio.contents is None:
        return None, None
    first, second = (studio.picture(row)[1].caption for row in draft.rows)
    return first, second


def last_change(studio: Studio, draft: Draft) -> Entry | None:
    """The last change of a pair that was neither undone nor an undoing itself; that it was picked is none."""
    entries: Sequence[Entry] = studio.store.history(DRAFTS, {"pair": draft.pair}, limit=200)
    return next((each for each in entries if each.before and not each.undone and each.undoes is None), None)


def _versions(theirs: PairText, mine: PairText) -> list[tuple[str, str, str]]:
    """The fields in which two versions differ: what each is called, and both versions in words."""
    found = []
    for name, called in FIELDS.items():
        saved, typed = getattr(theirs, name), getattr(mine, name)
        if saved != typed:
            found.append((called, _in_words(saved, theirs), _in_words(typed, mine)))
    return found


def _in_words(value: Any, text: PairText) -> str:
    if isinstance(value, int):
        return f"option {value + 1}: {(text.option_1, text.option_2)[value]}"
    return (", ".join(value) if isinstance(value, tuple) else value) or "nothing"
