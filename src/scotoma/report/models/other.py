"""POPE and LLaVA-Bench: their scores as tables for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotoma.errors import BrokenFile
from scotoma.files import read_json
from scotoma.report.models.figures import Figure, figure
from scotoma.report.models.made import stages_of
from scotoma.runs import read_stages
from scotoma.scoring import LlavaBenchRow, LlavaBenchScores, PopeRow, PopeScores, llava_bench_csv, pope_csv
from scotoma.scoring.model_files import VERSION

__all__ = ["OtherScores", "other_csv", "other_scores", "other_sections"]

KINDS = {"scotoma pope scores": "pope", "scotoma llava-bench scores": "llava-bench"}
FIGURES = {"accuracy": "accuracy", "precision": "precision", "recall": "recall", "f1": "F1", "yes_ratio": "yes"}
RULES = {"parser": "read by the parser, which may abstain", "published": "read by POPE’s published rule"}
COUNTS = ("questions", "judged", "unread", "failed", "unanswered")
ABOUT = {
    "pope": "Is there such a thing in the image? Half of the questions ask for something that is there. A model that "
    "always says yes gets an accuracy of a half, and a yes ratio of 100.",
    "llava-bench": "Open questions, whose answers a judge scores beside a reference answer. The relative score is the "
    "mean of the model’s over the mean of the reference’s, and can be compared under one judge only.",
}
MEANINGS = {
    "pope": (
        ("F1", "the harmonic mean of precision and recall of yes: what papers often call the POPE score"),
        ("yes", "the share of yes among the answers that were read"),
        ("unread", "answers that gave neither yes nor no; they count as not right"),
        ("mean", "the mean of the splits"),
    ),
    "llava-bench": (
        ("relative", "the mean score of the model over that of the reference, in per cent"),
        ("judged", "questions with both scores; only these are averaged"),
        ("unread", "reviews without two scores from 1 to 10"),
        ("failed", "reviews that never came"),
        ("unanswered", "questions with no answer to judge"),
    ),
}


@dataclass(frozen=True, slots=True)
class OtherScores:
    """The scores of a run's models on POPE or LLaVA-Bench, as they were written; `kind` says which."""

    run: Path
    kind: str
    scores: tuple[PopeScores, ...] | tuple[LlavaBenchScores, ...]


def other_scores(run: Path) -> OtherScores | None:
    """What the run's `scores` folder has of POPE or LLaVA-Bench; None where it has neither.

    Raises:
        BrokenFile: a file is damaged, or of another version.
    """
    for kind, name in KINDS.items():
        paths = [
            path
            for path in sorted((run / "scores").glob("*.json"))
            if f'"kind": "{kind}"' in path.read_text("utf-8")[:200]
        ]
        if paths:
            return OtherScores(run, name, _checked(name, paths, kind))
    return None


def _checked(name: str, paths: Sequence[Path], kind: str) -> Any:
    """The scores in the files as records."""
    from pydantic import TypeAdapter, ValidationError

    shape: Any = TypeAdapter(PopeScores if name == "pope" else LlavaBenchScores)
    found = []
    for path in paths:
        try:
            found += [shape.validate_python(each) for each in read_json(path, kind, VERSION)["scores"]]
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BrokenFile(f"{path}: {where}: {first['msg']}. Run `scotoma score` again to write it anew.") from error
    return tuple(found)


def other_csv(found: OtherScores) -> str:
    """The same as one table for spreadsheets, shares in 0..1."""
    return pope_csv(_of_pope(found)) if found.kind == "pope" else llava_bench_csv(_of_llava_bench(found))


def _of_pope(found: OtherScores) -> list[PopeScores]:
    return [each for each in found.scores if isinstance(each, PopeScores)]


def _of_llava_bench(found: OtherScores) -> list[LlavaBenchScores]:
    return [each for each in found.scores if isinstance(each, LlavaBenchScores)]


def other_sections(found: OtherScores) -> dict[str, Any]:
    """Everything the page shows of them."""
    known, models = found.scores[0].benchmark, list(dict.fromkeys(each.model for each in found.scores))
    one = "question of yes or no" if found.kind == "pope" else "open question"
    facts = [("benchmark", known["name"]), ("version", known["version"]), ("models", f"{len(models):,}")]
    return {
        "title": f"{len(models)} models on {known['name']}",
        "first": "scores-title",
        "headline": f"{known['name']}: {len(models)} {'model' if len(models) == 1 else 'models'}, one {one} at a time",
        "key_facts": facts,
        "about": ABOUT[found.kind],
        "tables": _pope(_of_pope(found)) if found.kind == "pope" else _llava_bench(_of_llava_bench(found)),
        "meanings": MEANINGS[found.kind],
        "made": {
            "about": [("benchmark", f"{known['name']} {known['version']}"), ("sha256", known["sha256"])],
            "stages": stages_of(read_stages(found.run)),
        },
    }


def _pope(scores: Sequence[PopeScores]) -> list[dict[str, Any]]:
    """A table for each rule, control and split, the models with the highest F1 first; the mean of the splits leads."""
    kinds = dict.fromkeys((each.rule, each.control) for each in scores)
    tables = []
    for rule, control in kinds:
        chosen = [each for each in scores if (each.rule, each.control) == (rule, control)]
        splits = dict.fromkeys(row.split for each in chosen for row in each.rows)
        for split in sorted(splits, key=lambda name: name != "mean"):
            rows = [(each.model, row) for each in chosen for row in each.rows if row.split == split]
            rows.sort(key=lambda row: -(row[1].f1.value if row[1].f1 else -1))
            title = f"{'Mean of the splits' if split == 'mean' else split}, {RULES[rule]}"
            title += "" if control == "plain" else f", control {control}"
            tables.append({"title": title, "heads": POPE_HEADS, "rows": [(name, _pope_row(row)) for name, row in rows]})
    return tables


POPE_HEADS = [
    *({"name": name, "wide": True} for name in FIGURES.values()),
    *({"name": name, "wide": False} for name in ("questions", "unread")),
]


def _pope_row(row: PopeRow) -> list[Figure | str]:
    figures: list[Figure | str] = [figure(getattr(row, name)) for name in FIGURES]
    return [*figures, str(row.questions), str(row.unread_yes + row.unread_no)]


def _llava_bench(scores: Sequence[LlavaBenchScores]) -> list[dict[str, Any]]:
    """A table for each judge, control and category, all questions first."""
    kinds = dict.fromkeys((each.judge, each.control) for each in scores)
    heads = [{"name": "relative", "wide": True}]
    heads += [{"name": name, "wide": False} for name in ("model", "reference", *COUNTS)]
    tables = []
    for judge, control in kinds:
        chosen = [each for each in scores if (each.judge, each.control) == (judge, control)]
        categories = dict.fromkeys(row.category for each in chosen for row in each.rows)
        for category in sorted(categories, key=lambda name: name != "all"):
            rows = [(each.model, row) for each in chosen for row in each.rows if row.category == category]
            rows.sort(key=lambda row: -(row[1].relative.value if row[1].relative else -1))
            title = f"{category}, judged by {judge}" + ("" if control == "plain" else f", control {control}")
            tables.append({"title": title, "heads": heads, "rows": [(name, _judged(row)) for name, row in rows]})
    return tables


def _judged(row: LlavaBenchRow) -> list[Figure | str]:
    means = ("–" if mean is None else f"{mean:.2f}" for mean in (row.candidate_mean, row.reference_mean))
    return [figure(row.relative), *means, *(str(getattr(row, name)) for name in COUNTS)]
