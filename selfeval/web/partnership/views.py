"""The officer's pages: the member schools, and the released reports of each that the partnership may read."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today, year_label
from selfeval.reading.released_rounds import Rounds, released_rounds, rounds_until, voices_of
from selfeval.reading.report_sources import shared_sources_of
from selfeval.reports.tables import findings_csv
from selfeval.store.directory import Membership, Search, members_found, memberships_on
from selfeval.store.releases import FirstReleased, Release, first_released
from selfeval.store.schools_and_accounts import PHASES, School, note
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, Text, asked
from selfeval.web.site.report_page import (
    PART,
    ReadReport,
    as_file,
    report_page,
    report_part_page,
    whole_report_page,
)

pages = Blueprint("partnership", __name__)

WORTH_A_SEARCH = 10
"""Schools from which a list can be searched."""


class MemberSearch(Form):
    """Which of the schools are shown."""

    text = Text()


@pages.get("/partnership")
@allowed("officer")
def schools() -> ResponseReturnValue:
    form = asked(MemberSearch)
    with running().database.reading() as session:
        every = memberships_on(session, today(), partnership_id=_partnership_id())
        members = members_found(session, every, Search(form.text.data))
        years = _years(session, members)
    listed = [(member, member.school.on(today()), years[member.school_id]) for member in members]
    return render_template(
        "partnership/schools.html",
        listed=sorted(listed, key=lambda line: (line[1].name, line[0].school_id)),
        phases=PHASES,
        form=form,
        chosen=form.text.data,
        searched=bool(form.text.data) or len(every) >= WORTH_A_SEARCH,
    )


@pages.get("/partnership/schools/<int:school_id>/reports/<int(max=9998):year>")
@allowed("officer", confirmed=True)
def report(school_id: int, year: int) -> ResponseReturnValue:
    """A year's report, as far as it is released to the partnership. The school's log says who read it."""
    return report_page(_read(school_id, year))


@pages.get("/partnership/schools/<int:school_id>/reports/<int(max=9998):year>/whole")
@allowed("officer", confirmed=True)
def report_whole(school_id: int, year: int) -> ResponseReturnValue:
    """The same with all its pages one after the other, to print."""
    return whole_report_page(_read(school_id, year))


@pages.get(f"/partnership/schools/<int:school_id>/reports/<int(max=9998):year>/{PART}")
@allowed("officer", confirmed=True)
def report_part(school_id: int, year: int, kind: str, key: str) -> ResponseReturnValue:
    """One area, score or group of it."""
    return report_part_page(_read(school_id, year), kind, key)


def _read(school_id: int, year: int) -> ReadReport:
    """What the partnership may read of a year, noted in the school's log."""
    with running().database.writing() as session:
        school, rounds = _shared(session, school_id, year)
        sources = shared_sources_of(session, school, year, rounds) or abort(404)
        note(session, school_id, account().name, "read a report", year_label(year))
    names = {"school_id": school_id, "year": year}
    table = url_for("partnership.findings_as_csv", school_id=school_id, year=year)
    return ReadReport(sources, school_id, year, False, "partnership.report", names, table=table)


@pages.get("/partnership/schools/<int:school_id>/reports/<int(max=9998):year>/findings.csv")
@allowed("officer", confirmed=True)
def findings_as_csv(school_id: int, year: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        _, rounds = _shared(session, school_id, year)
        body = findings_csv(voices_of(session, rounds))
        note(session, school_id, account().name, "took figures away", year_label(year))
    return as_file(body, "text/csv; charset=utf-8", f"findings-{school_id}-{year}.csv")


def _partnership_id() -> int:
    return account().partnership_id or abort(404)


def _shared(session: Session, school_id: int, year: int) -> tuple[School, Rounds]:
    """A member and its rounds of a year that this partnership may read; 404 where there are none.

    Whoever was let in less than a day ago is sent to the page that says so.
    """
    if account().waits_to_read:
        abort(redirect(url_for("partnership.schools")))
    members = memberships_on(session, today(), partnership_id=_partnership_id(), school_id=school_id)
    if not members:
        abort(404)
    readable = {survey.survey_id for survey in _readable(session, members[:1])}

    def may_read(release: Release) -> bool:
        return release.survey_id in readable

    rounds = rounds_until(released_rounds(session, school_id, may_read), year)
    return (members[0].school, rounds) if rounds else abort(404)


def _readable(session: Session, members: Sequence[Membership]) -> list[FirstReleased]:
    """The released surveys of these schools that the partnership may read."""
    by_school = {member.school_id: member for member in members}
    surveys = first_released(session, list(by_school))
    return [survey for survey in surveys if by_school[survey.school_id].reads(survey.on)]


def _years(session: Session, members: Sequence[Membership]) -> dict[int, list[int]]:
    """School id -> school years of which there is something to read, newest first."""
    years: dict[int, set[int]] = {member.school_id: set() for member in members}
    for survey in _readable(session, members):
        years[survey.school_id].add(survey.year)
    return {school_id: sorted(readable, reverse=True) for school_id, readable in years.items()}
