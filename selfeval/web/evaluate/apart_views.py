"""Where each rates for themselves: saving what one person thinks, before they see the others."""

from __future__ import annotations

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue

from selfeval.self_evaluation.judgements import Locked, RatingFaults
from selfeval.self_evaluation.own_ratings import rate_alone
from selfeval.web.evaluate.evaluations import read_evaluation
from selfeval.web.evaluate.open_indicator import own
from selfeval.web.evaluate.views import (
    address,
    area_page,
    locked_page,
    not_saved_page,
    pages,
    with_id_or_first_left,
)
from selfeval.web.evaluate.years import year_asked_for
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import typed

SECOND_RATING = (
    "You have said already what you think of it, and that holds: you have seen since what others say."
)
"""Why a second own rating of an indicator is refused."""


@pages.post("/self-evaluation/<area>/own")
@allowed("colleague", confirmed=True)
def rate_for_oneself(area: str) -> ResponseReturnValue:
    """Saves it once. A second one that says something else is given back."""
    year, form = year_asked_for(), typed()
    evaluation = read_evaluation(year)
    page = evaluation.overview.area(area) or abort(404)
    indicator = with_id_or_first_left(page, form.value("indicator"))
    if not evaluation.stage.rated_apart:
        return not_saved_page(evaluation, area, indicator.id, form, "Nobody rates alone any more.")
    before = own(evaluation, indicator.id)
    if before and (before.level, before.reason) != (form.value("level"), form.value("reason")):
        return not_saved_page(evaluation, area, indicator.id, form, SECOND_RATING)
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
    if not first and before is None:  # said in another tab meanwhile
        return not_saved_page(evaluation, area, indicator.id, form, SECOND_RATING)
    flash(f"Saved: what you think of {indicator.number}.")
    return redirect(f"{address(year, area, indicator.id)}#spread", 303)
