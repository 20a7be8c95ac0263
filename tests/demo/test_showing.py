"""The whole idea in one call, from nothing, again, and after an interruption at any stage."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import scotoma
from scotoma.demo import Pictures, Settings, demonstrate
from scotoma.encoders import Encoder
from scotoma.errors import BadThreshold, UsageError
from scotoma.find import Found
from scotoma.models import load_model
from scotoma.progress import Advance, Progress, silent
from scotoma.runs import read_stages
from tests.matching.colour_words import ColourWords
from tests.test_find import results

SMALL = Settings(probed=2)
STAGES = ("Gathering", "scenes", "toy:coin answers", "Embedding", "Comparing", "Making thumbnails")


class Watched:
    """A progress that notes what was begun, and interrupts what begins with `stop` at its first units."""

    def __init__(self, stop: str | None = None) -> None:
        self.begun: list[str] = []
        self._stop = stop

    @contextlib.contextmanager
    def __call__(self, what: str, total: int, unit: str, done: int = 0) -> Iterator[Advance]:
        self.begun.append(what)

        def advance(count: int) -> None:
            if self._stop and what.startswith(self._stop):
                raise KeyboardInterrupt

        yield advance


def show(
    pictures: Pictures, out: Path, *, suspect: Encoder | None = None, above: float = 0.9, progress: Progress = silent
) -> Found:
    towers = suspect or ColourWords(), scotoma.load_encoder("toy:edges")
    models = load_model("toy:first"), load_model("toy:coin")
    return demonstrate(
        out, *towers, above=above, below=0.6, pictures=pictures, models=models, settings=SMALL, progress=progress
    )


@pytest.fixture(scope="module")
def shown(pictures: Pictures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a demonstration that nobody disturbed."""
    return show(pictures, tmp_path_factory.mktemp("shown") / "run").run


def figures(run: Path) -> dict[str, object]:
    """What was measured: the rows, the pairs, and what the probe saw; not where the run folder lies."""
    tables = {name: pq.read_table(run / name).to_pylist() for name in ("pairs/pairs.parquet", "probe/pairs.parquet")}
    return {
        **tables,
        **{str(path.relative_to(run)): path.read_bytes() for path in [*run.rglob("*.npy"), run / "pictures.parquet"]},
    }


def test_it_leaves_pairs_a_profile_scores_and_a_page(shown: Path) -> None:
    assert len(pq.read_table(shown / "images.parquet")) == 4 + 40 + 18
    assert len(pq.read_table(shown / "pairs" / "pairs.parquet")) > 0
    for result in (
        "probe/probe.json",
        "probe/profile.html",
        "scores/toy-edges.json",
        "scores/toy-coin.json",
        "answers/toy-first/plain/answers.jsonl",
        "scenes/answers/toy-coin/plain/answers.jsonl",
        "report.html",
    ):
        assert (shown / result).is_file()
    stages = [stage["stage"] for stage in read_stages(shown)]
    assert stages == ["gather", "probe", "match", "match", "ask", "ask", "score", "mend", "embed", "embed", "mine"]


def test_the_page_tells_of_all_of_it(shown: Path) -> None:
    text = (shown / "report.html").read_text(encoding="utf-8")
    for said in (
        "This is a demonstration",
        "How each encoder moves, per pattern",
        "Reading: captions matched",
        "How alike the benchmark’s pairs are",
        "Blind, and mended",
        "toy:first answers. toy:coin answers.",
        "benchmark small 0.3",
        "drawn scenes",
        "held out from training",
    ):
        assert said in text


def test_the_page_stays_within_its_own_security_policy(shown: Path) -> None:
    text = (shown / "report.html").read_text(encoding="utf-8")
    markup = text.split("</style>")[1].split('<script type="application/json"')[0]
    assert not re.findall(r"<[a-z][^>]* (?:style|on[a-z]+)=", markup)
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', markup))
    assert all(source.startswith("data:image/webp;base64,") for source in re.findall(r'src="([^"]*)"', markup))


def test_the_same_call_again_does_nothing_twice(pictures: Pictures, shown: Path, out: Path) -> None:
    shutil.copytree(shown, out)
    work = Watched()
    show(pictures, out, progress=work)
    assert results(out) == results(shown)
    assert not {"Gathering pictures", "scenes"} & set(work.begun)
    assert not [what for what in work.begun if "answers" in what]
    assert sum(what.startswith("Embedding") for what in work.begun) == 2  # both find every shard finished
    for kept in ("probe/probe.json", "scores/toy-edges.json"):
        assert (out / kept).read_bytes() == (shown / kept).read_bytes()


def test_other_encoders_and_thresholds_are_measured_anew_on_the_same_pictures(
    pictures: Pictures, shown: Path, out: Path
) -> None:
    shutil.copytree(shown, out)
    table = (out / "pictures.parquet").stat().st_mtime_ns
    found = show(pictures, out, suspect=scotoma.load_encoder("toy:palette"), above=0.7)
    assert found.certificate.above == pytest.approx(0.7)
    assert (out / "pictures.parquet").stat().st_mtime_ns == table
    probed = json.loads((out / "probe" / "probe.json").read_bytes())
    assert [each["encoder"]["name"] for each in probed["encoders"]] == ["toy:palette", "toy:edges"]
    assert probed["plan"]["above"] == pytest.approx(0.7)
    assert json.loads((out / "scores" / "toy-edges.json").read_bytes())["images"]["threshold"] == pytest.approx(0.7)
    assert "toy:palette reads no text" in found.report.read_text(encoding="utf-8")


def test_interrupted_at_every_stage_it_goes_on_to_the_same_result(pictures: Pictures, shown: Path, out: Path) -> None:
    for stage in STAGES:
        with pytest.raises(KeyboardInterrupt):
            show(pictures, out, progress=Watched(stop=stage))
        assert not (out / "report.html").exists()
    show(pictures, out)
    assert figures(out) == figures(shown)


def test_bad_numbers_are_refused_before_anything_is_made(pictures: Pictures, out: Path) -> None:
    towers = ColourWords(), scotoma.load_encoder("toy:edges")
    with pytest.raises(BadThreshold, match=r"above is 1\.5"):
        demonstrate(out, *towers, above=1.5, pictures=pictures)
    with pytest.raises(UsageError, match="n is 0; a profile needs at least 1 pair"):
        demonstrate(out, *towers, pictures=pictures, settings=Settings(probed=0))
    with pytest.raises(UsageError, match="top is 0"):
        demonstrate(out, *towers, pictures=pictures, settings=Settings(top=0))
    assert not out.exists()
