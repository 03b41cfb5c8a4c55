"""Self-evaluations: one a school and school year, with a judgement for each rated indicator."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    false,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition, Questionnaire
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Signed, record
from selfeval.store.surveys import StoredDefinition, read_definition

SUPERSEDED_AFTER = dt.timedelta(hours=1)
"""After so long even the typing of one page that stayed open keeps what it replaces."""
LONGEST_OPENING = 16
"""Characters of the id of an opened page that are stored."""

State = Literal["draft", "in_review", "signed_off"]
RATE = ("lead", "colleague")
"""Roles that write in a self-evaluation."""


@dataclass(frozen=True)
class Rating:
    """What somebody says of one indicator: all that one save of it takes."""

    level: str | None = None
    """Option id of the level, `not_known`, or None while only text is there."""
    commentary: str = ""
    strength: str = ""
    """How strong the evidence is: one of STRENGTHS, or empty."""
    explanation: str = ""
    """Why leaders and those who were asked differ here."""
    next_step: str = ""
    owner: str = ""
    """Who does the next step."""
    due: dt.date | None = None
    tags: tuple[str, ...] = ()
    """Ids of tags, in their order: aims of the duty, characteristics, areas of inspection."""


class Judgement(Signed, Base):
    """One rated indicator; `version` counts its saves, so that no editor overwrites another unseen."""

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("self_evaluation_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(60))
    level: Mapped[str | None] = mapped_column(String(40))
    """Option id of the level, `not_known`, or None while only text is there."""
    commentary: Mapped[str] = mapped_column(Text, default="")
    strength: Mapped[str] = mapped_column(String(20), default="", server_default="")
    explanation: Mapped[str] = mapped_column(Text, default="", server_default="")
    next_step: Mapped[str] = mapped_column(Text, default="", server_default="")
    owner: Mapped[str] = mapped_column(String(120), default="", server_default="")
    due: Mapped[dt.date | None] = mapped_column(default=None)
    tag_ids: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Ids of tags with a blank between them."""
    version: Mapped[int] = mapped_column(default=1)
    rated_by: Mapped[str] = mapped_column(String(120))
    rated_at: Mapped[dt.datetime] = mapped_column(default=now)
    opening: Mapped[str] = mapped_column(String(LONGEST_OPENING), default="", server_default="")
    """Random id of the opened page that saved it last; empty where a file or a page of two texts did."""

    @property
    def rating(self) -> Rating:
        """What has been said of the indicator."""
        return Rating(
            level=self.level,
            commentary=self.commentary,
            strength=self.strength,
            explanation=self.explanation,
            next_step=self.next_step,
            owner=self.owner,
            due=self.due,
            tags=tuple(self.tag_ids.split()),
        )


def columns_of(rating: Rating) -> dict[str, object]:
    """A rating as columns of its judgement."""
    columns = asdict(rating)
    columns["tag_ids"] = " ".join(columns.pop("tags"))
    return columns


class SupersededJudgement(Base):
    """What an indicator said before anything but the same page's further typing was saved over it."""

    __tablename__ = "superseded_judgements"
    __table_args__ = (UniqueConstraint("judgement_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"), index=True)
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    """The rating, as JSON."""
    rated_by: Mapped[str] = mapped_column(String(120))
    rated_at: Mapped[dt.datetime]

    @property
    def rating(self) -> Rating:
        """What had been said."""
        fields = json.loads(self.content)
        due = fields["due"] and dt.date.fromisoformat(fields["due"])
        return Rating(**{**fields, "due": due, "tags": tuple(fields["tags"])})


class AreaPlan(Base):
    """Who looks after an area of a self-evaluation, and by when it should be rated."""

    __tablename__ = "area_plans"

    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), primary_key=True)
    area: Mapped[str] = mapped_column(String(60), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    due: Mapped[dt.date | None]
    reminded_on: Mapped[dt.date | None] = mapped_column(default=None)
    """When its owner was last told by e-mail that its day is near or gone."""


class OwnRating(Base):
    """How one person rates an indicator before one judgement is agreed."""

    __tablename__ = "own_ratings"
    __table_args__ = (UniqueConstraint("self_evaluation_id", "indicator", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    who: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[dt.datetime] = mapped_column(default=now)


class SelfEvaluation(Base):
    """A school's own rating for one school year, on one version of the indicators."""

    __tablename__ = "self_evaluations"
    __table_args__ = (UniqueConstraint("school_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    year: Mapped[int]
    """The school year, by the calendar year of its September."""
    digest: Mapped[str] = mapped_column(ForeignKey("definitions.digest"))
    state: Mapped[State] = mapped_column(String(12), default="draft", server_default="draft")
    """Only a draft can be written in."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    """The revision that is being written, or that was signed off last."""
    rated_apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Each rates for themselves before one judgement is agreed."""
    sign_off_by: Mapped[dt.date | None] = mapped_column(default=None)
    """The day by which the school wants it signed off."""
    brought_in_from: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The file that it was brought in from; empty for one that was made here."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    judgements: Mapped[list[Judgement]] = relationship()
    definition_row: Mapped[StoredDefinition] = relationship()

    @property
    def definition(self) -> Definition:
        """The version of the indicators that it was begun with."""
        return read_definition(self.definition_row.structure)

    @property
    def questionnaire(self) -> Questionnaire:
        """The same with its words."""
        definition = self.definition
        return Questionnaire(definition, find(definition.questionnaire, definition.version).words)


def self_evaluation_of(session: Session, school_id: int, year: int) -> SelfEvaluation | None:
    """The self-evaluation of a school for a school year; None before anything is saved."""
    return session.scalar(
        select(SelfEvaluation).where(SelfEvaluation.school_id == school_id, SelfEvaluation.year == year)
    )


def drafts_with_areas_due(session: Session, year: int, until: dt.date) -> list[SelfEvaluation]:
    """Drafts of a school year, of all schools, in which somebody's area is due by a day. One query."""
    due = select(AreaPlan.self_evaluation_id).where(AreaPlan.account_id.is_not(None), AreaPlan.due <= until)
    of_year = select(SelfEvaluation).where(SelfEvaluation.year == year, SelfEvaluation.state == "draft")
    return list(session.scalars(of_year.where(SelfEvaluation.id.in_(due)).order_by(SelfEvaluation.id)))


def state_now(session: Session, evaluation: SelfEvaluation) -> State:
    """The state as the database has it at this moment; it stays so until this transaction ends.

    Whoever writes into a self-evaluation asks this first: without it a judgement could be saved while the
    whole is being handed in or signed.
    """
    state = session.scalar(
        select(SelfEvaluation.state).where(SelfEvaluation.id == evaluation.id).with_for_update(read=True)
    )
    if state is None:
        raise LookupError(f"self-evaluation {evaluation.id} has been removed")
    return state


def evaluated_years(session: Session, school_id: int) -> list[int]:
    """School years with a self-evaluation, newest first."""
    years = select(SelfEvaluation.year).where(SelfEvaluation.school_id == school_id)
    return list(session.scalars(years.order_by(SelfEvaluation.year.desc())))


def every_judgement(session: Session, evaluation: SelfEvaluation) -> dict[str, Judgement]:
    """Indicator id -> judgement, for everything saved, whoever asks: for keeping it, never for showing it."""
    judgements = select(Judgement).where(Judgement.self_evaluation_id == evaluation.id)
    return {judgement.indicator: judgement for judgement in session.scalars(judgements)}


def judgements_of(session: Session, school_id: int, year: int) -> dict[str, Judgement]:
    """Indicator id -> judgement, for everything saved in a school year that whoever acts may see.

    The one door by which pages and files read judgements: what somebody is still to rate alone is not there.
    """
    judgements = session.scalars(
        select(Judgement)
        .join(SelfEvaluation, SelfEvaluation.id == Judgement.self_evaluation_id)
        .where(SelfEvaluation.school_id == school_id, SelfEvaluation.year == year, _seen_alone())
    )
    return {judgement.indicator: judgement for judgement in judgements}


def rates_alone_first(state: State, rated_apart: bool) -> bool:
    """Whether whoever acts sees an indicator of such a self-evaluation only after having rated it alone.

    A draft that everybody rates alone first hides from those who rate; it hides nothing from a head.
    """
    return rated_apart and state == "draft" and record()["by_role"] in RATE


def _seen_alone() -> ColumnElement[bool]:
    """The rule of `rates_alone_first` for each judgement of a query that joins its self-evaluation."""
    doer = record()
    if doer["by_role"] not in RATE:
        return true()
    alone = select(OwnRating.id).where(
        OwnRating.self_evaluation_id == Judgement.self_evaluation_id,
        OwnRating.indicator == Judgement.indicator,
        OwnRating.account_id == doer["by_account"],
    )
    return or_(SelfEvaluation.rated_apart.is_(False), SelfEvaluation.state != "draft", alone.exists())


def hidden_levels(session: Session, evaluation: SelfEvaluation) -> frozenset[str]:
    """Indicators with a saved level that whoever acts may not see before having rated them alone."""
    hidden = (
        select(Judgement.indicator)
        .join(SelfEvaluation, SelfEvaluation.id == Judgement.self_evaluation_id)
        .where(SelfEvaluation.id == evaluation.id, Judgement.level.is_not(None), not_(_seen_alone()))
    )
    return frozenset(session.scalars(hidden))


def judgement_now(session: Session, evaluation: SelfEvaluation, indicator: str) -> Judgement | None:
    """A judgement as the database has it at this moment, whatever this session has read before."""
    return session.scalar(
        select(Judgement)
        .where(Judgement.self_evaluation_id == evaluation.id, Judgement.indicator == indicator)
        .execution_options(populate_existing=True)
    )


def save_next(
    session: Session,
    judgement: Judgement,
    version: int,
    rating: Rating,
    who: str,
    *,
    opening: str = "",
    keep: bool = False,
) -> bool:
    """Saves a judgement again; False if `version` is no longer the stored one. One statement decides.

    What stood is kept, unless the same person typed it a moment ago in the same opened page (`opening`).
    `keep`: it is kept even then.
    """
    goes_on = opening == judgement.opening != "" and is_of_a_moment_ago(judgement, who)
    before = _superseded(judgement) if keep or not goes_on else None
    saved = session.execute(
        update(Judgement)
        .where(Judgement.id == judgement.id, Judgement.version == version)
        .values(columns_of(rating))
        .values(version=version + 1, rated_by=who[:120], rated_at=now(), opening=opening)
        .values(record())
        .returning(Judgement.id)
        .execution_options(synchronize_session=False)
    ).first()
    if saved is None:
        return False
    if before is not None:
        session.add(before)
    session.refresh(judgement)
    return True


def _superseded(judgement: Judgement) -> SupersededJudgement:
    """The judgement as it stands."""
    return SupersededJudgement(
        school_id=judgement.school_id,
        judgement_id=judgement.id,
        version=judgement.version,
        content=json.dumps(asdict(judgement.rating), default=dt.date.isoformat, ensure_ascii=False),
        rated_by=judgement.rated_by,
        rated_at=judgement.rated_at,
    )


def is_of_a_moment_ago(judgement: Judgement, who: str) -> bool:
    """Whether the same person saved it, and lately."""
    same_person = (judgement.rated_by, judgement.by_account) == (who[:120], record()["by_account"])
    return same_person and now() - judgement.rated_at < SUPERSEDED_AFTER


def superseded(session: Session, judgement: Judgement) -> list[SupersededJudgement]:
    """What the indicator said before, newest first."""
    earlier = select(SupersededJudgement).where(SupersededJudgement.judgement_id == judgement.id)
    return list(session.scalars(earlier.order_by(SupersededJudgement.version.desc())))


def area_plans(session: Session, evaluation: SelfEvaluation) -> dict[str, AreaPlan]:
    """Area id -> who looks after it, for the areas that have been given to somebody or have a day."""
    plans = select(AreaPlan).where(AreaPlan.self_evaluation_id == evaluation.id)
    return {plan.area: plan for plan in session.scalars(plans)}


def plan_area(
    session: Session, evaluation: SelfEvaluation, area: str, account_id: int | None, due: dt.date | None
) -> None:
    """Gives an area to an account with a day; with neither it is nobody's again."""
    plan = session.get(AreaPlan, (evaluation.id, area))
    if plan is None:
        plan = AreaPlan(self_evaluation_id=evaluation.id, area=area, school_id=evaluation.school_id)
        session.add(plan)
    plan.account_id, plan.due, plan.reminded_on = account_id, due, None


def own_ratings(session: Session, evaluation: SelfEvaluation) -> list[OwnRating]:
    """How each person has rated for themselves, in the order of their first saves."""
    ratings = select(OwnRating).where(OwnRating.self_evaluation_id == evaluation.id)
    return list(session.scalars(ratings.order_by(OwnRating.id)))
