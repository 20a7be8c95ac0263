"""The routes of this part of the studio."""

from starlette.routing import Route

__all__ = ["ROUTES"]

ROUTES: list[Route] = []
