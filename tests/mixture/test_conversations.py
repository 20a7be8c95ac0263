"""Data in LLaVA's form and as messages, as people have them, and what is wrong with some of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from scotoma.errors import BadSample, UnreadableSource
from scotoma.mixture.conversations import Turn, conversation, read_conversations

ROOT = Path("pictures")


def llava(*said: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "conversations": [{"from": ("human", "gpt")[place % 2], "value": text} for place, text in enumerate(said)],
        **more,
    }


def messages(*said: Any, **more: Any) -> dict[str, Any]:
    roles = ("user", "assistant")
    return {"messages": [{"role": roles[place % 2], "content": each} for place, each in enumerate(said)], **more}


def test_llavas_form_gives_turns_and_images_from_the_folder() -> None:
    read = conversation(llava("<image>\nwhat?", "a dog", "sure?", "yes", image="a/b.jpg"), ROOT, "here")
    assert read.turns == (
        Turn("user", "<image>\nwhat?"),
        Turn("assistant", "a dog"),
        Turn("user", "sure?"),
        Turn("assistant", "yes"),
    )
    assert read.images == (ROOT / "a/b.jpg",)


def test_the_only_placeholder_of_a_turn_moves_to_its_front_as_in_llava() -> None:
    assert conversation(llava("what? \n<image>", "x", image="a.jpg"), ROOT, "").turns[0].text == "<image>\nwhat?"
    two = conversation(llava("<image> or <image>", "x", image=["a.jpg", "b.jpg"]), ROOT, "")
    assert two.turns[0].text == "<image> or <image>"
    assert two.images == (ROOT / "a.jpg", ROOT / "b.jpg")


def test_an_answer_before_the_first_question_is_left_out() -> None:
    record = llava("what?", "x")
    record["conversations"].insert(0, {"from": "gpt", "value": "welcome"})
    assert [turn.text for turn in conversation(record, ROOT, "").turns] == ["what?", "x"]


def test_messages_may_have_parts_and_name_images_in_them_or_beside_them() -> None:
    part = {"type": "image"}
    beside = messages([part, {"type": "text", "text": "what?"}], "a dog", images=["a.jpg"])
    inside = messages([{"type": "image", "path": "a.jpg"}, {"type": "text", "text": "what?"}], "a dog")
    in_text = messages("<image>\nwhat?", "a dog", images=[{"path": "a.jpg"}])
    read = [conversation(each, ROOT, "") for each in (beside, inside, in_text)]
    assert read[0] == read[1] == read[2]
    assert read[0].turns == (Turn("user", "<image>\nwhat?"), Turn("assistant", "a dog"))


def test_a_system_turn_may_come_first() -> None:
    record = {"messages": [{"role": "system", "content": "be brief"}, *messages("what?", "x")["messages"]]}
    assert [turn.role for turn in conversation(record, ROOT, "").turns] == ["system", "user", "assistant"]


def test_both_kinds_of_file_are_read_in_order_and_up_to_the_limit(tmp_path: Path) -> None:
    records = [llava(f"what {number}?", "x") for number in range(3)]
    (tmp_path / "a.json").write_text(json.dumps(records))
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n\n")
    for name in ("a.json", "a.jsonl"):
        read = read_conversations(tmp_path / name)
        assert [each.turns[0].text for each in read] == ["what 0?", "what 1?", "what 2?"]
        assert read_conversations(tmp_path / name, limit=2) == read[:2]


def test_images_start_from_the_files_folder_where_no_other_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([llava("<image>?", "x", image="b.jpg")]))
    assert read_conversations(tmp_path / "a.json")[0].images == (tmp_path / "b.jpg",)
    assert read_conversations(tmp_path / "a.json", ROOT)[0].images == (ROOT / "b.jpg",)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (llava("<image>?", "x"), "here: 1 <image> in the text for 0 images. There must be one for each image"),
        (llava("what?", "x", image="a.jpg"), "here: 0 <image> in the text for 1 images"),
        (llava("<image>?", "<image>", image=["a", "b"]), "here: an <image> in an answer"),
        (llava("what?"), "here: the turns are of user; expected user and assistant by turns, ending with an answer"),
        (llava(), "here: the turns are of nobody"),
        (llava("what?", " "), "here: an empty answer"),
        (
            {"conversations": [{"from": "bot", "value": "x"}]},
            "here: a turn with 'from' 'bot'; expected human, user, gpt",
        ),
        ({"conversations": [{"from": "human", "value": 3}]}, "here: a turn whose 'value' is int; expected text"),
        (llava("<image>?", "x", image=7), r"here: an image that is no path: \[7\]"),
        (messages([{"type": "video"}], "x"), "here: a part of type 'video'; expected 'text' or 'image'"),
        (
            messages([{"type": "image", "path": "a"}], "x", images=["b"]),
            "here: images are named both in 'images' and in the messages' parts",
        ),
        ({"prompt": "x"}, "here: expected a record with a list 'conversations' or 'messages', found prompt"),
        ("text", "here: expected a record with a list 'conversations' or 'messages', found str"),
    ],
)
def test_a_record_that_is_no_conversation_is_named(record: Any, message: str) -> None:
    with pytest.raises(BadSample, match=message):
        conversation(record, ROOT, "here")


def test_a_bad_record_is_found_by_file_and_number(tmp_path: Path) -> None:
    good, bad = llava("what?", "x"), llava("what?")
    (tmp_path / "a.json").write_text(json.dumps([good, bad]))
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n")
    with pytest.raises(BadSample, match=r"a\.json, record 2: the turns are of user"):
        read_conversations(tmp_path / "a.json")
    with pytest.raises(BadSample, match=r"a\.jsonl, line 2: the turns are of user"):
        read_conversations(tmp_path / "a.jsonl")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.json", None, "gone.json cannot be read: No such file or directory. Expected a .json or .jsonl file"),
        ("a.json", b"{", "a.json is not JSON: "),
        ("a.jsonl", b"\n{", "a.jsonl, line 2 is not JSON: "),
        ("a.json", b"{}", "a.json holds one dict; expected a list of records, or .jsonl"),
        ("a.json", b"[]", "a.json holds no records; expected LLaVA's JSON or messages"),
        ("a.json", b"\xff", "a.json is not UTF-8 text: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises((UnreadableSource, BadSample), match=message):
        read_conversations(tmp_path / name)
