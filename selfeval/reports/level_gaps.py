"""Where the level of an indicator and the answers to its questions differ by more than noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, listed
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reports.sources import Voice
from selfeval.reports.statements import Statement
from selfeval.reports.wording import bounds

HALF = 50
HIGH_FROM, LOW_UP_TO = 3, 1
"""Levels of 0 to 4. The two between claim neither that most would agree nor that few would."""
LANGUAGE = "en"
NEITHER_WRONG = "That does not make either side wrong. It asks for an explanation."


@dataclass(frozen=True)
class LevelGap:
    """An indicator at whose level leaders and those who were asked differ."""

    indicator: str
    number: str
    """5.1"""
    name: str
    """Shared responsibility"""
    level: str
    """Secure"""
    higher: bool
    """Leaders are above what was answered, and not below."""
    statements: tuple[Statement, ...]
    """What speaks against the level: of each round the question that does so most."""

    @property
    def beyond_half(self) -> float:
        """How far the interval that speaks most against the level lies beyond half, in points."""
        return max(_distance(statement) for statement in self.statements)

    def headline_on(self, statement: Statement) -> str:
        """Leaders chose Secure for “Shared responsibility”; 44 of 100 pupils agree with “Adults step in”"""
        return f"Leaders chose {self.level} for “{self.name}”; {statement.brief}"

    @property
    def who(self) -> str:
        """Whose answers differ from the level: pupils and staff."""
        return listed(list(dict.fromkeys(statement.who for statement in self.statements)))

    @property
    def facts(self) -> str:
        """Leaders chose Secure; 44 of 100 pupils agree with “Adults step in”."""
        return f"Leaders chose {self.level}; {listed([statement.brief for statement in self.statements])}."

    @property
    def sentence(self) -> str:
        """The same where it stands alone: That does not make either side wrong. It asks for …"""
        return f"{self.facts} {NEITHER_WRONG}"

    @property
    def heading(self) -> str:
        """Leaders and pupils differ here, by more than chance"""
        return capitalised(f"leaders and {self.who} differ here, by more than chance")


def level_gaps(
    questionnaire: Questionnaire, levels: Mapping[str, str | None], voices: Sequence[Voice]
) -> dict[str, LevelGap]:
    """Indicator id -> its gap, for those that have one. `levels`: indicator id -> option id or None."""
    pairs = (
        (item.id, level_gap(questionnaire, item.id, levels.get(item.id), voices))
        for item in questionnaire.definition.items
    )
    return {indicator: gap for indicator, gap in pairs if gap is not None}


def level_gap(
    questionnaire: Questionnaire, indicator: str, level: str | None, voices: Sequence[Voice]
) -> LevelGap | None:
    """The gap that one indicator has, or would have, at a level; None where there is none.

    Level 3 or 4: surely fewer than half gave the good answer to a question on the same commitment. Level 0
    or 1: surely more than half did, and to none of these questions surely fewer than half.
    """
    definition, words = questionnaire.definition, questionnaire.words[LANGUAGE]
    item = definition.item(indicator)
    options = definition.options_of(item)
    points = next((option.points for option in options.options if option.id == level), None)
    if level is None or points is None or LOW_UP_TO < points < HIGH_FROM:
        return None
    by_round = [_of_commitment(voice, item) for voice in voices]
    below = [one for heard in by_round if (one := _lowest(heard)) and _high(one) < HALF]
    above = [one for heard in by_round if (one := _highest(heard)) and _low(one) > HALF]
    higher = points >= HIGH_FROM
    against = below if higher else [] if below else above
    if not against:
        return None
    texts = words.items[item.id]
    label = words.options[options.id][level]
    return LevelGap(item.id, item.number, texts.short, label, higher, tuple(against))


def _of_commitment(voice: Voice, indicator: Item) -> list[Statement]:
    """What a round was asked about the school on the same commitment, where figures may be shown."""
    return [
        statement
        for statement in voice.statements
        if statement.favourable is not None
        and statement.about_school
        and indicator.is_answered_by(voice.definition.item(statement.item))
    ]


def _lowest(statements: Sequence[Statement]) -> Statement | None:
    return min(statements, key=_high, default=None)


def _highest(statements: Sequence[Statement]) -> Statement | None:
    return max(statements, key=_low, default=None)


def _distance(statement: Statement) -> float:
    return max(HALF - _high(statement), _low(statement) - HALF)


def _low(statement: Statement) -> float:
    return bounds(statement.favourable)[0] if statement.favourable else 0.0


def _high(statement: Statement) -> float:
    return bounds(statement.favourable)[1] if statement.favourable else 100.0
