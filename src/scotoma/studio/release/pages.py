"""Authors' pages of releases: what a release would lack, making one, and its errata."""

import secrets
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from scotoma.benchmark import Benchmark
from scotoma.errors import InputError, UnknownName, UsageError
from scotoma.studio.release.building import write_release
from scotoma.studio.release.errata import SOURCE_SIGNS, add_erratum, settle_patches, undo_erratum
from scotoma.studio.release.records import Release, read_errata, read_release, read_releases
from scotoma.studio.release.state import read_state
from scotoma.studio.web import Studio
from scotoma.studio.web.pages import author_page, author_post, person_of, redirect, render, studio_of

__all__ = ["make", "mend", "releases", "shown", "unmend"]


@author_page
def releases(request: Request) -> Response:
    """What a release would hold and lack, and those that were made."""
    studio = studio_of(request)
    broken = settle_patches(studio)
    state = read_state(studio)
    first_right = sum(draft.answer_a == 0 for draft in state.ready)
    last = state.releases[0] if state.releases else None
    return render(
        request,
        "release/releases.html",
        state=state,
        first_right=first_right,
        last=last,
        seed=secrets.randbelow(10**6),
        errata={each.version: sum(row.version == each.version for row in state.errata) for each in state.releases},
        broken=broken,
        folder=studio.run.name,
    )


@author_post
def make(request: Request, form: FormData) -> Response:
    """Make a release of what is ready."""
    version = str(form.get("version", "")).strip()
    write_release(
        studio_of(request),
        person_of(request).name,
        name=str(form.get("name", "")).strip(),
        version=version,
        licence=str(form.get("licence", "")).strip(),
        seed=_seed(str(form.get("seed", ""))) if form.get("shuffle") else None,
        despite=str(form.get("despite", "")),
    )
    return redirect(f"/release/{quote(version, safe='')}", said=f"Release {version} was made, and read back.")


@author_page
def shown(request: Request) -> Response:
    """One release: its pairs with both versions of the labels, its errata, and what to do with it."""
    studio, version = studio_of(request), request.path_params["version"]
    settle_patches(studio)
    with studio.store.read() as connection:
        release, errata = read_release(connection, version), read_errata(connection, version)
        later = [each for each in read_releases(connection) if each.at > release.at]
    return render(
        request,
        "release/release.html",
        release=release,
        benchmark=_opened(studio, release),
        errata=[each for each in errata if each.question.endswith("/a")],
        mended={each.pair for each in errata},
        frozen={each.pair for each in errata if later and later[0].at > each.at},
        longest=SOURCE_SIGNS,
        folder=studio.run.name,
    )


@author_post
def mend(request: Request, form: FormData) -> Response:
    """State that the keys of a released pair are swapped."""
    version, pair = request.path_params["version"], str(form.get("pair", "")).strip()
    source = str(form.get("source", ""))
    add_erratum(studio_of(request), person_of(request).name, version=version, pair=pair, source=source)
    said = f"The erratum to pair {pair} is in errata.json. Correct its draft too, or the next release has it again."
    return redirect(f"/release/{quote(version, safe='')}", said=said)


@author_post
def unmend(request: Request, form: FormData) -> Response:
    """Take an erratum back."""
    version, pair = request.path_params["version"], str(form.get("pair", ""))
    undo_erratum(studio_of(request), person_of(request).name, version=version, pair=pair)
    return redirect(f"/release/{quote(version, safe='')}", said=f"The erratum to pair {pair} was taken back.")


def _opened(studio: Studio, release: Release) -> Benchmark | str:
    """The release as it lies there, or in words why it cannot be opened."""
    try:
        return release.opened(studio.run)
    except (InputError, UnknownName) as error:
        return str(error)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise UsageError(f"The seed is {text!r}; expected a whole number of at most nine digits.")
    return int(text)
