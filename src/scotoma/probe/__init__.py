"""How far an encoder's embedding moves when one fact of a drawn scene changes, and what can be read from it."""

from scotoma.probe.embedding import pictures_asked
from scotoma.probe.estimates import Estimate
from scotoma.probe.profiles import Plan, Profile, Row, probe, probe_several
from scotoma.probe.writing import save_profiles

__all__ = ["Estimate", "Plan", "Profile", "Row", "pictures_asked", "probe", "probe_several", "save_profiles"]
