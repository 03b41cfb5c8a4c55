"""E-mails to owners when the edition of a term is opened: what is theirs, and where to say how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selfeval.calendar.terms import term_name
from selfeval.english import count_of, full_day
from selfeval.improvement.action_plan import Action
from selfeval.improvement.status import is_owner_of
from selfeval.store.schools_and_accounts import Account


class OwnerLetter(NamedTuple):
    """To whom, its subject, its text."""

    to: str
    subject: str
    text: str


def owner_letters(
    actions: Iterable[Action], people: Iterable[Account], term: str, ends: dt.date, address: str
) -> Iterator[OwnerLetter]:
    """A letter to each owner who can write, about all of their actions. `address`: where they write."""
    asked = list(actions)
    for person in people:
        own = [action for action in asked if is_owner_of(action, person.id, person.name)]
        if not own or person.role == "leader":
            continue
        lines = "\n".join(f"- {action.text} ({action.timescale or 'no day yet'})" for action in own)
        text = (
            f"Dear {person.name},\n\nthe action plan is frozen on {full_day(ends)}. "
            f"Please say how {'this goes' if len(own) == 1 else 'these go'}:\n\n{lines}\n\n{address}\n\n"
            "If nothing has changed, one press says so.\n"
        )
        subject = f"{count_of(len(own), 'action')} to say something about: {term_name(term).lower()}"
        yield OwnerLetter(person.email, subject, text)
