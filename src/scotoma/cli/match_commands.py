"""The command `match`: a benchmark's captions and images, as an encoder matches them."""

from pathlib import Path
from typing import TYPE_CHECKING

from scotoma.cli.commands import DEFAULT_ENCODERS, app
from scotoma.cli.options import EncoderOptions
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.benchmark import Benchmark
    from scotoma.matching import Matched

__all__ = ["match"]


@app.command
def match(
    encoder: str,
    *,
    benchmark: str = "emoji",
    template: list[str] | None = None,
    images_only: bool = False,
    above: float = 0.95,
    out: Path | None = None,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> None:
    """Match the captions of a benchmark's image pairs with the images, and show how alike the images are found.

    Parameters
    ----------
    encoder
        The encoder; `scotoma encoders` lists them.
    benchmark
        A built-in benchmark, or a folder that holds one: MMVP-VLM, `scotoma scenes`, our own layout.
    template
        How a caption is put to the encoder, with {} for the caption; several are compared, the first being shown in
        full. By default "{}" and "a photo of {}"; on MMVP-VLM the other way round, as its published code has it.
    images_only
        Match nothing, only compare the two images of each pair: for encoders that read no text.
    above
        Also give the share of pairs whose images have a cosine above this.
    out
        A run folder; the scores and every cosine are written to its `scores` folder.
    """
    from scotoma.benchmark import open_benchmark
    from scotoma.matching import SCRIPT_TEMPLATE, match_templates, save_scores
    from scotoma.scoring import cosine_table, cosines

    opened, tower, progress = open_benchmark(benchmark), computing.load(encoder), terminal_progress()
    about = f"{opened.name} {opened.version}: {len(opened.pairs)} pairs of {opened.groups} questions; {encoder}"
    if images_only:
        alike = cosines(opened, tower, above=above, progress=progress)
        say(f"{about}\n\n{cosine_table(alike)}")
        path = save_scores(out, opened, tower.facts, alike) if out is not None else None
    else:
        usual = ["{}", SCRIPT_TEMPLATE] if opened.questions() else [SCRIPT_TEMPLATE, "{}"]
        first, *others = match_templates(opened, tower, template or usual, above=above, progress=progress)
        say(f"{about}; captions put as {first.template!r}\n\n{_tables(opened, first, others)}")
        path = save_scores(out, opened, tower.facts, first, others) if out is not None else None
    if path is not None:
        say(f"\nSee {path}")


def _tables(benchmark: "Benchmark", first: "Matched", others: list["Matched"]) -> str:
    """All that is shown, the published table only beside the benchmark that it is about."""
    from scotoma.benchmark import MMVP_VLM
    from scotoma.matching.tables import margin_table, mean_line, published_table, template_table, tie_note
    from scotoma.scoring import cosine_table, score_table
    from scotoma.scoring.published import published_mmvp_vlm

    tables = [*map(score_table, first.metrics), f"{mean_line(first)}\n{tie_note(first)}", margin_table(first)]
    if others:
        tables.append(template_table([first, *others]))
    tables.append(cosine_table(first.images))
    if benchmark.name == MMVP_VLM:
        tables.append(published_table(first, published_mmvp_vlm()))
    return "\n\n".join(tables)
