"""Requests from many threads are answered in batches, and one that fails fails alone."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError

import pytest
from PIL import Image

from scotoma.errors import NoAnswer, OutOfMemory
from scotoma.models import Generated, ImageTextModel, Prompt, Settings
from scotoma.models.batching import Batches

DOT = Image.new("RGB", (1, 1))


class Echo:
    """Says what it is asked, and remembers its batches; refuses "bad", has no room for "big", breaks at "bug"."""

    def __init__(self, batch_size: int, takes_s: float = 0.0) -> None:
        self._batch_size = batch_size
        self._takes_s = takes_s
        self.batches: list[list[str]] = []
        self.threads: set[int] = set()

    @property
    def name(self) -> str:
        return "echo"

    @property
    def batch_size(self) -> int:
        return self._batch_size

    def generate(self, prompts: Sequence[Prompt], settings: Settings) -> list[Generated]:
        texts = [prompt.text for prompt in prompts]
        self.batches.append(texts)
        self.threads.add(threading.get_ident())
        time.sleep(self._takes_s)
        if "bad" in texts:
            raise NoAnswer("I was asked something bad.")
        if "big" in texts:
            raise OutOfMemory("No room.")
        if "bug" in texts:
            raise ZeroDivisionError
        return [Generated(text) for text in texts]


def test_echo_is_a_model() -> None:
    assert isinstance(Echo(1), ImageTextModel)


def test_requests_made_at_once_share_batches_and_one_thread() -> None:
    model = Echo(batch_size=4, takes_s=0.05)
    batches = Batches(model)
    coming = [batches.ask(Prompt((str(number),)), Settings()) for number in range(10)]
    assert [each.result(timeout=10).text for each in coming] == [str(number) for number in range(10)]
    assert [len(batch) for batch in model.batches] == [4, 4, 2]
    assert len(model.threads) == 1
    batches.close()


def test_a_lonely_request_does_not_wait_for_others() -> None:
    batches = Batches(Echo(batch_size=100))
    began = time.monotonic()
    assert batches.ask(Prompt(("hello",)), Settings()).result(timeout=10).text == "hello"
    assert time.monotonic() - began < 5
    batches.close()


def test_only_requests_with_equal_settings_and_numbers_of_images_share_a_batch() -> None:
    model = Echo(batch_size=8)
    batches = Batches(model)
    warm = Settings(temperature=1.0)
    asked = [
        (("a",), Settings()),
        ((DOT, "b"), Settings()),
        (("c",), warm),
        (("d",), Settings()),
        ((DOT, "e"), Settings()),
    ]
    coming = [batches.ask(Prompt(parts), settings) for parts, settings in asked]
    assert [each.result(timeout=10).text for each in coming] == ["a", "b", "c", "d", "e"]
    assert sorted(model.batches) == [["a", "d"], ["b", "e"], ["c"]]
    batches.close()


def test_an_error_is_told_to_the_request_that_made_it_alone() -> None:
    batches = Batches(Echo(batch_size=3))
    good, bad, fine = (batches.ask(Prompt((text,)), Settings()) for text in ("good", "bad", "fine"))
    assert good.result(timeout=10).text == "good"
    assert fine.result(timeout=10).text == "fine"
    with pytest.raises(NoAnswer, match="something bad"):
        bad.result(timeout=10)
    batches.close()


def test_a_lack_of_memory_is_told_to_the_whole_batch_and_the_next_one_is_tried() -> None:
    model = Echo(batch_size=2)
    batches = Batches(model)
    big, beside = (batches.ask(Prompt((text,)), Settings()) for text in ("big", "beside"))
    for each in (big, beside):
        with pytest.raises(OutOfMemory):
            each.result(timeout=10)
    assert len(model.batches) == 1
    assert batches.ask(Prompt(("next",)), Settings()).result(timeout=10).text == "next"
    batches.close()


def test_a_mistake_in_a_model_leaves_nobody_waiting() -> None:
    batches = Batches(Echo(batch_size=2))
    for each in [batches.ask(Prompt((text,)), Settings()) for text in ("bug", "beside")]:
        with pytest.raises(ZeroDivisionError):
            each.result(timeout=10)
    assert batches.ask(Prompt(("next",)), Settings()).result(timeout=10).text == "next"
    batches.close()


def test_a_request_that_is_cancelled_in_time_is_never_asked() -> None:
    model = Echo(batch_size=1, takes_s=0.2)
    batches = Batches(model)
    first, second, third = (batches.ask(Prompt((text,)), Settings()) for text in ("1", "2", "3"))
    assert second.cancel()
    assert third.result(timeout=10).text == "3"
    assert first.result(timeout=10).text == "1"
    assert model.batches == [["1"], ["3"]]
    batches.close()


def test_closing_cancels_what_has_not_begun() -> None:
    batches = Batches(Echo(batch_size=1, takes_s=0.2))
    coming = [batches.ask(Prompt((text,)), Settings()) for text in ("1", "2", "3")]
    time.sleep(0.1)
    batches.close()
    assert coming[0].result(timeout=10).text == "1"
    with pytest.raises(CancelledError):
        coming[2].result(timeout=10)
