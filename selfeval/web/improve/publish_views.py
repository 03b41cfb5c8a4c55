"""An edition is put before everybody: looked at as they will see it, then published; and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import term_name
from selfeval.english import listed
from selfeval.improvement.names_in_texts import people_named
from selfeval.reading.published_objectives import PublicObjectives, page_if_published
from selfeval.reports.public_objectives import PublicEdition
from selfeval.store.action_plans import Edition
from selfeval.store.editions import edition_content, publications_of, publish_edition, take_edition_back
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.public_pages import public_code
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.reading_plan import home_of_plan, people_of_plan, public_address
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed

NOT_AGREED = "Nothing was done: the head agrees it first."
PUBLISHED_ALREADY = "Nothing was done: it is published already."


@dataclass(frozen=True)
class BeforeAll:
    """An edition as everybody would see it, and what to look at before."""

    edition: Edition
    page: PublicObjectives | None
    """None where three newer editions are published, so that it would stand nowhere."""
    names: tuple[str, ...]
    """Of people, that stand in its texts."""
    unmeasured: tuple[str, ...]
    """Objectives that are published for the first time and cannot be measured yet."""

    @property
    def shown(self) -> PublicEdition | None:
        return self.page.edition if self.page else None

    @property
    def may_publish(self) -> bool:
        """Whether there is anything to publish, and somebody has agreed to it."""
        is_ready = self.edition.state in ("agreed", "noted") and self.edition.published_at is None
        return is_ready and self.shown is not None and bool(self.shown.objectives)

    def faults(self, form: Form) -> dict[str, str]:
        """What has still to be ticked."""
        faults = {}
        if self.names and form.value("names") != "yes":
            faults["names"] = f"Look at {listed(self.names)}. Tick that everybody may read it."
        if self.unmeasured and form.value("unmeasured") != "yes":
            faults["unmeasured"] = "Tick that it is published although not all of it can be measured yet."
        return faults


@pages.get("/editions/<int:edition_id>/publish")
@allowed("lead", "officer", confirmed=True)
def look_before_publishing(edition_id: int) -> ResponseReturnValue:
    """The public page as it will be, before anybody else sees it."""
    with running().database.reading() as session:
        return _page(session, _before_all(session, edition_id), filled({}))


@pages.post("/editions/<int:edition_id>/publish")
@allowed("lead", "officer", confirmed=True)
def publish(edition_id: int) -> ResponseReturnValue:
    """Puts it on the public page."""
    form = typed()
    back = redirect(url_for("improve.edition", edition_id=edition_id), 303)
    with running().database.writing() as session:
        before = _before_all(session, edition_id)
        edition = before.edition
        if not before.may_publish:
            if edition.published_at is not None or edition.state not in ("agreed", "noted"):
                flash(PUBLISHED_ALREADY if edition.published_at is not None else NOT_AGREED)
                return back
            return _page(session, before, form), 409
        faults = before.faults(form)
        if faults:
            return _page(session, before, form.with_faults(faults)), 422
        if not publish_edition(session, edition):
            flash(PUBLISHED_ALREADY)
            return back
        public_code(session, home_of_plan())
        of = edition.school_id
        note(session, of, account().name, "published an edition of the action plan", edition.term)
        for objective in before.unmeasured:
            act = "published an objective that is not yet measurable"
            note(session, of, account().name, act, objective)
    flash(f"The edition of {term_name(edition.term).lower()} is public now.")
    return back


@pages.post("/editions/<int:edition_id>/take-back")
@allowed("lead", "officer", confirmed=True)
def take_back(edition_id: int) -> ResponseReturnValue:
    """Takes it off the public page; the edition itself stays as it is."""
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        if take_edition_back(session, row):
            act = "took an edition of the action plan off the public page"
            note(session, row.school_id, account().name, act, row.term)
            flash(f"It is off the public page, and its address stays yours. {_stands_now(session, row)}")
        else:
            flash("Nothing was done: it is not published.")
    return redirect(url_for("improve.edition", edition_id=edition_id), 303)


def _stands_now(session: Session, taken: Edition) -> str:
    """What everybody reads once an edition is taken back."""
    left = publications_of(session, PlanOwner(taken.school_id, taken.partnership_id))
    if not left:
        return "Nothing stands there now."
    return f"The edition of {term_name(left[0].term).lower()} stands there now."


def _before_all(session: Session, edition_id: int) -> BeforeAll:
    edition = session.get_one(Edition, edition_id)
    if edition.state == "open":
        abort(404)
    page = page_if_published(session, edition, today())
    shown = page.edition if page else None
    if shown is None:
        return BeforeAll(edition, page, (), ())
    plan = edition_content(edition).plan
    leads = [action.owners for _, action in plan.every_action()]
    colleagues = [person.name for person in people_of_plan(session)]
    return BeforeAll(
        edition,
        page,
        people_named(shown.texts, leads, colleagues),
        tuple(_unmeasured(shown)),
    )


def _unmeasured(shown: PublicEdition) -> Sequence[str]:
    """Only where this publication is the first: it is asked once."""
    return [one.objective for one in shown.objectives if one.lacks and one.published_on in (None, today())]


def _page(session: Session, before: BeforeAll, form: Form) -> str:
    return render_template(
        "improve/publish.html",
        form=form,
        before=before,
        edition=before.edition,
        page_shown=before.page,
        home=home_of_plan(),
        address=public_address(session),
        term_name=term_name,
    )
