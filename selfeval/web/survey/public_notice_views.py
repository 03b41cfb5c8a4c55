"""The notice for parents or staff at an address that needs no account: whoever has a card has the address."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from selfeval.notices.sheet import parts_of_sheet
from selfeval.questionnaires.translated import ENGLISH, own_name_of
from selfeval.store.round_codes import survey_of_code
from selfeval.surveys.asked_groups import CODE
from selfeval.web.answer.long_form import message_page
from selfeval.web.answer.rendering import send_once
from selfeval.web.answer.views import why_missing
from selfeval.web.site.access import allowed, running
from selfeval.web.site.survey_status import GONE
from selfeval.web.survey.notice_views import SHEETS, facts_of
from selfeval.web.survey.print_languages import offered_on_paper, print_language_of

pages = Blueprint("public_notice", __name__)
NOT_TYPED = "(please ask the school office)"


@pages.get("/a/<code>/notice")
@allowed("answering")
def notice(code: str) -> ResponseReturnValue:
    """The notice of the survey of a round; from its plan on, as long as it is kept."""
    with running().database.reading() as session:
        survey = survey_of_code(session, code) if CODE.fullmatch(code) else None
        if survey is None or survey.state in GONE:
            return message_page(None, why_missing(code))
        offered = offered_on_paper(session, survey)
        asked_for = request.args.get("lang", ENGLISH)
        chosen = asked_for if asked_for in dict(offered) else ENGLISH
        language = print_language_of(session, survey, chosen)
        facts = facts_of(session, survey, NOT_TYPED, language)
    subject = "parents" if facts.is_of_pupils else facts.audience
    page = current_app.jinja_env.get_template("survey/notice.html")
    printed = SHEETS[subject](facts)
    return send_once(
        page.render(
            printed=printed,
            subject=subject,
            parts_of_sheet=parts_of_sheet,
            language=language,
            offered=[(code, own_name_of(code)) for code, _ in offered],
        )
    )
