"""The command `match`: a benchmark's captions and images, as an encoder matches them."""

from pathlib import Path

from scotoma.cli.commands import DEFAULT_ENCODERS, app
from scotoma.cli.options import EncoderOptions
from scotoma.cli.output import say
from scotoma.progress import terminal_progress

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
    from scotoma.answers import match as match_pairs
    from scotoma.answers import save_scores
    from scotoma.benchmark import open_benchmark
    from scotoma.scoring import cosine_table, cosines, score_table

    opened, tower, progress = open_benchmark(benchmark), computing.load(encoder), terminal_progress()
    say(f"{opened.name} {opened.version}: {len(opened.pairs)} pairs, {opened.groups} questions; {encoder}")
    if images_only:
        alike = cosines(opened, tower, above=above, progress=progress)
        say(f"\n{cosine_table(alike)}")
    else:
        matched = match_pairs(opened, tower, template=template, above=above, progress=progress)
        alike = matched.images
        say(f"each caption put as {template!r}\n")
        say("\n\n".join([*map(score_table, matched.metrics), cosine_table(alike)]))
    if out is not None:
        say(f"\nSee {save_scores(out, opened, tower.facts, alike if images_only else matched)}")
