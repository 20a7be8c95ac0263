"""The routes of authoring."""

from starlette.routing import Route

from scotoma.studio.authoring import asking_pages, listing, writing

__all__ = ["ROUTES"]

PAIR = "/write/{i:int}-{j:int}"
PROPOSAL = "/write/proposals/{number:int}"

ROUTES = [
    Route("/write", listing.listed),
    Route("/write/captions", asking_pages.from_captions, methods=["POST"]),
    Route("/write/patterns", asking_pages.patterns_page),
    Route("/write/patterns", asking_pages.propose_patterns, methods=["POST"]),
    Route(f"{PROPOSAL}/accept", asking_pages.accept_proposal, methods=["POST"]),
    Route(f"{PROPOSAL}/refuse", asking_pages.refuse_proposal, methods=["POST"]),
    Route(PAIR, writing.pair_page),
    Route(PAIR, writing.save_pair, methods=["POST"]),
    Route(f"{PAIR}/drop", writing.drop_pair, methods=["POST"]),
    Route(f"{PAIR}/pick", writing.pick_again, methods=["POST"]),
    Route(f"{PAIR}/undo", writing.undo_change, methods=["POST"]),
    Route(f"{PAIR}/propose", asking_pages.propose_pair, methods=["POST"]),
]
