"""The open actions of a school, for any of its pages: what is being done about what the page says."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g

from selfeval.calendar.school_years import today
from selfeval.reading.open_actions import OpenAction, about_indicator, about_sentence, open_actions_of
from selfeval.web.site.access import account, running


def _open_here() -> Sequence[OpenAction]:
    """Read once for a page."""
    if "open_actions" not in g:
        school_id = account().school_id
        with running().database.reading() as session:
            g.open_actions = open_actions_of(session, school_id, today()) if school_id else ()
    actions: Sequence[OpenAction] = g.open_actions
    return actions


def done_about_indicator(indicator: str) -> Sequence[OpenAction]:
    """Open actions that came from a next step of an indicator, or from a gap at it."""
    return about_indicator(_open_here(), indicator)


def done_about_sentence(sentence: str) -> Sequence[OpenAction]:
    """Open actions that came from a sentence of a report."""
    return about_sentence(_open_here(), sentence)
