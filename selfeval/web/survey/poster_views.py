"""What hangs on the wall in another language: what the survey is, whom to talk to, a square to scan."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.translated import ENGLISH
from selfeval.reports.pdf.cards import qr_rows
from selfeval.store.languages import SurveyLanguage, accepted_texts
from selfeval.web.answer.rendering import QuestionnairePage
from selfeval.web.site.access import allowed, running
from selfeval.web.site.survey_status import own_group, own_survey
from selfeval.web.survey.views import pages


@pages.get("/surveys/<int:survey_id>/poster/<int:round_id>/<int:number>/<language>")
@allowed("lead")
def poster(survey_id: int, round_id: int, number: int, language: str) -> ResponseReturnValue:
    """For one group, in a language that its survey is offered in; nothing on it is anybody's own."""
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
        return render_template(
            "survey/poster.html",
            survey=survey,
            group=group,
            words=words,
            page=words.interface.page,
            script=words.interface.script,
            helplines=running().helplines.of(words_of(survey.audience).reader),
            address=where.split("://", 1)[-1],
            square=qr_rows(where),
        )
