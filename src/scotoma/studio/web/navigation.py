"""The places of the studio, as its navigation lists them."""

from dataclasses import dataclass

from scotoma.studio.web.studio import Person

__all__ = ["Place", "places"]


@dataclass(frozen=True)
class Place:
    """An entry of the navigation; `current` where the page shown belongs to it."""

    path: str
    name: str
    current: bool


AUTHORS = (
    ("/", "Overview"),
    ("/thresholds", "Thresholds"),
    ("/pairs", "Pairs"),
    ("/write", "Write"),
    ("/lint", "Lint"),
    ("/review", "Review"),
    ("/release", "Release"),
    ("/study", "Study"),
    ("/history", "History"),
    ("/people", "People"),
)
REVIEWERS = (("/", "Overview"), ("/review", "Review"))


def places(person: Person | None, path: str) -> list[Place]:
    """What the person may go to, in the order of the work; nothing for participants."""
    if person is None:
        return []
    return [Place(at, name, _within(path, at)) for at, name in (AUTHORS if person.is_author else REVIEWERS)]


def _within(path: str, place: str) -> bool:
    return path == place or (place != "/" and path.startswith(f"{place}/"))
