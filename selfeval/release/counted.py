"""What is kept of counted rounds, as a release reads it: of its own survey and of those released before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year
from selfeval.findings.findings import Breakdown, ReleaseFindings, breakdown_from_json, release_from_json
from selfeval.questionnaires.model import Definition
from selfeval.store.releases import Release, newest_releases, releases_of_survey
from selfeval.store.surveys import SEX_KEPT, Group, KeptBreakdown, Response, Round, Survey, definition_of


@dataclass(frozen=True)
class Opened:
    """One opened ballot while it is in memory: group name, response string, about-you response string."""

    group: str
    answers: str
    about: str
    kept: str | None = None
    """The sex that is kept with its response, if it is."""


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
    years: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Name of a group -> its year groups."""
    counted_by: Definition | None = None
    """What breakdowns by characteristics were scored by, where a correction scores by another."""

    @property
    def younger(self) -> tuple[int, ...]:
        """The year groups that are older than those whom the questionnaire is meant for."""
        oldest = max(self.definition.years, default=None)
        asked = sorted(year for years in self.years.values() for year in years)
        return () if oldest is None else tuple(year for year in asked if year > oldest)


@dataclass(frozen=True)
class Past:
    """Another survey's newest release, and its rounds by questionnaire; responses may have been deleted."""

    findings: ReleaseFindings
    digest: str
    rounds: Mapping[str, Counted]


def counted_round(session: Session, round_: Round) -> Counted:
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
        years={group.name: tuple(group.years) for group in round_.groups},
    )


def scored_by(session: Session, counted: Counted, digest: str) -> Counted:
    """The same round as a release has scored it, whose definition has this digest."""
    if counted.definition.digest == digest:
        return counted
    return replace(counted, definition=definition_of(session, digest), counted_by=counted.definition)


def told_of(session: Session, survey: Survey) -> list[Past]:
    """Every release of a survey, oldest first, with its rounds as it has scored them."""
    return [_past(session, release) for release in releases_of_survey(session, survey.id)]


def other_voice(session: Session, survey: Survey) -> Past | None:
    """The newest release of the other audience in the same school year, of the survey that opened last."""
    year = school_year(survey.opens_on)
    others = [
        each
        for each in newest_releases(session, survey.school_id)
        if each.audience != survey.audience and each.year == year
    ]
    return _past(session, others[-1]) if others else None


def released_besides(session: Session, survey: Survey, questionnaires: Collection[str]) -> list[Past]:
    """What the school has released of these questionnaires in other surveys, oldest first."""
    found = []
    for release in newest_releases(session, survey.school_id):
        if release.survey_id == survey.id:
            continue
        findings = release_from_json(release.findings)
        asked = {each.questionnaire for each in findings.rounds} & set(questionnaires)
        if asked:
            found.append(_past(session, release, asked))
    return found


def _past(session: Session, release: Release, asked: Collection[str] | None = None) -> Past:
    """A release with its rounds of some questionnaires, or of all."""
    findings = release_from_json(release.findings)
    digests = {shown.questionnaire: shown.digest for shown in findings.rounds}
    counted = {
        name: scored_by(session, counted_round(session, round_), digests[name])
        for round_ in session.scalars(select(Round).where(Round.survey_id == release.survey_id))
        if (name := round_.definition.questionnaire) in digests and (asked is None or name in asked)
    }
    return Past(findings, release.digest, counted)
