"""The commands: each is one call of the library."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from scotoma import __version__
from scotoma.cli.options import EncoderOptions, ImageOptions
from scotoma.cli.output import say, say_broken
from scotoma.errors import UsageError
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.embeddings import Embeddings

__all__ = ["app"]

app = App(
    name="scotoma",
    help="Find what a vision encoder cannot see: the pairs of images it calls the same, and another calls different.",
    version=__version__,
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)

MaxFailed = Annotated[int | None, Parameter(help="Exit with code 3 if more images than this are broken.")]
DEFAULT_IMAGES, DEFAULT_ENCODERS = ImageOptions(), EncoderOptions()
PAPER_SUSPECT, PAPER_REFERENCE = "hf:openai/clip-vit-large-patch14", "hf:facebook/dinov2-large"


@app.command
def find(
    images: str,
    *,
    suspect: str = PAPER_SUSPECT,
    reference: str = PAPER_REFERENCE,
    out: Path = Path("scotoma-run"),
    above: float = 0.95,
    below: float = 0.6,
    store: Literal["float16", "float32"] = "float16",
    top: int = 2000,
    max_failed: MaxFailed = None,
    collection: ImageOptions = DEFAULT_IMAGES,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> int:
    """From a collection of images to the pairs the suspect cannot tell apart, and a page that shows them.

    Parameters
    ----------
    images
        A folder, list, table, webdataset tars ("{000..150}.tar"), data set, COCO json, or an fsspec URL.
    suspect
        The encoder under examination; `scotoma encoders` lists them.
    reference
        The encoder that sees the difference.
    out
        The run folder. The same command again goes on where it stopped.
    above
        The suspect calls two images the same above this cosine.
    below
        The reference calls two images different below this cosine.
    store
        The type the rows are stored in; float16 moves a cosine by about 1e-4.
    top
        So many pairs on the page; the files have all.
    """
    from scotoma.find import find_pairs
    from scotoma.report import sentence

    opened = collection.open(images)
    towers = computing.load(suspect), computing.load(reference)
    found = find_pairs(
        opened,
        *towers,
        out,
        above=above,
        below=below,
        limit=collection.limit,
        store=store,
        top=top,
        progress=terminal_progress(),
    )
    say(f"{sentence(found.certificate, suspect, reference)}\nSee {found.report}")
    return say_broken(found.broken, out, max_failed)


@app.command
def embed(
    images: str,
    *,
    encoder: str,
    out: Path = Path("scotoma-run"),
    store: Literal["float16", "float32"] = "float16",
    shard_size: int = 4096,
    workers: int | None = None,
    max_failed: MaxFailed = None,
    collection: ImageOptions = DEFAULT_IMAGES,
    computing: EncoderOptions = DEFAULT_ENCODERS,
) -> int:
    """Embed a collection with one encoder into a run folder, in clip-retrieval's layout.

    Parameters
    ----------
    images
        A folder, list, table, webdataset tars ("{000..150}.tar"), data set, COCO json, or an fsspec URL.
    encoder
        The encoder; `scotoma encoders` lists them.
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

    opened, tower = collection.open(images), computing.load(encoder)
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
    say(f"{len(done):,} images embedded with {encoder}, {done.rows.shape[1]} wide, in {out}")
    return say_broken(done.broken, out, max_failed)


@app.command
def mine(
    run: Path,
    *,
    suspect: str | None = None,
    reference: str | None = None,
    above: float = 0.95,
    below: float = 0.6,
    threads: int | None = None,
    kernel: str = "auto",
) -> None:
    """Find every pair that the suspect calls the same and the reference different, from embeddings that are there.

    Parameters
    ----------
    run
        The run folder; pairs and certificate are written to its `pairs` folder.
    suspect
        An encoder embedded in the run, or any folder in clip-retrieval's layout.
    reference
        Likewise.
    above
        The suspect calls two images the same above this cosine.
    below
        The reference calls two images different below this cosine.
    threads
        One a processor by default.
    kernel
        auto takes the fastest that the processor has; the pairs are the same with any.
    """
    from scotoma.pairs import export_pairs
    from scotoma.pairs import mine as mine_run
    from scotoma.report import sentence

    names, rows = roles(run, suspect, reference)
    progress = terminal_progress()
    certificate = mine_run(run, *rows, above=above, below=below, threads=threads, kernel=kernel, progress=progress)
    export_pairs(run)
    say(f"{sentence(certificate, *names)}\nSee {run / 'pairs' / 'pairs.parquet'}")


@app.command
def density(
    run: Path,
    *,
    suspect: str | None = None,
    reference: str | None = None,
    above: Annotated[tuple[float, ...], Parameter(consume_multiple=True)] = (0.8, 0.85, 0.9, 0.95, 0.98),
    below: Annotated[tuple[float, ...], Parameter(consume_multiple=True)] = (0.2, 0.4, 0.6, 0.8),
    sample: int = 1_000_000,
    seed: int = 0,
) -> None:
    """Count the pairs that any thresholds would give: exactly where pairs are alike, sampled elsewhere.

    Parameters
    ----------
    run
        The run folder; the density is written to `pairs/density.npz` in it.
    suspect
        An encoder embedded in the run, or any folder in clip-retrieval's layout.
    reference
        Likewise.
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

    names, rows = roles(run, suspect, reference)
    measured = measure(rows[0].rows, rows[1].rows, sample=sample, seed=seed, progress=terminal_progress())
    measured.save(run / "pairs" / "density.npz")
    say(counts_table(measured, above, below, *names))


@app.command
def report(run: Path, *, top: int = 2000) -> None:
    """Write the page of a mined run again.

    Parameters
    ----------
    run
        The run folder.
    top
        So many pairs on the page.
    """
    from scotoma.report import write_report

    say(f"See {write_report(run, top=top, progress=terminal_progress())}")


@app.command
def encoders() -> None:
    """List the encoder names that can be used."""
    from scotoma.encoders import encoder_names

    listed = encoder_names()
    width = max(len(each.name) for each in listed)
    say("\n".join(f"{each.name:{width}}  {each.about}" for each in listed))


def roles(
    run: Path, suspect: str | None, reference: str | None
) -> tuple[tuple[str, str], tuple["Embeddings", "Embeddings"]]:
    """The names and embeddings of suspect and reference: as given, else as the run was last mined."""
    from scotoma.embeddings import encoders_of, open_named
    from scotoma.runs import read_stages

    mined: list[dict[str, str]] = [stage["settings"] for stage in read_stages(run) if stage["stage"] == "mine"]
    last = mined[-1] if mined else {}
    names = suspect or last.get("suspect"), reference or last.get("reference")
    if names[0] is None or names[1] is None:
        there = ", ".join(encoders_of(run)) or "no embeddings"
        raise UsageError(f"{run} holds {there}. Say which is which with --suspect and --reference.")
    return (names[0], names[1]), (open_named(run, names[0]), open_named(run, names[1]))
