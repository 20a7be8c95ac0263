"""What a release would lack: cautions that a person may go past, saying why."""

from collections.abc import Sequence
from dataclasses import dataclass

from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.release.lines import captions_of
from scotoma.studio.review.disagreements import Findings

__all__ = ["Caution", "cautions_of"]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to know before releasing: its kind, in words, and the pairs it is about."""

    kind: str
    text: str
    pairs: tuple[str, ...]


def cautions_of(
    drafts: Sequence[Draft],
    findings: Sequence[Findings],
    *,
    lint_errors: Sequence[tuple[str, ...]] | str = (),
    uncarried: Sequence[str] = (),
) -> list[Caution]:
    """The cautions, each kind once.

    `drafts` are all that were picked, `findings` those of the ready ones, `lint_errors` the pairs of each error of the
    lint that nobody has waived, or why it could not be run, `uncarried` the pairs with errata in an earlier release
    whose draft still has the wrong key.
    """
    unready = [draft.pair for draft in drafts if draft.state != "ready"]
    unreviewed = [each.draft.pair for each in findings if not each.reviews]
    own = [each.draft.pair for each in findings if each.reviews and not each.reviewed_blind]
    disputed = [each.draft.pair for each in findings if each.open]
    bare = [each.draft.pair for each in findings if _has_half_captions(each.draft)]
    found = (
        ("not ready", f"{_pairs(unready)} not ready, and will not be part of it", unready),
        ("unreviewed", f"{_pairs(unreviewed)} reviewed by nobody", unreviewed),
        ("not blind", f"{_pairs(own)} reviewed by nobody but people who knew the key", own),
        ("disputed", f"{_pairs(disputed)} in dispute between reviewers and key, and undecided", disputed),
        ("captions", f"{_pairs(bare)} released without captions: one is missing, or both are the same", bare),
        ("errata", f"{_pairs(list(uncarried))} corrected in an earlier release, but not in the draft", list(uncarried)),
    )
    cautions = [Caution(kind, f"{text}.", tuple(pairs)) for kind, text, pairs in found if pairs]
    return [*cautions, *_of_lint(lint_errors)]


def _of_lint(errors: Sequence[tuple[str, ...]] | str) -> list[Caution]:
    if isinstance(errors, str):
        return [Caution("lint", f"The lint could not be run: {errors}", ())]
    count = "1 error of the lint stands" if len(errors) == 1 else f"{len(errors)} errors of the lint stand"
    pairs = tuple(sorted({pair for each in errors for pair in each}))
    return [Caution("lint", f"{count}, and nobody has waived {'it' if len(errors) == 1 else 'them'}.", pairs)] * bool(
        errors
    )


def _pairs(pairs: list[str]) -> str:
    return "1 pair is" if len(pairs) == 1 else f"{len(pairs)} pairs are"


def _has_half_captions(draft: Draft) -> bool:
    return captions_of(draft) is None and bool(draft.caption_a.strip() or draft.caption_b.strip())
