"""Two pages for governors or the board: of an edition, or of the plan as it stands, marked as not frozen."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import full_day
from selfeval.improvement.edition_document import EditionDocument
from selfeval.improvement.edition_verdicts import judged_edition
from selfeval.reading.open_actions import duty_dates
from selfeval.reading.published_objectives import told_edition
from selfeval.reports.governors_report import AroundEdition, governors_report
from selfeval.reports.pdf.governors_pdf import governors_pdf
from selfeval.store.action_plans import Edition
from selfeval.web.improve.reading_plan import home_of_plan, plan_owner, read_plan
from selfeval.web.improve.views import pages
from selfeval.web.site.access import allowed, may, running
from selfeval.web.site.report_page import as_file


@pages.get("/editions/<int:edition_id>/governors.pdf")
@allowed("leader", "officer", confirmed=True, slow=True)
def governors_report_of(edition_id: int) -> ResponseReturnValue:
    """Of a frozen edition, in its own words."""
    with running().database.reading() as session:
        row = session.get_one(Edition, edition_id)
        if row.state == "open":
            abort(404)
        where = url_for("improve.edition", edition_id=edition_id)
        around = _around(
            session,
            where,
            agreed=row.agreed_words,
            noted=f"on {full_day(row.noted_on)}, {row.minute}" if row.noted_on else "",
            digest=row.digest,
        )
        document = told_edition(session, row)
    return _file(document, around)


@pages.get("/governors.pdf")
@allowed("leader", "officer", confirmed=True, slow=True)
def governors_report_now() -> ResponseReturnValue:
    """Of the plan as it stands today."""
    with running().database.reading() as session:
        read = read_plan(session)
        around = _around(session, url_for("improve.plan"), is_frozen=False)
        document = judged_edition(read.term, read.plan, read.verdicts)
    return _file(document, around)


def _around(
    session: Session,
    where: str,
    *,
    is_frozen: bool = True,
    agreed: str = "",
    noted: str = "",
    digest: str = "",
) -> AroundEdition:
    dates = duty_dates(session, plan_owner(), today())
    clocks = (dates.objectives, dates.information) if dates.has_objectives or dates.information.due else ()
    return AroundEdition(
        home_of_plan().name,
        "the board" if may("officer") else "governors",
        f"{running().settings.public_url}{where}",
        is_frozen=is_frozen,
        agreed=agreed,
        noted=noted,
        clocks=clocks,
        digest=digest,
    )


def _file(document: EditionDocument, around: AroundEdition) -> Response:
    name = f"action-plan-{document.term}-two-pages{'' if around.is_frozen else '-not-frozen'}.pdf"
    return as_file(governors_pdf(governors_report(document, around, today())), "application/pdf", name)
