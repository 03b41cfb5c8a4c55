"""In which languages the print-outs of a survey are: those that its lead has accepted, and English."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request
from sqlalchemy.orm import Session

from selfeval.notices.sheet_pdf import truth_of
from selfeval.notices.words import NoticeWords, notice_words, notices_part
from selfeval.questionnaires.translated import ENGLISH, PartTexts, name_of
from selfeval.store.languages import SurveyLanguage, accepted_texts, languages_of_survey
from selfeval.store.surveys import Survey


@dataclass(frozen=True)
class PrintLanguage:
    """A language of a survey’s paper: our sentences, and how the school asks the questions in it."""

    words: NoticeWords
    texts: PartTexts
    truth: str
    """For staff, in English: who has checked it, what has no translation; empty for English."""

    @property
    def code(self) -> str:
        return self.words.language


IN_ENGLISH = PrintLanguage(NoticeWords(), {}, "")


def print_language(session: Session, survey: Survey) -> PrintLanguage:
    """That of the address (`?lang=`). Aborts with 404 for one that the survey is not offered in."""
    return print_language_of(session, survey, request.args.get("lang", ENGLISH))


def print_language_of(session: Session, survey: Survey, language: str) -> PrintLanguage:
    if language == ENGLISH:
        return IN_ENGLISH
    accepted = session.get(SurveyLanguage, (survey.id, language)) or abort(404)
    texts = accepted_texts(session, survey.rounds[0].id, language)
    words = notice_words(language, texts)
    whole = notices_part().english.keys() <= words.texts.keys()
    draft = accepted.draft or language in notices_part().drafts
    return PrintLanguage(words, texts, truth_of(language, draft=draft, whole=whole))


def offered_on_paper(session: Session, survey: Survey) -> list[tuple[str, str]]:
    """Code and English name of each; English first, and nothing where there is no other."""
    rows = languages_of_survey(session, survey.id)
    return [(ENGLISH, "English"), *((row.language, name_of(row.language)) for row in rows)] if rows else []
