"""Alder Vale Primary with counted surveys and their releases, made from invented answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.findings.findings import to_json
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import Definition, Item
from selfeval.release.characteristic_tables import OpenedBallot, characteristic_tables
from selfeval.release.release import make_release
from selfeval.store.releases import Release
from selfeval.store.surveys import Group, Response, Round, StoredBreakdown, Survey, keep_definition
from tests.invented import answers

OPENS, CLOSES, RELEASED = dt.date(2026, 10, 5), dt.date(2026, 10, 16), dt.date(2026, 10, 23)


@dataclass(frozen=True)
class Asked:
    """One group of a round: how many answered of how many, and how favourably."""

    group: str
    n: int
    roll: int
    lean: float = 0.62


PUPILS = {
    "pupils-5-7": (Asked("Year 1", 22, 28, 0.75), Asked("Year 2", 25, 30, 0.7)),
    "pupils-7-11": (
        Asked("Year 3", 25, 30, 0.68),
        Asked("Year 4", 21, 29),
        Asked("Year 5", 22, 27, 0.55),
        Asked("Year 6", 24, 30, 0.45),
    ),
}
FAMILIES = {"families": (Asked("Families", 62, 110, 0.6),)}
GOVERNORS = {"governors": (Asked("Governors", 12, 14, 0.7),)}
STAFF = {"staff": (Asked("Staff", 31, 38, 0.68),)}


def release_survey(
    session: Session,
    school_id: int,
    audience: str,
    asked: dict[str, Sequence[Asked]],
    *,
    about: Sequence[str] = (),
    opens: dt.date = OPENS,
    seed: int = 1,
    version: int | None = None,
) -> Release:
    """A survey planned, answered, counted and released in one step; of another version than the latest."""
    survey = Survey(
        school_id=school_id,
        title=f"Autumn survey of {audience}",
        audience=audience,
        opens_on=opens,
        closes_on=opens + (CLOSES - OPENS),
        state="counted",
    )
    session.add(survey)
    session.flush()
    for number, (questionnaire, groups) in enumerate(asked.items()):
        definition = (find(questionnaire, version) if version else latest(questionnaire)).definition
        _round(session, survey, definition, groups, about, seed + number)
    session.expire(survey)
    return make_release(session, survey.id, opens + (RELEASED - OPENS))


def _round(
    session: Session,
    survey: Survey,
    definition: Definition,
    groups: Sequence[Asked],
    about: Sequence[str],
    seed: int,
) -> None:
    every = latest(words_of(survey.audience).about).definition
    personal = replace(every, items=tuple(each for each in every.items if _asked(each, about, definition)))
    for frozen in (definition, personal):
        keep_definition(session, frozen)
        session.flush()
    round_ = Round(
        school_id=survey.school_id,
        survey_id=survey.id,
        digest=definition.digest,
        about_digest=personal.digest,
        state="counted",
        spoilt=0,
    )
    session.add(round_)
    session.flush()
    opened: list[OpenedBallot] = []
    for number, asked in enumerate(groups, 1):
        group = Group(
            school_id=survey.school_id,
            round_id=round_.id,
            number=number,
            name=asked.group,
            years=[int(asked.group.removeprefix("Year "))] if asked.group.startswith("Year ") else [],
            roll=asked.roll,
        )
        session.add(group)
        session.flush()
        given = answers(definition, asked.n, seed * 100 + number, asked.lean)
        said = answers(personal, asked.n, seed * 100 + number)
        opened += [OpenedBallot(asked.group, one, other) for one, other in zip(given, said, strict=True)]
        session.add_all(
            Response(school_id=survey.school_id, round_id=round_.id, group_id=group.id, answers=one)
            for one in given
        )
    everyone = {asked.group: [True] * len(personal.items) for asked in groups}
    for by, findings in _tables(definition, personal, opened, everyone):
        session.add(StoredBreakdown(round_id=round_.id, by=by, school_id=survey.school_id, findings=findings))
    session.flush()


TABLES: dict[object, list[tuple[str, str]]] = {}
"""What was made of which ballots: dozens of tests release the same round."""


def _tables(
    definition: Definition,
    personal: Definition,
    opened: Sequence[OpenedBallot],
    asked: dict[str, list[bool]],
) -> list[tuple[str, str]]:
    """The question and the kept findings of each table by an about-you question."""
    key = (definition.digest, personal.digest, tuple(opened), tuple(asked))
    if key not in TABLES:
        made = characteristic_tables(definition, personal, opened, asked)
        TABLES[key] = [(breakdown.by, to_json(breakdown)) for breakdown in made]
    return TABLES[key]


def _asked(item: Item, about: Sequence[str], definition: Definition) -> bool:
    """An about-you question is asked only of years that may be asked it."""
    return item.id in about and set(definition.years) <= set(item.years)
