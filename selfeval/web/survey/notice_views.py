"""Before anybody is asked: what parents, pupils and the data protection officer are told, by what names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import full_day
from selfeval.notices.adults import families_notice, governors_notice, staff_notice
from selfeval.notices.facts import NoticeFacts, notice_facts, readers_of, usual_say_no_by
from selfeval.notices.helplines import Reader
from selfeval.notices.impact import impact_assessment
from selfeval.notices.parents import law_words, parents_notice
from selfeval.notices.pupils import pupils_notice
from selfeval.notices.sheet import TO_WRITE, PrintedSheet, parts_of_sheet
from selfeval.notices.sheet_pdf import sheet_pdf
from selfeval.notices.word_file import MIMETYPE, word_file
from selfeval.notices.younger import middle_notice, youngest_notice
from selfeval.questionnaires.audiences import AUDIENCES
from selfeval.questionnaires.translated import ENGLISH
from selfeval.store.notice_details import (
    LONGEST_DETAIL,
    NoticeDetails,
    keep_notice_details,
    notice_details,
)
from selfeval.store.schools_and_accounts import School, note
from selfeval.store.surveys import Survey
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, as_typed, filled, typed, typed_date
from selfeval.web.site.report_page import as_file
from selfeval.web.site.survey_status import GONE, gone_page, own_survey
from selfeval.web.survey.print_languages import (
    IN_ENGLISH,
    PrintLanguage,
    offered_on_paper,
    print_language,
)
from selfeval.web.survey.views import changing, pages

SHEETS: Mapping[str, Callable[[NoticeFacts], PrintedSheet]] = {
    "parents": parents_notice,
    "staff": staff_notice,
    "families": families_notice,
    "governors": governors_notice,
    "pupils-5-7": youngest_notice,
    "pupils-7-11": middle_notice,
    "pupils-11-18": pupils_notice,
    "impact": impact_assessment,
}
"""Part of the address -> what makes the sheet."""
IN_LANGUAGES = SHEETS.keys() - {"impact"}
"""The assessment is for the school’s own data protection officer, in English."""
DETAILS = ("safeguarding_lead", "contact", "controller", "data_officer")
PRINTED_ON: Mapping[str, tuple[str, ...]] = {
    "parents": DETAILS,
    "staff": ("controller", "data_officer"),
    "families": ("controller", "data_officer"),
    "governors": ("controller", "data_officer"),
    "pupils-5-7": ("safeguarding_lead",),
    "pupils-7-11": ("safeguarding_lead",),
    "pupils-11-18": ("safeguarding_lead",),
    "impact": (),
}
"""Part of the address -> names without which it has a gap; the assessment is there to be filled in."""


READERS: Mapping[str, tuple[Reader, ...]] = {
    "pupils": ("pupils", "parents"),
    **{name: (words.reader,) for name, words in AUDIENCES.items() if words.is_one_group},
}
"""Audience -> whose helplines stand on its sheets."""


GAPS: Mapping[str, str] = {
    "safeguarding_lead": "the safeguarding lead",
    "contact": "who parents ask, and tell if they say no",
    "controller": "who is responsible for the data",
    "data_officer": "the data protection officer",
}
"""Name that a school types -> what is missing without it."""


def facts_of(
    session: Session, survey: Survey, blank: str = TO_WRITE, language: PrintLanguage = IN_ENGLISH
) -> NoticeFacts:
    """What the notices of a survey are made from. `blank`: what stands for a name that is not typed."""
    return notice_facts(
        survey,
        session.get_one(School, survey.school_id),
        notice_details(session, survey.school_id),
        running().helplines,
        readers=readers_of(session, survey),
        public_url=running().settings.public_url,
        blank=blank,
        words=language.words,
        texts=language.texts,
    )


def sheets_for(facts: NoticeFacts) -> tuple[str, ...]:
    """The sheets that a survey has."""
    if not facts.is_of_pupils:
        return (facts.audience, "impact")
    return ("parents", *(name for name in SHEETS if name in facts.ages), "impact")


@pages.get("/surveys/<int:survey_id>/tell")
@allowed("leader")
def telling(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return gone_page(session, survey) if survey.state in GONE else _page(session, survey)


def _page(session: Session, survey: Survey, form: Form | None = None) -> str:
    facts = facts_of(session, survey)
    details = notice_details(session, survey.school_id)
    return render_template(
        "survey/tell.html",
        survey=survey,
        facts=facts,
        late=facts.notice_by < today(),
        sheets=sheets_for(facts),
        offered=offered_on_paper(session, survey),
        missing=_missing(details, sheets_for(facts)),
        reason=law_words(facts),
        form=form or filled(as_typed("say_no_by", facts.say_no_by)),
        due=running().helplines.due(today(), READERS[facts.audience]),
    )


def _missing(details: NoticeDetails, subjects: Collection[str]) -> str:
    """What is still a gap on these sheets; empty for nothing."""
    printed = {name for subject in subjects for name in PRINTED_ON[subject]}
    return "; ".join(GAPS[name] for name in DETAILS if name in printed and not getattr(details, name))


def _warning(missing: str) -> str:
    """What stands on the paper itself where there are gaps."""
    return f"Not ready to hand out. This is still missing: {missing}." if missing else ""


@pages.post("/surveys/<int:survey_id>/say-no-by")
@allowed("lead")
def change_say_no_by(survey_id: int) -> ResponseReturnValue:
    """Another day until which parents are asked to say no."""
    form = typed()
    date, fault = typed_date(form, "say_no_by", "the last day to say no")
    with changing(survey_id) as (session, survey):
        if date is not None and date > survey.closes_on:
            fault = f"The survey ends on {full_day(survey.closes_on)}. Choose that day or an earlier one."
        if fault or date is None:
            return _page(session, survey, form.with_faults({"say_no_by": fault or ""})), 422
        survey.say_no_by = None if date == usual_say_no_by(survey.opens_on) else date
        note(session, survey.school_id, account().name, "changed until when parents say no", survey.title)
        flash(f"Parents can say no until {full_day(date)}.")
    return redirect(url_for("survey.telling", survey_id=survey_id), 303)


@pages.get("/surveys/<int:survey_id>/tell/<subject>")
@allowed("leader")
def sheet(survey_id: int, subject: str) -> ResponseReturnValue:
    """One of them, to be read and printed."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        language = print_language(session, survey)
        printed = _printed(session, survey, subject, language)
        missing = _missing(notice_details(session, survey.school_id), [subject])
        return render_template(
            "survey/sheet.html",
            survey=survey,
            subject=subject,
            printed=printed,
            missing=missing,
            warning=_warning(missing),
            parts_of_sheet=parts_of_sheet,
            language=language,
            offered=offered_on_paper(session, survey) if subject in IN_LANGUAGES else [],
        )


@pages.get("/surveys/<int:survey_id>/tell/<subject>.pdf")
@allowed("leader")
def sheet_as_pdf(survey_id: int, subject: str) -> ResponseReturnValue:
    """The same as PDF, with the letters of every language inside."""
    made, language, warning = _sheet_file(survey_id, subject)
    name = f"{made.name}-{survey_id}-{language.code}.pdf"
    return as_file(sheet_pdf(made, language.truth, warning), "application/pdf", name)


@pages.get("/surveys/<int:survey_id>/tell/<subject>.docx")
@allowed("leader")
def sheet_file(survey_id: int, subject: str) -> ResponseReturnValue:
    """The same as a file for Word, to be changed and translated."""
    made, language, warning = _sheet_file(survey_id, subject)
    return as_file(word_file(made, warning), MIMETYPE, _named(made, survey_id, language))


def _sheet_file(survey_id: int, subject: str) -> tuple[PrintedSheet, PrintLanguage, str]:
    """What a file of it is made of: the sheet, its language, and what stands on it where there are gaps."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        language = print_language(session, survey)
        made = _printed(session, survey, subject, language)
        missing = _missing(notice_details(session, survey.school_id), [subject])
    return made, language, _warning(missing)


def _named(made: PrintedSheet, survey_id: int, language: PrintLanguage) -> str:
    tongue = "" if language.code == ENGLISH else f"-{language.code}"
    return f"{made.name}-{survey_id}{tongue}.docx"


def _printed(session: Session, survey: Survey, subject: str, language: PrintLanguage) -> PrintedSheet:
    """A sheet. Aborts with the page of a survey that is gone, and leads back where it has no such sheet."""
    if survey.state in GONE:
        abort(make_response(gone_page(session, survey)))
    facts = facts_of(session, survey, language=language)
    if language.code != ENGLISH and subject not in IN_LANGUAGES:
        abort(404)
    if subject not in sheets_for(facts):
        abort(redirect(url_for("survey.telling", survey_id=survey.id), 303))
    return SHEETS[subject](facts)


@pages.get("/school/notices")
@allowed("lead")
def names() -> ResponseReturnValue:
    """Names that the school types once."""
    with running().database.reading() as session:
        details = notice_details(session, school().id)
        return render_template(
            "survey/notice-details.html", form=filled({name: getattr(details, name) for name in DETAILS})
        )


@pages.post("/school/notices")
@allowed("lead")
def save_names() -> ResponseReturnValue:
    form = typed()
    faults = {name: fault for name in DETAILS if (fault := _fault(form.value(name)))}
    if faults:
        return render_template("survey/notice-details.html", form=form.with_faults(faults)), 422
    with running().database.writing() as session:
        details = {name: " ".join(form.value(name).split()) for name in DETAILS}
        keep_notice_details(session, school().id, details)
        note(session, school().id, account().name, "changed the names on notices")
    flash("Saved. Print-outs from now on have these names.")
    return redirect(url_for("survey.names"), 303)


def _fault(text: str) -> str:
    """What is wrong with a name that is printed; empty for nothing."""
    if len(text) > LONGEST_DETAIL:
        return f"This is {len(text)} characters long. Use {LONGEST_DETAIL} or fewer."
    return ""
