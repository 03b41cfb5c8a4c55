"""Action plans of schools and partnerships, and the editions in which a term's plan is frozen."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import ForeignKey, String, Table, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import date_in_england, now
from selfeval.english import full_day
from selfeval.improvement.action_plan import Progress
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Signed

EditionState = Literal["open", "closed", "agreed", "noted"]
EditionAct = Literal["handed_in", "taken_back", "sent_back", "agreed", "recorded"]


class OfSchoolOrPartnership:
    """A row that belongs to a school or to a partnership: exactly one of the two."""

    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"), index=True)


class Versioned:
    """A row of a plan that people write in; `version` counts its saves, so that nobody overwrites unseen."""

    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(20), default="")
    """As given; may stand twice."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(120), default="")
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """Taken out of the plan; editions that hold it keep it, and it can be put back."""


class PlanPriority(OfSchoolOrPartnership, Versioned, Base):
    """A strategic priority."""

    __tablename__ = "plan_priorities"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)


class PlanObjective(OfSchoolOrPartnership, Versioned, Base):
    """What is to be reached; the nine columns of the equality duty but for its actions."""

    __tablename__ = "plan_objectives"

    id: Mapped[int] = mapped_column(primary_key=True)
    priority_id: Mapped[int | None] = mapped_column(ForeignKey("plan_priorities.id"), index=True)
    objective: Mapped[str] = mapped_column(Text)
    aim: Mapped[str] = mapped_column(Text, default="")
    psed_aims: Mapped[str] = mapped_column(Text, default="")
    """Lines: ids of tags, or words as typed."""
    characteristics: Mapped[str] = mapped_column(Text, default="")
    target_group: Mapped[str] = mapped_column(Text, default="")
    timescale: Mapped[str] = mapped_column(String(200), default="")
    is_duty: Mapped[bool] = mapped_column(default=False)
    published_on: Mapped[dt.date | None] = mapped_column(default=None)
    approved_by: Mapped[str] = mapped_column(String(120), default="")
    approved_on: Mapped[dt.date | None] = mapped_column(default=None)
    minute: Mapped[str] = mapped_column(String(120), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("plan_objectives.id"))
    metric_ids: Mapped[str] = mapped_column(Text, default="")
    """With a blank between them."""
    milestones: Mapped[list[PlanMilestone]] = relationship(order_by="PlanMilestone.position")
    actions: Mapped[list[PlanAction]] = relationship(order_by="PlanAction.position")


class PlanMilestone(OfSchoolOrPartnership, Versioned, Base):
    """A step of an objective that is reached or not."""

    __tablename__ = "plan_milestones"

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("plan_objectives.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    timescale: Mapped[str] = mapped_column(String(200), default="")
    reached_on: Mapped[dt.date | None] = mapped_column(default=None)


class PlanAction(OfSchoolOrPartnership, Versioned, Base):
    """What somebody does for an objective."""

    __tablename__ = "plan_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("plan_objectives.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    owners: Mapped[str] = mapped_column(Text, default="")
    """As typed."""
    owner_account_ids: Mapped[str] = mapped_column(Text, default="")
    """With a blank between them."""
    timescale: Mapped[str] = mapped_column(String(200), default="")
    progress: Mapped[Progress] = mapped_column(String(12), default="not_started")
    reason: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(Text, default="")
    """An `Origin` as JSON; empty where somebody thought of it."""
    moves: Mapped[str] = mapped_column(Text, default="[]")
    """A list of `Move` as JSON."""
    updates: Mapped[list[ActionUpdate]] = relationship(order_by="ActionUpdate.id")


class ActionUpdate(OfSchoolOrPartnership, Signed, Base):
    """What an owner wrote of an action for a term; a later text stands beside it, and the last one holds."""

    __tablename__ = "action_updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_actions.id"), index=True)
    term: Mapped[str] = mapped_column(String(12))
    progress: Mapped[Progress] = mapped_column(String(12))
    update_text: Mapped[str] = mapped_column(Text, default="")
    impact_text: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(default=now)


class SupersededPlanText(OfSchoolOrPartnership, Base):
    """What a row of a plan said before somebody saved over it."""

    __tablename__ = "superseded_plan_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    of_table: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int]
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    """Its columns as JSON."""
    changed_by: Mapped[str] = mapped_column(String(120), default="")
    changed_at: Mapped[dt.datetime]


class Edition(OfSchoolOrPartnership, Signed, Base):
    """The plan and its metrics frozen at a term's end. What a closed one holds never changes."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("school_id", "partnership_id", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(String(12))
    state: Mapped[EditionState] = mapped_column(String(10), default="open")
    opened_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The last day of the school's own term, where it was typed."""
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str] = mapped_column(String(120), default="")
    document: Mapped[str] = mapped_column(Text, default="")
    """Plan, metrics and verdicts as JSON; empty while it is open."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    agreed_by: Mapped[str] = mapped_column(String(120), default="")
    """Who agreed it, or who wrote down that the head did."""
    agreed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    agreed_day: Mapped[dt.date | None] = mapped_column(default=None)
    """Where a lead wrote down that the head agreed: the day on which the head did."""
    agreed_how: Mapped[str] = mapped_column(String(200), default="")
    """Of the same: how, such as `at our meeting`."""
    noted_on: Mapped[dt.date | None] = mapped_column(default=None)
    minute: Mapped[str] = mapped_column(String(120), default="")
    published_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    @property
    def agreed_on(self) -> dt.date | None:
        """The day in England on which it was agreed."""
        if self.agreed_day:
            return self.agreed_day
        return date_in_england(self.agreed_at) if self.agreed_at else None

    @property
    def agreed_words(self) -> str:
        """`on 4 December 2026 by Grace Bello`; empty before it is agreed."""
        if self.agreed_on is None:
            return ""
        recorded = f", {self.agreed_how}; recorded by the lead, {self.agreed_by}"
        return f"on {full_day(self.agreed_on)}" + (recorded if self.agreed_day else f" by {self.agreed_by}")


class EditionStep(OfSchoolOrPartnership, Signed, Base):
    """One step of an edition on its way to the head and back; steps are added and never changed."""

    __tablename__ = "edition_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    act: Mapped[EditionAct] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    """What the head asks for, what was answered, or in what capacity somebody agreed."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Of what was handed in."""
    who: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(default=now)


class DutyFacts(OfSchoolOrPartnership, Signed, Base):
    """What the equality duty's dates follow from; a later row stands beside it, and the last one holds."""

    __tablename__ = "duty_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    information_on: Mapped[dt.date | None]
    """When equality information was last published."""
    address: Mapped[str] = mapped_column(String(400), default="")
    """Where it stands."""
    employees: Mapped[int | None]
    """Of the employer: of an academy that is the trust, of a maintained school its governing body."""
    who: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(default=now)


def plan_rows(session: Session, *, school_id: int) -> dict[str, list[dict[str, object]]]:
    """Table -> its rows of one school as stored, oldest first; of every table of a plan and its metrics."""
    tables = {
        table.name: table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, OfSchoolOrPartnership) and isinstance(table := mapper.local_table, Table)
    }
    return {
        name: [
            dict(row)
            for row in session.execute(
                select(table).where(table.c.school_id == school_id).order_by(table.c.id)
            ).mappings()
        ]
        for name, table in sorted(tables.items())
    }
