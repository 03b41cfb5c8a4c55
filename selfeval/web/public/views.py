"""The public page of a school, and a short form of it that may stand within the school's own website."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, abort, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.findings.promise import promise
from selfeval.reading.report_sources import sources_of
from selfeval.reports.sources import Sources
from selfeval.reports.you_said import VoiceSaid, you_said
from selfeval.store.editions import publications_of
from selfeval.store.feedback import replies_of
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.public_pages import LONGEST_CODE, home_by_code, public_page_by_code
from selfeval.store.releases import release_ids
from selfeval.store.schools_and_accounts import School
from selfeval.web.site.access import POLICY_OF_FRAMES, allowed, running

pages = Blueprint("public", __name__)
Made = TypeVar("Made")
MOST_MADE = 200
"""Schools whose page is in memory."""
MOST_IN_SHORT = 3


@dataclass(frozen=True)
class PublicSchool:
    """What the page shows."""

    name: str
    invented: bool
    year: str
    voices: tuple[VoiceSaid, ...]
    promise: str


Published = tuple[tuple[int, str, str, str], ...]
"""Year, questionnaire, item and text of each reply that is published."""
MEMORY = "selfeval_public_pages"
"""Where the application keeps them: what a page is made of -> the page."""


@pages.get("/about/<code>")
@allowed("anyone")
def about(code: str) -> ResponseReturnValue:
    """What people told a school, and what it did."""
    shown = _shown(code)
    with running().database.reading() as session:
        home = home_by_code(session, code)
        published = publications_of(session, PlanOwner(school_id=home.id)) if home else ()
    return render_template("public/about.html", shown=shown, code=code, has_objectives=bool(published))


@pages.get("/about/<code>/summary")
@allowed("anyone")
def summary(code: str) -> ResponseReturnValue:
    """The same in short, for a frame on the school's website."""
    page = render_template("public/summary.html", shown=_shown(code), code=code, most=MOST_IN_SHORT)
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY_OF_FRAMES
    return response


def _shown(code: str) -> PublicSchool:
    """What is published, in the words of the releases as they are now: 404 where nothing is.

    Made once, and kept in memory until something is published or released: anybody may ask, as often as they
    like, while a class answers.
    """
    if len(code) > LONGEST_CODE:
        abort(404)
    with running().database.reading() as session:
        page = public_page_by_code(session, code)
        if page is None:
            abort(404)
        school = page.school
        replies = tuple(
            (one.year, one.questionnaire, one.item, one.published)
            for one in replies_of(session, school.id)
            if one.published
        )
        key = (school.id, school.name, replies, release_ids(session, school.id))
        return made_once(MEMORY, key, lambda: published_by(session, school, replies))


def made_once(memory: str, key: object, make: Callable[[], Made]) -> Made:
    """From the application's memory of this name; made first where it is not in it."""
    made: dict[object, Made] = current_app.extensions.setdefault(memory, {})
    if key not in made:
        if len(made) >= MOST_MADE:
            made.clear()
        made[key] = make()
    return made[key]


def published_by(session: Session, school: School, published: Published) -> PublicSchool:
    """What is published beside what the newest releases show; what they hide goes with it."""
    year = max((year for year, *_ in published), default=None)
    sources: Sources | None = sources_of(session, school, year) if year is not None else None
    if sources is None:
        return PublicSchool(school.name, school.invented, "", (), "")
    replies = {(questionnaire, item): text for of, questionnaire, item, text in published if of == year}
    voices = you_said(sources, replies)
    threshold = min((voice.released.threshold for voice in sources.voices), default=10)
    return PublicSchool(school.name, school.invented, sources.year, voices, promise(threshold))
