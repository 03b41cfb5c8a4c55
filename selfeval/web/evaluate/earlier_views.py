"""Texts that an indicator had before: they can be read, and put beside what is saved now to be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.self_evaluation.editing import Merged, differing
from selfeval.store.self_evaluations import Rating, SupersededJudgement, judgements_of, superseded
from selfeval.web.evaluate.clashes import TITLES, both_texts, in_words
from selfeval.web.evaluate.evaluations import Evaluation, read_evaluation
from selfeval.web.evaluate.open_indicator import open_indicator
from selfeval.web.evaluate.rating_form import values_of
from selfeval.web.evaluate.view_models import AreaPage, Indicator, moment
from selfeval.web.evaluate.views import pages, shared, with_id_or_first_left
from selfeval.web.evaluate.years import year_asked_for
from selfeval.web.site.access import allowed, running, school
from selfeval.web.site.forms import filled


@dataclass(frozen=True)
class EarlierText:
    """One of them, as its page shows it."""

    version: int
    saved: str
    """8 October at 10:42 by Amina Yusuf"""
    fields: tuple[tuple[str, str], ...]
    """What the page calls a field -> what it said, without those that said nothing."""


@pages.get("/self-evaluation/<area>/earlier")
@allowed("leader", confirmed=True)
def earlier(area: str) -> ResponseReturnValue:
    evaluation, page, indicator = _asked_for(area)
    with running().database.reading() as session:
        texts = _texts(session, evaluation, indicator)
    return render_template(
        "evaluate/earlier.html",
        **evaluation._asdict(),
        **shared(evaluation.year),
        area=page,
        open=indicator,
        texts=[_as_shown(indicator, text) for text in texts],
        may_write=open_indicator(evaluation, area, indicator).may_write,
    )


@pages.get("/self-evaluation/<area>/earlier/<int:version>")
@allowed("colleague", confirmed=True)
def take_back(area: str, version: int) -> ResponseReturnValue:
    """The earlier text beside what is saved now: nothing is changed before somebody saves."""
    evaluation, page, indicator = _asked_for(area)
    if not open_indicator(evaluation, area, indicator).may_write:
        abort(404)
    with running().database.reading() as session:
        texts = _texts(session, evaluation, indicator)
        text = next((text for text in texts if text.version == version), None) or abort(404)
        rating: Rating = text.rating
    return both_texts(
        evaluation,
        page,
        indicator,
        filled(values_of(rating)),
        Merged(rating, differing(rating, indicator.rating)),
        shared(evaluation.year),
        heading=f"Take back an earlier text of {indicator.number}",
        lede="Nothing is changed yet. What is saved now comes first, then the earlier text. Both are kept.",
        mine="The earlier text",
        keep_rest="",
        theirs_by=f"Saved now: {indicator.saved}. The earlier text: {_saved(text)}.",
        also="",
        keep="Keep what is saved now",
    )


def _asked_for(area: str) -> tuple[Evaluation, AreaPage, Indicator]:
    """404 for what is not there, and for what is still to be rated without seeing it."""
    evaluation = read_evaluation(year_asked_for())
    page = evaluation.overview.area(area) or abort(404)
    indicator = with_id_or_first_left(page, request.args.get("indicator", ""))
    if indicator.id in evaluation.unseen:
        abort(404)
    return evaluation, page, indicator


def _texts(session: Session, evaluation: Evaluation, indicator: Indicator) -> list[SupersededJudgement]:
    judgement = judgements_of(session, school().id, evaluation.year).get(indicator.id)
    return superseded(session, judgement) if judgement else []


def _as_shown(indicator: Indicator, text: SupersededJudgement) -> EarlierText:
    pairs = ((title, in_words(indicator, text.rating, name)) for name, title in TITLES.items())
    return EarlierText(text.version, _saved(text), tuple(pair for pair in pairs if pair[1]))


def _saved(text: SupersededJudgement) -> str:
    return f"{moment(text.rated_at)} by {text.rated_by}"
