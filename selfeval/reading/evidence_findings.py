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
from selfeval.store.releases import releases_of_survey


@dataclass(frozen=True)
class ReleasedAnswer:
    """One released question, and where it was released."""

    survey_id: int
    statement: Statement
    voice: Voice
    is_corrected: bool = False
    """It says what a correction says, which took the place of the release that was chosen."""

    @property
    def key(self) -> str:
        """As a form sends it back."""
        return f"{self.survey_id}/{self.voice.released.number}/{self.voice.key}/{self.statement.item}"

    @property
    def name(self) -> str:
        """Staff: “I know what to do”"""
        return f"{self.voice.name}: {self.statement.quote}"

    @property
    def about(self) -> dict[str, Any]:
        """What is kept of it: no figure, so that the figure goes when its survey is deleted.

        The survey and the number of its release: a survey stays known when its results are deleted, while
        the id of a deleted release may come to be another's, and another school's.
        """
        return {
            "survey_id": self.survey_id,
            "release": self.voice.released.number,
            "questionnaire": self.voice.key,
            "item": self.statement.item,
        }


def answers_of_year(
    session: Session, school_id: int, year: int, definition: Definition, indicator: str
) -> tuple[ReleasedAnswer, ...]:
    """The released questions of a school year that bear on an indicator, with their figures."""
    rounds = rounds_until(released_rounds(session, school_id), year)
    asked = definition.item(indicator)
    return tuple(
        ReleasedAnswer(rounds[voice.key][-1].release.survey_id, statement, voice)
        for voice in voices_of(session, rounds)
        for statement in voice.statements
        if statement.favourable and asked.is_answered_by(voice.definition.item(statement.item))
    )


def answer_now(session: Session, about: Mapping[str, Any]) -> ReleasedAnswer | None:
    """What a finding says today: of its release, or the correction of it. None once it is deleted."""
    releases = releases_of_survey(session, about["survey_id"])
    rounds = rounds_in(releases[-1]) if releases else ()
    voice = next((one for one in voices_in(session, rounds) if one.key == about["questionnaire"]), None)
    statement = next((one for one in voice.statements if one.item == about["item"]), None) if voice else None
    if voice is None or statement is None:
        return None
    is_corrected = voice.released.number != about["release"]
    return ReleasedAnswer(about["survey_id"], statement, voice, is_corrected)
