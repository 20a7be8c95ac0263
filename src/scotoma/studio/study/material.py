"""What a study asks: its benchmark, opened once a process, and its pictures as participants see them."""

import functools
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scotoma.benchmark import BENCHMARKS, Benchmark, Question, open_benchmark
from scotoma.errors import RunMismatch, UnknownName, UsageError
from scotoma.files import whole_file
from scotoma.images import decode
from scotoma.registry import unknown
from scotoma.studio.study.checks import Check
from scotoma.studio.study.order import Item
from scotoma.studio.study.records import Study

__all__ = ["Asked", "Material", "benchmarks_there", "open_within", "picture_of"]

EXACT_PIXELS = 512 * 512  # up to here pictures are sent as they are, without loss: the size that encoders look at
SIDE_PX = 1600  # arbitrary: larger pictures are made smaller, to what a screen shows


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on the page of one place: a text and the options in the order in which they are shown."""

    text: str
    options: tuple[str, ...]
    order: tuple[int, ...]
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Material:
    """A study with its benchmark opened."""

    study: Study
    benchmark: Benchmark
    questions: dict[str, Question]

    @classmethod
    def of(cls, run: Path, study: Study) -> "Material":
        """The material of a study; its benchmark is opened once and remembered.

        Raises:
            RunMismatch: the benchmark is not what it was when the study was set up.
            ScotomaError: it cannot be opened.
        """
        benchmark, questions = _opened(run, study.benchmark, study.benchmark_sha256)
        return cls(study, benchmark, questions)

    def asked(self, item: Item) -> Asked:
        """What is shown for an item."""
        source: Question | Check = self.study.checks[item.id] if item.is_check else self.questions[item.id]
        order = item.order(len(source.options))
        return Asked(source.text, tuple(source.options[index] for index in order), order, not item.is_check)

    def answer_to(self, item: Item) -> int | None:
        """The option that is right, in the item's own order."""
        return (self.study.checks if item.is_check else self.questions)[item.id].answer


def benchmarks_there(run: Path) -> list[str]:
    """What a study of this run may ask, as `open_within` takes it: its releases, the last first, and those built in."""
    folders = [folder for folder in (run / "benchmark", *sorted((run / "benchmarks").glob("*"))) if folder.is_dir()]
    released = [folder.relative_to(run).as_posix() for folder in reversed(folders)]
    return [*released, *BENCHMARKS.names()]


def open_within(run: Path, source: str) -> Benchmark:
    """The benchmark of pairs in a folder below the run, or the built-in one of that name.

    Raises:
        UsageError: the folder leads out of the run, or what is there has no pairs.
        ScotomaError: there is no such benchmark, or it has a mistake.
    """
    if source in BENCHMARKS.names():
        return open_benchmark(source)
    folder, place = run.resolve(), PurePosixPath(source)
    if not source or place.is_absolute() or not (folder / place).resolve().is_relative_to(folder):
        raise UsageError(
            f"{source!r} is no folder below the run. Name one such as benchmark, or a built-in benchmark: "
            f"{', '.join(BENCHMARKS.names())}."
        )
    if not (folder / place).is_dir():
        raise UnknownName(f"{unknown('benchmark', source, BENCHMARKS.names())} The run has no such folder either.")
    return open_benchmark(folder / place)


@functools.lru_cache(maxsize=16)
def _opened(run: Path, source: str, sha256: str) -> tuple[Benchmark, dict[str, Question]]:
    benchmark = open_within(run, source)
    if benchmark.sha256 != sha256:
        raise RunMismatch(
            f"{source} is not the benchmark that the study was set up with: its content has sha256 "
            f"{benchmark.sha256[:12]}..., then it was {sha256[:12]}... Put that version back, or set up another study."
        )
    return benchmark, {question.id: question for question in benchmark.questions()}


def picture_of(run: Path, path: Path) -> tuple[bytes, str]:
    """A picture as participants get it, and its media type: pixels alone, without anything else its file says.

    PNG without loss up to 512 x 512 px, else JPEG of at most 1,600 px a side. Made once, and kept below the run.

    Raises:
        BrokenImage: the file holds no picture.
    """
    data = path.read_bytes()
    name = hashlib.sha256(data).hexdigest()
    for suffix, kind in ((".png", "image/png"), (".jpg", "image/jpeg")):
        kept = run / "studio" / "study" / f"{name}{suffix}"
        if kept.is_file():
            return kept.read_bytes(), kind
    encoded, suffix, kind = _encoded(data)
    with whole_file(run / "studio" / "study" / f"{name}{suffix}") as file:
        file.write(encoded)
    return encoded, kind


def _encoded(data: bytes) -> tuple[bytes, str, str]:
    picture, made = decode(data), io.BytesIO()
    if picture.width * picture.height <= EXACT_PIXELS:
        picture.save(made, "PNG", compress_level=3)
        return made.getvalue(), ".png", "image/png"
    picture.thumbnail((SIDE_PX, SIDE_PX))
    picture.save(made, "JPEG", quality=95, subsampling=0)
    return made.getvalue(), ".jpg", "image/jpeg"
