"""The command `match`: a benchmark's captions and images, as an encoder matches them."""

from pathlib import Path
from typing import TYPE_CHECKING

from scotoma.cli.commands import DEFAULT_ENCODERS, app
from scotoma.cli.options import EncoderOptions
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.matching import Matched
    from scotoma.scoring import Cosines

__all__ = ["match"]


@app.command
def match(
    encoder: str,
    *,
    benchmark: str = "emoji",
    template: str = "{}",
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
        A built-in benchmark, or a folder that holds one.
    template
        How a caption is put to the encoder, with {} for the caption; MMVP-VLM's code has "a photo of {}".
    images_only
        Match nothing, only compare the two images of each pair: for encoders that read no text.
    above
        Also give the share of pairs whose images have a cosine above this.
    out
        A run folder; the scores and every cosine are written to its `scores` folder.
    """
    from scotoma.benchmark import open_benchmark
    from scotoma.matching import match as match_pairs
    from scotoma.matching import save_scores
    from scotoma.scoring import cosine_table, cosines, score_table

    opened, tower, progress = open_benchmark(benchmark), computing.load(encoder), terminal_progress()
    about = f"{opened.name} {opened.version}: {len(opened.pairs)} pairs of {opened.groups} questions; {encoder}"
    scores: Matched | Cosines
    if images_only:
        scores = cosines(opened, tower, above=above, progress=progress)
        tables = [cosine_table(scores)]
    else:
        scores = match_pairs(opened, tower, template=template, above=above, progress=progress)
        tables = [*map(score_table, scores.metrics), cosine_table(scores.images)]
        about += f"; captions put as {template!r}"
    say("\n\n".join([about, *tables]))
    if out is not None:
        say(f"\nSee {save_scores(out, opened, tower.facts, scores)}")
