"""Languages accepted for every survey of an installation."""

from __future__ import annotations

from sqlalchemy import select

from selfeval.questionnaires.translated import PartTexts
from selfeval.store.languages import accept_language, withdraw_language
from selfeval.store.surveys import Survey
from tests.web.answer.installation import Installation


def accept(school: Installation, *languages: str, texts: PartTexts | None = None) -> None:
    """As a lead accepts them, knowing that they are drafts, anew where they were accepted before."""
    running = school.app.extensions["selfeval"]
    with running.database.writing() as session:
        for survey in session.scalars(select(Survey)):
            for language in languages:
                withdraw_language(session, survey, language, "Amina Yusuf")
                session.flush()
                accept_language(session, survey, language, texts or {}, "Amina Yusuf", draft=True)
    running.ballot_box.groups.forget()
