"""The parts of the studio put together as one application."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import scotoma.studio
from scotoma.studio.authoring.routes import ROUTES as AUTHORING
from scotoma.studio.gallery.routes import ROUTES as GALLERY
from scotoma.studio.history.routes import ROUTES as HISTORY
from scotoma.studio.linting.routes import ROUTES as LINTING
from scotoma.studio.overview.routes import ROUTES as OVERVIEW
from scotoma.studio.people.routes import ROUTES as PEOPLE
from scotoma.studio.release.routes import ROUTES as RELEASE
from scotoma.studio.review.routes import ROUTES as REVIEW
from scotoma.studio.study.routes import ROUTES as STUDY
from scotoma.studio.thresholds.routes import ROUTES as THRESHOLDS
from scotoma.studio.web.guard import Guard
from scotoma.studio.web.guesses import WrongLinks
from scotoma.studio.web.image_routes import ROUTES as IMAGES
from scotoma.studio.web.login import ROUTES as LOGIN
from scotoma.studio.web.refusals import REFUSALS
from scotoma.studio.web.studio import Studio

__all__ = ["create_application"]

PARTS = (LOGIN, IMAGES, OVERVIEW, HISTORY, PEOPLE, THRESHOLDS, GALLERY, AUTHORING, LINTING, REVIEW, RELEASE, STUDY)


def create_application(studio: Studio) -> Starlette:
    """The studio as an ASGI application: every part's routes behind one guard, errors as pages."""
    static = Mount("/static", StaticFiles(directory=Path(scotoma.studio.__file__).parent / "static"))
    application = Starlette(
        routes=[*(route for part in PARTS for route in part), static],
        middleware=[Middleware(Guard, studio.settings)],
        exception_handlers=REFUSALS,
    )
    application.state.studio = studio
    application.state.wrong_links = WrongLinks()
    return application
