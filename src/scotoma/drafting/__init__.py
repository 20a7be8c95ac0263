"""Drafts that models, or captions, propose: the prompts, asking, and reading what came back."""

from scotoma.drafting.asking import USUAL, Request, ask_model, model_for_page
from scotoma.drafting.captions import ORIGIN, draft_from_captions
from scotoma.drafting.prompts import DRAFT_PROMPT, SORTING_PROMPT, THEMES_PROMPT, draft_prompt, questions_prompt
from scotoma.drafting.reading import read_draft_answer, read_sorting
from scotoma.drafting.texts import FIELDS, LONGEST, PairText, clean, shuffled, wrong_fields

__all__ = [
    "DRAFT_PROMPT",
    "FIELDS",
    "LONGEST",
    "ORIGIN",
    "SORTING_PROMPT",
    "THEMES_PROMPT",
    "USUAL",
    "PairText",
    "Request",
    "ask_model",
    "clean",
    "draft_from_captions",
    "draft_prompt",
    "model_for_page",
    "questions_prompt",
    "read_draft_answer",
    "read_sorting",
    "shuffled",
    "wrong_fields",
]
