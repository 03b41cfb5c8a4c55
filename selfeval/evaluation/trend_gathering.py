"""Gathering what the pages about change are made from: series, changes and levels. No response is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.evaluation.gathering import LANGUAGE, leaders_of, released, report_years, voice_of, youngest
from selfeval.questionnaires.versions import find, latest
from selfeval.reports.days import full_day
from selfeval.reports.following import Moved, TrendSources
from selfeval.reports.occasions import term
from selfeval.reports.series import Series
from selfeval.reports.sources import Leaders
from selfeval.scoring.comparisons import Occasion, RoundTrends
from selfeval.scoring.findings import ReleaseFindings, RoundFindings, release_from_json
from selfeval.store.baselines import baseline_of, moves_of, releases_with
from selfeval.store.releases import Release, newest_releases
from selfeval.store.schools import Identity, School
from selfeval.store.surveys import Survey
from selfeval.store.years import school_year, year_label


@dataclass(frozen=True)
class Asked:
    """One released round with the release it is in."""

    release: Release
    findings: ReleaseFindings
    round_: RoundFindings

    @property
    def opens_on(self) -> dt.date:
        return dt.date.fromisoformat(self.findings.opens_on)

    @property
    def occasion(self) -> Occasion:
        found = self.findings
        return Occasion(
            found.survey, found.opens_on, found.closes_on, self.round_.version, self.release.digest
        )


def trend_sources_of(session: Session, school: School) -> TrendSources:
    """Every series of a school, with the self-evaluations of the same years."""
    asked = _asked(session, school.id)
    leaders = {
        year: found
        for year in report_years(session, school.id)
        if (found := leaders_of(session, school.id, year)) is not None
    }
    bands = sum(rounds[0].round_.audience == "pupils" for rounds in asked.values())
    series = [
        _series(session, rounds, leaders, alone=rounds[0].round_.audience != "pupils" or bands == 1)
        for rounds in asked.values()
    ]
    every = [each for rounds in asked.values() for each in rounds]
    return TrendSources(
        school=school.name,
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        series=tuple(sorted(series, key=lambda each: (each.voice.voice == "staff", youngest(each.voice)))),
        leaders=tuple((year_label(year), leaders[year]) for year in sorted(leaders)),
        names=_other_names(school, every),
        moved={name: story for name in asked if (story := _moved(session, school.id, name)) is not None},
        releases=tuple(
            dict.fromkeys(
                released(each.release, each.findings) for each in sorted(every, key=lambda one: one.opens_on)
            )
        ),
    )


def _asked(session: Session, school_id: int) -> dict[str, list[Asked]]:
    """Questionnaire -> its released rounds, oldest first; of a corrected release, the correction."""
    found: dict[str, list[Asked]] = {}
    for release in newest_releases(session, school_id):
        findings = release_from_json(release.findings)
        for round_ in findings.rounds:
            found.setdefault(round_.questionnaire, []).append(Asked(release, findings, round_))
    return found


def _series(
    session: Session, rounds: Sequence[Asked], leaders: Mapping[int, Leaders], *, alone: bool
) -> Series:
    last = rounds[-1]
    name = last.round_.questionnaire
    trends = _trends(rounds)
    versions = {each.round_.version for each in rounds}
    return Series(
        voice=voice_of(session, last.release, last.findings, last.round_, alone=alone),
        versions={version: find(name, version) for version in versions},
        occasions=trends.occasions if trends else tuple(each.occasion for each in rounds),
        answered=tuple((each.round_.n, each.round_.roll) for each in rounds),
        judged=tuple(leaders.get(school_year(each.opens_on)) for each in rounds),
        trends=trends.trends if trends else (),
        changes=tuple(
            change
            for each in rounds
            for change in each.findings.changes
            if change.questionnaire == name and change.later.opens_on == last.findings.opens_on
        ),
        baseline=_baseline(session, rounds),
        smallest=trends.smallest if trends else 3.0,
    )


def _baseline(session: Session, rounds: Sequence[Asked]) -> int:
    """Place of the round that holds as the baseline."""
    held = baseline_of(session, rounds[0].release.school_id, rounds[0].round_.questionnaire)
    surveys = [each.release.survey_id for each in rounds]
    return surveys.index(held.survey_id) if held and held.survey_id in surveys else 0


def _moved(session: Session, school_id: int, questionnaire: str) -> Moved | None:
    """How the baseline that holds came to be it; None for the first round that was never moved from."""
    moves = moves_of(session, school_id, questionnaire)
    if not moves:
        return None
    first = releases_with(session, school_id, questionnaire)[0]
    before = moves[1].survey.opens_on if len(moves) > 1 else session.get_one(Survey, first.survey_id).opens_on
    return Moved(moves[0].who, full_day(moves[0].moved_at.date()), term(before), moves[0].reason)


def _trends(rounds: Sequence[Asked]) -> RoundTrends | None:
    """The series over exactly these rounds: the release that came last has them."""
    newest = max(rounds, key=lambda each: (each.release.released_on, each.release.id))
    found = next((t for t in newest.findings.trends if t.questionnaire == newest.round_.questionnaire), None)
    return found if found and len(found.occasions) == len(rounds) else None


def _other_names(school: School, asked: Sequence[Asked]) -> tuple[str, ...]:
    """Sentences about a change of name or number between the first of these rounds and today."""
    if not asked:
        return ()
    first = min(each.opens_on for each in asked)
    pairs = zip(school.identities, school.identities[1:], strict=False)
    return tuple(
        _renamed(before, after)
        for before, after in pairs
        if after.begins_on > first and (before.name, before.urn) != (after.name, after.urn)
    )


def _renamed(before: Identity, after: Identity) -> str:
    on = full_day(after.begins_on)
    number = f"the register’s number was {before.urn} (now {after.urn})" if before.urn != after.urn else ""
    name = f"the school was called {before.name}" if before.name != after.name else ""
    return f"Until {on} {' and '.join(filter(None, (name, number)))}. It is the same school here."
