"""The routes of releases."""

from starlette.routing import Route

from scotoma.studio.release.pages import make, mend, releases, shown, unmend

__all__ = ["ROUTES"]

ROUTES: list[Route] = [
    Route("/release", releases),
    Route("/release", make, methods=["POST"]),
    Route("/release/{version}", shown),
    Route("/release/{version}/errata", mend, methods=["POST"]),
    Route("/release/{version}/errata/undo", unmend, methods=["POST"]),
]
