"""Captioned pictures: questions about which caption is a picture's, and samples for training."""

import functools
from collections.abc import Sequence
from importlib.resources import files

from PIL import Image as PILImage

from scotoma.errors import UsageError
from scotoma.images import Collection, decode, open_images
from scotoma.mixture.lab.facts import Fact
from scotoma.mixture.lab.samples import CAPTION_REQUESTS, Sample, Turn, fact_turn
from scotoma.scenes.draws import Draw

__all__ = ["Captions", "caption_fact", "fits_fact", "held_out_pictures", "picture_samples"]


class Captions:
    """The different captions of a collection, to draw wrong ones from."""

    def __init__(self, captions: Sequence[str]) -> None:
        self._all = sorted({*captions})
        self._by_word: dict[str, list[str]] = {}
        for caption in self._all:
            for word in {*caption.lower().split()}:
                self._by_word.setdefault(word, []).append(caption)

    def __len__(self) -> int:
        return len(self._all)

    def another(self, caption: str, draw: Draw) -> str:
        """A caption other than this: in half of the draws, where there is one, one that shares a word with it."""
        near = [each for word in caption.lower().split() for each in self._by_word.get(word, ()) if each != caption]
        if near and draw.chance(50):
            return draw.one_of(near)
        return draw.one_of([each for each in self._all if each != caption])


def caption_fact(caption: str, other: str) -> Fact:
    """Which of two captions is the picture's; the right one comes first."""
    return Fact(f"Is this {caption} or {other}?", (caption, other), 0, f"This is {caption}.")


def fits_fact(caption: str, other: str | None) -> Fact:
    """Whether a caption is the picture's: its own, or another one."""
    said = caption if other is None else other
    sentence = f"{'Yes' if other is None else 'No'}, this is {caption}."
    return Fact(f"Is this {said}?", ("yes", "no"), 0 if other is None else 1, sentence)


def held_out_pictures() -> Collection:
    """The package's captioned pictures, of vendors that no built-in encoder was trained on. Never trained on here."""
    return open_images(str(files("scotoma") / "demo" / "pictures.parquet"))


def picture_samples(source: str, *, seed: int = 0, turns: int = 3, limit: int | None = None) -> list[Sample]:
    """A sample for each captioned picture of a source that `scotoma.open_images` knows; pictures are read when needed.

    Raises:
        UsageError: the source has no captions, or one alone.
    """
    collection = open_images(source)
    count = len(collection) if limit is None else min(limit, len(collection))
    captioned = [(number, caption) for number in range(count) if (caption := collection[number].caption)]
    captions = Captions([caption for _, caption in captioned])
    if len(captions) < 2:
        raise UsageError(f"{source} has {len(captions)} different captions; the laboratory needs two at least.")
    return [
        Sample(
            f"picture/{collection[number].id}",
            Turn(Draw("lab picture", seed, number, "caption").one_of(CAPTION_REQUESTS), caption),
            _conversation(caption, captions, turns, Draw("lab picture", seed, number)),
            (f"This is {caption}.",),
            f"This is {caption}.",
            functools.partial(_read, collection, number),
        )
        for number, caption in captioned
    ]


def _conversation(caption: str, captions: Captions, turns: int, draw: Draw) -> tuple[Turn, ...]:
    """One question on whether a caption fits, the others on which of two does."""
    facts = [fits_fact(caption, None if draw.chance(50) else captions.another(caption, draw))]
    facts += [caption_fact(caption, captions.another(caption, draw)) for _ in range(turns - 1)]
    return tuple(fact_turn(fact, draw) for fact in draw.some_of(facts, len(facts)))


def _read(collection: Collection, number: int) -> PILImage.Image:
    return decode(collection.read(number))
