"""The rules, in the order in which a report tells of them. Each looks by itself; none changes anything."""

from scotoma.lint.records import Rule
from scotoma.lint.rules.balance import ANSWER_POSITION, ANSWER_SIDE, PATTERN_BALANCE
from scotoma.lint.rules.blind import BLIND_ANSWERS, BLIND_PRIOR, COMMONER_ANSWER
from scotoma.lint.rules.captions import (
    CAPTION_BOTH_OR_NEITHER,
    CAPTIONS_AGAINST_KEY,
    CAPTIONS_ALIKE,
    CAPTIONS_MISSING,
)
from scotoma.lint.rules.duplicates import DUPLICATE_QUESTIONS, NEAR_DUPLICATES
from scotoma.lint.rules.grammar import GRAMMAR_TELL, QUESTION_FORM
from scotoma.lint.rules.images import BROKEN_IMAGES, EXTREME_SHAPE, IMAGES_ALIKE, SMALL_IMAGES
from scotoma.lint.rules.keys import INCOMPLETE, QUESTIONS_DIFFER, SAME_KEY
from scotoma.lint.rules.models import MODELS_ABSTAIN, MODELS_AGAINST_KEY, MODELS_ALIKE
from scotoma.lint.rules.options import CATCH_ALL, OPTION_FORM, OPTION_LEAK, OPTIONS_ALIKE, YES_NO_MIXED
from scotoma.lint.rules.reviews import REVIEWERS_AGAINST_KEY, REVIEWERS_UNSURE

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    INCOMPLETE,
    SAME_KEY,
    MODELS_AGAINST_KEY,
    REVIEWERS_AGAINST_KEY,
    CAPTIONS_AGAINST_KEY,
    CAPTION_BOTH_OR_NEITHER,
    REVIEWERS_UNSURE,
    MODELS_ABSTAIN,
    MODELS_ALIKE,
    QUESTIONS_DIFFER,
    BLIND_ANSWERS,
    BLIND_PRIOR,
    COMMONER_ANSWER,
    OPTION_LEAK,
    GRAMMAR_TELL,
    QUESTION_FORM,
    YES_NO_MIXED,
    CATCH_ALL,
    OPTIONS_ALIKE,
    OPTION_FORM,
    DUPLICATE_QUESTIONS,
    NEAR_DUPLICATES,
    IMAGES_ALIKE,
    BROKEN_IMAGES,
    SMALL_IMAGES,
    EXTREME_SHAPE,
    CAPTIONS_ALIKE,
    CAPTIONS_MISSING,
    ANSWER_POSITION,
    ANSWER_SIDE,
    PATTERN_BALANCE,
)
"""First what makes a pair wrong, then what can be told without looking, wording, images, captions, and the whole."""
