"""The commands: each is one call of the library."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from scotoma import __version__
from scotoma.cli.choices import found_in_words, one_or_both, open_roles, thresholds
from scotoma.cli.options import EncoderOptions, ImageOptions, PresetName, RoleOptions
from scotoma.cli.output import say, say_broken
from scotoma.progress import terminal_progress

__all__ = ["app"]

app = App(
    name="scotoma",
    help="Find what a vision encoder cannot see: the pairs of images it calls the same, and another calls different.",
    version=__version__,
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)

MaxFailed = Annotated[int | None, Parameter(help="Exit with code 3 if more images than this are broken.")]
DEFAULT_IMAGES, DEFAULT_ENCODERS, DEFAULT_ROLES = ImageOptions(), EncoderOptions(), RoleOptions()


@app.command
def find(
    images: str,
    *,
    out: Path = Path("scotoma-run"),
    above: float | None = None,
    below: float | None = None,
    store: Literal["float16", "float32"] = "float16",
    top: int = 2000,
    max_failed: MaxFailed = None,
    collection: ImageOptions = DEFAULT_IMAGES,
    roles: RoleOptions = DEFAULT_ROLES,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> int:
    """From a collection of images to the pairs the suspect cannot tell apart, and a page that shows them.

    Parameters
    ----------
    images
        A folder, list, table, webdataset tars ("{000..150}.tar"), data set, COCO json, or an fsspec URL.
    out
        The run folder. The same command again goes on where it stopped.
    above
        The suspect calls two images the same above this cosine: 0.95, or the preset's.
    below
        The reference calls two images different below this cosine: 0.6, or the preset's.
    store
        The type the rows are stored in; float16 moves a cosine by about 1e-4.
    top
        So many pairs on the page; the files have all.
    """
    from scotoma.find import find_pairs

    names = roles.choose()
    opened = collection.open(images)
    towers = computing.load(names[0]), computing.load(names[1])
    cosines = thresholds(names, above, below)
    found = find_pairs(
        opened,
        *towers,
        out,
        above=cosines[0],
        below=cosines[1],
        limit=collection.limit,
        store=store,
        top=top,
        progress=terminal_progress(),
    )
    say(f"{found_in_words(found.certificate, names)}\nSee {found.report}")
    return say_broken(found.broken, out, max_failed)


@app.command
def embed(
    images: str,
    *,
    encoder: str | None = None,
    encoders: PresetName | None = None,
    out: Path = Path("scotoma-run"),
    store: Literal["float16", "float32"] = "float16",
    shard_size: int = 4096,
    workers: int | None = None,
    max_failed: MaxFailed = None,
    collection: ImageOptions = DEFAULT_IMAGES,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> int:
    """Embed a collection with one encoder, or a preset's two, into a run folder in clip-retrieval's layout.

    Parameters
    ----------
    images
        A folder, list, table, webdataset tars ("{000..150}.tar"), data set, COCO json, or an fsspec URL.
    encoder
        The encoder; `scotoma encoders` lists them.
    encoders
        Two at once, instead: the paper's, our two small ones, or weightless descriptors.
    out
        The run folder. The same command again goes on where it stopped.
    store
        The type the rows are stored in.
    shard_size
        Images a shard: what a killed run loses at most.
    workers
        Threads that read and decode; one a processor by default.
    """
    from scotoma.embeddings import embed as embed_images

    names = one_or_both(encoder, encoders)
    opened = collection.open(images)
    for name, tower in [(name, computing.load(name)) for name in names]:
        done = embed_images(
            opened,
            tower,
            out=out,
            limit=collection.limit,
            shard_size=shard_size,
            dtype=store,
            workers=workers,
            progress=terminal_progress(),
        )
        say(f"{len(done):,} images embedded with {name}, {done.rows.shape[1]} wide, in {out}")
    return say_broken(done.broken, out, max_failed)


@app.command
def mine(
    run: Path,
    *,
    above: float | None = None,
    below: float | None = None,
    threads: int | None = None,
    kernel: str = "auto",
    roles: RoleOptions = DEFAULT_ROLES,
) -> None:
    """Find every pair that the suspect calls the same and the reference different, from embeddings that are there.

    Parameters
    ----------
    run
        The run folder; pairs and certificate are written to its `pairs` folder.
    above
        The suspect calls two images the same above this cosine: 0.95, or the preset's.
    below
        The reference calls two images different below this cosine: 0.6, or the preset's.
    threads
        One a processor by default.
    kernel
        auto takes the fastest that the processor has; the pairs are the same with any.
    """
    from scotoma.pairs import export_pairs
    from scotoma.pairs import mine as mine_run

    names, rows = open_roles(run, roles)
    cosines, progress = thresholds(names, above, below), terminal_progress()
    certificate = mine_run(
        run, *rows, above=cosines[0], below=cosines[1], threads=threads, kernel=kernel, progress=progress
    )
    export_pairs(run)
    say(f"{found_in_words(certificate, names)}\nSee {run / 'pairs' / 'pairs.parquet'}")


@app.command
def density(
    run: Path,
    *,
    above: Annotated[tuple[float, ...], Parameter(consume_multiple=True)] = (0.8, 0.85, 0.9, 0.95, 0.98),
    below: Annotated[tuple[float, ...], Parameter(consume_multiple=True)] = (0.2, 0.4, 0.6, 0.8),
    sample: int = 1_000_000,
    seed: int = 0,
    roles: RoleOptions = DEFAULT_ROLES,
) -> None:
    """Count the pairs that any thresholds would give: exactly where pairs are alike, sampled elsewhere.

    Parameters
    ----------
    run
        The run folder; the density is written to `pairs/density.npz` in it.
    above
        Suspect thresholds to print counts for.
    below
        Reference thresholds to print counts for.
    sample
        Pairs drawn where not all are counted.
    seed
        Of the draw.
    """
    from scotoma.pairs import density as measure
    from scotoma.report import counts_table

    names, rows = open_roles(run, roles)
    measured = measure(rows[0].rows, rows[1].rows, sample=sample, seed=seed, progress=terminal_progress())
    measured.save(run / "pairs" / "density.npz")
    say(counts_table(measured, above, below, *names))


@app.command
def encoders() -> None:
    """List the encoder names that can be used, and the presets that --encoders knows."""
    from scotoma.encoders import PRESETS, encoder_names

    listed = encoder_names()
    width = max(len(each.name) for each in listed)
    say("\n".join(f"{each.name:{width}}  {each.about}" for each in listed))
    say("\nTwo at once, with --encoders:")
    say("\n".join(f"{preset.name:{width}}  {preset.suspect}, {preset.reference}: {preset.about}" for preset in PRESETS))
