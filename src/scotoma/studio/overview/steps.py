"""The way from mined pairs to a benchmark, and where one stands on it."""

from dataclasses import dataclass

from scotoma.studio.overview.counting import Work

__all__ = ["Step", "steps"]


@dataclass(frozen=True)
class Step:
    """One stage of the work: where it is done, how far it is, and whether it is what to do next."""

    name: str
    path: str
    stands: str
    waits: bool
    next: bool = False


def steps(work: Work, mined: int | None) -> list[Step]:
    """The stages in order; the first one that waits for somebody is the next. `mined` is None without mined pairs."""
    stages = [
        Step("Choose thresholds", "/thresholds", f"{_pairs(work.labelled)} labelled", waits=False),
        Step("Pick pairs", "/pairs", f"{work.in_benchmark:,} picked", waits=bool(mined) and not work.in_benchmark),
        Step("Write the questions", "/write", _written(work), waits=work.picked + work.drafted > 0),
        Step("Lint", "/lint", "flags what looks wrong in the questions", waits=False),
        Step("Review", "/review", f"{work.reviewed:,} of {work.ready:,} ready ones", waits=work.reviewed < work.ready),
        Step("Release", "/release", f"{work.releases:,} released", waits=work.ready > 0 and not work.releases),
        Step("Ask people", "/study", _asked(work), waits=work.releases > 0 and not work.finished),
    ]
    first = next((stage for stage in stages if stage.waits), None)
    return [Step(**{**vars(stage), "next": stage is first}) for stage in stages]


def _written(work: Work) -> str:
    proposed = f", {work.proposed:,} of them proposed by a model" if work.proposed else ""
    return f"{work.ready:,} ready, {work.drafted:,} begun, {work.picked:,} without a word{proposed}"


def _asked(work: Work) -> str:
    studies = "1 study" if work.studies == 1 else f"{work.studies:,} studies"
    return f"{studies}, {work.finished:,} of {work.participants:,} people finished, {work.answers:,} answers"


def _pairs(number: int) -> str:
    return "1 pair" if number == 1 else f"{number:,} pairs"
