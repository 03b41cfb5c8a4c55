"""The languages of a survey: which there are, which are drafts, and who has accepted them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.english import listed
from selfeval.questionnaires.translated import name_of
from selfeval.store.languages import (
    Remembered,
    accept_language,
    languages_of_survey,
    remembered_texts,
    translations_of_school,
    withdraw_language,
)
from selfeval.store.surveys import Survey
from selfeval.surveys.languages import PossibleLanguage, parts_of_survey, possible_languages
from selfeval.web.answer.interface_words import pages_part
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.survey_status import GONE, gone_page, own_survey
from selfeval.web.survey.views import changing, pages

CHOOSABLE = ("planned", "open")
"""States of a survey in which a language may still be added."""


@pages.get("/surveys/<int:survey_id>/languages")
@allowed("lead")
def survey_languages(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return gone_page(session, survey) if survey.state in GONE else _page(session, survey, Form())


@pages.post("/surveys/<int:survey_id>/languages")
@allowed("lead")
def accept_languages(survey_id: int) -> ResponseReturnValue:
    """Offers what is ticked. A draft needs a second tick: that one knows what it is."""
    form = typed()
    with changing(survey_id) as (session, survey):
        brought = _brought(session, survey)
        choosable = {one.code: one for one in _possible(survey, brought) if one.is_whole}
        chosen = [choosable[code] for code in form.chosen("languages") if code in choosable]
        faults = _faults(survey, chosen, form)
        if faults:
            return _page(session, survey, form.with_faults(faults)), 422
        for one in chosen:
            texts = {
                part: {address: text for address, (text, _) in texts.items()}
                for part, texts in brought.get(one.code, {}).items()
            }
            accept_language(session, survey, one.code, texts, account().name, draft=one.draft)
        flash(f"People can now answer in {listed([one.name for one in chosen])} too.")
    return redirect(url_for("survey.survey_languages", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/languages/<language>/withdraw")
@allowed("lead")
def take_language_back(survey_id: int, language: str) -> ResponseReturnValue:
    with changing(survey_id) as (session, survey):
        withdraw_language(session, survey, language, account().name)
        flash(f"Nobody new can answer in {name_of(language)}. What was answered in it stays.")
    return redirect(url_for("survey.survey_languages", survey_id=survey_id), 303)


def _faults(survey: Survey, chosen: Sequence[PossibleLanguage], form: Form) -> dict[str, str]:
    if survey.state not in CHOOSABLE:
        return {"languages": "This survey takes no new answers, so no language can be added."}
    if not chosen:
        return {"languages": "Tick the languages that you want to offer."}
    drafts = [one.name for one in chosen if one.draft]
    if drafts and not form.chosen("know"):
        are = "is a draft" if len(drafts) == 1 else "are drafts"
        return {"know": f"{listed(drafts)} {are}. Tick that you know it, or choose other languages."}
    return {}


def _brought(session: Session, survey: Survey) -> dict[str, Remembered]:
    """Language -> what the school has brought in."""
    rows = translations_of_school(session, survey.school_id)
    return {language: remembered_texts(row) for language, row in rows.items()}


def _possible(survey: Survey, brought: dict[str, Remembered]) -> list[PossibleLanguage]:
    return possible_languages(parts_of_survey(survey, pages_part()), brought)


def _page(session: Session, survey: Survey, form: Form) -> str:
    accepted = languages_of_survey(session, survey.id)
    codes = {row.language for row in accepted}
    possible = _possible(survey, _brought(session, survey))
    return render_template(
        "survey/languages.html",
        survey=survey,
        form=form,
        accepted=[(row, name_of(row.language)) for row in accepted],
        printed=[("en", "English"), *((row.language, name_of(row.language)) for row in accepted)],
        choosable=[one for one in possible if one.is_whole and one.code not in codes],
        incomplete=[one for one in possible if not one.is_whole],
        can_add=survey.state in CHOOSABLE,
        first=(survey.rounds[0].code, survey.rounds[0].groups[0].number),
    )
