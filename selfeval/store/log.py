"""Reading the audit log: who did what, newest first, a page at a time or whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from selfeval.store.schools import AuditEntry
from selfeval.store.years import ENGLAND

A_PAGE = 50


@dataclass(frozen=True)
class Span:
    """Which entries: of a school (None: of the installation itself), of these days in England."""

    school_id: int | None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found = [AuditEntry.school_id == self.school_id]
        if self.first:
            found.append(AuditEntry.at >= _midnight(self.first))
        if self.last:
            found.append(AuditEntry.at < _midnight(self.last + dt.timedelta(days=1)))
        return found


def how_many(session: Session, span: Span) -> int:
    """The number of its entries."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*span.conditions)) or 0


def entries(session: Session, span: Span, page: int) -> list[AuditEntry]:
    """A page of them, newest first; the first page is 1."""
    newest = select(AuditEntry).where(*span.conditions).order_by(AuditEntry.id.desc())
    return list(session.scalars(newest.offset((page - 1) * A_PAGE).limit(A_PAGE)))


def all_entries(session: Session, span: Span) -> Iterator[AuditEntry]:
    """Every one of them, oldest first."""
    oldest = select(AuditEntry).where(*span.conditions).order_by(AuditEntry.id)
    return iter(session.scalars(oldest.execution_options(yield_per=1_000)))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ENGLAND).astimezone(dt.UTC)
