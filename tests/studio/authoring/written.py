"""A question as a form sends it, as a model says it, and as it is kept."""

from typing import Any

from scotoma.studio.authoring import Draft, read_draft
from scotoma.studio.web.studio import Studio

FORM = {
    "question": "Which colour is the bar?",
    "option_1": "Red",
    "option_2": "Blue",
    "answer_a": "1",
    "main": "colour",
    "also": ["structure"],
    "caption_a": "a red bar",
    "caption_b": "a blue bar",
    "notes": "Seen on white.\nBoth are flat.",
}

SAID: dict[str, Any] = {
    "question": "How wide is the bar?",
    "options": ["Wide", "Narrow"],
    "answer_first": 2,
    "caption_first": "a narrow bar",
    "caption_second": "a wide bar",
    "patterns": ["structure"],
}


def there(studio: Studio, pair: str) -> Draft:
    """The draft as the store has it."""
    with studio.store.read() as connection:
        draft = read_draft(connection, pair)
    assert draft is not None
    return draft
