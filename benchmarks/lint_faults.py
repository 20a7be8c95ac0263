"""Which planted faults the lint finds: `python benchmarks/lint_faults.py` prints the tables in the docs.

Two benchmarks of 60 pairs get 20 faults each. Those of `lint_faults/first.jsonl` are planted in drawn scenes, those of
`second.jsonl` in the built-in drawings, one pair of each of 60 questions. The first were written before there was any
rule, the second when the rules were done, in other words; no rule was changed for them. The models that answer are
simulated: they know which option is true, whatever the key says, and err by chance.

A fault is found where a flag of a rule that is meant for its kind names its pair. A false alarm is a flag on a pair
without a fault. Seconds: about ten on one core.
"""

import argparse
import io
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageEnhance

from scotoma.answers import Answer, AnswerSet, Control, write_answers
from scotoma.benchmark import Benchmark, open_benchmark
from scotoma.files import write_json
from scotoma.lint import SEVERITIES, Evidence, LintReport, items_of, lint_benchmark, measure_pictures, model_answers
from scotoma.scenes.writing import write_benchmark

FAULTS = Path(__file__).parent / "lint_faults"
PAIRS = 60
LOSSY = ("recompress", "crop")
MODELS = {"model-1": 0.75, "model-2": 0.65, "model-3": 0.55, "model-4": 0.25}
"""Simulated models, and the share of pairs of which they see the difference."""

WRONG_WAY = 0.06
"""The share of pairs that each model, by itself, sees the wrong way round; of the rest it says the same twice."""

MEANT_FOR = {
    "swapped key": ("captions-against-key", "models-against-key", "reviewers-against-key"),
    "captions exchanged": ("captions-against-key",),
    "same key twice": ("same-key",),
    "blind-solvable": ("blind-answers", "blind-prior"),
    "option leak": ("option-leak",),
    "grammar tell": ("grammar-tell",),
    "option length": ("option-form",),
    "both true": ("both-or-neither", "models-abstain", "reviewers-unsure"),
    "neither true": ("both-or-neither", "models-abstain", "reviewers-unsure"),
    "odd option": ("catch-all",),
    "yes and no mixed": ("yes-no-mixed", "question-form"),
    "image used twice": ("near-duplicates",),
    "near-duplicate image": ("near-duplicates",),
    "same image twice": ("images-alike",),
    "small image": ("small-images",),
    "extreme shape": ("extreme-shape",),
    "duplicate question": ("duplicate-questions", "near-duplicates"),
}
"""The rules that are meant to find each kind of fault."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a set of faults: for each its kind, its pair and the rules that found it; and the false alarms."""

    faults: tuple[tuple[str, str, tuple[str, ...]], ...]
    alarms: Mapping[str, Sequence[str]]
    report: LintReport


def read_faults(name: str) -> list[dict[str, Any]]:
    """The faults of a file, one a line."""
    return [json.loads(line) for line in (FAULTS / name).read_text(encoding="utf-8").splitlines()]


def scenes_folder(folder: Path, *, seed: int = 0) -> Path:
    """Sixty drawn scenes, as a benchmark."""
    write_benchmark(folder, n=7, seed=seed, side_px=336)
    _keep(folder, _first_pairs(_lines(folder)))
    return folder


def emoji_folder(folder: Path, *, side_px: int = 336) -> Path:
    """One pair of each of sixty questions of the built-in benchmark, its drawings enlarged."""
    emoji = open_benchmark("emoji")
    groups = {pair.group: pair for pair in reversed(emoji.pairs)}
    lines, used = list[dict[str, Any]](), set[Path]()
    (folder / "images").mkdir(parents=True)
    for pair in list(groups.values())[::-1]:
        if used & {pair.image_a, pair.image_b} or len(lines) == 2 * PAIRS:
            continue
        used |= {pair.image_a, pair.image_b}
        for side, question, path, caption in zip(
            "ab", pair.questions, (pair.image_a, pair.image_b), (pair.caption_a, pair.caption_b), strict=True
        ):
            name = f"{pair.group}-{side}.png"
            Image.open(path).convert("RGBA").resize((side_px, side_px)).save(folder / "images" / name)
            facts = {"id": f"{pair.group}/{side}", "pair": pair.group, "side": side, "image": name}
            asked = {"question": question.text, "options": list(question.options), "answer": question.answer}
            lines.append({**facts, **asked, "caption": caption, "patterns": list(pair.patterns)})
    _write(folder, lines)
    head = {"name": "drawings", "benchmark_version": "1", "licence": "see the built-in benchmark"}
    write_json(folder / "benchmark.json", "scotoma benchmark", 1, head)
    return folder


def plant(folder: Path, faults: Iterable[Mapping[str, Any]]) -> None:
    """Put the faults into a benchmark folder."""
    lines = _lines(folder)
    of = {(line["pair"], line["side"]): line for line in lines}
    originals = {path.name: path.read_bytes() for path in (folder / "images").iterdir()}
    for fault in faults:
        for side in "ab":
            of[fault["pair"], side] |= {**fault.get("both", {}), **fault.get(side, {})}
            if wish := fault.get(f"picture_{side}"):
                line = of[fault["pair"], side]
                source = originals[wish.get("of", line["image"])]
                line["image"] = f"{fault['pair']}-{side}-changed.{'jpg' if wish['do'] in LOSSY else 'png'}"
                (folder / "images" / line["image"]).write_bytes(changed(source, wish))
    _write(folder, lines)
    head = json.loads((folder / "benchmark.json").read_text(encoding="utf-8"))
    head.pop("sha256", None)
    (folder / "benchmark.json").write_text(json.dumps(head), encoding="utf-8")


def changed(source: bytes, wish: Mapping[str, Any]) -> bytes:
    """The picture copied, recompressed, cropped, brightened, resized or padded, as a fault wishes."""
    if wish["do"] == "copy":
        return source
    picture, data = Image.open(io.BytesIO(source)).convert("RGB"), io.BytesIO()
    if wish["do"] == "crop":
        edge = round(wish["share"] * picture.width)
        picture = picture.crop((edge, edge, picture.width - edge, picture.height - edge))
    if wish["do"] in LOSSY:
        picture.save(data, "JPEG", quality=wish["quality"])
        return data.getvalue()
    if wish["do"] == "resize":
        picture = picture.resize((wish["width"], wish["height"]))
    elif wish["do"] == "brighten":
        picture = ImageEnhance.Brightness(picture).enhance(wish["by"])
    elif wish["do"] == "pad":
        wide = Image.new("RGB", (wish["width"], wish["height"]), "white")
        wide.paste(picture, ((wish["width"] - picture.width) // 2, (wish["height"] - picture.height) // 2))
        picture = wide
    picture.save(data, "PNG")
    return data.getvalue()


def simulate(run: Path, benchmark: Benchmark, faults: Sequence[Mapping[str, Any]], *, seed: int = 0) -> None:
    """Write the answers of simulated models below `run`: four that see, in both orders, and two that do not.

    Those that see know the truth of a swapped key; where a fault says that the truth is unclear they name no option.
    Those that do not answer by the text alone: alike to the same question, and right where a fault says so.
    """
    wrong = {fault["pair"] for fault in faults if fault["kind"] == "swapped key"}
    unclear = {fault["pair"] for fault in faults if fault.get("models") == "unclear"}
    told = {fault["pair"] for fault in faults if fault.get("blind") == "right"}
    for name, share in MODELS.items():
        dice = random.Random(f"{seed} {name}")
        drawn = {pair.id: dice.random() for pair in benchmark.pairs}
        guess = {pair.id: dice.randrange(2) for pair in benchmark.pairs}
        for control in ("plain", "swapped"):
            given = {}
            for pair in benchmark.pairs:
                for question in pair.questions:
                    key = question.answer or 0
                    true, at = 1 - key if pair.id in wrong else key, drawn[pair.id]
                    option = true if at < share else 1 - true if at < share + WRONG_WAY else guess[pair.id]
                    given[question.id] = None if pair.id in unclear else option
            _write_answers(run, benchmark, name, control, given)
    for name in ("reader-1", "reader-2"):
        given = {}
        for pair in benchmark.pairs:
            for question in pair.questions:
                by_text = random.Random(f"{seed} {name} {question.text} {question.options}").randrange(2)
                given[question.id] = question.answer if pair.id in told else by_text
        _write_answers(run, benchmark, name, "no-image", given)


def find(folder: Path, faults: Sequence[Mapping[str, Any]], *, run: Path | None = None) -> Found:
    """Run the lint over a benchmark with planted faults, and with the answers below `run`, and compare."""
    benchmark = open_benchmark(folder)
    places = {question.image_id: benchmark.image(question.id) for question in benchmark.questions()}
    pictures, broken = measure_pictures(places)
    answers = () if run is None else model_answers(run, benchmark)
    report = lint_benchmark(
        items_of(benchmark), name=benchmark.name, evidence=Evidence(pictures, broken, answers=answers)
    )
    by_pair: dict[str, set[str]] = {}
    for flag in report.flags:
        for pair in flag.pairs:
            by_pair.setdefault(pair, set()).add(flag.rule)
    faulty = {fault["pair"] for fault in faults}
    found = tuple(
        (fault["kind"], fault["pair"], tuple(sorted(by_pair.get(fault["pair"], set()) & {*MEANT_FOR[fault["kind"]]})))
        for fault in faults
    )
    alarms: dict[str, list[str]] = {
        severity: [
            f"{flag.rule} ({', '.join(flag.pairs) or 'the whole'})"
            for flag in report.flags
            if flag.severity == severity and not faulty & {*flag.pairs}
        ]
        for severity in SEVERITIES
    }
    return Found(found, alarms, report)


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def _write(folder: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")


def _first_pairs(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sixty pairs: all but the last of three patterns that no fault is planted in."""
    return [pair for pair in dict.fromkeys(line["pair"] for line in lines) if pair not in LEFT_OUT]


LEFT_OUT = {"orientation-6", "position-6", "structure-6"}


def _keep(folder: Path, pairs: Sequence[str]) -> None:
    _write(folder, [line for line in _lines(folder) if line["pair"] in set(pairs)])


def _write_answers(
    run: Path, benchmark: Benchmark, model: str, control: Control, given: Mapping[str, int | None]
) -> None:
    answers = []
    for question in benchmark.questions():
        order = (1, 0) if control == "swapped" else (0, 1)
        options, option = tuple(question.options[place] for place in order), given[question.id]
        raw = "Both could be said." if option is None else f"({'ab'[order.index(option)]})"
        answers.append(Answer(question.id, "answered", raw, options=options, order=order, prompt=question.text))
    of = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    write_answers(run / "answers" / model / control, AnswerSet(model, of, control, "letter", tuple(answers)))


def tell(title: str, without: Found, found: Found) -> None:
    """Print one set's table."""
    print(f"\n### {title}\n\n| fault | pair | by texts and images | with models' answers as well |\n|---|---|---|---|")
    for (kind, pair, before), (_, _, after) in zip(without.faults, found.faults, strict=True):
        print(f"| {kind} | {pair} | {', '.join(before) or 'not found'} | {', '.join(after) or 'not found'} |")
    for name, each in (("texts and images", without), ("and answers", found)):
        count = sum(bool(rules) for _, _, rules in each.faults)
        alarms = ", ".join(f"{len(flags)} {severity}s" for severity, flags in each.alarms.items())
        print(f"\n{name}: {count} of {len(each.faults)} found; false alarms on other pairs: {alarms}")
        for severity, flags in each.alarms.items():
            print("".join(f"- {severity}: {flag}\n" for flag in flags), end="")


def tell_mmvp(folder: Path, run: Path, *, seed: int) -> None:
    """Print what the lint finds in MMVP's texts, with simulated models that know its two swapped keys."""
    mmvp = open_benchmark(folder)
    swapped = [{"kind": "swapped key", "pair": pair} for pair in dict.fromkeys(each.pair for each in mmvp.errata)]
    simulate(run, mmvp, swapped, seed=seed)
    report = lint_benchmark(items_of(mmvp), name="MMVP", evidence=Evidence(answers=model_answers(run, mmvp)))
    print(
        f"\n### MMVP's texts\n\n{report.counts()}; its swapped keys are {', '.join(each['pair'] for each in swapped)}"
    )
    for flag in report.flags:
        print(f"- {flag.severity}: {flag.rule} ({', '.join(flag.pairs) or 'the whole'}): {flag.found}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="of the simulated models")
    parser.add_argument("--mmvp", type=Path, help="a folder in MMVP's layout; its images may be missing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for title, (name, make) in SETS.items():
            folder, run, faults = make(Path(home) / title), Path(home) / f"{title} run", read_faults(name)
            clean = find(folder, [])
            plant(folder, faults)
            simulate(run, open_benchmark(folder), faults, seed=given.seed)
            tell(title, find(folder, faults), find(folder, faults, run=run))
            print(f"\nwithout any fault: {clean.report.counts()}")
        if given.mmvp is not None:
            tell_mmvp(given.mmvp, Path(home) / "MMVP run", seed=given.seed)


SETS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "Drawn scenes": ("first.jsonl", scenes_folder),
    "Drawings": ("second.jsonl", emoji_folder),
}
"""By title: the file of the faults, and what makes the benchmark that they are planted in."""


if __name__ == "__main__":
    main()
