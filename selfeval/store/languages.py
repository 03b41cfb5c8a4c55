"""In which languages a survey is asked, who accepted each, and the translations that a school brought in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.calendar.school_years import now
from selfeval.questionnaires.translated import MARK, PartTexts, mark_of
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Round, Survey


class SurveyLanguage(Base):
    """A language in which a survey is asked beside English, as somebody accepted it."""

    __tablename__ = "survey_languages"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    draft: Mapped[bool]
    """Nobody who speaks it had checked the words, and whoever accepted it was told so."""
    texts: Mapped[str] = mapped_column(Text)
    """JSON: part -> address -> text, of what the school had brought in by then; it stays as accepted."""
    texts_digest: Mapped[str] = mapped_column(String(MARK))
    """Tells such texts apart; empty where the school brought none in."""
    who: Mapped[str] = mapped_column(String(200))
    accepted_at: Mapped[dt.datetime] = mapped_column(default=now)


class SchoolTranslation(Base):
    """What a school has brought in for one language, in place of what comes with selfeval; always a draft."""

    __tablename__ = "school_translations"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    texts: Mapped[str] = mapped_column(Text)
    """JSON: part -> address -> [text, what it remembers of its English]."""
    who: Mapped[str] = mapped_column(String(200))
    brought_at: Mapped[dt.datetime] = mapped_column(default=now)


Remembered = Mapping[str, Mapping[str, tuple[str, str]]]
"""Part -> address -> text, and what it remembers of the English that it was made from."""


def languages_of_survey(session: Session, survey_id: int) -> list[SurveyLanguage]:
    """Those that were accepted beside English, by their code."""
    chosen = select(SurveyLanguage).where(SurveyLanguage.survey_id == survey_id)
    return list(session.scalars(chosen.order_by(SurveyLanguage.language)))


def languages_of_school(session: Session, school_id: int) -> list[tuple[SurveyLanguage, str]]:
    """Those of all its surveys, each with the title of its survey."""
    titled = select(SurveyLanguage, Survey.title).join(Survey, Survey.id == SurveyLanguage.survey_id)
    rows = session.execute(titled.where(SurveyLanguage.school_id == school_id).order_by(Survey.id))
    return [(row, title) for row, title in rows]


def accept_language(
    session: Session, survey: Survey, language: str, texts: PartTexts, who: str, *, draft: bool
) -> None:
    """Notes who accepted a language for a survey, and what the school's own translation said then.

    Once accepted it stays as it was, whoever sends an old page again.
    """
    if session.get(SurveyLanguage, (survey.id, language)) is not None:
        return
    written = json.dumps(texts, ensure_ascii=False, sort_keys=True) if texts else ""
    session.add(
        SurveyLanguage(
            survey_id=survey.id,
            language=language,
            school_id=survey.school_id,
            draft=draft,
            texts=written,
            texts_digest=mark_of(written) if written else "",
            who=who,
            accepted_at=now(),
        )
    )
    kind = "a draft" if draft else "checked"
    note(session, survey.school_id, who, "accepted a language", f"{survey.title}: {language}, {kind}")


def withdraw_language(session: Session, survey: Survey, language: str, who: str) -> None:
    """It is offered no more; what was answered in it stays."""
    row = session.get(SurveyLanguage, (survey.id, language))
    if row is not None:
        session.delete(row)
        note(session, survey.school_id, who, "took a language back", f"{survey.title}: {language}")


def drop_languages(session: Session, survey_ids: Sequence[int]) -> None:
    """Of surveys that are removed."""
    session.execute(delete(SurveyLanguage).where(SurveyLanguage.survey_id.in_(survey_ids)))


def accepted_texts(session: Session, round_id: int, language: str) -> PartTexts:
    """What the school's own translation said when a language was accepted for the survey of a round."""
    chosen = select(SurveyLanguage.texts).join(Round, Round.survey_id == SurveyLanguage.survey_id)
    texts = session.scalar(chosen.where(Round.id == round_id, SurveyLanguage.language == language))
    return json.loads(texts) if texts else {}


def translations_of_school(session: Session, school_id: int) -> dict[str, SchoolTranslation]:
    """Language -> what the school has brought in."""
    rows = session.scalars(select(SchoolTranslation).where(SchoolTranslation.school_id == school_id))
    return {row.language: row for row in rows}


def remembered_texts(row: SchoolTranslation | None) -> Remembered:
    """Part -> address -> text and what it remembers; empty where the school brought nothing in."""
    if row is None:
        return {}
    return {
        part: {address: (text, english) for address, (text, english) in texts.items()}
        for part, texts in json.loads(row.texts).items()
    }


def keep_translation(session: Session, school_id: int, language: str, texts: Remembered, who: str) -> None:
    """Takes the place of what the school had in this language."""
    session.merge(
        SchoolTranslation(
            school_id=school_id,
            language=language,
            texts=json.dumps(texts, ensure_ascii=False, sort_keys=True),
            who=who,
            brought_at=now(),
        )
    )
    many = sum(map(len, texts.values()))
    note(session, school_id, who, "brought a translation in", f"{language}: {many} texts")


def drop_translation(session: Session, school_id: int, language: str, who: str) -> None:
    """The words that come with selfeval are used again; surveys keep what they accepted."""
    row = session.get(SchoolTranslation, (school_id, language))
    if row is not None:
        session.delete(row)
        note(session, school_id, who, "removed a translation", language)
