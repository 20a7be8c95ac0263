"""Where the demonstration's pictures come from: a benchmark, held-out pictures around it, and drawn scenes."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scotoma import __version__
from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.images import Collection, Entry, open_images
from scotoma.patterns import PATTERNS
from scotoma.scenes import draw_pairs

__all__ = ["SCENE_SIDE_PX", "Picture", "Pictures", "Source", "built_in_pictures"]

HAYSTACK = Path(__file__).parent / "pictures.parquet"
LICENCE = (
    "CC-BY-4.0 (twemoji, by Twitter, Inc and other contributors), ISC (lucide, by Lucide Icons and contributors), "
    "MIT (flagpack, by Yummygum); see src/scotoma/demo/NOTICE.md"
)

SCENE_SIDE_PX = 128  # as large as the built-in pictures


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its id, its encoded bytes, and a caption if it has one."""

    id: str
    data: bytes
    caption: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Some of the pictures: what they are, under which licence, and how many will come."""

    what: str
    licence: str
    count: int
    pictures: Iterator[Picture]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of `benchmark`, those of `haystack` if there is one (under `licence`), and drawn scenes: `scenes`
    pairs for each of the nine patterns, from `seed` on."""

    benchmark: Benchmark
    haystack: Collection | None = None
    licence: str = ""
    scenes: int = 20
    seed: int = 0

    @property
    def key(self) -> str:
        """A fingerprint of what will be gathered."""
        listed = [entry.id for entry in _entries(self.haystack)]
        parts = [__version__, self.benchmark.sha256, self.scenes, self.seed, SCENE_SIDE_PX, listed]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def sources(self) -> list[Source]:
        """The three kinds, the benchmark's pictures first. Each is drawn or read as it is asked for."""
        benchmark, drawn = self.benchmark, 2 * self.scenes * len(PATTERNS)
        found = [Source(f"benchmark {benchmark.name}", benchmark.licence, len(benchmark.pictures()), _asked(benchmark))]
        if self.haystack is not None:
            found.append(Source("held out from training", self.licence, len(self.haystack), _read(self.haystack)))
        return [*found, Source("drawn scenes", "drawn by scotoma", drawn, _drawn(self.scenes, self.seed))]


def built_in_pictures() -> Pictures:
    """The benchmark "emoji", the built-in pictures that no built-in encoder was trained on, and drawn scenes."""
    return Pictures(open_benchmark("emoji"), open_images(str(HAYSTACK)), LICENCE)


def _entries(collection: Collection | None) -> list[Entry]:
    return [] if collection is None else [collection[number] for number in range(len(collection))]


def _asked(benchmark: Benchmark) -> Iterator[Picture]:
    captions: dict[str, str | None] = {}
    for pair in benchmark.pairs:
        captions.setdefault(pair.question_a.image_id, pair.caption_a)
        captions.setdefault(pair.question_b.image_id, pair.caption_b)
    pictures = benchmark.pictures()
    for number in range(len(pictures)):
        name = pictures[number].id
        yield Picture(f"{benchmark.name}/{name}", pictures.read(number), captions[name])


def _read(collection: Collection) -> Iterator[Picture]:
    for number in range(len(collection)):
        entry = collection[number]
        yield Picture(f"pictures/{entry.id}", collection.read(number), entry.caption)


def _drawn(count: int, seed: int) -> Iterator[Picture]:
    names = [pattern.name for pattern in PATTERNS]
    for pair in draw_pairs(names, count, seed=seed, side_px=SCENE_SIDE_PX):
        for side, picture, caption in (("a", pair.image_a, pair.caption_a), ("b", pair.image_b, pair.caption_b)):
            data = io.BytesIO()
            picture.save(data, "PNG")
            yield Picture(f"scenes/{pair.pattern}/{pair.seed}-{side}.png", data.getvalue(), caption)
