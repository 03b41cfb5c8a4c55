"""Released answers as evidence: which may be pointed to, and what one says now, by its release alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Definition
from selfeval.reading.released_rounds import released_rounds, rounds_in, rounds_until, voices_in, voices_of
from selfeval.reports.sources import Voice
from selfeval.reports.statements import Statement
from selfeval.store.releases import Release, releases_of_survey


@dataclass(frozen=True)
class ReleasedAnswer:
    """One released question, and where it was released."""

    release_id: int
    questionnaire: str
    statement: Statement
    voice: Voice
    is_corrected: bool = False
    """It says what a correction says, which took the place of the release that was chosen."""

    @property
    def key(self) -> str:
        """As a form sends it back."""
        return f"{self.release_id}/{self.questionnaire}/{self.statement.item}"

    @property
    def name(self) -> str:
        """Staff: “I know what to do”"""
        return f"{self.voice.name}: {self.statement.quote}"

    @property
    def about(self) -> dict[str, Any]:
        """What is kept of it: no figure, so that the figure goes when its survey is deleted."""
        return {
            "release_id": self.release_id,
            "audience": self.voice.findings.audience,
            "questionnaire": self.questionnaire,
            "item": self.statement.item,
        }


def answers_of_year(
    session: Session, school_id: int, year: int, definition: Definition, indicator: str
) -> tuple[ReleasedAnswer, ...]:
    """The released questions of a school year that bear on an indicator, with their figures."""
    rounds = rounds_until(released_rounds(session, school_id), year)
    asked = definition.item(indicator)
    return tuple(
        ReleasedAnswer(rounds[voice.key][-1].release.id, voice.key, statement, voice)
        for voice in voices_of(session, rounds)
        for statement in voice.statements
        if statement.favourable and asked.is_answered_by(voice.definition.item(statement.item))
    )


def answer_now(session: Session, about: Mapping[str, Any]) -> ReleasedAnswer | None:
    """What a finding says today: of its release, or the correction of it. None once it is deleted."""
    release = session.get(Release, about["release_id"])
    if release is None:
        return None
    newest = releases_of_survey(session, release.survey_id)[-1]
    voice = next(
        (
            voice
            for voice in voices_in(session, rounds_in(newest))
            if voice.key == about["questionnaire"] and voice.findings.audience == about["audience"]
        ),
        None,
    )
    statement = next((one for one in voice.statements if one.item == about["item"]), None) if voice else None
    if voice is None or statement is None:
        return None
    return ReleasedAnswer(newest.id, voice.key, statement, voice, newest.id != release.id)
