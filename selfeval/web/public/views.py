"""The public page of a school, and a short form of it that may stand within the school's own website."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.findings.promise import promise
from selfeval.reading.report_sources import sources_of
from selfeval.reports.sources import Sources
from selfeval.reports.you_said import VoiceSaid, you_said
from selfeval.store.feedback import LONGEST_CODE, public_page_by_code, replies_of
from selfeval.store.schools_and_accounts import School
from selfeval.web.site.access import POLICY_OF_FRAMES, allowed, running

pages = Blueprint("public", __name__)
MINUTES_KEPT = 5
MOST_IN_SHORT = 3


@dataclass(frozen=True)
class PublicSchool:
    """What the page shows."""

    name: str
    invented: bool
    year: str
    voices: tuple[VoiceSaid, ...]
    promise: str


@pages.get("/about/<code>")
@allowed("anyone")
def about(code: str) -> ResponseReturnValue:
    """What people told a school, and what it did."""
    return _cached(render_template("public/about.html", shown=_shown(code), code=code))


@pages.get("/about/<code>/summary")
@allowed("anyone")
def summary(code: str) -> ResponseReturnValue:
    """The same in short, for a frame on the school's website."""
    page = render_template("public/summary.html", shown=_shown(code), code=code, most=MOST_IN_SHORT)
    response = make_response(_cached(page))
    response.headers["Content-Security-Policy"] = POLICY_OF_FRAMES
    return response


def _shown(code: str) -> PublicSchool:
    """What is published, in the words of the releases as they are now: 404 where nothing is."""
    if len(code) > LONGEST_CODE:
        abort(404)
    with running().database.reading() as session:
        page = public_page_by_code(session, code)
        if page is None:
            abort(404)
        return published_by(session, page.school)


def published_by(session: Session, school: School) -> PublicSchool:
    """The published replies of a school beside what the newest releases show; what they hide goes with it."""
    published = [reply for reply in replies_of(session, school.id) if reply.published]
    year = max((reply.year for reply in published), default=None)
    sources: Sources | None = sources_of(session, school, year) if year is not None else None
    if sources is None:
        return PublicSchool(school.name, school.invented, "", (), "")
    replies = {(one.questionnaire, one.item): one.published for one in published if one.year == year}
    voices = you_said(sources, replies)
    threshold = min((voice.released.threshold for voice in sources.voices), default=10)
    return PublicSchool(school.name, school.invented, sources.year, voices, promise(threshold))


def _cached(page: str) -> ResponseReturnValue:
    """A few minutes in caches between here and whoever reads it."""
    response = make_response(page)
    response.headers["Cache-Control"] = f"public, max-age={60 * MINUTES_KEPT}"
    return response
