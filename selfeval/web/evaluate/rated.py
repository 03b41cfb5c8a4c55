"""The self-evaluation as the start page and the overview know it: levels, owners of areas, what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.self_evaluation.area_plans import writers
from selfeval.self_evaluation.earlier_year import earlier_year
from selfeval.self_evaluation.judgements import NOT_KNOWN, AreaLevel, Progress, progress
from selfeval.self_evaluation.own_ratings import unseen_in
from selfeval.self_evaluation.sign_off import Missing
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import AreaPlan, State, judgements_of
from selfeval.web.evaluate.area_overview import provisional_labels
from selfeval.web.evaluate.evaluations import Stage
from selfeval.web.evaluate.view_models import AreaPage, overview
from selfeval.web.evaluate.years import questionnaire_of


@dataclass(frozen=True)
class RatedIndicator:
    """One indicator and what was chosen for it."""

    id: str
    number: str
    short: str
    level: str | None = None
    label: str = ""
    """3 Secure; Not known yet; empty."""
    before: str = ""
    """Last year’s level, 2 Building, where nobody has confirmed it yet: it is shown and does not count."""
    is_hidden: bool = False
    """A level is saved, and the reader sees it after having rated alone."""
    to_rate_alone: bool = False
    """Each rates for themselves first, and the reader has not yet."""
    lacks: tuple[str, ...] = ()
    """What a reader would miss beside its level: a reason, evidence."""

    @property
    def name(self) -> str:
        return f"{self.number} {self.short}"

    @property
    def digit(self) -> str:
        """The level in one character."""
        if self.level is None:
            return self.before[:1] or "–"
        return "?" if self.level == NOT_KNOWN else self.label[:1]


@dataclass(frozen=True)
class RatedArea:
    """One area, who looks after it and by when."""

    id: str
    number: int
    name: str
    level: AreaLevel
    indicators: tuple[RatedIndicator, ...] = ()
    owner_id: int | None = None
    owner: str = ""
    due: dt.date | None = None

    @property
    def left(self) -> tuple[RatedIndicator, ...]:
        return tuple(one for one in self.indicators if one.level is None)

    @property
    def to_rate_alone(self) -> int:
        """Indicators that the reader is to rate for themselves first."""
        return sum(one.to_rate_alone for one in self.indicators)

    @property
    def not_known(self) -> tuple[RatedIndicator, ...]:
        return tuple(one for one in self.indicators if one.level == NOT_KNOWN)


LACKS: Mapping[str, str] = {"no_reason": "reason", "no_evidence": "evidence"}
"""What the checklist calls it -> what is not there yet."""


@dataclass(frozen=True)
class Unexplained:
    """An indicator at which leaders and those who were asked part, and nobody has said why."""

    number: str
    who: str
    """pupils; pupils and staff"""
    address: str
    sentence: str = ""
    """The gap as the report tells it."""


@dataclass(frozen=True)
class Rated:
    """A self-evaluation as it stands."""

    areas: tuple[RatedArea, ...]
    state: State = "draft"
    begun_on: dt.date | None = None
    """None before anything is saved."""
    sign_off_by: dt.date | None = None
    unexplained: tuple[Unexplained, ...] = ()
    writers: int = 1
    """How many people can rate."""

    @property
    def progress(self) -> Progress:
        return progress({area.id: area.level for area in self.areas})

    @property
    def hidden(self) -> int:
        """Indicators with a saved level that the reader sees after having rated them alone."""
        return sum(one.is_hidden for area in self.areas for one in area.indicators)

    @property
    def provisional(self) -> bool:
        """Whether a level of last year waits to be confirmed."""
        return any(one.before for area in self.areas for one in area.indicators)

    @property
    def given_out(self) -> bool:
        return any(area.owner_id is not None for area in self.areas)

    @property
    def owners(self) -> dict[str, Progress]:
        """Name -> how far the areas are that they look after, in the order of the areas."""
        names = dict.fromkeys(area.owner for area in self.areas if area.owner)
        return {
            name: progress({area.id: area.level for area in self.areas if area.owner == name})
            for name in names
        }


def rating_of(
    session: Session,
    school: School,
    year: int,
    stage: Stage,
    missing: Sequence[Missing],
    gaps: Sequence[ExplainedGap],
) -> Rated:
    """The self-evaluation of a school year as its reader may see it; an empty one of the newest version.

    `missing`: what the checklist of a draft has. `gaps`: between answers and a level; none where no released
    figure may be shown.
    """
    questionnaire = questionnaire_of(session, year)
    judgements = judgements_of(session, school.id, year)
    names = {person.id: person.name for person in writers(session, school)}
    view = overview(questionnaire, judgements)
    unseen = unseen_in(questionnaire.definition, stage.state, stage.rated_apart, stage.own)
    before = provisional_labels(view, earlier_year(session, school.id, year, questionnaire), stage.hidden)
    lacking: dict[str, tuple[str, ...]] = {}
    for one in missing if stage.state == "draft" else ():
        if one.kind not in LACKS:
            continue
        lacking[one.indicator] = (*lacking.get(one.indicator, ()), LACKS[one.kind])
    return Rated(
        areas=tuple(
            _area(page, stage.plans.get(page.id), names, before, stage.hidden, unseen, lacking)
            for page in view.areas
        ),
        state=stage.state,
        begun_on=stage.begun_on,
        sign_off_by=stage.sign_off_by,
        unexplained=_unexplained(gaps),
        writers=len(names),
    )


def _area(
    page: AreaPage,
    plan: AreaPlan | None,
    names: Mapping[int, str],
    before: Mapping[str, str],
    hidden: Collection[str],
    unseen: Collection[str],
    lacking: Mapping[str, tuple[str, ...]],
) -> RatedArea:
    owner = plan.account_id if plan and plan.account_id in names else None
    return RatedArea(
        id=page.id,
        number=page.place,
        name=page.name,
        level=page.level,
        indicators=tuple(
            RatedIndicator(
                one.id,
                one.number,
                one.short,
                one.level,
                one.label,
                before.get(one.id, ""),
                one.id in hidden,
                one.id in unseen,
                lacking.get(one.id, ()),
            )
            for one in page.indicators
        ),
        owner_id=owner,
        owner=names[owner] if owner is not None else "",
        due=plan.due if plan else None,
    )


def _unexplained(gaps: Sequence[ExplainedGap]) -> tuple[Unexplained, ...]:
    """The gaps of the report that wait for a word."""
    return tuple(
        Unexplained(
            one.gap.number,
            one.gap.who,
            f"/self-evaluation/{one.area}?indicator={one.gap.indicator}#gap",
            one.gap.sentence,
        )
        for one in gaps
        if not one.explanation
    )
