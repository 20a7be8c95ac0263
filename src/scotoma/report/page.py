"""One self-contained page of a mined run: nothing is fetched, whatever the captions hold is text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scotoma.errors import UsageError
from scotoma.files import whole_file
from scotoma.images import Collection
from scotoma.pairs import Order, choose_pairs
from scotoma.progress import Progress, silent
from scotoma.records import Image
from scotoma.report.benchmark_section import benchmark_sections
from scotoma.report.contents import Contents, read_contents
from scotoma.report.mended_section import mended_section
from scotoma.report.movement_section import movement_section
from scotoma.report.sections import density_section, made_section, pairs_section, top_section
from scotoma.report.self_contained import data_for_scripts, render_page
from scotoma.report.thumbnails import collection_of, make_thumbnails, side_for

__all__ = ["write_report"]

FIRST = 24  # pairs written out as HTML, for a browser without JavaScript and for the first moment with it


def write_report(
    run: Path,
    *,
    suspect: str | None = None,
    reference: str | None = None,
    images: Collection | None = None,
    top: int = 2000,
    order: Order | str = "gap",
    per_image: int | None = 2,
    seed: int = 0,
    thumbnail_px: int | None = None,
    progress: Progress = silent,
) -> Path:
    """Write `report.html` in the run folder, and give its path: what was found, to be looked at.

    The page holds the pairs that `choose_pairs` puts first, at most `top`, with a thumbnail of each picture; the
    density of all pairs if `pairs/density.npz` is there; what moves the two encoders if `probe/` tells it of both; how
    they do on a benchmark's pairs if `scores/` does; what a blind and a mended model answered, if a demonstration asked
    them; what was left out, and what made it all. It is one file that needs no network and opens from disk.

    The pictures are read again from where the run says they lie, or from `images`, the run's collection opened; those
    that cannot be had by now are shown as an empty place and counted. `thumbnail_px` is a thumbnail's longer side; by
    default 256, 192 or 144 px, the larger the fewer there are. `suspect` and `reference` are the encoders' names,
    needed only where the run does not say which was which.

    Raises:
        BrokenFile: a file of the run is missing or damaged.
        UsageError: the run does not say which encoder is which, or an option is out of its range.
        UnknownName: there is no such order.
    """
    if thumbnail_px is not None and thumbnail_px < 1:
        raise UsageError(f"thumbnail_px is {thumbnail_px}; expected at least 1.")
    contents = read_contents(Path(run), suspect, reference)
    rows = contents.suspect.rows, contents.reference.rows
    chosen = choose_pairs(contents.pairs, *rows, top=top, order=order, per_image=per_image, seed=seed)
    numbers = {row: number for number, row in enumerate(dict.fromkeys(_ends(chosen)))}
    pictures = contents.pictures(list(numbers))
    collection = images if images is not None else collection_of(contents.stages)
    side_px = thumbnail_px or side_for(len(pictures))
    thumbs = make_thumbnails(collection, pictures, side_px=side_px, progress=progress)
    pairs = [
        [numbers[pair["i"]], numbers[pair["j"]], pair["suspect"], pair["reference"], pair["folded"]]
        for pair in chosen.to_pylist()
    ]
    shown = [{**_as_shown(image), "thumb": thumb} for (_, image), thumb in zip(pictures, thumbs, strict=True)]
    sections = {
        **top_section(contents, chosen),
        **density_section(contents),
        **pairs_section(contents, chosen, shown, collection if isinstance(collection, str) else None),
        **made_section(contents),
        **_measured(contents),
    }
    path = Path(run) / "report.html"
    with whole_file(path) as file:
        file.write(_rendered(contents, sections, pairs, shown).encode("utf-8", "replace"))
    return path


def _measured(contents: Contents) -> dict[str, Any]:
    """The sections on what else was measured of the two encoders."""
    thresholds = contents.certificate.above, contents.certificate.below
    scores = benchmark_sections(contents.run, contents.names, thresholds)
    movement, mended = movement_section(contents.run, contents.names), mended_section(contents.run)
    return {"movement": movement, "mended": mended, **scores}


def _ends(chosen: Any) -> list[int]:
    return [row for pair in zip(chosen["i"].to_pylist(), chosen["j"].to_pylist(), strict=True) for row in pair]


def _as_shown(image: Image) -> dict[str, Any]:
    size = f"{image.width} × {image.height}" if image.width else None
    return {"id": image.id, "uri": image.uri, "caption": image.caption or None, "size": size}


def _rendered(
    contents: Contents, sections: dict[str, Any], pairs: Sequence[Sequence[Any]], shown: list[dict[str, Any]]
) -> str:
    first = pairs[:FIRST]
    in_cards = {number for pair in first for number in pair[:2]}
    data = {
        "suspect": contents.names[0],
        "reference": contents.names[1],
        "images": [{key: value for key, value in image.items() if key != "thumb"} for image in shown],
        "thumbs": [None if number in in_cards else image["thumb"] for number, image in enumerate(shown)],
        "pairs": pairs,
    }
    given = {
        **sections,
        "names": contents.names,
        "above": contents.certificate.above,
        "below": contents.certificate.below,
        "pairs": pairs,
        "first": first,
        "images": shown,
        "data": data_for_scripts(data),
    }
    return render_page("page.html", given, styles=("page.css", "measured.css"), script="page.js")
