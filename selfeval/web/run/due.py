"""A count with its charts: by hand in a thread of its own, or by date in the schedule of the server."""

from __future__ import annotations

import logging

from selfeval.evaluation.drawing import draw_report
from selfeval.store.surveys import Survey
from selfeval.store.years import school_year, today
from selfeval.surveys.counting import Counted, CountResult, count_survey
from selfeval.surveys.due import BY_DATE, close_if_open, surveys_due
from selfeval.web.run.counting_job import Tell
from selfeval.web.running import Running

LOG = logging.getLogger(__name__)

EVERY = 600.0
"""Seconds between two looks for what is due."""


def count_and_draw(
    parts: Running, survey: Survey, who: str, tell: Tell, *, lose_late: bool = False
) -> CountResult:
    """Counts a closed survey and draws its charts, so that no reader waits for them."""
    result = count_survey(
        parts.database,
        parts.keys,
        survey.id,
        who,
        backups=parts.settings.backups,
        progress=tell,
        lose_late=lose_late,
    )
    if isinstance(result, Counted):
        tell("Drawing the charts")
        draw_report(parts.database, survey.school_id, school_year(survey.opens_on))
    return result


def count_what_is_due(parts: Running) -> None:
    """Closes and counts what its lead wants counted by date; what stands still waits for the lead."""
    with parts.database.reading() as session:
        due = surveys_due(session, today())
    for survey_id in due:
        try:
            with parts.database.writing() as session:
                survey = close_if_open(session, survey_id)
            count_and_draw(parts, survey, BY_DATE, LOG.info)
        except Exception as error:  # its page says why as soon as the lead counts by hand; others go on
            LOG.error("Survey %d was not counted by date: %s", survey_id, type(error).__name__)
