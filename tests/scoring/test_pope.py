"""POPE: figures by hand, both rules of reading, and what is not there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scotoma.answers import Answer, AnswerSet, State
from scotoma.benchmark import PopeBenchmark, Question
from scotoma.errors import RunMismatch
from scotoma.scoring import (
    Estimate,
    PopeRow,
    PopeScores,
    default_reader,
    pope_csv,
    pope_table,
    published_rule,
    score_pope,
)

SPLITS = ("random", "popular", "adversarial")


def make_pope(count: int = 12, images: int = 3) -> PopeBenchmark:
    """Three splits of `count` questions about the same images; every second question is to be answered yes."""
    splits = {
        split: tuple(
            Question(
                f"{split}/{number}", f"{number % images}.jpg", f"Is there a thing {number}?", ("Yes", "No"), number % 2
            )
            for number in range(count)
        )
        for split in SPLITS
    }
    return PopeBenchmark("POPE", "3", "7" * 64, "MIT", Path(), splits, {})


def answered(pope: PopeBenchmark, said: Callable[[Question], str], states: dict[str, State] | None = None) -> AnswerSet:
    known = {"name": pope.name, "version": pope.version, "sha256": pope.sha256}
    answers = tuple(
        Answer(each.id, (states or {}).get(each.id, "answered"), said(each), each.options, (0, 1))
        for each in pope.questions()
    )
    return AnswerSet("replay:x", known, "plain", "letter", answers)


def row(scores: PopeScores, split: str) -> PopeRow:
    return {each.split: each for each in scores.rows}[split]


def value(figure: Estimate | None) -> float:
    assert figure is not None
    return figure.value


def test_figures_are_as_counted_by_hand() -> None:
    # Of 12 questions the even ones are "yes". Said yes to 0, 2, 4, 6 (right) and 1, 3 (wrong): 4 true, 2 false yes,
    # 4 true no, 2 false no.
    pope = make_pope()
    yes = {"0", "2", "4", "6", "1", "3"}
    found = row(
        score_pope(pope, answered(pope, lambda q: "Yes" if q.id.split("/")[1] in yes else "No"), read=default_reader()),
        "random",
    )
    assert (found.true_yes, found.false_yes, found.true_no, found.false_no) == (4, 2, 4, 2)
    assert value(found.accuracy) == pytest.approx(8 / 12)
    assert value(found.precision) == pytest.approx(4 / 6)
    assert value(found.recall) == pytest.approx(4 / 6)
    assert value(found.f1) == pytest.approx(2 / 3)
    assert value(found.yes_ratio) == pytest.approx(0.5)
    assert (found.questions, found.images) == (12, 3)


def test_the_mean_is_that_of_the_splits_figures() -> None:
    pope, generator = make_pope(60, 20), np.random.default_rng(1)
    scores = score_pope(
        pope, answered(pope, lambda q: "Yes" if generator.random() < 0.6 else "No"), read=default_reader()
    )
    assert [each.split for each in scores.rows] == [*SPLITS, "mean"]
    for metric in ("accuracy", "precision", "recall", "f1", "yes_ratio"):
        splits = [value(getattr(row(scores, split), metric)) for split in SPLITS]
        mean = getattr(row(scores, "mean"), metric)
        assert value(mean) == pytest.approx(np.mean(splits))
        assert mean.low < mean.value < mean.high
    assert row(scores, "mean").questions == 180
    assert row(scores, "mean").images == 20
    # Three splits together are known better than one.
    one, all_ = row(scores, "random").f1, row(scores, "mean").f1
    assert one is not None
    assert all_ is not None
    assert all_.high - all_.low < one.high - one.low


def test_who_always_says_yes_has_half_of_them_and_says_so_all_the_time() -> None:
    pope = make_pope()
    found = row(score_pope(pope, answered(pope, lambda q: "Yes."), read=default_reader()), "mean")
    assert (value(found.accuracy), value(found.recall), value(found.yes_ratio)) == (0.5, 1.0, 1.0)
    assert value(found.f1) == pytest.approx(2 / 3)
    never = row(score_pope(pope, answered(pope, lambda q: "No"), read=default_reader()), "mean")
    assert never.precision is None  # nothing was called yes
    assert value(never.f1) == 0.0


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ("Yes", 0),
        ("No, there is not.", 1),
        ("There is no dog. Yes.", 1),  # the first sentence decides
        ("Yes. There is no doubt.", 0),
        ("I cannot tell", 0),  # whatever is not a no is a yes
        ("There isn't one", 0),
        ("NO", 0),
        ("", 0),
    ],
)
def test_the_published_rule_never_abstains(said: str, option: int) -> None:
    answer = Answer("random/0", "answered" if said else "empty", said, ("Yes", "No"), (0, 1))
    assert published_rule(answer) == option


def test_our_parser_takes_nothing_for_no_answer() -> None:
    assert default_reader()(Answer("random/0", "empty", "", ("Yes", "No"), (0, 1))) is None


def test_what_cannot_be_read_is_counted_and_is_neither_yes_nor_right() -> None:
    pope = make_pope()
    told = {"random/0": "A cat.", "random/1": "A cat."}
    sets = answered(pope, lambda q: told.get(q.id, ("Yes", "No")[q.answer or 0]))
    ours = row(score_pope(pope, sets, read=lambda a: {"Yes": 0, "No": 1}.get(a.raw)), "random")
    assert (ours.unread_yes, ours.unread_no, ours.questions) == (1, 1, 12)
    assert (value(ours.accuracy), value(ours.recall), value(ours.precision)) == (10 / 12, 5 / 6, 1.0)
    assert value(ours.yes_ratio) == 0.5  # of the ten that were read
    theirs = score_pope(pope, sets, read=lambda a: None, rule="published")
    assert theirs.rule == "published"
    assert (row(theirs, "random").true_yes, row(theirs, "random").false_yes) == (6, 1)


def test_what_failed_or_is_missing_is_in_no_figure() -> None:
    pope = make_pope()
    sets = answered(pope, lambda q: ("Yes", "No")[q.answer or 0], {"random/0": "failed", "random/1": "failed"})
    sets = replace(sets, answers=sets.answers[:-1])
    scores = score_pope(pope, sets, read=default_reader())
    assert (scores.counts.failed, scores.counts.missing, scores.counts.read) == (2, 1, 33)
    assert [each.questions for each in scores.rows] == [10, 12, 11, 33]
    assert value(row(scores, "mean").accuracy) == 1.0


def test_answers_to_another_variant_are_refused() -> None:
    pope = make_pope()
    with pytest.raises(RunMismatch, match=r"asked POPE 3 \(7777.* this is POPE 3 \(8888"):
        score_pope(replace(pope, sha256="8" * 64), answered(pope, lambda q: "Yes"), read=default_reader())


def test_the_tables_name_the_rule() -> None:
    pope = make_pope()
    sets = answered(pope, lambda q: "Yes")
    scores = [
        score_pope(pope, sets, read=default_reader()),
        score_pope(pope, sets, read=default_reader(), rule="published"),
    ]
    said = pope_table(scores)
    assert "yes and no as read by scotoma's parser, which may abstain\n" in said
    assert "yes and no as read by POPE's published rule\n" in said
    head, *lines = pope_csv(scores).splitlines()
    assert head.startswith("model,control,prompt,rule,split,questions,images,true_yes")
    assert "f1,f1_low,f1_high" in head
    assert len(lines) == 8
    assert lines[0].startswith("replay:x,plain,letter,parser,random,12,3,6,6,0,0,0,0,0.5,")
