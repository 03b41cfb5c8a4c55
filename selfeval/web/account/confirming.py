"""When a second factor is asked for: where there are figures to read, or people to give the right to it."""

from __future__ import annotations

import time

from flask import session as cookie
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.store.accounts import Account
from selfeval.store.directory import only_made_up
from selfeval.store.partnerships import memberships_on
from selfeval.store.releases import Release
from selfeval.store.years import today

CONFIRMED = "confirmed_at"


def is_confirmed() -> bool:
    """Whether this browser has shown the second factor since it signed in."""
    return isinstance(cookie.get(CONFIRMED), int)


def confirm() -> None:
    """This browser has shown it, and is not asked again before it signs in anew."""
    cookie[CONFIRMED] = int(time.time())


def must_confirm(session: Session, account: Account) -> bool:
    """Whether there is anything to protect: a release of a school that is not made up.

    So a first survey is planned and run without it, and a demo is looked at without it.
    """
    if account.school is not None:
        released = select(Release.id).where(Release.school_id == account.school_id).limit(1)
        return not account.school.invented and session.scalar(released) is not None
    if account.partnership_id is not None:
        members = memberships_on(session, today(), partnership_id=account.partnership_id)
        return not members or not all(member.school.invented for member in members)
    return not only_made_up(session)
