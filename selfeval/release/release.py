"""From the responses of a counted survey to its frozen release: the one door from responses to figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year
from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import (
    Breakdown,
    ReleaseFindings,
    RoundFindings,
    breakdown_from_json,
    digest_of,
    release_from_json,
    to_json,
)
from selfeval.questionnaires.audiences import SIDE_BY_SIDE
from selfeval.questionnaires.model import Definition
from selfeval.release.compared_by import change_lists, modes_of
from selfeval.store.releases import Release, newest_releases, releases_of_survey
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import (
    OVER,
    SEX_KEPT,
    SMALLEST_CHANGE,
    THRESHOLD,
    Round,
    Survey,
    breakdowns_of,
    definition_of,
    responses_in_order,
)

if TYPE_CHECKING:
    from selfeval.scoring.comparison.released_round import ComparedRound
    from selfeval.scoring.disclosure_control.microdata import Microdata


@dataclass(frozen=True)
class CountedRound:
    """One counted round: `responses` and `groups` (the name of each response's group) run in parallel."""

    definition: Definition
    responses: Sequence[str]
    groups: Sequence[str]
    rolls: Mapping[str, int] | None
    roll: int | None = None
    """How many could have answered in all, where `rolls` are not known of each group."""
    spoilt: int = 0
    drawn_out: int = 0
    late: int = 0
    characteristic_tables: tuple[Breakdown, ...] = ()
    """Breakdowns by characteristics, made publishable at the count."""
    sexes: Sequence[str] = ()
    """Of each response, for weights: "girl", "boy", or empty where it is not kept."""
    rolls_by_sex: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Group -> girls and boys on its roll, where the school has said so."""
    years: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Name of a group -> its year groups."""
    with_blank: bool = False
    """Whether forms handed in empty are counted among those who answered, as older releases did."""
    scored_at_count_by: Definition | None = None
    """What breakdowns by characteristics were scored by, where a correction scores by another."""

    @property
    def younger(self) -> tuple[int, ...]:
        """The year groups that are older than those whom the questionnaire is meant for."""
        oldest = max(self.definition.years, default=None)
        asked = sorted(year for years in self.years.values() for year in years)
        return () if oldest is None else tuple(year for year in asked if year > oldest)


@dataclass(frozen=True)
class OtherRelease:
    """Another survey's newest release, and its rounds by questionnaire; responses may have been deleted."""

    findings: ReleaseFindings
    digest: str
    rounds: Mapping[str, CountedRound]
    year: int | None = None
    """The school year it counts for; by default that of its first day."""


def counted_round(session: Session, round_: Round) -> CountedRound:
    """A round's responses in the order of their text."""
    rows = responses_in_order(session, round_.id)
    sex_of = {stored: sex for sex, stored in SEX_KEPT.items()}
    with_sex = {row.group for row in rows if row.sex}
    return CountedRound(
        definition=round_.definition,
        responses=[row.answers for row in rows],
        groups=[row.group for row in rows],
        rolls={group.name: group.roll for group in round_.groups},
        spoilt=round_.spoilt or 0,
        drawn_out=round_.drawn_out or 0,
        late=round_.late or 0,
        characteristic_tables=tuple(
            breakdown_from_json(findings) for findings in breakdowns_of(session, round_.id)
        ),
        sexes=[sex_of.get(row.sex or "", "") for row in rows],
        rolls_by_sex={
            group.name: {"girl": group.roll_girls, "boy": group.roll_boys}
            for group in round_.groups
            if group.name in with_sex and group.roll_girls is not None and group.roll_boys is not None
        },
        years={group.name: tuple(group.years) for group in round_.groups},
    )


def as_released(session: Session, round_: Round, shown: RoundFindings) -> CountedRound:
    """A round's responses as a release has counted and scored them that shows these findings.

    A release that tells of no blank form either has none, or was made before they were told apart.
    """
    return scored_by(
        session, replace(counted_round(session, round_), with_blank=shown.blank == 0), shown.digest
    )


def scored_by(session: Session, round_: CountedRound, digest: str) -> CountedRound:
    """The same round scored by the definition of this digest."""
    if round_.definition.digest == digest:
        return round_
    return replace(round_, definition=definition_of(session, digest), scored_at_count_by=round_.definition)


def other_voice(session: Session, survey: Survey) -> OtherRelease | None:
    """The newest release, in the same school year, of those whose answers stand beside these."""
    others = [
        release
        for release in newest_releases(session, survey.school_id)
        if release.audience == SIDE_BY_SIDE.get(survey.audience) and release.year == survey.year
    ]
    return other_release(session, others[-1]) if others else None


def other_releases(session: Session, survey: Survey, questionnaires: Collection[str]) -> list[OtherRelease]:
    """What the school has released of these questionnaires in other surveys, oldest first."""
    releases = []
    for release in newest_releases(session, survey.school_id):
        if release.survey_id == survey.id:
            continue
        findings = release_from_json(release.findings)
        asked = {shown.questionnaire for shown in findings.rounds} & set(questionnaires)
        if asked:
            releases.append(other_release(session, release, asked))
    return releases


def other_release(session: Session, release: Release, asked: Collection[str] | None = None) -> OtherRelease:
    """A release with its rounds of some questionnaires, or of all."""
    findings = release_from_json(release.findings)
    rounds_shown = {shown.questionnaire: shown for shown in findings.rounds}
    rounds = {
        name: as_released(session, round_, rounds_shown[name])
        for round_ in session.get_one(Survey, release.survey_id).rounds
        if (name := round_.definition.questionnaire) in rounds_shown and (asked is None or name in asked)
    }
    return OtherRelease(findings, release.digest, rounds, release.year)


def findings_of(
    *,
    school: str,
    survey: str,
    opens_on: dt.date,
    closes_on: dt.date,
    rounds: Iterable[CountedRound],
    past: Sequence[OtherRelease] = (),
    beside: OtherRelease | None = None,
    earlier: Sequence[OtherRelease] = (),
    smallest: float = SMALLEST_CHANGE,
    threshold: int = THRESHOLD,
    year: int | None = None,
    brought_in: str = "",
) -> ReleaseFindings:
    """From counted responses to findings that may be published; needs no database.

    `past`: the school's other releases. `beside`: that of the other voice in the same school year. `earlier`:
    of a correction, every release of the same survey before it, oldest first, with its rounds as they were
    counted then. `smallest`: its smallest worthwhile change, in points.
    `year`: the school year it counts for, by default that of its first day. `brought_in`: with what it was
    asked elsewhere, if it is not our ballot. Leak where nothing safe is left.
    """
    rounds = list(rounds)
    full = [_full_precision(round_) for round_ in rounds]
    published = [
        _published(findings, round_, earlier, threshold)
        for findings, round_ in zip(full, rounds, strict=True)
    ]
    findings = ReleaseFindings(
        school=school,
        survey=survey,
        opens_on=opens_on.isoformat(),
        closes_on=closes_on.isoformat(),
        rounds=tuple(
            replace(shown, breakdowns=shown.breakdowns + _characteristic_tables(round_, shown))
            for shown, round_ in zip(published, rounds, strict=True)
        ),
        threshold=threshold,
        brought_in=brought_in,
    )
    if not past and beside is None:
        return findings
    return _with_comparisons(findings, rounds, full, past, beside, smallest, year)


def _with_comparisons(
    findings: ReleaseFindings,
    rounds: Sequence[CountedRound],
    full: Sequence[RoundFindings],
    past: Sequence[OtherRelease],
    beside: OtherRelease | None,
    smallest: float,
    year: int | None,
) -> ReleaseFindings:
    """The same with its change against the school's other releases, and the gaps between its voices."""
    from selfeval.scoring.comparison.pairs import voice_gaps
    from selfeval.scoring.comparison.series import changes, trends

    new = [
        _released_round(findings, *parts, year=year)
        for parts in zip(findings.rounds, rounds, full, strict=True)
    ]
    if past:
        others = [shown for release in past for shown in compared_rounds(release)]
        lists = change_lists([*new, *others])
        modes = modes_of([(release.findings, release.digest) for release in past] + [(findings, "")])
        compared = changes(new, others, lists, smallest=smallest, modes=modes)
        series = trends(new, others, lists, smallest=smallest, modes=modes, compared=compared)
        findings = replace(findings, changes=compared, trends=series)
    if beside is not None:
        threshold = max(findings.threshold, beside.findings.threshold)
        findings = replace(findings, gaps=voice_gaps(new, compared_rounds(beside), threshold))
    return findings


def _published(
    full: RoundFindings, round_: CountedRound, earlier: Sequence[OtherRelease], threshold: int
) -> RoundFindings:
    """One round, beside everything that earlier releases of the survey say of the same questionnaire."""
    from selfeval.scoring.disclosure_control.publication import published_alone
    from selfeval.scoring.disclosure_control.release_history import EarlierRelease, published_beside

    history = [
        EarlierRelease(shown, _microdata(then))
        for release in earlier
        for shown in release.findings.rounds
        if shown.questionnaire == full.questionnaire and (then := release.rounds.get(full.questionnaire))
    ]
    now = _microdata(round_)
    alone = None if history else published_alone(full, now, threshold)
    return alone or published_beside(full, now, history, threshold)


def _characteristic_tables(round_: CountedRound, shown: RoundFindings) -> tuple[Breakdown, ...]:
    """Breakdowns by characteristics as they may still be shown."""
    from selfeval.scoring.disclosure_control.characteristics import republished

    tables, then = round_.characteristic_tables, round_.scored_at_count_by
    if then is None and not any(table.has_spreads for table in tables):
        return tables
    return tuple(republished(table, then or round_.definition, round_.definition, shown) for table in tables)


def _microdata(round_: CountedRound) -> Microdata:
    from selfeval.scoring.disclosure_control.microdata import Microdata

    sexes = {"sex": round_.sexes} if round_.rolls_by_sex else {}
    rows = Microdata(round_.definition, round_.responses, {"group": round_.groups, **sexes})
    return rows if round_.with_blank else rows.without_blank()


def _full_precision(round_: CountedRound) -> RoundFindings:
    from selfeval.scoring.measurement.scale_findings import Crossing
    from selfeval.scoring.round_findings import round_findings

    findings = round_findings(
        round_.definition,
        round_.responses,
        groups=round_.groups,
        rolls=round_.rolls,
        roll=round_.roll,
        crossing=Crossing("sex", round_.sexes, round_.rolls_by_sex) if round_.rolls_by_sex else None,
        spoilt=round_.spoilt,
        drawn_out=round_.drawn_out,
        late=round_.late,
        with_blank=round_.with_blank,
    )
    return replace(findings, younger=round_.younger)


def compared_rounds(past: OtherRelease) -> list[ComparedRound]:
    """The rounds of another release; a round whose responses are gone is compared by what it has released."""
    return [
        _released_round(
            past.findings,
            shown,
            round_,
            _full_precision(round_) if round_.responses else None,
            past.digest,
            past.year,
        )
        for shown in past.findings.rounds
        if (round_ := past.rounds.get(shown.questionnaire)) is not None
    ]


def _released_round(
    findings: ReleaseFindings,
    shown: RoundFindings,
    round_: CountedRound,
    full: RoundFindings | None,
    digest: str = "",
    year: int | None = None,
) -> ComparedRound:
    from selfeval.scoring.comparison.released_round import ComparedRound

    return ComparedRound(
        Occasion(
            findings.survey, findings.opens_on, findings.closes_on, shown.version, digest,
            n=shown.n, roll=shown.roll,
        ),
        round_.definition,
        shown,
        full,
        round_.responses if full else None,
        round_.years,
        school_year(dt.date.fromisoformat(findings.opens_on)) if year is None else year,
    )  # fmt: skip


def make_release(session: Session, survey_id: int, on: dt.date) -> Release:
    """Releases a survey whose rounds are all counted; the newest release it has already, if it has one.

    Raises ValueError for a survey that does not exist or has a round that is not counted.
    """
    survey = session.get(Survey, survey_id)
    if survey is None:
        raise ValueError(f"There is no survey {survey_id}.")
    existing = releases_of_survey(session, survey_id)
    if existing:
        return existing[-1]
    uncounted = [round_.code for round_ in survey.rounds if round_.state not in ("opened", *OVER)]
    there = [round_ for round_ in survey.rounds if round_.state in ("opened", "counted")]
    if uncounted or not there:
        raise ValueError(f"Survey {survey_id} has rounds that are not counted: {', '.join(uncounted)}.")
    findings = findings_for(session, survey, [counted_round(session, round_) for round_ in there])
    release = store_release(session, survey, findings, on)
    survey.state = "released"
    session.flush()
    return release


def findings_for(
    session: Session, survey: Survey, rounds: Sequence[CountedRound], earlier: Sequence[OtherRelease] = ()
) -> ReleaseFindings:
    """The findings of these rounds of a survey, beside all that the school has released."""
    asked = {round_.definition.questionnaire for round_ in rounds}
    return findings_of(
        school=session.get_one(School, survey.school_id).on(survey.opens_on).name,
        survey=survey.title,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        rounds=rounds,
        past=other_releases(session, survey, asked),
        beside=other_voice(session, survey),
        earlier=earlier,
        smallest=survey.smallest_change,
        threshold=survey.threshold,
        year=survey.year,
        brought_in=survey.brought_in or "",
    )


def store_release(
    session: Session, survey: Survey, findings: ReleaseFindings, on: dt.date, reason: str = ""
) -> Release:
    """Freezes findings as the newest release of a survey."""
    release = Release(
        school_id=survey.school_id,
        survey_id=survey.id,
        number=len(releases_of_survey(session, survey.id)) + 1,
        audience=survey.audience,
        released_on=on,
        year=survey.year,
        digest=digest_of(findings),
        findings=to_json(findings),
        reason=reason,
    )
    session.add(release)
    session.flush()
    return release
