"""Immunization: judge given doses and forecast the next ones under a schedule that is data.

`evaluate` answers for children who share one schedule version, `evaluate_versions` picks the version by
each child's assessment date. The model and the words are those of the CDC's CDSi logic specification.
"""

from mangnon.engines.immunization.columns import CHILDREN_SCHEMA, DOSES_SCHEMA, OBSERVATIONS_SCHEMA
from mangnon.engines.immunization.engine import (
    Evaluation,
    evaluate,
    evaluate_versions,
    versions_of,
)
from mangnon.engines.immunization.reasons import explain, term_of
from mangnon.engines.immunization.results import COURSE_RESULTS, DOSE_RESULTS, FORECAST_RESULTS
from mangnon.engines.immunization.schedule import Schedule, ScheduleVersions

__all__ = [
    "CHILDREN_SCHEMA",
    "COURSE_RESULTS",
    "DOSES_SCHEMA",
    "DOSE_RESULTS",
    "FORECAST_RESULTS",
    "OBSERVATIONS_SCHEMA",
    "Evaluation",
    "Schedule",
    "ScheduleVersions",
    "evaluate",
    "evaluate_versions",
    "explain",
    "term_of",
    "versions_of",
]
