"""Where each rates for themselves: saving what one person thinks, before they see the others."""

from __future__ import annotations

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue

from selfeval.self_evaluation.judgements import Locked, RatingFaults
from selfeval.self_evaluation.own_ratings import rate_alone
from selfeval.web.evaluate.evaluations import read_evaluation
from selfeval.web.evaluate.views import address, area_page, locked_page, pages, with_id_or_first_left
from selfeval.web.evaluate.years import year_asked_for
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import typed


@pages.post("/self-evaluation/<area>/own")
@allowed("colleague", confirmed=True)
def rate_for_oneself(area: str) -> ResponseReturnValue:
    """Saves it once; whoever has said it before goes on to what the others said."""
    year, form = year_asked_for(), typed()
    evaluation = read_evaluation(year)
    page = evaluation.overview.area(area) or abort(404)
    indicator = with_id_or_first_left(page, form.value("indicator"))
    if not evaluation.stage.rated_apart:
        flash(f"Not saved: nobody rates alone any more. You wrote: {form.value('reason')}")
        return redirect(address(year, area, indicator.id), 303)
    try:
        with running().database.writing() as session:
            first = rate_alone(
                session,
                evaluation.questionnaire.definition,
                school_id=school().id,
                year=year,
                indicator=indicator.id,
                level=form.value("level") or None,
                reason=form.value("reason"),
                account_id=account().id,
                who=account().name,
            )
    except RatingFaults as wrong:
        return area_page(evaluation, page, indicator, form.with_faults(wrong.faults)), 422
    except Locked:
        return locked_page(year, area, indicator.id, form)
    flash(
        f"Saved: what you think of {indicator.number}." if first else "You have already said what you think."
    )
    return redirect(address(year, area, indicator.id), 303)
