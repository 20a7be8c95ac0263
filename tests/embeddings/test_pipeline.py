import threading
import time
from dataclasses import dataclass, field

import numpy as np
import pytest

from scotoma.embeddings import embed
from scotoma.embeddings.pipeline import BATCHES_AHEAD, default_workers, prepared, unit_rows
from scotoma.errors import BadRow
from scotoma.images.collection import Entry
from tests.embeddings.small import Memory, Thumbs, memory


@dataclass
class Counted:
    """A collection that notes how many images were read, and from which threads; the first ones take longest."""

    inner: Memory
    slowest_s: float = 0.0
    reads: list[int] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    source: str = "counted"
    kind: str = "memory"

    def __len__(self) -> int:
        return len(self.inner)

    def __getitem__(self, index: int) -> Entry:
        return self.inner[index]

    def read(self, index: int) -> bytes:
        time.sleep(self.slowest_s / (index + 1))
        self.reads.append(index)
        self.threads.add(threading.current_thread().name)
        return self.inner.read(index)


def decoding_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("scotoma-decode")]


def test_the_order_is_the_collections_whichever_thread_is_first() -> None:
    images = Counted(memory(30), slowest_s=0.2)
    ids = [item.image.id for item in prepared(images, Thumbs(), ((index, None) for index in range(30)), workers=4)]
    assert ids == [f"p{index}" for index in range(30)]
    assert images.reads != sorted(images.reads)  # the threads did overtake each other


def test_only_a_few_batches_are_held_at_a_time_and_closing_stops_the_threads() -> None:
    images, encoder = Counted(memory(200)), Thumbs(batch_size=5)
    stream = prepared(images, encoder, ((index, None) for index in range(200)), workers=2)
    next(stream)
    time.sleep(0.3)
    assert len(images.reads) <= BATCHES_AHEAD * 5 + 2 + 1
    assert decoding_threads()
    stream.close()
    assert not decoding_threads()


def test_an_error_in_the_encoder_stops_the_threads() -> None:
    with pytest.raises(BadRow):
        embed(memory(40), Thumbs(spoil=frozenset({5})), workers=3)
    assert not decoding_threads()


def test_decoding_goes_on_while_the_encoder_works() -> None:
    images = Counted(memory(24))
    encoder = Thumbs(batch_size=4, delay_s=0.05)
    ahead: list[int] = []

    class Watching(Thumbs):
        def embed_images(self, pixels: np.ndarray) -> np.ndarray:
            rows = encoder.embed_images(pixels)
            ahead.append(len(images.reads) - sum(encoder.batches))
            return rows

    embed(images, Watching(batch_size=4), workers=2)
    assert max(ahead) >= 4  # at least one batch is ready when the encoder has done its own


def test_as_many_threads_read_as_asked_for() -> None:
    images = Counted(memory(40), slowest_s=0.1)
    embed(images, Thumbs(), workers=3)
    assert len(images.threads) == 3
    assert default_workers() >= 1


def test_rows_are_normalised_against_the_definition() -> None:
    # |(3, 4)| = 5, |(0, -2)| = 2
    assert unit_rows(np.array([[3.0, 4.0], [0.0, -2.0]]), ["a", "b"], "x").tolist() == [[0.6, 0.8], [0.0, -1.0]]
    with pytest.raises(BadRow, match="a row that is not finite for image 'b'"):
        unit_rows(np.array([[3.0, 4.0], [np.nan, 1.0]]), ["a", "b"], "x")
