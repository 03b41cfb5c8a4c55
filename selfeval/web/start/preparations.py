"""What a school needs before figures are read: a short list for its leads that goes away when all is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import listed, lowered
from selfeval.store.schools_and_accounts import PHASES, Account, School, accounts_in
from selfeval.store.sign_in import lacks_factor
from selfeval.web.site.running import Running
from selfeval.web.site.survey_status import NextStep, only_here
from selfeval.web.start.year_summary import SECOND_LEAD

YOU, EVERYBODY, OPERATOR = "You", "Each of them", "Whoever runs the service"


@dataclass(frozen=True)
class Preparation:
    """One thing to have: what, who sees to it, where, and how long it takes."""

    id: str
    words: str
    had: str
    """What is there once it is done."""
    done: bool
    who: str
    minutes: int
    address: str = ""
    more: str = ""
    is_needed: bool = True
    """Whether a school cannot well do without; what is good to have keeps no list up."""


@dataclass(frozen=True)
class Installed:
    """What is there already. `without_app`: who has no authenticator app."""

    phase: str | None
    alone: bool
    without_app: Sequence[str]
    public_url: str
    is_only_here: bool
    sends_mail: bool


def preparations(there: Installed) -> tuple[Preparation, ...]:
    """The list; empty once everything that is needed is there."""
    secure = there.public_url.startswith("https://")
    every = (
        Preparation(
            "phase",
            "Say what kind of school it is",
            f"The kind of school: {lowered(PHASES.get(there.phase or '', ''))}",
            there.phase is not None,
            YOU,
            1,
            more="Pages then ask about the years that you have, and about no others.",
        ),
        Preparation(
            "lead",
            SECOND_LEAD.words,
            "Two people can lead",
            not there.alone,
            YOU,
            SECOND_LEAD.minutes,
            SECOND_LEAD.address,
            SECOND_LEAD.more,
        ),
        Preparation(
            "app",
            "An authenticator app for everybody who reads figures",
            "Everybody who reads figures has an authenticator app",
            not there.without_app,
            EVERYBODY,
            3,
            "/people",
            f"Still without one: {listed(there.without_app)}.",
        ),
        Preparation(
            "address",
            "An address that tablets reach",
            "An address that tablets reach",
            not there.is_only_here,
            OPERATOR,
            10,
            "/reach",
            f"Now it is {there.public_url}, and only this computer can open it.",
        ),
        Preparation(
            "https",
            "A secure connection, if you can",
            "A secure connection",
            secure,
            OPERATOR,
            30,
            "/reach",
            "With https an answer is sealed on the tablet itself.",
            is_needed=False,
        ),
        Preparation(
            "mail",
            "Later: e-mail",
            "E-mail",
            there.sends_mail,
            OPERATOR,
            10,
            more="Invitations and reminders are then sent by themselves. Until then you hand links over.",
            is_needed=False,
        ),
    )
    return every if any(one.is_needed and not one.done for one in every) else ()


def not_said_above(every: Sequence[Preparation], step: NextStep | None) -> tuple[Preparation, ...]:
    """The list beside the next step: what that step is about is left out, and nothing stands where all is."""
    shown = tuple(one for one in every if one.done or step is None or one.address != step.address)
    return shown if any(one.is_needed and not one.done for one in shown) else ()


def installed(session: Session, parts: Running, school: School, *, alone: bool) -> Installed:
    """What the school and the service have at this moment. `alone`: nobody but the reader can lead."""
    return Installed(
        phase=school.on(today()).phase,
        alone=alone,
        without_app=[person.name for person in _readers(session, school) if lacks_factor(session, person)],
        public_url=parts.settings.public_url,
        is_only_here=only_here(parts.settings),
        sends_mail=parts.mail.is_set,
    )


def _readers(session: Session, school: School) -> list[Account]:
    return [person for person in accounts_in(session, school) if person.active]
