"""The studio's web application: pages, people, security, and the parts put together."""

from scotoma.studio.web.convertors import RowConvertor
from scotoma.studio.web.studio import Person, Settings, Studio

__all__ = ["Person", "RowConvertor", "Settings", "Studio"]
