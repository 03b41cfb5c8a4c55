"""The self-evaluation: six areas at a glance, one area to rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.english import capitalised, listed
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reports.charts.question_bars import interval_line
from selfeval.reports.wording import level
from selfeval.self_evaluation.editing import FIELDS, differing, digests_of, merged
from selfeval.self_evaluation.judgements import (
    MINUTES_EACH,
    STRENGTHS,
    Clash,
    Locked,
    RatingFaults,
    indicators_of,
    rate,
    savers_since,
)
from selfeval.self_evaluation.own_ratings import unseen_now
from selfeval.self_evaluation.tags import tag_groups
from selfeval.store.let_go_openings import let_go, was_let_go
from selfeval.store.self_evaluations import (
    Judgement,
    Rating,
    judgements_of,
    self_evaluation_of,
)
from selfeval.web.evaluate.area_overview import provisional_labels
from selfeval.web.evaluate.clashes import (
    WHILE,
    YOU,
    both_texts,
    given_back,
    meanwhile,
    only_yours,
    saver,
    typed_fields,
)
from selfeval.web.evaluate.evaluations import Evaluation, read_evaluation, stage_of
from selfeval.web.evaluate.evidence_rows import evidence_by_indicator
from selfeval.web.evaluate.open_indicator import (
    ALONE,
    agreed_by,
    locked_words,
    must_rate_alone,
    open_indicator,
    own,
)
from selfeval.web.evaluate.rating_form import (
    as_saved,
    new_opening,
    opening_in,
    typed_rating,
    values_of,
    version_seen,
)
from selfeval.web.evaluate.view_models import (
    AreaPage,
    Indicator,
    moment,
    related_statements,
)
from selfeval.web.evaluate.years import questionnaire_of, year_argument, year_asked_for
from selfeval.web.site.access import account, allowed, may, running, school
from selfeval.web.site.forms import Form, filled, tell_that_it_is_saved, typed

THROWN_AWAY = "This text was thrown away in another window."
pages = Blueprint("evaluate", __name__)
pages.after_request(tell_that_it_is_saved)


@pages.get("/self-evaluation/<area>")
@allowed("leader", confirmed=True)
def area(area: str) -> ResponseReturnValue:
    evaluation = read_evaluation(year_asked_for())
    page = evaluation.overview.area(area) or abort(404)
    return area_page(evaluation, page, with_id_or_first_left(page, request.args.get("indicator")))


@pages.post("/self-evaluation/<area>")
@allowed("colleague", confirmed=True)
def rate_indicator(area: str) -> ResponseReturnValue:
    """Saves one indicator. Nothing else of the year is read, unless a page has to be shown again.

    A script sends the same form as somebody types, and is answered in JSON.
    """
    year, form = year_asked_for(), typed()
    with running().database.reading() as session:
        questionnaire = questionnaire_of(session, year)
        indicators = indicators_of(questionnaire.definition, area)
        indicator = with_id(indicators, form.value("indicator")) or abort(404)
        before = judgements_of(session, school().id, year).get(indicator.id)
        stored = before.rating if before else None
        evaluation = self_evaluation_of(session, school().id, year)
        apart = evaluation is not None and evaluation.rated_apart
        agrees = not apart or stage_of(session, year).agrees(area)
        unseen = unseen_now(session, evaluation) if evaluation and apart else ()
        locked = evaluation is not None and evaluation.state != "draft"
    if locked or not agrees or indicator.id in unseen:  # since the page was opened
        return locked_page(year, area, indicator.id, form)
    try:
        rating = typed_rating(form, questionnaire.definition, indicator.id)
        if form.value("act") == "keep" and stored:
            rating = replace(
                rating, **{name: getattr(stored, name) for name in form.chosen("both") if name in FIELDS}
            )
        if stored is None and (rating == Rating() or form.value("act") == "throw"):
            _let_go(form)
            return _nothing_given(year, area, questionnaire, indicator, form)
        saved, others = _save(questionnaire, year, indicator, rating, form)
    except RatingFaults as wrong:
        if _is_script():
            return {"faults": list(wrong.faults.values())}, 422
        return _faulty_page(year, area, indicator.id, form.with_faults(wrong.faults)), 422
    except Locked:
        return locked_page(year, area, indicator.id, form)
    except _LetGo:
        return {"clash": THROWN_AWAY}, 409
    if isinstance(saved, Clash):
        if _is_script():
            return {"clash": f"{capitalised(saver(saved.stored))} saved this {WHILE}."}, 409
        return _clash_page(year, area, indicator.id, form, rating, saved, others), 409
    sentence = meanwhile(others, differing(saved.rating, rating))
    if _is_script():
        by = listed(others) or YOU
        return {
            **as_saved(saved, rating),
            "meanwhile": sentence,
            "by": f"{capitalised(by)} saved this {WHILE}.",
        }
    done = _done(form, _name(questionnaire, indicator), has_level=saved.rating.level is not None)
    flash(f"{done} {sentence}".strip())
    here = _here(year, area, indicator, form)  # what others changed is shown before one goes on
    return redirect(here if sentence else _after(year, area, indicators, indicator, form), 303)


def _is_script() -> bool:
    """Whether the form was sent by a script while somebody is typing."""
    return request.accept_mimetypes.best == "application/json"


def _done(form: Form, name: str, *, has_level: bool) -> str:
    if form.value("act") == "clear":
        return f"Level cleared: {name}. What stood here is under “Earlier texts”."
    return f"Saved: {name}." + ("" if has_level else " It has no level yet, so it is not looked at yet.")


def _name(questionnaire: Questionnaire, indicator: Item) -> str:
    return f"{indicator.number} {questionnaire.words['en'].items[indicator.id].short}"


def _nothing_given(
    year: int, area: str, questionnaire: Questionnaire, indicator: Item, form: Form
) -> ResponseReturnValue:
    if _is_script():
        return {"version": 0, "seen": digests_of(Rating()), "saved": "", "fields": {}}
    flash(f"Nothing was entered for {_name(questionnaire, indicator)}. You can come back to it.")
    indicators = indicators_of(questionnaire.definition, area)
    return redirect(_after(year, area, indicators, indicator, form), 303)


class _LetGo(Exception):
    """A closed page has sent by itself, late, what was thrown away meanwhile."""


def _let_go(form: Form) -> None:
    """What may still be on its way from a closed page is not to be saved either."""
    if opening := opening_in(form, "thrown_away"):
        with running().database.writing() as session:
            let_go(session, school().id, opening)


def _save(
    questionnaire: Questionnaire, year: int, indicator: Item, rating: Rating, form: Form
) -> tuple[Judgement | Clash, tuple[str, ...]]:
    """What came of it, and who else has saved this indicator since the page was opened. Raises _LetGo."""
    who = account().name
    with running().database.writing() as session:
        opening, thrown_away = opening_in(form), opening_in(form, "thrown_away")
        if opening and _is_script() and was_let_go(session, school().id, opening):
            raise _LetGo
        if thrown_away:
            let_go(session, school().id, thrown_away)
        saved = rate(
            session,
            questionnaire.definition,
            school_id=school().id,
            year=year,
            indicator=indicator.id,
            rating=rating,
            version=version_seen(form),
            who=who,
            seen=form.value("seen"),
            opening=opening,
            keep=form.value("act") == "clear",
            thrown_away=thrown_away,
        )
        judgement = saved.stored if isinstance(saved, Clash) else saved
        return saved, savers_since(session, judgement, version_seen(form), who)


Named = TypeVar("Named", Item, Indicator)


def with_id(indicators: Sequence[Named], indicator_id: str | None) -> Named | None:
    """The indicator with this id."""
    return next((indicator for indicator in indicators if indicator.id == indicator_id), None)


def with_id_or_first_left(page: AreaPage, indicator_id: str | None) -> Indicator:
    """The one asked for, else the first that nobody has looked at, else the first. 404 for a foreign one."""
    if indicator_id is not None:
        return with_id(page.indicators, indicator_id) or abort(404)
    return (page.left or page.indicators)[0]


def _after(year: int, area: str, indicators: Sequence[Item], indicator: Item, form: Form) -> str:
    """Where to go once it is saved: the same again, or on to the checklist or the next of the area."""
    if form.value("act") != "next":
        return _here(year, area, indicator, form)
    if form.value("from") == "check":
        return url_for("evaluate.check", year=year_argument(year))
    next_one = _next(indicators, indicator)
    if next_one is None:
        return url_for("evaluate.self_evaluation", year=year_argument(year))
    return address(year, area, next_one.id)


def _here(year: int, area: str, indicator: Item, form: Form) -> str:
    """The same page again, on the way back to the checklist if that is where one came from."""
    return address(year, area, indicator.id) + ("&from=check" if form.value("from") == "check" else "")


def _next(indicators: Sequence[Named], indicator: Named) -> Named | None:
    after = indicators.index(indicator) + 1
    return indicators[after] if after < len(indicators) else None


def address(year: int, area: str, indicator: str) -> str:
    """Where an indicator is rated."""
    return url_for("evaluate.area", area=area, indicator=indicator, year=year_argument(year))


def shared(year: int) -> dict[str, object]:
    """What every page of the self-evaluation needs."""
    return {
        "address": partial(address, year),
        "year_argument": year_argument(year),
        "may_rate": may("colleague"),
        "level": level,
        "minutes": MINUTES_EACH,
    }


def area_page(evaluation: Evaluation, page: AreaPage, indicator: Indicator, form: Form | None = None) -> str:
    """The page of an area with one indicator open, its form as saved or as it was typed."""
    plan = evaluation.stage.plans.get(page.id)
    around = open_indicator(evaluation, page.id, indicator)
    apart = must_rate_alone(evaluation, indicator)
    with running().database.reading() as session:
        evidence = evidence_by_indicator(session, school().id, evaluation.year, evaluation.alike)
    return render_template(
        "evaluate/apart.html" if apart else "evaluate/area.html",
        **evaluation._asdict(),
        **shared(evaluation.year),
        area=page,
        open=indicator,
        around=around,
        evidence=evidence,
        provisional=provisional_labels(evaluation.overview, evaluation.earlier, evaluation.stage.hidden),
        form=form or filled({} if apart else values_of(around.opened)),
        own=own(evaluation, indicator.id),
        opening=new_opening(),
        from_check="check" in (request.args.get("from"), form.value("from") if form else ""),
        owner=evaluation.people.get(plan.account_id or 0) if plan else None,
        next_one=_next(page.indicators, indicator),
        related=related_statements(evaluation.voices, evaluation.questionnaire.definition, indicator.id),
        interval_line=interval_line,
        strengths=STRENGTHS,
        tag_groups=tag_groups(),
    )


def _faulty_page(year: int, area: str, indicator_id: str, form: Form) -> str:
    """The page of the area again, with what is wrong and everything that was typed."""
    evaluation = read_evaluation(year)
    page = evaluation.overview.area(area) or abort(404)
    return area_page(evaluation, page, with_id_or_first_left(page, indicator_id), form)


def locked_page(year: int, area: str, indicator_id: str, form: Form) -> ResponseReturnValue:
    """It is not for this person any more: everything that was typed is given back, to be copied."""
    evaluation = read_evaluation(year)
    alone = ALONE if indicator_id in evaluation.unseen else ""
    words = locked_words(evaluation) or alone or agreed_by(evaluation, area)
    if _is_script():
        return {"locked": words}, 409
    return not_saved_page(evaluation, area, indicator_id, form, words)


def not_saved_page(
    evaluation: Evaluation, area: str, indicator_id: str, form: Form, why: str
) -> ResponseReturnValue:
    """All that was typed about an indicator, to be copied."""
    page = evaluation.overview.area(area) or abort(404)
    indicator = with_id_or_first_left(page, indicator_id)
    return given_back(
        f"{page.name} · {indicator.number} {indicator.short}",
        "This was not saved",
        why,
        typed_fields(indicator, form),
        (address(evaluation.year, area, indicator.id), f"Back to {indicator.number}"),
    )


def _clash_page(
    year: int,
    area: str,
    indicator_id: str,
    form: Form,
    rating: Rating,
    clash: Clash,
    others: tuple[str, ...],
) -> str:
    """What both have changed: as it stands, and as it was typed, ready to be saved over it knowingly."""
    evaluation = read_evaluation(year)
    page = evaluation.overview.area(area) or abort(404)
    who = saver(clash.stored, evaluation.alike)
    theirs = with_id_or_first_left(page, indicator_id)
    together = merged(form.value("seen"), rating, theirs.rating)
    sentence = meanwhile(others, differing(together.rating, rating))
    rest = together.both != differing(rating, theirs.rating)
    mine = [name for name in differing(together.rating, theirs.rating) if name not in together.both]
    if mine:
        sentence = f"{sentence} {only_yours(mine)}".strip()
    return both_texts(
        evaluation,
        page,
        theirs,
        form,
        together,
        shared(year),
        also=f"Only what you both changed is shown. {sentence}".strip() if rest else "",
        heading=f"{capitalised(who)} saved this {WHILE}",
        lede="Nothing is lost and nothing of yours is saved yet. Here are both.",
        theirs_by=f"Saved {moment(clash.stored.rated_at)}."
        if who == YOU
        else f"By {who}, {moment(clash.stored.rated_at)}.",
        mine="Yours",
        keep="Keep what is saved now" if who == YOU else f"Keep what {who} saved",
        keep_rest=", and save the rest of yours" if mine else "",
    )
