"""Figures of others, for orientation, as a partnership or whoever runs the service keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Partnership, Signed


class KeptNationalFigures(Signed, Base):
    """The file that holds now, as it was read. One for each partnership, and one for all schools."""

    __tablename__ = "national_figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"), unique=True)
    """None for the one that whoever runs the service keeps for all schools."""
    figures: Mapped[str] = mapped_column(Text)
    """As JSON."""
    who: Mapped[str] = mapped_column(String(200))
    kept_at: Mapped[dt.datetime] = mapped_column(default=now)
    partnership: Mapped[Partnership | None] = relationship()


def kept_figures(session: Session, partnership_id: int | None) -> KeptNationalFigures | None:
    """What is kept by a partnership, or for all schools."""
    return session.scalar(
        select(KeptNationalFigures).where(
            KeptNationalFigures.partnership_id.is_not_distinct_from(partnership_id)
        )
    )


def figures_for(session: Session, partnerships: Collection[int]) -> list[KeptNationalFigures]:
    """What is kept for all schools, then what these partnerships keep."""
    wanted = select(KeptNationalFigures).where(
        KeptNationalFigures.partnership_id.is_(None) | KeptNationalFigures.partnership_id.in_(partnerships)
    )
    return sorted(session.scalars(wanted), key=lambda one: one.partnership_id or 0)


def keep_figures(session: Session, partnership_id: int | None, figures: str, who: str) -> None:
    """Takes the place of what was kept before."""
    take_figures_away(session, partnership_id)
    session.add(KeptNationalFigures(partnership_id=partnership_id, figures=figures, who=who[:200]))
    session.flush()


def take_figures_away(session: Session, partnership_id: int | None) -> bool:
    """Whether there were any."""
    stored = kept_figures(session, partnership_id)
    if stored is None:
        return False
    session.delete(stored)
    session.flush()
    return True
