"""Gathering what a year's report is made from: its releases and its self-evaluation. No response is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.evaluation.levels import NOT_KNOWN, area_levels, progress
from selfeval.evaluation.rating import definition_of, judgements_of, self_evaluation_of
from selfeval.questionnaires.load import definition_from_json
from selfeval.questionnaires.model import Definition
from selfeval.questionnaires.versions import find, latest
from selfeval.reports.sources import Leaders, Released, Sources, Voice, VoiceName
from selfeval.scoring.findings import ReleaseFindings, RoundFindings, release_from_json
from selfeval.store.judgements import SelfEvaluation
from selfeval.store.releases import Release, releases_of
from selfeval.store.schools import School
from selfeval.store.surveys import StoredDefinition, surveys_of
from selfeval.store.years import school_year, today, year_label

LANGUAGE = "en"
NOT_COUNTED = ("planned", "open", "closed")


def sources_of(session: Session, school: School, year: int) -> Sources | None:
    """Everything a school's report of a year is made from; None where there is nothing yet.

    Where a questionnaire was released more than once in the year, the latest release speaks.
    """
    heard: dict[str, tuple[Release, ReleaseFindings, RoundFindings]] = {}
    releases = releases_of(session, school.id, year)
    for release in releases:
        findings = release_from_json(release.findings)
        for round_ in findings.rounds:
            heard.setdefault(round_.questionnaire, (release, findings, round_))
    leaders = leaders_of(session, school.id, year)
    if not heard and leaders is None:
        return None
    bands = sum(round_.audience == "pupils" for _, _, round_ in heard.values())
    voices = [
        voice_of(session, release, findings, round_, alone=round_.audience != "pupils" or bands == 1)
        for release, findings, round_ in heard.values()
    ]
    used = {voice.released.digest for voice in voices}
    return Sources(
        school=school.on(max((release.released_on for release in releases), default=today())).name,
        year=year_label(year),
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        pupils=tuple(sorted((v for v in voices if v.voice == "pupils"), key=youngest)),
        staff=next((voice for voice in voices if voice.voice == "staff"), None),
        leaders=leaders,
        baseline=not _asked_before(session, school.id, releases, heard.keys()),
        releases=tuple(
            released(release, release_from_json(release.findings))
            for release in releases
            if release.digest in used
        ),
        waiting=frozenset[VoiceName](
            "staff" if survey.audience == "staff" else "pupils"
            for survey in surveys_of(session, school.id)
            if school_year(survey.opens_on) == year and survey.state in NOT_COUNTED
        ),
    )


def leaders_of(session: Session, school_id: int, year: int) -> Leaders | None:
    """The self-evaluation of a year as a report needs it; None before anything is saved."""
    evaluation = self_evaluation_of(session, school_id, year)
    if evaluation is None:
        return None
    definition = definition_of(session, evaluation)
    levels = {indicator: each.level for indicator, each in judgements_of(session, school_id, year).items()}
    areas = area_levels(definition, levels)
    done = progress(areas)
    return Leaders(
        areas={area: level.mean for area, level in areas.items()},
        rated=done.rated,
        indicators=done.indicators,
        not_known=tuple(
            item.commitment or item.id for item in definition.items if levels.get(item.id) == NOT_KNOWN
        ),
        level_names=level_names(definition),
        version=definition.version,
    )


def level_names(definition: Definition) -> tuple[str, ...]:
    """Labels of the levels, lowest first."""
    options = definition.options_of(definition.items[0])
    labels = find(definition.questionnaire, definition.version).words[LANGUAGE].options[options.id]
    return tuple(labels[option.id] for option in sorted(options.options, key=lambda option: option.points))


def report_years(session: Session, school_id: int) -> list[int]:
    """School years with a release or a self-evaluation, newest first."""
    released = select(Release.year).where(Release.school_id == school_id)
    evaluated = select(SelfEvaluation.year).where(SelfEvaluation.school_id == school_id)
    return sorted({*session.scalars(released), *session.scalars(evaluated)}, reverse=True)


def voice_of(
    session: Session, release: Release, findings: ReleaseFindings, round_: RoundFindings, *, alone: bool
) -> Voice:
    """A released round beside the questionnaire that was asked."""
    definition = definition_from_json(session.get_one(StoredDefinition, round_.digest).structure)
    return Voice(
        findings=round_,
        definition=definition,
        words=find(round_.questionnaire, round_.version).words[LANGUAGE],
        released=released(release, findings),
        about=latest(f"about-you-{round_.audience}"),
        alone=alone,
    )


def released(release: Release, findings: ReleaseFindings) -> Released:
    """A release as a footer names it."""
    return Released(
        survey=findings.survey,
        audience=release.audience,
        number=release.number,
        on=release.released_on,
        opens_on=dt.date.fromisoformat(findings.opens_on),
        closes_on=dt.date.fromisoformat(findings.closes_on),
        digest=release.digest,
        threshold=findings.threshold,
    )


def youngest(voice: Voice) -> int:
    """The first year group that is asked; 0 for staff."""
    return min(voice.definition.years, default=0)


def _asked_before(
    session: Session, school_id: int, releases: list[Release], questionnaires: Iterable[str]
) -> bool:
    """Whether any of the questionnaires was released before this year's releases."""
    these = {release.id for release in releases}
    first = min(((release.released_on, release.id) for release in releases), default=None)
    asked = set(questionnaires)
    return first is not None and any(
        asked & {round_.questionnaire for round_ in release_from_json(earlier.findings).rounds}
        for earlier in releases_of(session, school_id)
        if earlier.id not in these and (earlier.released_on, earlier.id) < first
    )
