"""What a plan stands beside: how the same people were told apart before, and how many of them answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from selfeval.scoring.findings import ReleaseFindings, RoundFindings, release_from_json
from selfeval.store.releases import releases_of
from selfeval.store.surveys import SMALLEST_CHANGE, THRESHOLD, Survey, surveys_of
from selfeval.surveys.plans import Audience, PlannedGroup
from selfeval.surveys.stored_plans import plan_of


@dataclass(frozen=True)
class Answered:
    """How many answered a round, and in each group that was shown, there to the nearest five."""

    n: int
    groups: Mapping[str, int] = field(default_factory=dict)
    sd: float | None = None
    """How far apart people were, on the scale where they were furthest apart."""


@dataclass(frozen=True)
class Earlier:
    """A survey of the same people, as it was planned."""

    title: str
    opens_on: dt.date
    groups: Sequence[PlannedGroup]
    answered: Mapping[str, Answered] = field(default_factory=dict)
    """By questionnaire, once it is released."""
    smallest_change: int = SMALLEST_CHANGE
    threshold: int = THRESHOLD


def earlier_surveys(
    session: Session, school_id: int, audience: Audience, but: Survey | None = None
) -> list[Earlier]:
    """The other surveys of these people, newest first."""
    newest_last = reversed(releases_of(session, school_id))
    released = {release.survey_id: release.findings for release in newest_last}
    return [
        _earlier(survey, release_from_json(released[survey.id]) if survey.id in released else None)
        for survey in surveys_of(session, school_id)
        if survey.audience == audience and (but is None or survey.id != but.id)
    ]


def _earlier(survey: Survey, findings: ReleaseFindings | None) -> Earlier:
    planned = plan_of(survey)
    answered = {
        each.questionnaire: _answered(each, each.n)
        for each in (findings.rounds if findings else ())
        if each.n is not None
    }
    return Earlier(
        planned.title,
        planned.opens_on,
        planned.groups,
        answered,
        planned.smallest_change,
        planned.threshold,
    )


def _answered(found: RoundFindings, n: int) -> Answered:
    by_group = next((each.groups for each in found.breakdowns if each.by == "group"), ())
    return Answered(
        n=n,
        groups={group.group: group.n for group in by_group if group.n is not None},
        sd=max((scale.sd for scale in found.scales if scale.sd is not None), default=None),
    )
