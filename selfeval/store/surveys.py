"""Surveys, their rounds and groups, the definitions they froze, and the responses that were counted."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import YearBy, now, year_of_days
from selfeval.questionnaires.catalogue import definition_from_json, find
from selfeval.questionnaires.model import Definition, Questionnaire, Words
from selfeval.store.database import NO_ROWID, Base, RandomKey, added, random_key, wait_for_turn
from selfeval.store.schools_and_accounts import School

SurveyState = Literal["planned", "open", "closed", "counted", "released", "lost", "deleted"]
"""`lost`: counted once, but a restored backup has not the answers; `deleted`: only title, days, groups are
left."""
RoundState = Literal["planned", "open", "closed", "shut", "opened", "counted", "lost", "deleted"]
"""`closed`: nobody can start, late ballots are still taken; `shut`: nothing is, the count has begun;
`opened`: the ballots are opened and the responses kept, the key and the ballots not yet destroyed."""
OVER: tuple[RoundState, ...] = ("counted", "lost", "deleted")
"""States of a round that has no key any more and never gets one again."""
SMALLEST_CHANGE = 3
"""Points of 100 by which a scale must have changed to count as improved or declined, unless a school wants
another number; fixed before the round opens."""
THRESHOLD = 10
"""People below whom nothing is shown. A school may raise it for a survey, nobody may lower it."""


class StoredDefinition(Base):
    """A questionnaire version as a round froze it, so that a response can always be read back."""

    __tablename__ = "definitions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    structure: Mapped[str] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text, default=None)
    """Language -> words, as JSON, of a questionnaire of one's own; None for those of the library."""

    @property
    def definition(self) -> Definition:
        return read_definition(self.structure)

    @property
    def questionnaire_asked(self) -> Questionnaire:
        """The definition with the words in which it is asked. KeyError for what nobody has words of."""
        if self.own_words is not None:
            return Questionnaire(self.definition, self.own_words)
        return replace(find(self.questionnaire, self.version), definition=self.definition)

    @property
    def own_words(self) -> Mapping[str, Words] | None:
        """Language -> words of a questionnaire of one's own; None for those of the library."""
        return None if self.words is None else words_from_json(self.words)


@lru_cache(maxsize=64)
def read_definition(structure: str) -> Definition:
    """A frozen definition. Reading it takes a while, and it never changes."""
    return definition_from_json(structure)


_WORDS = TypeAdapter(dict[str, Words])


@lru_cache(maxsize=64)
def words_from_json(text: str) -> Mapping[str, Words]:
    """Language -> words, as they were frozen."""
    return MappingProxyType(_WORDS.validate_json(text))


def words_to_json(words: Mapping[str, Words]) -> str:
    """Inverse of `words_from_json`."""
    return _WORDS.dump_json(dict(words)).decode()


class Group(Base):
    """Who is told apart inside a round: a year group, merged years, or all staff."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    number: Mapped[int]
    """1, 2, 3 ... inside the round; part of the address on the card."""
    name: Mapped[str] = mapped_column(String(60))
    years: Mapped[list[int]] = mapped_column(JSON)
    by_year: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """`pupils`, `girls` and `boys` of each of `years` as planned; None where they are not known any more."""
    roll: Mapped[int]
    """0 where nobody knows it, of a survey that was brought in."""
    roll_girls: Mapped[int | None] = mapped_column(default=None)
    roll_boys: Mapped[int | None] = mapped_column(default=None)
    """For weights, where the school says so: together `roll` or fewer, since some are counted as neither."""
    tablets: Mapped[bool] = mapped_column(default=False)
    """Tablet mode: an adult starts the tablets for a lesson, and nobody has a slip."""
    slips_printed_on: Mapped[dt.date | None] = mapped_column(default=None)
    """Of slips; in tablet mode of the adults' cards."""
    slips_printed: Mapped[int] = mapped_column(default=0)
    """Slips since the last full print run, with catch-up slips and all that a link may hand out.

    The lead knows as much anyway.
    """
    link_serial: Mapped[int] = mapped_column(default=0, server_default="0")
    """Which link of the group is the newest; 0 for none."""
    link_cards: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many cards it may hand out; 0 where there is none, or it is stopped."""
    link_taken: Mapped[int] = mapped_column(default=0, server_default="0")
    draw_out: Mapped[bool] = mapped_column(default=False)
    """The lead has said that ballots beyond the roll are to be drawn out at random."""


def new_code() -> str:
    """Six characters that name a round in the address on a card; not a secret."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(6))


class Survey(Base):
    """One window of dates in which a school asks its pupils, or its staff."""

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    audience: Mapped[str] = mapped_column(String(10))
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    """The last day on which people can start, in the school's own calendar; late ballots: surveys/plan.py."""
    year_by: Mapped[YearBy] = mapped_column(String(5), default="most", server_default="most")
    """What says which school year it counts for."""
    paused: Mapped[bool] = mapped_column(default=False)
    """Nothing is taken until the lead goes on; tablets keep what is answered."""
    set_back: Mapped[bool] = mapped_column(default=False)
    """It ran when a backup was restored: cards printed after that backup do not work. Until the lead has seen
    to it, or it is counted."""
    counts_itself: Mapped[bool] = mapped_column(default=False)
    """Closed and counted by date, when late ballots are in; otherwise by hand."""
    warned_on: Mapped[dt.date | None] = mapped_column(default=None)
    """When the school was first told that its results will soon be deleted."""
    adult: Mapped[str] = mapped_column(String(160), default="")
    """Whom to talk to about a worry, in words for the end page."""
    say_no_by: Mapped[dt.date | None] = mapped_column(default=None)
    """Until when parents are asked to say no; None for the last weekday before the first day."""
    decided: Mapped[str] = mapped_column(String(200), default="")
    """Who decided on the about-you questions that are a school's own choice, and when."""
    brought_in: Mapped[str | None] = mapped_column(String(120), default=None)
    """With what it was asked elsewhere, such as Google Forms; None for our own ballot. Of such a survey no
    answers are kept."""
    state: Mapped[str] = mapped_column(String(10), default="planned")
    smallest_change: Mapped[int] = mapped_column(default=SMALLEST_CHANGE)
    threshold: Mapped[int] = mapped_column(default=THRESHOLD)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    rounds: Mapped[list[Round]] = relationship(back_populates="survey", order_by="Round.id")
    school: Mapped[School] = relationship()

    @property
    def year(self) -> int:
        """The school year it counts for, by the calendar year of its September."""
        return year_of_days(self.opens_on, self.closes_on, self.year_by)

    @property
    def is_over(self) -> bool:
        """Whether it has results, or none will ever come of it."""
        return self.state in ("released", "lost", "deleted")


class Round(Base):
    """One questionnaire version asked in one survey."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), unique=True, default=new_code)
    digest: Mapped[str] = mapped_column(ForeignKey("definitions.digest"))
    about_digest: Mapped[str] = mapped_column(ForeignKey("definitions.digest"))
    """Definition of exactly the about-you questions that this round asks, in their order."""
    state: Mapped[str] = mapped_column(String(10), default="planned")
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(65))
    """P-256 point, uncompressed; None until the round is opened."""
    ballot_form: Mapped[int] = mapped_column(SmallInteger, default=2)
    """What its ballots are bound to, as it was opened: 1, to the round; 2, to the group as well."""
    spoilt: Mapped[int | None] = mapped_column(default=None)
    spoilt_accepted: Mapped[bool] = mapped_column(default=False)
    """The lead has said that the round is to be counted without its spoilt ballots."""
    late: Mapped[int | None] = mapped_column(default=None)
    """Ballots that came under a cancelled slip, or after their lesson; noted at the count."""
    drawn_out: Mapped[int | None] = mapped_column(default=None)
    """Ballots beyond the roll that were drawn out at random at the count."""
    answers_mark: Mapped[str | None] = mapped_column(String(64), default=None)
    """Of answers that were brought in: by it the same ones are known again."""
    survey: Mapped[Survey] = relationship(back_populates="rounds")
    groups: Mapped[list[Group]] = relationship(order_by="Group.number")
    definition_row: Mapped[StoredDefinition] = relationship(foreign_keys=[digest])
    about_row: Mapped[StoredDefinition] = relationship(foreign_keys=[about_digest])

    @property
    def definition(self) -> Definition:
        return self.definition_row.definition

    @property
    def about(self) -> Definition:
        return self.about_row.definition


def keep_definition(
    session: Session, definition: Definition, words: Mapping[str, Words] | None = None
) -> None:
    """Freezes a definition under its digest; keeping the same one again, also at once, changes nothing.

    `words`: those of a questionnaire of one's own, which no library has.
    """
    if session.get(StoredDefinition, definition.digest) is None:
        frozen = StoredDefinition(
            digest=definition.digest,
            questionnaire=definition.questionnaire,
            version=definition.version,
            structure=definition.to_json(),
            words=None if words is None else words_to_json(words),
        )
        added(session, frozen)


def definition_of(session: Session, digest: str) -> Definition:
    """The definition that was frozen under this digest."""
    return session.get_one(StoredDefinition, digest).definition


def questionnaire_of(session: Session, digest: str) -> Questionnaire:
    """The same with the words in which it is asked. KeyError for what nobody has words of."""
    return session.get_one(StoredDefinition, digest).questionnaire_asked


def surveys_of(session: Session, school_id: int) -> list[Survey]:
    """The surveys of a school, newest first."""
    newest = select(Survey).where(Survey.school_id == school_id)
    return list(session.scalars(newest.order_by(Survey.opens_on.desc(), Survey.id.desc())))


def titles_of(session: Session, school_id: int, audience: str, but: Survey | None = None) -> set[str]:
    """The titles of a school's surveys of these people."""
    surveys = select(Survey.title).where(Survey.school_id == school_id, Survey.audience == audience)
    return set(session.scalars(surveys if but is None else surveys.where(Survey.id != but.id)))


def plan_alone(session: Session, school_id: int) -> None:
    """Lets nobody else plan at a school before this transaction ends: a plan is checked beside the others."""
    wait_for_turn(session, f"planning at {school_id}")


def every_survey(session: Session) -> list[Survey]:
    """The surveys of all schools, in the order in which they were planned."""
    return list(session.scalars(select(Survey).order_by(Survey.id)))


def surveys_in_state(session: Session, *states: SurveyState) -> list[Survey]:
    """The surveys of all schools that are in one of these states, in the order in which they were planned."""
    return list(session.scalars(select(Survey).where(Survey.state.in_(states)).order_by(Survey.id)))


def set_round_states(session: Session, survey: Survey, before: RoundState, after: RoundState) -> None:
    """Every round of a survey that is in the one state is in the other from now on: one statement."""
    rounds = update(Round).where(Round.survey_id == survey.id, Round.state == before)
    session.execute(rounds.values(state=after))


def hold(session: Session, row: Survey | Group) -> None:
    """Reads a row again and lets nobody else change it before this transaction ends.

    Ballots on their way in are not held up: they only look at its key.
    """
    session.refresh(row, with_for_update={"key_share": True})


def survey_of(session: Session, school_id: int, survey_id: int) -> Survey | None:
    """A survey of this school; None for a missing one and for another school's alike."""
    return session.scalar(select(Survey).where(Survey.school_id == school_id, Survey.id == survey_id))


def drop_rounds(session: Session, survey: Survey) -> None:
    """Removes the rounds and groups of a survey that was never opened."""
    rounds = select(Round.id).where(Round.survey_id == survey.id)
    session.execute(delete(Group).where(Group.round_id.in_(rounds)))
    session.execute(delete(Round).where(Round.survey_id == survey.id))
    session.expire(survey, ["rounds"])


def drop_planned(session: Session, survey: Survey) -> None:
    """Removes a survey that was never opened, with its rounds and groups."""
    drop_rounds(session, survey)
    session.execute(delete(Survey).where(Survey.id == survey.id))


SEX_KEPT: Mapping[str, str] = {"girl": "F", "boy": "M"}
"""Option of the about-you question -> what a response keeps of it."""


class Response(Base):
    """One person's counted answers as a response string."""

    __tablename__ = "responses"
    __table_args__ = NO_ROWID

    key: Mapped[RandomKey]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    sex: Mapped[str | None] = mapped_column(String(1))
    """Kept for weights, and only in a round whose weights can use it."""
    answers: Mapped[str] = mapped_column(String(500))


class StoredBreakdown(Base):
    """Findings by one characteristic, made at the count from memory; the answers themselves are forgotten."""

    __tablename__ = "kept_breakdowns"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(60), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    findings: Mapped[str] = mapped_column(Text)


def keep_responses(
    session: Session, school_id: int, round_id: int, responses: Sequence[tuple[int, str | None, str]]
) -> None:
    """Keeps group id, sex and answers of each person, in the order given: shuffle them first."""
    rows = [
        {
            "key": random_key(),
            "school_id": school_id,
            "round_id": round_id,
            "group_id": group_id,
            "sex": sex,
            "answers": answers,
        }
        for group_id, sex, answers in responses
    ]
    if rows:
        session.execute(insert(Response), rows)


def responses_of(session: Session, round_id: int) -> list[tuple[int, str | None, str]]:
    """Group id, sex and answers of each response of a round."""
    responses = select(Response.group_id, Response.sex, Response.answers).where(Response.round_id == round_id)
    return [(group_id, sex, answers) for group_id, sex, answers in session.execute(responses)]


class ResponseRow(NamedTuple):
    """A response, as figures are made from it; `sex` as it is stored."""

    answers: str
    sex: str | None
    group: str


def responses_in_order(session: Session, round_id: int) -> list[ResponseRow]:
    """The responses of a round by their text: the order of a table says nothing, and must not."""
    rows = session.execute(
        select(Response.answers, Response.sex, Group.name)
        .join(Group, Group.id == Response.group_id)
        .where(Response.round_id == round_id)
        .order_by(Response.answers, Group.number, Response.sex)
    )
    return [ResponseRow(*row) for row in rows]


def how_many_responses(session: Session, group_id: int) -> int:
    """How many people of a group were counted."""
    return session.scalar(select(func.count()).where(Response.group_id == group_id)) or 0


def breakdowns_of(session: Session, round_id: int) -> list[str]:
    """The findings by each characteristic that the count has kept of a round, as JSON."""
    breakdowns = select(StoredBreakdown.findings).where(StoredBreakdown.round_id == round_id)
    return list(session.scalars(breakdowns.order_by(StoredBreakdown.by)))
