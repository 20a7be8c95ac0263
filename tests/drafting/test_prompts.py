"""What is put into prompts, and what is not."""

from scotoma.drafting import DRAFT_PROMPT, SORTING_PROMPT, THEMES_PROMPT, PairText, draft_prompt, questions_prompt
from scotoma.patterns import PATTERNS

ASKED = [PairText("Open or shut?", "Open", "Shut"), PairText("{{patterns}}?", "Yes", "No")]


def test_a_draft_is_asked_for_with_the_nine_patterns_and_the_captions_there_are() -> None:
    prompt = draft_prompt(DRAFT_PROMPT, ("a cat", None))
    assert all(pattern.name in prompt for pattern in PATTERNS)
    assert "first: a cat\nsecond: none" in prompt
    assert "{{" not in prompt
    assert "Captions that came" not in draft_prompt(DRAFT_PROMPT)


def test_all_questions_are_in_one_prompt_numbered_from_one() -> None:
    for template in (THEMES_PROMPT, SORTING_PROMPT):
        assert "1. Open or shut? (a) Open (b) Shut\n2. {{patterns}}? (a) Yes (b) No" in questions_prompt(
            template, ASKED
        )


def test_general_patterns_are_asked_for_without_naming_any() -> None:
    prompt = questions_prompt(THEMES_PROMPT, [])
    assert not any(pattern.title in prompt or pattern.asks in prompt for pattern in PATTERNS)


def test_words_of_ones_own_may_hold_braces() -> None:
    template = 'Say {"a": {{x}} {{captions}} {{ and }} {{'
    assert draft_prompt(template) == 'Say {"a": {{x}}  {{ and }} {{'
    assert draft_prompt("{{captions}}", ("{{captions}}", "")).count("{{captions}}") == 1
