"""Editions of a plan: opened before a term ends, handed in to the head, agreed, then never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now
from selfeval.calendar.terms import term_ends, term_name
from selfeval.improvement.edition_document import EditionDocument, digest_of, edition_from_json
from selfeval.store.action_plans import Edition, EditionAct, EditionStep
from selfeval.store.database import added
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.schools_and_accounts import Account, record


def edition_of(session: Session, owner: PlanOwner, term: str) -> Edition | None:
    """The edition of a term; None before it is opened."""
    this = select(Edition).filter_by(**owner.columns, term=term)
    return session.scalar(this.execution_options(populate_existing=True))


def editions_of(session: Session, owner: PlanOwner) -> Sequence[Edition]:
    """All of a plan, newest first."""
    these = select(Edition).filter_by(**owner.columns)
    return session.scalars(these.order_by(Edition.opened_on.desc(), Edition.id.desc())).all()


def closed_editions(session: Session, owner: PlanOwner) -> Sequence[Edition]:
    """Those that are closed, newest first; also the one that was agreed or noted since."""
    return [edition for edition in editions_of(session, owner) if edition.state != "open"]


def open_edition(
    session: Session, owner: PlanOwner, term: str, day: dt.date, ends_on: dt.date | None = None
) -> Edition:
    """Opens the edition of a term, or finds it open or closed. `ends_on`: own last day of term."""
    new = Edition(**owner.columns, term=term, opened_on=day, ends_on=ends_on)
    there = edition_of(session, owner, term)
    if there is None and added(session, new):
        return new
    return there or session.scalars(select(Edition).filter_by(**owner.columns, term=term)).one()


def hold_edition(session: Session, edition: Edition) -> None:
    """Until this transaction ends nobody writes for its term. Hold it before reading what is frozen."""
    session.refresh(edition, with_for_update={"read": False})


def close_edition(
    session: Session, edition: Edition, document: EditionDocument, who: str, answer: str = ""
) -> bool:
    """Freezes it and hands it in; False where it is closed already, and nothing is changed.

    `answer`: to what the head has asked for.
    """
    text = document.to_json()
    closed = _step(
        session,
        edition,
        ("open",),
        state="closed",
        closed_at=now(),
        closed_by=who[:120],
        document=text,
        digest=digest_of(text),
        **record(),
    )
    return closed and _written(session, edition, "handed_in", who, answer)


def take_edition_to_draft(
    session: Session, edition: Edition, act: EditionAct, who: str, text: str = ""
) -> bool:
    """Opens a closed one again: a lead takes it back, or the head sends it back. False once it is agreed."""
    opened = _step(
        session, edition, ("closed",), state="open", closed_at=None, closed_by="", document="", digest=""
    )
    return opened and _written(session, edition, act, who, text)


def agree_edition(session: Session, edition: Edition, who: str, capacity: str = "") -> bool:
    """The head agrees; False where it is open still, or agreed already. `capacity`: as the record has it."""
    agreed = _step(session, edition, ("closed",), state="agreed", agreed_by=who[:120], agreed_at=now())
    return agreed and _written(session, edition, "agreed", who, capacity)


def record_agreement(session: Session, edition: Edition, who: str, on: dt.date, how: str) -> bool:
    """A lead writes down that the head agreed, on a day and how; False as `agree_edition`."""
    columns = {"agreed_by": who[:120], "agreed_at": now(), "agreed_day": on, "agreed_how": how[:200]}
    recorded = _step(session, edition, ("closed",), state="agreed", **columns)
    return recorded and _written(session, edition, "recorded", who, how)


def edition_steps(session: Session, edition: Edition) -> Sequence[EditionStep]:
    """Its way to the head and back, oldest first."""
    return session.scalars(
        select(EditionStep).filter_by(edition_id=edition.id).order_by(EditionStep.id)
    ).all()


def heads_of(session: Session, owner: PlanOwner) -> Sequence[Account]:
    """Who can agree an edition of a school, by name: its leaders, such as the head or a governor."""
    leaders = select(Account).where(
        Account.school_id.is_not(None), Account.school_id == owner.school_id, Account.role == "leader"
    )
    return session.scalars(leaders.where(Account.active).order_by(Account.name, Account.id)).all()


def was_sent_back(session: Session, edition: Edition) -> bool:
    """Whether the head sent an open edition back, and it has not been handed in since."""
    acts = [one.act for one in edition_steps(session, edition)]
    last = max((at for at, act in enumerate(acts) if act == "handed_in"), default=-1)
    return edition.state == "open" and "sent_back" in acts[last + 1 :]


def _written(session: Session, edition: Edition, act: EditionAct, who: str, text: str) -> bool:
    session.add(
        EditionStep(
            school_id=edition.school_id,
            partnership_id=edition.partnership_id,
            edition_id=edition.id,
            act=act,
            text=text,
            digest=edition.digest,
            who=who[:120],
        )
    )
    session.flush()
    return True


def note_edition(session: Session, edition: Edition, on: dt.date, minute: str) -> bool:
    """Governors have noted it on a day; False before the head agreed, or when it is noted already."""
    return _step(session, edition, ("agreed",), state="noted", noted_on=on, minute=minute[:120])


def publish_edition(session: Session, edition: Edition) -> bool:
    """It may be read by everybody; False before the head agreed, or where it is published already."""
    if edition.published_at is not None:
        return False
    return _step(session, edition, ("agreed", "noted"), published_at=now())


def take_edition_back(session: Session, edition: Edition) -> bool:
    """Nobody outside reads it any more; False where it is not published."""
    if edition.published_at is None:
        return False
    return _step(session, edition, ("agreed", "noted"), published_at=None)


class Publication(NamedTuple):
    """A published edition, without what it holds."""

    edition_id: int
    term: str
    published_at: dt.datetime
    digest: str

    @property
    def name(self) -> str:
        """Autumn 2026"""
        return term_name(self.term)


def publications_of(session: Session, owner: PlanOwner) -> tuple[Publication, ...]:
    """The published editions of a plan, newest term first. No document is read."""
    columns = Edition.id, Edition.term, Edition.published_at, Edition.digest
    these = select(*columns).filter_by(**owner.columns).where(Edition.published_at.is_not(None))
    rows = session.execute(these)
    publications = [Publication(one, term, at, digest) for one, term, at, digest in rows if at is not None]
    return tuple(sorted(publications, key=lambda one: term_ends(one.term), reverse=True))


def _step(session: Session, edition: Edition, of: Sequence[str], **columns: object) -> bool:
    """One statement decides who was first."""
    done = session.execute(
        update(Edition)
        .where(Edition.id == edition.id, Edition.state.in_(of))
        .values(columns)
        .returning(Edition.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(edition)
    return done is not None


class EditionWasAltered(Exception):
    """What is stored of a closed edition is not what was closed."""


def edition_content(edition: Edition) -> EditionDocument:
    """What a closed edition holds. Raises EditionWasAltered where its digest is another."""
    if digest_of(edition.document) != edition.digest:
        raise EditionWasAltered(edition.term)
    return edition_from_json(edition.document)
