"""LLaVA-Bench is read in both layouts: each question with its reference, context and rule."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scotoma.benchmark import LlavaBench, QuestionSet, open_questions
from scotoma.errors import BrokenFile, UnreadableSource
from tests.benchmark.formats.layouts import paint, write_llava_coco, write_wild
from tests.benchmark.shared_data import shared_data


def opened(folder: Path) -> LlavaBench:
    found = open_questions(folder)
    assert isinstance(found, LlavaBench)
    return found


def test_the_coco_layout_has_captions_and_boxes_as_context(tmp_path: Path) -> None:
    bench = opened(write_llava_coco(tmp_path / "b"))
    assert (bench.name, bench.kind, bench.version) == ("LLaVA-Bench (COCO)", "llava-bench", "2 questions")
    question = bench.questions()[1]
    assert (question.id, question.text, question.options, question.answer) == ("1", "Say 1.", (), None)
    item = bench.item("1")
    assert (item.category, item.reference) == ("complex", "A reference.")
    assert item.context == "A bowl.\nFood.\n\nbowl: [0.0, 0.25, 0.5, 1.0]\nspoon: [0.1, 0.2, 0.3, 0.4]"
    assert {name: rule.prompt for name, rule in bench.rules.items()} == {
        "conv": "Judge conv.",
        "detail": "Judge detail.",
        "complex": "Judge complex.",
    }
    asked: QuestionSet = bench
    assert asked.partner("0") is None
    assert bench.missing_images == ("000000000009.jpg",)


@pytest.mark.parametrize("name", ["000000000009.jpg", "COCO_val2014_000000000009.jpg"])
def test_images_may_have_coco_s_long_names(tmp_path: Path, name: str) -> None:
    folder = write_llava_coco(tmp_path / "b")
    paint(folder / "val2014", [name])
    assert opened(folder).image("0") == folder / "val2014" / name


def test_the_layout_in_the_wild_has_one_caption_and_no_rules_of_its_own(tmp_path: Path) -> None:
    bench = opened(write_wild(tmp_path / "b"))
    assert (bench.name, bench.missing_images) == ("LLaVA-Bench (In-the-Wild)", ())
    assert (bench.item("0").context, bench.item("0").reference, bench.rules) == ("An aerial view.", "Diamond Head.", {})
    assert bench.image("0") == tmp_path / "b" / "images" / "001.jpg"
    rules = {f"llava_bench_{name}": {"role": "A", "prompt": name} for name in ("conv", "detail", "complex")}
    (tmp_path / "b" / "rule.json").write_text(json.dumps(rules))
    assert opened(tmp_path / "b").rules["detail"].prompt == "detail"


def test_the_sha256_covers_questions_references_contexts_and_rules(tmp_path: Path) -> None:
    hashes = {opened(write_llava_coco(tmp_path / "a")).sha256, opened(write_llava_coco(tmp_path / "same")).sha256}
    for name, old, new in (
        ("qa90_questions.jsonl", "Say 0", "Tell 0"),
        ("qa90_gpt4_answer.jsonl", "A reference", "Another"),
        ("caps_boxes_coco2014_val_80.jsonl", "Food", "Meals"),
        ("rule.json", "Judge conv", "Weigh conv"),
    ):
        folder = write_llava_coco(tmp_path / name)
        (folder / name).write_text((folder / name).read_text().replace(old, new))
        hashes.add(opened(folder).sha256)
    assert len(hashes) == 5


def rewritten(path: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


QUESTIONS, ANSWERS, CONTEXTS = "qa90_questions.jsonl", "qa90_gpt4_answer.jsonl", "caps_boxes_coco2014_val_80.jsonl"
WRONG: list[tuple[str, Callable[[list[dict[str, Any]]], object], str]] = [
    (
        QUESTIONS,
        lambda lines: lines[1].update(category="convo"),
        r"qa90_questions\.jsonl, line 2: category: Input should",
    ),
    (QUESTIONS, lambda lines: lines[1].update(text=""), r"qa90_questions\.jsonl, line 2: text is empty"),
    (
        QUESTIONS,
        lambda lines: lines[1].update(question_id=0),
        r"line 2: question_id 0 is also on line 1; ids are unique",
    ),
    (
        ANSWERS,
        lambda lines: lines.pop(),
        r"qa90_questions\.jsonl, line 2: question_id 1 has no reference answer in qa90",
    ),
    (
        ANSWERS,
        lambda lines: lines[1].update(category="conv"),
        r"answer\.jsonl, line 2: category is 'conv'; question 1 is",
    ),
    (ANSWERS, lambda lines: lines[1].update(question_id=0), r"answer\.jsonl, line 2: question_id 0 is also on line 1"),
    (
        CONTEXTS,
        lambda lines: lines[0].update(image="x.jpg"),
        r"line 1: image '000000000009\.jpg' has no description in caps",
    ),
    (CONTEXTS, lambda lines: lines[0]["instances"][0].pop("bbox"), r"line 1: instances\.0\.bbox: Field required"),
]


@pytest.mark.parametrize(("name", "change", "message"), WRONG, ids=[message for _, _, message in WRONG])
def test_a_mistake_is_told_with_line_and_field(
    tmp_path: Path, name: str, change: Callable[[list[dict[str, Any]]], object], message: str
) -> None:
    folder = write_llava_coco(tmp_path / "b")
    rewritten(folder / name, change)
    with pytest.raises(BrokenFile, match=message):
        open_questions(folder)


def test_a_missing_rule_is_told(tmp_path: Path) -> None:
    folder = write_llava_coco(tmp_path / "b")
    (folder / "rule.json").write_text('{"conv": {"role": "A", "prompt": "x"}}')
    with pytest.raises(
        BrokenFile, match=r"rule\.json has no rule detail; LLaVA-Bench \(COCO\) needs one for each category"
    ):
        open_questions(folder)
    (folder / "rule.json").write_text('{"conv": {"role": "A"}}')
    with pytest.raises(BrokenFile, match=r"rule\.json: conv\.prompt: Field required"):
        open_questions(folder)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    folder = write_wild(tmp_path / "b")
    (folder / "context.jsonl").unlink()
    with pytest.raises(
        UnreadableSource, match=r"b has questions\.jsonl, as LLaVA-Bench \(In-the-Wild\) does, but no context"
    ):
        open_questions(folder)


def test_the_published_questions_are_whole() -> None:
    bench = opened(shared_data("llava_bench_coco"))
    assert Counter(item.category for item in bench.items) == {"conv": 30, "detail": 30, "complex": 30}
    assert len({question.image_id for question in bench.questions()}) == 30
    assert all(item.context and item.reference for item in bench.items)
    assert set(bench.rules) == {"conv", "detail", "complex"}
