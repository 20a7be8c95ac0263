"""The routes of the lint."""

from starlette.routing import Route

from scotoma.studio.linting import pages

__all__ = ["ROUTES"]

ROUTES = [
    Route("/lint", pages.lint_page),
    Route("/lint/waive", pages.waive_flag, methods=["POST"]),
    Route("/lint/unwaive", pages.unwaive_flag, methods=["POST"]),
]
