"""The routes of the review."""

from starlette.routing import Route

from scotoma.studio.review.asking_pages import answer, ask, home, patterns, picture, undo_answer
from scotoma.studio.review.deciding_pages import agreement, decision, disagreements, look, undo

__all__ = ["ROUTES"]

ROUTES: list[Route] = [
    Route("/review", home),
    Route("/review/ask", ask),
    Route("/review/ask", answer, methods=["POST"]),
    Route("/review/patterns", patterns, methods=["POST"]),
    Route("/review/undo", undo_answer, methods=["POST"]),
    Route("/review/picture/{token}", picture),
    Route("/review/decide", disagreements),
    Route("/review/decide", decision, methods=["POST"]),
    Route("/review/decide/undo", undo, methods=["POST"]),
    Route("/review/decide/look", look, methods=["POST"]),
    Route("/review/agreement", agreement),
]
