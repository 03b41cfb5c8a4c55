"""Questionnaires of one's own: the draft of each, and its published versions, which never change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ForeignKey, Select, String, Text, or_, select, tuple_, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from selfeval.calendar.school_years import now
from selfeval.questionnaires.composing import Composition, composition_from_json
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.database import Base
from selfeval.store.directory import memberships_on
from selfeval.store.schools_and_accounts import Account, Partnership, School
from selfeval.store.surveys import StoredDefinition


class OwnQuestionnaire(Base):
    """What a partnership, or a school for itself, has put together. Exactly one of the two owns it."""

    __tablename__ = "own_questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    """What adults call it; nobody who answers reads it."""
    questionnaire: Mapped[str] = mapped_column(String(60))
    """Whose place it takes."""
    draft: Mapped[str] = mapped_column(Text)
    saves: Mapped[int] = mapped_column(default=0)
    """How often the draft was saved: whoever saves says which of them they saw."""
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """It is offered to no plan any more; what asked it stays as it is."""
    versions: Mapped[list[OwnVersion]] = relationship(order_by="OwnVersion.number", back_populates="own")
    partnership: Mapped[Partnership | None] = relationship()
    school: Mapped[School | None] = relationship()

    @property
    def composition(self) -> Composition:
        return composition_from_json(self.draft)


class OwnVersion(Base):
    """A published version: its definition is frozen with its words."""

    __tablename__ = "own_versions"

    own_id: Mapped[int] = mapped_column(ForeignKey("own_questionnaires.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(ForeignKey("definitions.digest"))
    composition: Mapped[str] = mapped_column(Text)
    """What it was made from, so that the next version begins there."""
    published_at: Mapped[dt.datetime] = mapped_column(default=now)
    who: Mapped[str] = mapped_column(String(200))
    frozen: Mapped[StoredDefinition] = relationship()
    own: Mapped[OwnQuestionnaire] = relationship(back_populates="versions")

    @property
    def asked(self) -> Questionnaire:
        return self.frozen.questionnaire_asked


def whole_own(session: Session, own_id: int) -> OwnQuestionnaire:
    """One with all that its pages show, for when the session is over: a long one keeps ballots waiting."""
    return session.get_one(
        OwnQuestionnaire,
        own_id,
        options=(
            selectinload(OwnQuestionnaire.versions).joinedload(OwnVersion.frozen),
            joinedload(OwnQuestionnaire.partnership),
            joinedload(OwnQuestionnaire.school),
        ),
        populate_existing=True,
    )


def own_by_owner(session: Session, account: Account) -> list[OwnQuestionnaire]:
    """Those of the school or partnership of an account, by name."""
    own = select(OwnQuestionnaire).where(
        OwnQuestionnaire.school_id == account.school_id,
        OwnQuestionnaire.partnership_id == account.partnership_id,
    )
    by_name = own.order_by(OwnQuestionnaire.name, OwnQuestionnaire.id)
    return list(session.scalars(by_name.options(selectinload(OwnQuestionnaire.versions))))


def questionnaires_of_school(session: Session, school_id: int) -> list[OwnQuestionnaire]:
    """Those that a school has put together for itself."""
    own = select(OwnQuestionnaire).where(OwnQuestionnaire.school_id == school_id)
    return list(session.scalars(own.order_by(OwnQuestionnaire.id)))


def is_owner(account: Account, row: OwnQuestionnaire) -> bool:
    """Whether it is of the school or partnership that an account belongs to."""
    return (row.school_id, row.partnership_id) == (account.school_id, account.partnership_id)


def offered_to(session: Session, school_id: int, day: dt.date) -> list[OwnVersion]:
    """The newest version of each that a school may ask on a day: its own, and of its partnerships."""
    by_name = _offered(session, school_id, day).order_by(OwnQuestionnaire.name, OwnQuestionnaire.id)
    whole = (selectinload(OwnQuestionnaire.versions), joinedload(OwnQuestionnaire.partnership))
    return [row.versions[-1] for row in session.scalars(by_name.options(*whole)) if row.versions]


def own_versions(session: Session, keys: Iterable[tuple[int, int]]) -> list[OwnVersion]:
    """Published versions by questionnaire and number, with their names; what is not there is left out."""
    these = select(OwnVersion).where(tuple_(OwnVersion.own_id, OwnVersion.number).in_(list(keys)))
    whole = joinedload(OwnVersion.own).joinedload(OwnQuestionnaire.partnership)
    return list(session.scalars(these.options(whole)))


def _offered(session: Session, school_id: int, day: dt.date) -> Select[OwnQuestionnaire]:
    partnerships = [one.partnership_id for one in memberships_on(session, day, school_id=school_id)]
    return select(OwnQuestionnaire).where(
        OwnQuestionnaire.withdrawn.is_(False),
        or_(OwnQuestionnaire.school_id == school_id, OwnQuestionnaire.partnership_id.in_(partnerships)),
    )


def may_look(session: Session, account: Account, own_id: int, day: dt.date) -> bool:
    """Whether an account may look at what was published: its owner, and schools that may ask it."""
    row = session.get(OwnQuestionnaire, own_id)
    if row is None or not row.versions:
        return False
    if is_owner(account, row):
        return True
    if account.school_id is None:
        return False
    this = _offered(session, account.school_id, day).where(OwnQuestionnaire.id == own_id)
    return session.scalar(this) is not None


def save_draft(session: Session, row: OwnQuestionnaire, name: str, draft: str, seen: int) -> bool:
    """Saves a draft; False, and nothing is changed, where somebody else saved since `seen`."""
    saved = session.execute(
        update(OwnQuestionnaire)
        .where(OwnQuestionnaire.id == row.id, OwnQuestionnaire.saves == seen)
        .values(name=name, draft=draft, saves=seen + 1, changed_at=now())
        .returning(OwnQuestionnaire.id)
    ).first()
    session.expire(row)
    return saved is not None
