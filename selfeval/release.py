"""The one door: from the responses of a counted survey to its frozen release. Nothing else may read
responses and make figures.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Definition
from selfeval.scoring.findings import (
    Breakdown,
    ReleaseFindings,
    RoundFindings,
    breakdown_from_json,
    to_json,
)
from selfeval.store.releases import Release
from selfeval.store.responses import SEX_KEPT, KeptBreakdown, Response
from selfeval.store.schools import School
from selfeval.store.surveys import Group, Round, Survey
from selfeval.store.years import school_year

THRESHOLD = 10

# scipy takes a second to import and only a count needs it, so the figures are made by late imports here.


@dataclass(frozen=True)
class Opened:
    """One opened ballot while it is in memory: group name, response string, about-you response string."""

    group: str
    answers: str
    about: str


@dataclass(frozen=True)
class Counted:
    """One counted round: `responses` and `groups` (the name of each response's group) run in parallel."""

    definition: Definition
    responses: Sequence[str]
    groups: Sequence[str]
    rolls: Mapping[str, int] | None
    spoilt: int = 0
    drawn_out: int = 0
    late: int = 0
    kept: tuple[Breakdown, ...] = ()
    """Breakdowns by characteristics, made publishable at the count."""
    sexes: Sequence[str] = ()
    """Of each response, for weights: "girl", "boy", or empty where it is not kept."""
    rolls_by_sex: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Group -> girls and boys on its roll, where the school has said so."""


def characteristics(
    definition: Definition,
    about: Definition,
    opened: Sequence[Opened],
    asked: Mapping[str, Sequence[bool]],
    threshold: int = THRESHOLD,
) -> list[Breakdown]:
    """What may be kept about each about-you question, made once from memory; the answers are forgotten.

    `asked`: group name -> for each item of `about`, whether that group was asked it.
    """
    from selfeval.scoring.rounds import characteristic_breakdown

    responses = [ballot.answers for ballot in opened]
    breakdowns = []
    for place, item in enumerate(about.items):
        options = [option.id for option in about.options_of(item).options]
        values = _values(about, place, opened, asked)
        breakdowns.append(
            characteristic_breakdown(definition, responses, values, item.id, options, threshold)
        )
    return breakdowns


def _values(
    about: Definition, place: int, opened: Sequence[Opened], asked: Mapping[str, Sequence[bool]]
) -> list[str | None]:
    """Each ballot's answer to one about-you question: "" for none given, None for a group that was not asked.

    People who were not asked are no part of the whole that a table is set against: they hide nobody else.
    """
    said = {character: option for option, character in about.characters(about.items[place]).items()}
    return [said.get(ballot.about[place], "") if asked[ballot.group][place] else None for ballot in opened]


def findings_of(
    *,
    school: str,
    survey: str,
    opens_on: dt.date,
    closes_on: dt.date,
    rounds: Iterable[Counted],
    threshold: int = THRESHOLD,
) -> ReleaseFindings:
    """From counted responses to findings that may be published; needs no database."""
    return ReleaseFindings(
        school=school,
        survey=survey,
        opens_on=opens_on.isoformat(),
        closes_on=closes_on.isoformat(),
        rounds=tuple(_published(counted, threshold) for counted in rounds),
        threshold=threshold,
    )


def _published(counted: Counted, threshold: int) -> RoundFindings:
    from selfeval.scoring.crossing import Crossing
    from selfeval.scoring.disclosure import publish
    from selfeval.scoring.rounds import round_findings

    full = round_findings(
        counted.definition,
        counted.responses,
        groups=counted.groups,
        rolls=counted.rolls,
        crossing=Crossing("sex", counted.sexes, counted.rolls_by_sex) if counted.rolls_by_sex else None,
        spoilt=counted.spoilt,
        drawn_out=counted.drawn_out,
        late=counted.late,
    )
    published = publish(full, threshold)
    return replace(published, breakdowns=published.breakdowns + counted.kept)


def digest_of(findings: ReleaseFindings) -> str:
    """SHA-256, hex, over the canonical JSON of rounded findings."""
    return hashlib.sha256(to_json(findings).encode()).hexdigest()


def make_release(session: Session, survey_id: int, on: dt.date) -> Release:
    """Releases a survey whose rounds are all counted; the release it already has, if it has one.

    Raises ValueError for a survey that does not exist or has a round that is not counted.
    """
    survey = session.get(Survey, survey_id)
    if survey is None:
        raise ValueError(f"There is no survey {survey_id}.")
    existing = session.scalar(
        select(Release).where(Release.survey_id == survey_id).order_by(Release.number.desc()).limit(1)
    )
    if existing is not None:
        return existing
    uncounted = [round_.code for round_ in survey.rounds if round_.state not in ("opened", "counted")]
    if uncounted or not survey.rounds:
        raise ValueError(f"Survey {survey_id} has rounds that are not counted: {', '.join(uncounted)}.")
    school = session.get_one(School, survey.school_id)
    findings = findings_of(
        school=school.on(survey.opens_on).name,
        survey=survey.title,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        rounds=[_counted(session, round_) for round_ in survey.rounds],
    )
    release = Release(
        school_id=survey.school_id,
        survey_id=survey.id,
        number=_next_number(session, survey),
        audience=survey.audience,
        released_on=on,
        year=school_year(survey.opens_on),
        digest=digest_of(findings),
        findings=to_json(findings),
    )
    session.add(release)
    survey.state = "released"
    session.flush()
    return release


def _counted(session: Session, round_: Round) -> Counted:
    """A round's responses in the order of their text: the order of a table says nothing, and must not."""
    rows = session.execute(
        select(Response.answers, Response.sex, Group.name)
        .join(Group, Group.id == Response.group_id)
        .where(Response.round_id == round_.id)
        .order_by(Response.answers, Group.number, Response.sex)
    ).all()
    said = {kept: sex for sex, kept in SEX_KEPT.items()}
    with_sex = {row.name for row in rows if row.sex}
    kept = session.scalars(
        select(KeptBreakdown.findings).where(KeptBreakdown.round_id == round_.id).order_by(KeptBreakdown.by)
    )
    return Counted(
        definition=round_.definition,
        responses=[row.answers for row in rows],
        groups=[row.name for row in rows],
        rolls={group.name: group.roll for group in round_.groups},
        spoilt=round_.spoilt or 0,
        drawn_out=round_.drawn_out or 0,
        late=round_.late or 0,
        kept=tuple(breakdown_from_json(findings) for findings in kept),
        sexes=[said.get(row.sex, "") for row in rows],
        rolls_by_sex={
            group.name: {"girl": group.roll_girls, "boy": group.roll_boys}
            for group in round_.groups
            if group.name in with_sex and group.roll_girls is not None and group.roll_boys is not None
        },
    )


def _next_number(session: Session, survey: Survey) -> int:
    highest = session.scalar(select(func.max(Release.number)).where(Release.survey_id == survey.id))
    return (highest or 0) + 1
