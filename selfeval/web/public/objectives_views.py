"""The public page of equality objectives, of a school or a partnership: the newest published editions."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import is_term
from selfeval.reading.published_objectives import PublicObjectives, public_objectives
from selfeval.store.duty_facts import duty_facts
from selfeval.store.editions import publications_of
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.public_pages import LONGEST_CODE, home_by_code, public_page_by_code
from selfeval.store.releases import release_ids
from selfeval.store.schools_and_accounts import School
from selfeval.web.public.views import made_once, pages
from selfeval.web.site.access import allowed, running

MEMORY = "selfeval_public_objectives"
"""Where the application keeps them: what a page is made of -> the page."""


@pages.get("/about/<code>/objectives")
@allowed("anyone")
def objectives(code: str) -> ResponseReturnValue:
    """The newest published edition, or that nothing is published."""
    return _page(code, None)


@pages.get("/about/<code>/objectives/<term>")
@allowed("anyone")
def objectives_of_term(code: str, term: str) -> ResponseReturnValue:
    """One of the newest published editions."""
    if not is_term(term):
        abort(404)
    return _page(code, term)


def _page(code: str, term: str | None) -> str:
    if len(code) > LONGEST_CODE:
        abort(404)
    with running().database.reading() as session:
        home = home_by_code(session, code)
        if home is None:
            abort(404)
        is_school = isinstance(home, School)
        owner = PlanOwner(school_id=home.id) if is_school else PlanOwner(partnership_id=home.id)
        page = _made(session, owner, term)
        if page is None:
            abort(404)
        return render_template(
            "public/objectives.html",
            name=home.name,
            invented=isinstance(home, School) and home.invented,
            is_school=is_school,
            page=page,
            code=code,
            is_told=public_page_by_code(session, code) is not None,
        )


def _made(session: Session, owner: PlanOwner, term: str | None) -> PublicObjectives | None:
    """Made once, and kept in memory until something is published, taken back or released.

    Anybody may ask, as often as they like, while a class answers.
    """
    facts = duty_facts(session, owner)
    key = (
        owner,
        term,
        today(),
        publications_of(session, owner),
        facts.id if facts else None,
        release_ids(session, owner.school_id) if owner.school_id else (),
    )
    return made_once(MEMORY, key, lambda: public_objectives(session, owner, today(), term))
