"""Reports: what they hold, how flags are known again, as a table and as a file."""

from pathlib import Path

import pytest

from scotoma.errors import BrokenFile, UsageError
from scotoma.lint import (
    RULES,
    Evidence,
    items_of,
    lint_benchmark,
    model_answers,
    read_report,
    report_table,
    write_report,
)
from scotoma.lint.words import content, folded, named, negated, stems, telling
from tests.lint.items import flags, pair


def test_every_rule_says_why_what_to_do_and_what_it_can_find() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        for text in (rule.reason, rule.advice, rule.limits):
            assert text.endswith("."), rule.name
        assert rule.name == rule.name.lower()


def test_nothing_can_be_looked_at_and_every_rule_still_answers() -> None:
    report = lint_benchmark([])
    assert (report.pairs, report.flags, len(report.results)) == (0, (), len(RULES))


def test_two_pairs_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match="Two pairs are called '1'; flags are kept by the pair's id"):
        lint_benchmark([pair("1"), pair("1")])


def test_a_side_below_one_px_is_refused() -> None:
    with pytest.raises(UsageError, match="side_px is 0; it must be at least 1"):
        lint_benchmark([pair()], evidence=Evidence(side_px=0))


def test_a_flag_keeps_its_key_until_what_it_is_about_changes() -> None:
    (leak,) = flags("option-leak", [pair(text="Is it open?")])
    (later,) = flags("option-leak", [pair(text="Is it open?", caption="another", patterns=("count",)), pair("2")])
    (reworded,) = flags("option-leak", [pair(text="Is it wide open?")])
    assert leak.key == later.key
    assert leak.key.startswith("option-leak/1/")
    assert reworded.key != leak.key


def test_a_flag_of_the_whole_keeps_its_key_while_pairs_are_added() -> None:
    def key(count: int) -> str:
        return flags("answer-position", [pair(str(n), text=f"{n}?") for n in range(count)])[0].key

    assert key(20) == key(30)


def test_keys_are_unique() -> None:
    report = lint_benchmark([pair(str(n), text="Is it open?", caption="x", answer=0) for n in range(12)])
    keys = [flag.key for flag in report.flags]
    assert len(keys) > 24
    assert len(set(keys)) == len(keys)


def test_errors_come_first_and_are_counted() -> None:
    report = lint_benchmark([pair(text="Is it open?", answer=0)])
    order = [flag.severity for flag in report.flags]
    assert order == sorted(order, key=["error", "warning", "note"].index)
    assert report.counts()["error"] == order.count("error") > 0


def test_the_table_has_flags_by_severity_and_what_was_not_checked() -> None:
    text = report_table(lint_benchmark([pair(text="Is it open?")], name="doors"))
    assert text.startswith("doors: 1 pairs, 0 errors, 1 warning, 0 notes")
    assert "warning  An option in the question (option-leak): 1" in text
    assert "  - 1: 'Is it open?' names 'open'" in text
    assert "not checked; No reviews are there." in text


def test_a_long_list_is_cut_in_the_table_and_whole_in_the_file(tmp_path: Path) -> None:
    report = lint_benchmark([pair(str(n), text=f"Is door {n} open?") for n in range(15)])
    assert "... and 3 more" in report_table(report)
    write_report(tmp_path / "lint.json", report)
    (leaks,) = (rule for rule in read_report(tmp_path / "lint.json")["rules"] if rule["name"] == "option-leak")
    assert (leaks["n"], leaks["unit"], len(leaks["flags"])) == (15, "questions", 15)


def test_a_damaged_report_is_told(tmp_path: Path) -> None:
    (tmp_path / "lint.json").write_text("{}")
    with pytest.raises(BrokenFile, match="expected scotoma lint"):
        read_report(tmp_path / "lint.json")


def test_words_are_compared_without_case_plural_and_digits() -> None:
    assert stems("2 Dogs' tails, the dog's") == ["two", "dog", "tail", "the", "dog"]
    assert folded("  On  TOP! ") == "on top"
    assert content("to the left of it") == {"left"}
    assert content("on") == {"on"}
    assert telling(["to the left of the cup", "to the right of the cup"]) == [{"left"}, {"right"}]
    assert telling(["OK", "OK/SELECT"]) == [set(), {"select"}]
    assert named("a cup left of a jug", ["left", "right"]) == [True, False]
    assert negated("It isn\u2019t lit")
    assert not negated("a knot")


def test_the_built_in_benchmark_can_be_linted_without_its_images() -> None:
    from scotoma.benchmark import open_benchmark

    emoji = open_benchmark("emoji")
    report = lint_benchmark(items_of(emoji), name=emoji.name)
    assert report.counts()["error"] == 0
    assert {flag.rule for flag in report.flags if flag.severity == "warning"} == {"near-duplicates", "answer-side"}


def test_a_folder_without_answers_is_told(tmp_path: Path) -> None:
    from scotoma.benchmark import open_benchmark
    from scotoma.errors import UnreadableSource

    with pytest.raises(UnreadableSource, match="holds no answers under plain, swapped, no-image"):
        model_answers(tmp_path, open_benchmark("emoji"))
