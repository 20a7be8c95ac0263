"""The whole idea in one call: the pairs two encoders disagree about, what moves each, and what the suspect reads."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scotoma.benchmark import Benchmark
from scotoma.demo.answering import mend
from scotoma.demo.gathering import gather
from scotoma.demo.pictures import Pictures, built_in_pictures
from scotoma.embeddings.shards import encoder_facts, folder_name
from scotoma.encoders import Encoder
from scotoma.errors import UsageError
from scotoma.files import locked, read_json
from scotoma.find import Found, find_pairs
from scotoma.matching import match, save_scores, saving
from scotoma.models import ImageTextModel
from scotoma.pairs import check_threshold
from scotoma.probe import Plan, probe_several
from scotoma.probe import writing as probing
from scotoma.progress import Progress, silent
from scotoma.report import write_profile
from scotoma.runs import record_stage
from scotoma.scoring import cosines

__all__ = ["Settings", "demonstrate"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is shown: `probed` drawn pairs a pattern that tell what moves the encoders, `trained` more that a linear
    probe is fitted on (0 for none), and `top` pairs on the page.

    Raises:
        UsageError: the page is to show no pair.
    """

    probed: int = 40
    trained: int = 0
    top: int = 500
    seed: int = 0

    def __post_init__(self) -> None:
        if self.top < 1:
            raise UsageError(f"top is {self.top}; the page shows at least 1 pair.")


DEFAULT = Settings()


def demonstrate(
    run: Path,
    suspect: Encoder,
    reference: Encoder,
    *,
    above: float = 0.95,
    below: float = 0.6,
    pictures: Pictures | None = None,
    limit: int | None = None,
    models: tuple[ImageTextModel, ImageTextModel] | None = None,
    settings: Settings = DEFAULT,
    progress: Progress = silent,
) -> Found:
    """What a suspect is blind to, shown on built-in pictures: a run folder with its page. Nothing is fetched.

    The pictures are the built-in benchmark's, others that no built-in encoder was trained on, and drawn scenes, unless
    `pictures` says otherwise; `limit` takes the first so many. Both encoders are probed on other scenes (`probe/`) and
    compared on the benchmark's pairs, whose captions they match if they read text (`scores/`). Of `models` the first is
    blind where the suspect is, the second mended; both answer the benchmark's questions (`answers/`) and those about
    the drawn scenes (`scenes/`). Then the pairs are found and the page is written, as by `find_pairs`. The same call
    again goes on where it stopped and does nothing twice.

    Raises:
        BadThreshold: a threshold is not a number in [-1, 1].
        UsageError: a number is out of its range.
        RunMismatch: the run folder is of another collection or version.
        ScotomaError: as `probe_several`, `match`, `mend` and `find_pairs` raise it.
    """
    check_threshold("above", above)
    check_threshold("below", below)
    if limit is not None and limit < 1:  # told before the probe, which takes a while
        raise UsageError(f"limit is {limit}; it must be at least 1.")
    both = suspect, reference
    side_px = max(encoder.facts.preprocessing.side_px for encoder in both)
    plan = Plan(n=settings.probed, train=settings.trained, seed=settings.seed, side_px=side_px, above=above)
    wanted = pictures or built_in_pictures()
    images = gather(wanted, run, progress=progress)
    _probe(run, plan, both, progress)
    for encoder in both:
        _compare(run, wanted.benchmark, encoder, above, progress)
    if models is not None:
        mend(run, wanted, models, progress=progress)
    top = settings.top
    return find_pairs(images, *both, run, above=above, below=below, limit=limit, top=top, progress=progress)


def _probe(run: Path, plan: Plan, encoders: tuple[Encoder, Encoder], progress: Progress) -> None:
    facts = [encoder.facts.as_dict() for encoder in encoders]
    path = run / "probe" / "probe.json"
    if path.exists():
        there = read_json(path, probing.KIND, probing.VERSION)
        if (there["plan"], [each["encoder"] for each in there["encoders"]]) == _plain((asdict(plan), facts)):
            return
    profiles = probe_several(encoders, plan, progress=progress)
    with locked(run):
        write_profile(profiles, run / "probe")
        record_stage(run, "probe", {"plan": asdict(plan), "encoders": facts}, encoders[0].facts.runtime)


def _compare(run: Path, benchmark: Benchmark, encoder: Encoder, above: float, progress: Progress) -> None:
    facts = encoder_facts(encoder.facts.as_dict())
    path = run / "scores" / f"{folder_name(encoder.facts.name)}.json"
    if path.exists():
        there = read_json(path, saving.KIND, saving.VERSION)
        if (there["encoder"], there["benchmark"]["sha256"], there["images"]["threshold"]) == (
            facts,
            benchmark.sha256,
            above,
        ):
            return
    ask = match if encoder.facts.reads_text else cosines
    save_scores(run, benchmark, encoder.facts, ask(benchmark, encoder, above=above, progress=progress))


def _plain(value: Any) -> tuple[Any, ...]:
    """What JSON gives back."""
    return tuple(json.loads(json.dumps(value)))
