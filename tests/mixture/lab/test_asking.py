"""Asking a trained mixture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scotoma.mixture.asking import load_mixture
from scotoma.mixture.lab.asking import ask, outcomes
from scotoma.mixture.lab.plan import LabPlan
from scotoma.mixture.lab.sets import Sets, evaluation_sets
from scotoma.mixture.loading import load_mixture_model
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import Prompt, Settings


@pytest.fixture(scope="module")
def sets(plan: LabPlan) -> Sets:
    return evaluation_sets(plan.sizes)


@pytest.fixture(scope="module")
def trained(laboratory: Path) -> tuple[Any, Any, list[np.ndarray]]:
    model, processor = load_mixture_model(laboratory / "runs" / "interleaved-0" / "model")
    features = [np.load(laboratory / "features" / "asked" / f"{key}.npy", mmap_mode="r") for key in ("clip", "dino")]
    return model, processor, features


def test_what_is_in_the_batch_changes_no_answer(trained: tuple[Any, Any, list[np.ndarray]], sets: Sets) -> None:
    questions = sets.questions()[:6]
    together = ask(*trained[:2], questions, trained[2], range(6), max_new_tokens=4)
    alone = [
        ask(*trained[:2], [question], trained[2], [row], max_new_tokens=4)[0] for row, question in enumerate(questions)
    ]
    assert together == alone
    assert any(together)


def test_the_saved_mixture_says_the_same_when_asked_like_any_other_model(
    laboratory: Path, trained: tuple[Any, Any, list[np.ndarray]], sets: Sets
) -> None:
    questions, places = sets.questions()[:4], list(sets.pictures)
    rows = [places.index(question.picture) for question in questions]
    ours = ask(*trained[:2], questions, trained[2], rows, max_new_tokens=4)
    model = load_mixture(str(laboratory / "runs" / "interleaved-0" / "model"), ModelOptions(device="cpu"))
    prompts = [Prompt((sets.pictures[question.picture](), question.text)) for question in questions]
    theirs = [each.text for each in model.generate(prompts, Settings(max_new_tokens=4))]
    assert theirs == ours


def test_answers_become_outcomes(sets: Sets) -> None:
    said = [question.fact.answer for question in sets.questions()]
    found = outcomes(sets, said)
    assert all(pair.right == (True, True) for pairs in found["pairs"].values() for pair in pairs)
    assert [each.said == each.truth for each in found["presence"]] == [True] * 4
    assert all(each.right for each in found["captions"])
    assert [each.seen for each in found["instructions"]] == [True, False] * 11
    assert all(each.right for each in found["instructions"] if each.kinds != ("letter",))


def test_an_answer_that_names_nothing_is_neither_right_nor_wrong(sets: Sets) -> None:
    found = outcomes(sets, ["hm"] * len(sets.questions()))
    assert all(pair.right == (None, None) for pairs in found["pairs"].values() for pair in pairs)
    assert {each.said for each in found["presence"]} == {None}
    assert not any(each.obeyed for each in found["instructions"] if each.kinds == ("letter",))


def test_the_same_answer_to_both_pictures_is_right_once(sets: Sets) -> None:
    said = ["yes" if question in sets.presence else question.fact.options[0] for question in sets.questions()]
    found = outcomes(sets, said)
    assert all(sorted(map(bool, pair.right)) == [False, True] for pair in found["pairs"]["scenes"])
    assert [each.said for each in found["presence"]] == [True] * 4
