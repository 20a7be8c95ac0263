"""Asking a model for proposals and keeping each answer the moment it comes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from scotoma.answers.asking import Conduct, Model
from scotoma.answers.records import Answer
from scotoma.drafting import (
    ORIGIN,
    USUAL,
    PairText,
    Request,
    ask_model,
    draft_from_captions,
    draft_prompt,
    questions_prompt,
    read_draft_answer,
    read_sorting,
    shuffled,
)
from scotoma.errors import NoAnswer, UsageError
from scotoma.progress import Progress, silent
from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.authoring.proposals import OPEN, add_proposal
from scotoma.studio.store import Store
from scotoma.studio.store.changes import now
from scotoma.studio.store.tables import PROPOSALS

__all__ = ["Asking", "Sides", "propose_drafts", "propose_from_captions", "propose_patterns", "propose_themes"]

WITHOUT = {"refused": "The model refused.", "empty": "The answer is empty.", "truncated": "The answer is cut short."}
CAPTIONS_PROMPT = "No model was asked: the words that differ between the two captions make the options."


@dataclass(frozen=True, slots=True)
class Sides:
    """The two images of a pair: the captions they came with, and how to read their bytes."""

    captions: tuple[str | None, str | None]
    read: Callable[[], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks which model, how, and with which words: the template is filled in for each request."""

    store: Store
    person: str
    model: Model
    template: str
    conduct: Conduct = USUAL
    limit_s: float = float("inf")
    progress: Progress = silent

    def settled(self, connection: Connection, kind: str) -> set[tuple[str, str]]:
        """The pairs and prompts for which this model's answer is kept; failures are asked again."""
        columns = PROPOSALS.c.pairs, PROPOSALS.c.prompt
        kept = select(*columns).where(PROPOSALS.c.kind == kind, PROPOSALS.c.model == self.model.name)
        rows = connection.execute(kept.where(PROPOSALS.c.state != "failed"))
        return {(",".join(pairs), prompt) for pairs, prompt in rows}


def propose_drafts(asking: Asking, drafts: Sequence[Draft], sides: Callable[[Draft], Sides]) -> Counter[str]:
    """Ask a question for each pair, both images sent; how many proposals came, by state.

    Each answer is kept when it comes. The same call again asks what has no answer yet: a pair is asked again where the
    last request failed, or where model, template or captions are others. Options are put in an order that the pair's
    name decides.

    Raises:
        ScotomaError: what `ask_model` raises.
    """
    counts = Counter[str]()
    with asking.store.read() as connection:
        settled = asking.settled(connection, "draft")
    requests = list[Request]()
    for draft in drafts:
        side = sides(draft)
        prompt = draft_prompt(asking.template, side.captions)
        if (draft.pair, prompt) not in settled:
            requests.append(Request(draft.pair, prompt, side.read))

    def take(request: Request, answer: Answer) -> None:
        read = _read(answer, lambda raw: shuffled(read_draft_answer(raw), request.name))
        _keep(asking, "draft", [request.name], {"prompt": request.prompt, **read})
        counts[read["state"]] += 1

    ask_model(asking.model, requests, take, conduct=asking.conduct, limit_s=asking.limit_s, progress=asking.progress)
    return counts


def propose_from_captions(
    store: Store, person: str, drafts: Sequence[Draft], captions: Callable[[Draft], tuple[str | None, str | None]]
) -> Counter[str]:
    """Propose for each pair what its captions say differently, without any model; how many proposals came, by state.

    A pair without two different captions is counted as "without captions", and one with such a proposal left alone.
    """
    counts = Counter[str]()
    with store.read() as connection:
        made = select(PROPOSALS.c.pairs).where(PROPOSALS.c.model == ORIGIN)
        done = {pair for pairs in connection.scalars(made) for pair in pairs}
    for draft in drafts:
        text = draft_from_captions(draft.pair, *captions(draft))
        if text is None:
            counts["without captions"] += 1
        elif draft.pair not in done:
            values = {"model": ORIGIN, "prompt": CAPTIONS_PROMPT, "raw": "", "parsed": text, "state": OPEN}
            with store.begin(person) as change:
                add_proposal(change, "draft", [draft.pair], values, now())
            counts[OPEN] += 1
    return counts


def propose_themes(asking: Asking, drafts: Sequence[Draft]) -> Counter[str]:
    """Ask which general patterns are behind all questions at once, in free text; the answer's state, counted.

    Raises:
        UsageError: no question is written yet.
        ScotomaError: what `ask_model` raises.
    """
    return _ask_about_all(asking, drafts, "themes", lambda raw: None)


def propose_patterns(asking: Asking, drafts: Sequence[Draft]) -> Counter[str]:
    """Ask which of the nine patterns each question belongs to, all in one request; how many proposals came, by state.

    Beside the answer as a whole each pair gets a proposal of its own; questions that the answer leaves out, or sorts
    unreadably, are counted as "left out".

    Raises:
        UsageError: no question is written yet.
        ScotomaError: what `ask_model` raises.
    """
    pairs = [draft.pair for draft in _written(drafts)]

    def by_pair(raw: str) -> dict[str, Any]:
        return {pairs[number - 1]: [*names] for number, names in read_sorting(raw, len(pairs)).items()}

    return _ask_about_all(asking, drafts, "sorting", by_pair)


def _ask_about_all(
    asking: Asking, drafts: Sequence[Draft], kind: str, reader: Callable[[str], dict[str, Any] | None]
) -> Counter[str]:
    written = _written(drafts)
    pairs = [draft.pair for draft in written]
    prompt = questions_prompt(asking.template, [draft.text for draft in written])
    counts = Counter[str]()
    with asking.store.read() as connection:
        if (",".join(pairs), prompt) in asking.settled(connection, kind):
            return counts

    def take(request: Request, answer: Answer) -> None:
        read = _read(answer, reader)
        _keep(asking, kind, pairs, {"prompt": prompt, **read})
        counts[read["state"]] += 1
        if kind == "sorting" and read["state"] == OPEN:
            counts["left out"] = len(pairs) - len(read["parsed"])

    ask_model(
        asking.model,
        [Request(kind, prompt)],
        take,
        conduct=asking.conduct,
        limit_s=asking.limit_s,
        progress=asking.progress,
    )
    return counts


def _written(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with a question and two options."""
    written = [draft for draft in drafts if draft.question and all(draft.options)]
    if not written:
        raise UsageError("No question is written yet. Write some first: patterns are found in all of them at once.")
    return written


def _read(answer: Answer, reader: Callable[[str], PairText | dict[str, Any] | None]) -> dict[str, Any]:
    """The columns that an answer fills."""
    if answer.state == "failed":
        return {"raw": "", "state": "failed", "parsed": {"reason": answer.error or "It did not say why."}}
    if answer.state != "answered":
        return {"raw": answer.raw, "state": "unreadable", "parsed": {"reason": WITHOUT[answer.state]}}
    try:
        return {"raw": answer.raw, "state": OPEN, "parsed": reader(answer.raw)}
    except NoAnswer as error:
        return {"raw": answer.raw, "state": "unreadable", "parsed": {"reason": str(error)}}


def _keep(asking: Asking, kind: str, pairs: Sequence[str], values: Mapping[str, Any]) -> None:
    at = now()
    with asking.store.begin(asking.person) as change:
        number = add_proposal(change, kind, pairs, {"model": asking.model.name, **values}, at)
        if kind == "sorting" and values["state"] == OPEN:
            for pair, names in values["parsed"].items():
                prompt = f"Its part of proposal {number}."
                part = {"model": asking.model.name, "prompt": prompt, "raw": ", ".join(names), "state": OPEN}
                add_proposal(change, "patterns", [pair], {**part, "parsed": {"patterns": names}}, at)
