"""Training data as people have it, LLaVA's JSON or chat messages, as one record a conversation."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from PIL import Image as PILImage

from scotoma.errors import BadSample, UnreadableSource

__all__ = ["IMAGE", "Conversation", "ImageSource", "Turn", "read_conversations"]

IMAGE = "<image>"  # where an image stands in a turn's text, in both forms
ROLES: dict[str, Literal["system", "user", "assistant"]] = {
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "system": "system",
}

ImageSource = Path | PILImage.Image


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side says. Each `<image>` in `text` stands for the next of the conversation's images."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation to learn from: an optional system turn, then user and assistant by turns; every answer is learnt.

    `images` are files, or pictures in memory, in the order of their placeholders. `place` is the file and record it was
    read from, for messages.
    """

    turns: tuple[Turn, ...]
    images: tuple[ImageSource, ...] = ()
    place: str = "a conversation"


def read_conversations(path: Path, image_folder: Path | None = None, *, limit: int | None = None) -> list[Conversation]:
    """The conversations of a .json (a list) or .jsonl (one record a line) file; no image is opened.

    Two forms, which one file may mix:

    - LLaVA: `{"image": a path, several, or absent, "conversations": [{"from": "human" | "gpt", "value": text}]}`. A
      turn's only `<image>` moves to its front, and an answer before the first question is left out, as LLaVA does.
    - messages: `{"messages": [{"role", "content": text or parts}], "images": [paths]}`; a part is `{"type": "text",
      "text"}` or `{"type": "image"}`, which may carry its own path as `image`, `path` or `url`.

    Image paths start from `image_folder`, or else from the file's folder.

    Raises:
        UnreadableSource: the file is not there, is not JSON, or holds no records.
        BadSample: a record that is no conversation; the message names it.
    Source: LLaVA's data format, https://github.com/haotian-liu/LLaVA/blob/main/docs/Finetune_Custom_Data.md
    """
    root = image_folder or path.parent
    records = islice(_records(path), limit)
    found = [conversation(record, root, place) for place, record in records]
    if not found:
        raise UnreadableSource(
            f"{path} holds no records; expected LLaVA's JSON or messages, one record a conversation."
        )
    return found


def conversation(record: Any, root: Path, place: str) -> Conversation:
    """The conversation in one record.

    Raises:
        BadSample: the record is none; the message begins with `place`.
    """
    if isinstance(record, dict) and isinstance(record.get("conversations"), list):
        turns, images = _llava(record, place)
    elif isinstance(record, dict) and isinstance(record.get("messages"), list):
        turns, images = _messages(record, place)
    else:
        keys = ", ".join(sorted(map(str, record))) if isinstance(record, dict) else type(record).__name__
        raise BadSample(
            f"{place}: expected a record with a list 'conversations' or 'messages', found {keys or 'none'}."
        )
    _check_turns(turns, place)
    _check_images(turns, images, place)
    return Conversation(tuple(turns), tuple(root / image for image in images), place)


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableSource(
            f"{path} cannot be read: {error.strerror or error}. Expected a .json or .jsonl file."
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"{path} is not UTF-8 text: {error}. Expected a .json or .jsonl file.") from error
    if path.suffix == ".jsonl":
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield f"{path}, line {number}", _json(line, f"{path}, line {number}")
        return
    content = _json(text, str(path))
    if not isinstance(content, list):
        raise UnreadableSource(f"{path} holds one {type(content).__name__}; expected a list of records, or .jsonl.")
    yield from ((f"{path}, record {number}", record) for number, record in enumerate(content, start=1))


def _json(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UnreadableSource(f"{place} is not JSON: {error}.") from error


def _llava(record: dict[str, Any], place: str) -> tuple[list[Turn], list[str]]:
    turns = [
        Turn(_role(each, "from", place), _in_front(_text(each, "value", place))) for each in record["conversations"]
    ]
    if turns and turns[0].role == "assistant":
        del turns[0]
    return turns, _paths(record.get("image"), place)


def _in_front(text: str) -> str:
    """The text with its only placeholder first, on a line of its own."""
    if text.count(IMAGE) != 1:
        return text.strip()
    return f"{IMAGE}\n{text.replace(IMAGE, '').strip()}".strip()


def _messages(record: dict[str, Any], place: str) -> tuple[list[Turn], list[str]]:
    named: list[str] = []
    turns = []
    for message in record["messages"]:
        role = _role(message, "role", place)
        parts = message.get("content")
        if isinstance(parts, list):
            turns.append(Turn(role, "".join(_part(part, named, place) for part in parts).strip()))
        else:
            turns.append(Turn(role, _text(message, "content", place).strip()))
    images = _paths(record.get("images", record.get("image")), place)
    if images and named:
        raise BadSample(
            f"{place}: images are named both in 'images' and in the messages' parts. Name them in one place."
        )
    return turns, images or named


def _part(part: Any, named: list[str], place: str) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "text":
        return _text(part, "text", place)
    if kind != "image":
        raise BadSample(f"{place}: a part of type {kind!r}; expected 'text' or 'image'.")
    named.extend(str(part[key]) for key in ("image", "path", "url") if isinstance(part.get(key), str))
    return f"{IMAGE}\n"


def _role(turn: Any, key: str, place: str) -> Literal["system", "user", "assistant"]:
    said = turn.get(key) if isinstance(turn, dict) else None
    if not isinstance(said, str) or said not in ROLES:
        raise BadSample(f"{place}: a turn with {key!r} {said!r}; expected {', '.join(ROLES)}.")
    return ROLES[said]


def _text(turn: dict[str, Any], key: str, place: str) -> str:
    text = turn.get(key)
    if not isinstance(text, str):
        raise BadSample(f"{place}: a turn whose {key!r} is {type(text).__name__}; expected text.")
    return text


def _paths(images: Any, place: str) -> list[str]:
    listed = [] if images is None else images if isinstance(images, list) else [images]
    paths = [each.get("path") if isinstance(each, dict) else each for each in listed]
    if not all(isinstance(each, str) and each for each in paths):
        raise BadSample(f"{place}: an image that is no path: {listed!r:.80}. Expected the path of a file, or several.")
    return [str(each) for each in paths]


def _check_turns(turns: list[Turn], place: str) -> None:
    spoken = turns[1:] if turns and turns[0].role == "system" else turns
    roles = [turn.role for turn in spoken]
    wanted = ["user", "assistant"] * (len(roles) // 2)
    if not roles or roles != wanted:
        shown = ", ".join(turn.role for turn in turns) or "nobody"
        raise BadSample(
            f"{place}: the turns are of {shown}; expected user and assistant by turns, ending with an answer."
        )
    if any(turn.role == "assistant" and not turn.text for turn in turns):
        raise BadSample(f"{place}: an empty answer. Leave the record out, or give it one.")


def _check_images(turns: list[Turn], images: list[str], place: str) -> None:
    placeholders = sum(turn.text.count(IMAGE) for turn in turns)
    if placeholders != len(images):
        raise BadSample(
            f"{place}: {placeholders} {IMAGE} in the text for {len(images)} images. There must be one for each "
            "image, where it belongs."
        )
    if any(IMAGE in turn.text for turn in turns if turn.role == "assistant"):
        raise BadSample(
            f"{place}: an {IMAGE} in an answer. A mixture reads images and writes text; put it into a question."
        )
