"""What the pages of the self-evaluation show, made from the indicators, their words and the judgements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import ENGLAND, today
from selfeval.questionnaires.model import Definition, Item, ItemWords, Questionnaire, Words
from selfeval.reports.response_rates import turnout_caption
from selfeval.reports.sources import Voice
from selfeval.reports.statements import Statement
from selfeval.self_evaluation.judgements import (
    NOT_KNOWN,
    AreaLevel,
    Progress,
    area_levels,
    chosen_levels,
    indicators_of,
    progress,
)
from selfeval.store.self_evaluations import Judgement, Rating

MOST_BESIDE = 3
"""Questions of one voice that stand beside an indicator; the report has them all."""


@dataclass(frozen=True)
class Rung:
    """One answer that may be chosen for an indicator."""

    option: str
    points: int | None
    """None for "not known yet"."""
    label: str
    text: str
    more: str


@dataclass(frozen=True)
class Indicator:
    """One indicator with its words and what has been saved."""

    id: str
    number: str
    short: str
    text: str
    words: ItemWords
    rungs: tuple[Rung, ...]
    level: str | None
    label: str
    """3 Secure, Not known yet, or empty."""
    commentary: str
    version: int
    saved: str
    """8 October at 10:42 by Amina Yusuf"""
    rating: Rating
    """All that has been saved; empty before."""
    saved_at: str
    """at 10:42 for today, 8 October at 10:42 for before; empty before anything is saved."""

    def rung(self, option: str | None) -> Rung | None:
        """The answer with this option id."""
        return next((rung for rung in self.rungs if rung.option == option), None)


@dataclass(frozen=True)
class AreaPage:
    """One area with its indicators."""

    id: str
    name: str
    place: int
    level: AreaLevel
    indicators: tuple[Indicator, ...]

    @property
    def left(self) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.level is None)


@dataclass(frozen=True)
class Overview:
    """The whole self-evaluation of a year."""

    areas: tuple[AreaPage, ...]
    progress: Progress

    @property
    def next(self) -> tuple[AreaPage, Indicator] | None:
        """The first indicator nobody has looked at."""
        return next(((area, area.left[0]) for area in self.areas if area.left), None)

    def area(self, area_id: str) -> AreaPage | None:
        return next((area for area in self.areas if area.id == area_id), None)


@dataclass(frozen=True)
class RelatedStatements:
    """What pupils and staff say that bears on an indicator."""

    turnout: str
    statements: tuple[Statement, ...]


def overview(
    questionnaire: Questionnaire, judgements: Mapping[str, Judgement], alike: Collection[int] = ()
) -> Overview:
    """Everything the pages show of one year."""
    definition, words = questionnaire.definition, questionnaire.words["en"]
    levels = area_levels(definition, chosen_levels(judgements))
    areas = tuple(
        AreaPage(
            id=area,
            name=words.areas[area],
            place=place,
            level=levels[area],
            indicators=tuple(
                _indicator(definition, words, item, judgements.get(item.id), alike)
                for item in indicators_of(definition, area)
            ),
        )
        for place, area in enumerate(definition.areas, 1)
    )
    return Overview(areas, progress(levels))


def related_statements(
    voices: Sequence[Voice], definition: Definition, indicator: str
) -> RelatedStatements | None:
    """Released questions that bear on an indicator; None where nothing has been released."""
    asked = definition.item(indicator)
    shown: list[Statement] = []
    heard = []
    for voice in voices:
        alike = [
            statement
            for statement in voice.statements
            if statement.favourable and asked.is_answered_by(voice.definition.item(statement.item))
        ]
        shown += alike[:MOST_BESIDE]
        heard += [voice] if alike else []
    return RelatedStatements(turnout_caption(heard), tuple(shown)) if shown else None


def moment(at: dt.datetime) -> str:
    """8 October at 10:42, in the school's own time"""
    here = at.astimezone(ENGLAND)
    return f"{here.day} {here:%B} at {here.hour}:{here:%M}"


def saved_at(at: dt.datetime) -> str:
    """at 10:42 for today; 8 October at 10:42 for any other day"""
    here = at.astimezone(ENGLAND)
    return f"at {here.hour}:{here:%M}" if here.date() == today() else moment(at)


def _indicator(
    definition: Definition, words: Words, item: Item, judgement: Judgement | None, alike: Collection[int]
) -> Indicator:
    texts = words.items[item.id]
    rungs = _rungs(definition, words, item)
    chosen = next((rung for rung in rungs if judgement and rung.option == judgement.level), None)
    return Indicator(
        id=item.id,
        number=item.number,
        short=texts.short,
        text=texts.text,
        words=texts,
        rungs=rungs,
        level=chosen.option if chosen else None,
        label=level_label(chosen),
        commentary=judgement.commentary if judgement else "",
        version=judgement.version if judgement else 0,
        saved=f"{moment(judgement.rated_at)} by {doer_of(judgement, judgement.rated_by, alike)}"
        if judgement
        else "",
        rating=judgement.rating if judgement else Rating(),
        saved_at=saved_at(judgement.rated_at) if judgement else "",
    )


def level_label(rung: Rung | None) -> str:
    """3 Secure, Not known yet, or empty"""
    if rung is None:
        return ""
    return rung.label if rung.points is None else f"{rung.points} {rung.label}"


def _rungs(definition: Definition, words: Words, item: Item) -> tuple[Rung, ...]:
    options = definition.options_of(item)
    texts, labels = words.items[item.id], words.options[options.id]
    ladder = [
        Rung(
            option.id,
            option.points,
            labels[option.id],
            texts.levels.get(option.id, ""),
            texts.more.get(option.id, ""),
        )
        for option in options.lowest_first
    ]
    if NOT_KNOWN in item.also:
        ladder.append(Rung(NOT_KNOWN, None, words.answers[NOT_KNOWN], "", ""))
    return tuple(ladder)
