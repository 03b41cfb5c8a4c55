"""Gathering what the pages about change are made from: series, changes and levels. No response is read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy.orm import Session

from selfeval.evaluation.baselines import moves
from selfeval.evaluation.gathering import report_years
from selfeval.evaluation.judged import LANGUAGE, leaders_of
from selfeval.evaluation.released import Asked, asked_of, released, series_of
from selfeval.questionnaires.versions import latest
from selfeval.reports.days import full_day
from selfeval.reports.following import TrendSources
from selfeval.store.schools import Identity, School
from selfeval.store.years import year_label


def trend_sources_of(session: Session, school: School) -> TrendSources:
    """Every series of a school, with the self-evaluations of the same years."""
    asked = asked_of(session, school.id)
    leaders = {
        year: found
        for year in report_years(session, school.id)
        if (found := leaders_of(session, school.id, year)) is not None
    }
    every = sorted((each for rounds in asked.values() for each in rounds), key=lambda one: one.opens_on)
    stories = {name: moves(session, school.id, name, rounds) for name, rounds in asked.items()}
    return TrendSources(
        school=school.name,
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        series=series_of(session, list(asked.values()), leaders.get),
        leaders=tuple((year_label(year), leaders[year]) for year in sorted(leaders)),
        names=_other_names(school, every),
        moved={name: told[0] for name, told in stories.items() if told},
        releases=tuple(dict.fromkeys(released(each.release, each.findings) for each in every)),
    )


def _other_names(school: School, asked: Sequence[Asked]) -> tuple[str, ...]:
    """Sentences about a change of name or number between the first of these rounds and today."""
    if not asked:
        return ()
    first = min(each.opens_on for each in asked)
    told = (_renamed(*pair) for pair in pairwise(school.identities) if pair[1].begins_on > first)
    return tuple(filter(None, told))


def _renamed(before: Identity, after: Identity) -> str:
    """Empty where neither name nor number became another."""
    name = f"the school was called {before.name}" if before.name != after.name else ""
    number = ""
    if before.urn and after.urn and before.urn != after.urn:
        number = f"the register’s number was {before.urn} (now {after.urn})"
    told = " and ".join(filter(None, (name, number)))
    return f"Until {full_day(after.begins_on)} {told}. It is the same school here." if told else ""
