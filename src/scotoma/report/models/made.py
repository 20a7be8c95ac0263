"""What made the page: the benchmark, how every model was asked and what came back, the commands of the run."""

from collections.abc import Sequence
from typing import Any

from scotoma.report.models.contents import Contents
from scotoma.report.models.controls import TITLES
from scotoma.report.wording import plural

__all__ = ["STATES", "key_facts", "made_section", "stages_of"]

STATES = ("questions", "read", "unparsed", "empty", "truncated", "refused", "failed", "missing")


def key_facts(contents: Contents) -> list[tuple[str, str]]:
    """The figures under the headline."""
    asked = contents.models[0].benchmark
    controls = {each.control for model in contents.models for each in model.asked}
    presets = sorted({each.preset for model in contents.models for each in model.asked})
    facts = [("benchmark", asked["name"]), ("version", asked["version"])]
    facts += [("pairs", f"{contents.models[0].pairs:,}"), ("models", f"{len(contents.models):,}")]
    return [*facts, ("controls", f"{len(controls - {'plain'}):,}"), ("prompt", ", ".join(presets))]


def made_section(contents: Contents) -> dict[str, Any]:
    """The tables at the page's end."""
    asked, opened, first = contents.models[0].benchmark, contents.benchmark, contents.models[0]
    about = [("benchmark", f"{asked['name']} {asked['version']}"), ("sha256", asked["sha256"])]
    about += [("licence", opened.licence)] if opened else []
    about += [("size", f"{plural(first.pairs, 'pair')}, {plural(first.groups, 'different question')}")]
    about += [("patterns", f"as {opened.patterns_from} has them")] if opened and opened.patterns_from else []
    return {
        "about": about,
        "states": list(STATES[1:]),
        "asked": [
            (
                model.model,
                TITLES[each.control],
                each.preset,
                _settings(each.settings),
                each.counts.questions,
                [getattr(each.counts, state) for state in STATES[1:]],
            )
            for model in contents.models
            for each in model.asked
        ],
        "stages": stages_of(contents.stages),
    }


def stages_of(stages: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """The run's stages: name, time, command line and versions."""
    return [(stage["stage"], stage["at"], " ".join(stage["command"]), _settings(stage["versions"])) for stage in stages]


def _settings(settings: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())
