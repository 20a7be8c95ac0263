"""Two picked pairs of the small run, and models that say what they are told to."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scotoma.answers.asking import Conduct, Model
from scotoma.studio.authoring import Draft, pick
from scotoma.studio.authoring.proposing import Asking
from scotoma.studio.web.studio import Studio
from tests.studio.authoring.written import SAID


@pytest.fixture
def picked(studio: Studio) -> list[Draft]:
    """Two picked pairs, as Ann picked them."""
    contents = studio.contents
    assert contents is not None
    pairs = contents.pairs.slice(0, 2).to_pylist()
    return [pick(studio.store, "Ann", contents, pair["i"], pair["j"]) for pair in pairs]


@pytest.fixture
def asking(studio: Studio) -> Callable[..., Asking]:
    """Ann asks a model that gives these replies one after the other; a dict is said as JSON."""
    from inspect_ai.model import ModelOutput, ModelUsage

    def make(*replies: str | dict[str, Any], template: str = "What differs?") -> Asking:
        texts = [reply if isinstance(reply, str) else json.dumps(reply) for reply in replies or (SAID,)]
        outputs = [ModelOutput.from_content("mock", text) for text in texts]
        for output in outputs:  # without it the provider counts tokens with a vocabulary that it fetches
            output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        model = Model("mockllm/model", options={"custom_outputs": outputs})
        return Asking(studio.store, "Ann", model, template, Conduct(connections=1, retries=1))

    return make
