"""The judge: asked in both orders over a real server, believed when it agrees with itself, and asked once."""

from pathlib import Path

import pytest

from scotoma.answers.asking import Conduct, Model
from scotoma.answers.judging import Doubt, ask_judge, judge_folder, judge_options, judge_verdicts, judged
from scotoma.answers.parsing import ParsedAnswer
from scotoma.errors import AskingFailed, RunMismatch
from tests.answers.servers.openai_server import Asked, OpenAIServer, Reply

WINGS = ("Open", "Closed")
SPREAD = Doubt("Are the wings open or closed?", WINGS, "They are spread wide.")
FOLDED = Doubt("Are the wings open or closed?", WINGS, "They are folded.")
CONDUCT = Conduct(connections=4, retries=0)


def careful(asked: Asked) -> Reply:
    """A judge that understands: it replies with the letter that the right option has in this order."""
    option = "Open" if "spread" in asked.prompt else "Closed"
    letter = next(line[0] for line in asked.prompt.splitlines() if line.endswith(f". {option}"))
    return Reply(f"{letter}.")


def always_first(asked: Asked) -> Reply:
    return Reply("A")


def refuses_some(asked: Asked) -> Reply:
    return Reply(status=400, message="no") if "folded" in asked.prompt else careful(asked)


def model(server: OpenAIServer) -> Model:
    return Model("openai-api/loopback/judge", base_url=server.url, options={"api_key": "sk-judge-secret"})


def test_a_judge_that_says_the_same_in_both_orders_is_believed(tmp_path: Path) -> None:
    with OpenAIServer(careful) as server:
        read = judge_options(tmp_path, model(server), [SPREAD, FOLDED], conduct=CONDUCT)
        assert read == (ParsedAnswer(0, "judge"), ParsedAnswer(1, "judge"))
        assert sum(server.asked.values()) == 4
        assert all("Do not" not in one.prompt or not one.images for one in server.requests)


def test_a_judge_that_goes_by_the_order_is_not(tmp_path: Path) -> None:
    with OpenAIServer(always_first) as server:
        assert judge_options(tmp_path, model(server), [SPREAD], conduct=CONDUCT) == (ParsedAnswer(None, "judge"),)


def test_a_judge_that_finds_nothing_chosen_gives_no_option(tmp_path: Path) -> None:
    with OpenAIServer(lambda asked: Reply("C")) as server:
        assert judge_options(tmp_path, model(server), [SPREAD], conduct=CONDUCT) == (ParsedAnswer(None, "judge"),)


def test_nothing_is_asked_twice_by_a_second_run(tmp_path: Path) -> None:
    with OpenAIServer(careful) as server:
        first = judge_options(tmp_path, model(server), [SPREAD, SPREAD], conduct=CONDUCT)
        again = judge_options(tmp_path, model(server), [SPREAD, FOLDED], conduct=CONDUCT)
        assert first == (ParsedAnswer(0, "judge"),) * 2
        assert again[0] == first[0]
        assert set(server.asked.values()) == {1}


def test_what_failed_is_asked_again_and_gives_no_option_until_then(tmp_path: Path) -> None:
    with OpenAIServer(refuses_some) as server:
        read = judge_options(tmp_path, model(server), [SPREAD, FOLDED], conduct=CONDUCT)
        assert read == (ParsedAnswer(0, "judge"), ParsedAnswer(None, "judge"))
        said = ask_judge(tmp_path, model(server), [one.prompt for one in server.requests], conduct=CONDUCT)
        assert (len(said.replies), said.cached, said.failed) == (2, 2, 2)


def test_a_judge_that_cannot_be_asked_ends_the_command(tmp_path: Path) -> None:
    with (
        OpenAIServer(lambda asked: Reply(status=400, message="no such model")) as server,
        pytest.raises(
            AskingFailed,
            match=r"openai-api/loopback/judge judged nothing: 2 requests failed, the last with .*no such model",
        ),
    ):
        judge_options(tmp_path, model(server), [SPREAD], conduct=CONDUCT)


def test_a_folder_is_one_judges(tmp_path: Path) -> None:
    with OpenAIServer(careful) as server, OpenAIServer(careful) as other:
        judge_options(tmp_path, model(server), [SPREAD], conduct=CONDUCT)
        with pytest.raises(RunMismatch, match="base_url"):
            judge_options(tmp_path, model(other), [SPREAD], conduct=CONDUCT)


def test_the_key_is_sent_and_not_written(tmp_path: Path) -> None:
    with OpenAIServer(careful) as server:
        judge_options(tmp_path, model(server), [SPREAD], conduct=CONDUCT)
        assert server.keys == {"sk-judge-secret"}
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"sk-judge-secret" not in path.read_bytes(), path


def test_verdicts_are_the_judges_own_words(tmp_path: Path) -> None:
    def strict(asked: Asked) -> Reply:
        return Reply("Yes." if "Right answer: (a)" in asked.prompt else "no")

    with OpenAIServer(strict) as server:
        assert judge_verdicts(tmp_path, model(server), [(SPREAD, 0), (SPREAD, 1)], conduct=CONDUCT) == ("Yes.", "no")


def test_only_what_has_a_text_and_no_option_is_judged() -> None:
    assert judged(ParsedAnswer(None, "nothing named"), "They are spread.")
    assert judged(ParsedAnswer(None, "letter against text"), "(a) Closed")
    assert not judged(ParsedAnswer(1, "letter"), "B")
    assert not judged(ParsedAnswer(None, "unfinished reasoning"), "<think>B")
    assert not judged(ParsedAnswer(None, "nothing named"), " ")


def test_models_whose_names_differ_have_folders_that_differ(tmp_path: Path) -> None:
    assert judge_folder(tmp_path, "openai/a/b") != judge_folder(tmp_path, "openai/a_b")
