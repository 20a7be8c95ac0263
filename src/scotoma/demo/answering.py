"""Small models answer the demonstration's questions, and are scored like any others."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scotoma.answers import Answer, AnswerSet, answer_folder, read_answers, write_answers
from scotoma.answers.controls import Request, requests
from scotoma.benchmark import BENCHMARKS, Benchmark
from scotoma.demo.pictures import SCENE_SIDE_PX, Pictures
from scotoma.demo.scene_benchmark import scene_benchmark
from scotoma.files import locked
from scotoma.images import decode
from scotoma.mixture.onnx_model import OnnxMixture
from scotoma.models import Generated, ImageTextModel, Prompt, Settings, load_model
from scotoma.models.minis import MINIS
from scotoma.progress import Progress, silent
from scotoma.report.mended_section import STAGE
from scotoma.runs import record_stage
from scotoma.scoring import ModelScores, score_answers, write_model_scores

__all__ = ["answer", "mend", "shipped_models"]

SHIPPED = ("single", "interleaved")
PRESET = "mmvp"  # the paper's own words, which the small models were trained on
SETTINGS = Settings(max_new_tokens=32)
AT_ONCE = 64  # questions between two steps of the progress; a few batches of the small models


@dataclass(frozen=True, slots=True)
class _Asking:
    run: Path
    benchmark: Benchmark
    model: ImageTextModel

    @property
    def folder(self) -> Path:
        return answer_folder(self.run, self.model.name, "plain")

    def settings(self) -> dict[str, Any]:
        """What decides the answers besides model, benchmark and prompt."""
        weights = self.model.weights_sha256 if isinstance(self.model, OnnxMixture) else None
        return {**asdict(SETTINGS), "weights_sha256": weights}

    def asked(self) -> dict[str, str]:
        return {"name": self.benchmark.name, "version": self.benchmark.version, "sha256": self.benchmark.sha256}


def shipped_models() -> tuple[ImageTextModel, ImageTextModel] | None:
    """The blind and the mended model that are part of the package, loaded; None where they are not in it.

    Raises:
        BrokenFile, MissingCheckpoint: their files are damaged or incomplete.
    """
    if not set(SHIPPED) <= set(MINIS):
        return None
    blind, mended = (load_model(f"mini:{name}") for name in SHIPPED)
    return blind, mended


def mend(
    run: Path, pictures: Pictures, models: tuple[ImageTextModel, ImageTextModel], *, progress: Progress = silent
) -> None:
    """Ask two models, the blind one first, about drawn scenes and the pictures' benchmark.

    Answers and scores on the benchmark are in the run folder then, those on the scenes in its folder `scenes`, with the
    scenes; a note in `run.json` makes a section of the page of them.

    Raises:
        ScotomaError: as `answer` raises it.
    """
    asked = [(".", pictures.benchmark, f"The benchmark {pictures.benchmark.name}")]
    if pictures.scenes:
        scenes = scene_benchmark(
            run / "scenes" / "benchmark", pictures.scenes, seed=pictures.seed, side_px=SCENE_SIDE_PX
        )
        asked.insert(0, ("scenes", scenes, "Drawn scenes"))
    for where, benchmark, _ in asked:
        answer(run / where, benchmark, models, progress=progress)
    built_in = BENCHMARKS.names()
    note = {
        "blind": models[0].name,
        "mended": models[1].name,
        "what": " ".join(map(described, models)),
        "parts": [
            {"folder": where, "benchmark": each.name if each.name in built_in else str(each.folder), "title": title}
            for where, each, title in asked
        ],
    }
    with locked(run):
        record_stage(run, STAGE, note)


def described(model: ImageTextModel) -> str:
    """What a model sees through, in a sentence; its name where that is not known."""
    if not isinstance(model, OnnxMixture):
        return f"{model.name} answers."
    layout = model.layout
    towers, count = " and ".join(tower.name for tower in layout.towers), layout.tokens_per_image
    sees = f"{model.name} is a small language model that sees through {towers}, in {count} tokens a picture."
    return f"{sees} {layout.trained_on}".rstrip()


def answer(
    run: Path, benchmark: Benchmark, models: Sequence[ImageTextModel], *, progress: Progress = silent
) -> tuple[ModelScores, ...]:
    """The scores of each model on the benchmark; answers and scores are in the run folder then, as if by `scotoma ask`
    and `scotoma score`. Answers that are there, of the same weights to the same questions, are not asked for again.

    Raises:
        BrokenFile: answers or scores that are there are damaged.
        NoAnswer: a model cannot answer.
        RunLocked: another process is writing the run folder.
    """
    scored = []
    with locked(run):
        for model in models:
            asking = _Asking(run, benchmark, model)
            answers = _kept(asking) or _asked(asking, progress)
            scored.append(score_answers(benchmark, [answers]))
            write_model_scores(run, scored[-1])
        record_stage(run, "score", {"benchmark": asking.asked(), "models": [model.name for model in models]})
    return tuple(scored)


def _kept(asking: _Asking) -> AnswerSet | None:
    """The answers that are there, None where they are of other weights or questions, or not there."""
    if not (asking.folder / "answers.json").exists():
        return None
    kept = read_answers(asking.folder)
    same = (kept.benchmark, kept.preset, kept.settings) == (asking.asked(), PRESET, asking.settings())
    return kept if same else None


def _asked(asking: _Asking, progress: Progress) -> AnswerSet:
    """Ask everything, and write the answers once the last is there."""
    wanted = requests(asking.benchmark, "plain", PRESET)
    answers: list[Answer] = []
    with progress(f"{asking.model.name} answers {asking.benchmark.name}", len(wanted), "questions") as advance:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            answers += _answered(asking.model, some)
            advance(len(some))
    model, settings = asking.model.name, asking.settings()
    given = AnswerSet(model, asking.asked(), "plain", PRESET, tuple(answers), settings)
    write_answers(asking.folder, given)
    source = {"source": str(asking.benchmark.folder), "preset": PRESET, **settings}
    record_stage(
        asking.run,
        "ask",
        {"model": model, "benchmark": asking.asked(), "control": ["plain"], **source},
        "onnxruntime",
        "tokenizers",
    )
    return given


def _answered(model: ImageTextModel, some: Sequence[Request]) -> list[Answer]:
    data = [request.pictures[0].path.read_bytes() for request in some]
    prompts = [
        Prompt((decode(image), request.prompt), question=request.question, control="plain")
        for image, request in zip(data, some, strict=True)
    ]
    begun = time.monotonic()
    said = model.generate(prompts, SETTINGS)
    seconds = round((time.monotonic() - begun) / len(some), 3)
    return [_answer(*each, seconds) for each in zip(some, data, said, strict=True)]


def _answer(request: Request, image: bytes, said: Generated, seconds: float) -> Answer:
    return Answer(
        question=request.question,
        state="truncated" if said.finish_reason == "length" else "answered" if said.text.strip() else "empty",
        raw=said.text,
        options=request.options,
        order=request.order,
        prompt=request.prompt,
        image_sha256=(hashlib.sha256(image).hexdigest(),),
        finish_reason="max_tokens" if said.finish_reason == "length" else said.finish_reason,
        seconds=seconds,
        input_tokens=said.input_tokens,
        output_tokens=None if said.tokens is None else len(said.tokens),
    )
