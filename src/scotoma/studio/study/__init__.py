"""The human study: setting one up, asking its participants, and what came of it."""

from scotoma.studio.study.human_answers import human_answers, write_human_answers
from scotoma.studio.study.planning import Expected, Planned, plan_study
from scotoma.studio.study.results import StudyResults, study_results
from scotoma.studio.study.setting_up import Link, Plan, add_participants, create_study, set_open

__all__ = [
    "Expected",
    "Link",
    "Plan",
    "Planned",
    "StudyResults",
    "add_participants",
    "create_study",
    "human_answers",
    "plan_study",
    "set_open",
    "study_results",
    "write_human_answers",
]
