"""The drafts of a studio, and what is known of them, as the rules of the lint take them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from scotoma.answers import Answer, AnswerSet, read_answers, read_option
from scotoma.errors import BrokenImage
from scotoma.images import decode
from scotoma.lint import Evidence, LintItem, LintSide, ModelAnswers, PictureFacts, Review
from scotoma.lint.answers import USED
from scotoma.lint.pictures import small_copy
from scotoma.progress import Progress, silent
from scotoma.report.contents import Contents
from scotoma.studio.authoring.drafts import Draft
from scotoma.studio.review.records import CANNOT_TELL
from scotoma.studio.review.records import Review as Reviewed
from scotoma.studio.web.pictures import thumb_bytes
from scotoma.studio.web.studio import Studio

__all__ = ["answers_to", "evidence_of", "image_name", "is_begun", "item_of", "reviews_of"]

SIDES = ("a", "b")


def is_begun(draft: Draft) -> bool:
    """Whether anything was written for the pair that a rule could look at."""
    return draft.state == "ready" or any((draft.question, draft.option_1, draft.option_2, draft.caption_a))


def image_name(row: int) -> str:
    """What flags call the image of a row of the run."""
    return f"image {row}"


def item_of(draft: Draft) -> LintItem:
    """The pair as the rules see it."""
    a, b = (
        LintSide(
            question=f"{draft.pair}/{side}",
            text=draft.question,
            options=draft.options,
            answer=answer,
            caption=caption or None,
            image=image_name(row),
        )
        for side, answer, caption, row in zip(
            SIDES, (draft.answer_a, draft.answer_b), (draft.caption_a, draft.caption_b), draft.rows, strict=True
        )
    )
    return LintItem(draft.pair, a, b, draft.patterns, draft.pair)


def evidence_of(
    studio: Studio,
    drafts: Sequence[Draft],
    reviews: Sequence[Reviewed],
    *,
    side_px: int,
    progress: Progress = silent,
) -> Evidence:
    """Images, the reference encoder's rows of them, reviews of the drafts as they are, and answers to them."""
    rows = list(dict.fromkeys(row for draft in drafts for row in draft.rows))
    pictures, broken = dict[str, PictureFacts](), dict[str, str]()
    with progress("Looking at images", len(rows), "images") as advance:
        for row in rows:
            try:
                pictures[image_name(row)] = _facts(studio, row)
            except BrokenImage as error:
                broken[image_name(row)] = str(error)
            advance(1)
    return Evidence(
        pictures=pictures,
        broken=broken,
        rows={} if studio.contents is None else _rows(studio.contents, rows),
        answers=answers_to(studio.run, drafts),
        reviews=reviews_of(drafts, reviews),
        side_px=side_px,
    )


def _facts(studio: Studio, row: int) -> PictureFacts:
    """The facts of an image: size and hash as they were embedded, the small copy from its thumbnail."""
    image = studio.picture(row)[1]
    thumb = decode(thumb_bytes(studio, row)[0])
    return PictureFacts(
        image.sha256 or f"row {row}", image.width or thumb.width, image.height or thumb.height, small_copy(thumb)
    )


def _rows(contents: Contents, rows: Sequence[int]) -> dict[str, np.ndarray]:
    of = contents.reference.rows
    return {image_name(row): np.asarray(of[row], np.float64) for row in rows if row < len(of)}


def reviews_of(drafts: Sequence[Draft], reviews: Sequence[Reviewed]) -> tuple[Review, ...]:
    """The finished, blind reviews of the drafts in their present revision."""
    revisions = {draft.pair: draft.revision for draft in drafts}
    return tuple(
        Review(each.pair, each.person, *(None if option == CANNOT_TELL else option for option in each.answers))
        for each in reviews
        if each.finished and each.blind and revisions.get(each.pair) == each.revision
    )


def answers_to(run: Path, drafts: Sequence[Draft]) -> tuple[ModelAnswers, ...]:
    """What models answered in this run to questions as the drafts have them.

    Answers are to a release, whose questions are called as the drafts' are; a question that was reworded since, or has
    other options, has none. Options are told apart by their text, for a release may have turned them round.

    Raises:
        BrokenFile: a file of them is damaged.
    """
    questions = {f"{draft.pair}/{side}": draft for draft in drafts for side in SIDES}
    found = []
    for head in sorted((run / "answers").glob("*/*/answers.json")):
        if head.parent.name in USED:
            found.append(_as_drafted(read_answers(head.parent), questions))
    return tuple(each for each in found if each.options)


def _as_drafted(answers: AnswerSet, questions: Mapping[str, Draft]) -> ModelAnswers:
    options = {
        answer.question: _option(answer, questions[answer.question])
        for answer in answers.answers
        if answer.state != "failed" and _is_asked(answer, questions.get(answer.question))
    }
    blind = answers.control == "no-image" or answers.settings.get("images") is False
    return ModelAnswers(answers.model, answers.control, blind, options)


def _is_asked(answer: Answer, draft: Draft | None) -> bool:
    """Whether the answer is to the draft's question as it is."""
    return draft is not None and sorted(answer.options) == sorted(draft.options) and draft.question in answer.prompt


def _option(answer: Answer, draft: Draft) -> int | None:
    read = read_option(answer).option
    if read is None:
        return None
    place = answer.order.index(read) if answer.order else read
    return draft.options.index(answer.options[place])
