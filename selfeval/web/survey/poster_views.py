"""What hangs on the wall in another language: what the survey is, whom to talk to, a square to scan."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from selfeval.notices.sheet import PrintedSheet, SheetHeading, SheetList, SheetParagraph
from selfeval.notices.sheet_pdf import LARGE, sheet_pdf, truth_of
from selfeval.notices.words import NoticeWords
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.translated import ENGLISH
from selfeval.reports.pdf.cards import qr_rows
from selfeval.reports.pdf.typeset import square_path
from selfeval.store.languages import SurveyLanguage, accepted_texts
from selfeval.web.answer.rendering import QuestionnairePage
from selfeval.web.site.access import allowed, running, school
from selfeval.web.site.report_page import as_file
from selfeval.web.site.survey_status import own_group, own_survey
from selfeval.web.survey.views import pages

PROMISES = ("no_name", "not_alone", "added_up", "locked_there", "opened", "may_stop", "no_change")
"""Sentences of the answering pages that stand on it."""


@pages.get("/surveys/<int:survey_id>/poster/<int:round_id>/<int:number>/<language>")
@allowed("lead")
def poster(survey_id: int, round_id: int, number: int, language: str) -> ResponseReturnValue:
    """For one group, in a language that its survey is offered in; nothing on it is anybody's own."""
    return render_template("survey/poster.html", **_poster(survey_id, round_id, number, language))


@pages.get("/surveys/<int:survey_id>/poster/<int:round_id>/<int:number>/<language>.pdf")
@allowed("lead")
def poster_as_pdf(survey_id: int, round_id: int, number: int, language: str) -> ResponseReturnValue:
    """The same as PDF, with its letters inside."""
    parts = _poster(survey_id, round_id, number, language)
    words: QuestionnairePage = parts["words"]
    page = words.interface.page
    truth = truth_of(language, draft=words.words.draft, whole=True)
    square = {
        "kind": "square",
        "drawing": square_path(parts["square"]),
        "says": "Square to scan",
        "text": parts["code_label"],
        "address": parts["address"],
    }
    sheet = PrintedSheet(
        name="poster",
        above=NoticeWords(language).beside(school().name, parts["above"])
        if parts["above"]
        else school().name,
        title=words.words.title,
        lead=parts["lead"],
        blocks=(
            SheetList(parts["promises"]),
            SheetHeading(page["worry"]),
            SheetParagraph(page["worry_text"]),
            SheetList(parts["people"]),
        ),
        language=language,
    )
    choose = [{"kind": "paragraph", "lead": page["choose"], "text": ""}] if page["choose"] else []
    made = sheet_pdf(sheet, truth, size=LARGE, more=[*choose, square])
    return as_file(made, "application/pdf", f"poster-{parts['group'].number}-{language}.pdf")


def _poster(survey_id: int, round_id: int, number: int, language: str) -> dict[str, Any]:
    """What stands on it."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        if language != ENGLISH and session.get(SurveyLanguage, (survey.id, language)) is None:
            abort(404)
        words = QuestionnairePage(
            round_.definition,
            round_.definition_row.own_words,
            language=language,
            texts=accepted_texts(session, round_.id, language),
        )
        where = f"{running().settings.public_url}/a/{round_.code}/{group.number}"
        where += "" if language == ENGLISH else f"?lang={language}"
        page, helplines = words.interface.page, running().helplines.of(words_of(survey.audience).reader)
        minutes = words.definition.minutes
        return {
            "survey": survey,
            "group": group,
            "above": group.name if group.years else "",
            "words": words,
            "page": page,
            "lead": " ".join(
                [words.words.intro, *([page["minutes"].format(minutes=minutes)] if minutes else [])]
            ),
            "code_label": words.interface.script["adult_code"] if group.tablets else page["code_label"],
            "promises": tuple(page[name] for name in PROMISES if page[name]),
            "helplines": helplines,
            "people": (
                *([survey.adult] if survey.adult else []),
                page["worry_trust"],
                *(f"{line.name}, {line.number}. {line.more(language)}" for line in helplines),
            ),
            "address": where.split("://", 1)[-1],
            "square": qr_rows(where),
        }
