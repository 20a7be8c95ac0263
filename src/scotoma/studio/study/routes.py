"""The routes of studies: `/study` for authors, `/s/TOKEN` for participants."""

from starlette.routing import Route

from scotoma.studio.study import participant_pages, results_pages, setting_up_pages

__all__ = ["ROUTES"]

ROUTES = [
    Route("/study", setting_up_pages.studies, methods=["GET"]),
    Route("/study", setting_up_pages.create, methods=["POST"]),
    Route("/study/plan", results_pages.plan, methods=["GET"]),
    Route("/study/{study:int}", results_pages.results, methods=["GET"]),
    Route("/study/{study:int}/participants", setting_up_pages.add, methods=["POST"]),
    Route("/study/{study:int}/state", setting_up_pages.open_or_close, methods=["POST"]),
    Route("/study/{study:int}/answers", results_pages.as_models, methods=["POST"]),
    Route("/study/{study:int}/export/{format}", results_pages.export, methods=["GET"]),
    Route("/s/{token}/", participant_pages.ask, methods=["GET"]),
    Route("/s/{token}/consent", participant_pages.consent_given, methods=["POST"]),
    Route("/s/{token}/answer/{place:int}", participant_pages.answer, methods=["POST"]),
    Route("/s/{token}/image/{place:int}", participant_pages.picture, methods=["GET"]),
    Route("/s/{token}/withdraw", participant_pages.withdrawal, methods=["GET"]),
    Route("/s/{token}/withdraw", participant_pages.withdrawn, methods=["POST"]),
]
