"""What changes who gets in waits for leads, from the command line too; the leads have a letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from selfeval.accounts.changes import AccountChangeRefused
from selfeval.accounts.held_changes import Wanted, hold, officer_let_in
from selfeval.accounts.mail import Mail
from selfeval.commands.installation import OPERATOR, refusals
from selfeval.english import moment
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, School, leads_of
from selfeval.store.sign_in import HeldChange
from selfeval.web.site.invitations import OFFICER, WHO_READS

CHANGE = """Whoever runs the server has asked for a change to who gets into your school, or has made it. Look
at it, say yes, or stop it:"""
REMOVAL = """Whoever runs the server has asked to remove your school here, with all its accounts and its log,
or has removed it. If you can still sign in, look at it, say yes, or stop it:"""


class _Waits(Exception):
    """What is kept and not done yet."""

    def __init__(self, held: HeldChange, school: School) -> None:
        seen = "" if held.kind == "removal" else "; they see it"
        super().__init__(
            f"{school.name} has leads: they are asked, and it is not done yet. When one of them says yes, or "
            f"from {moment(held.due_at)} on, give this command again. --at-once asks nobody{seen}."
        )


MustWait = Callable[[Wanted | None], None]


@contextmanager
def changing(settings: Settings, database: Database, *, at_once: bool) -> Iterator[tuple[Session, MustWait]]:
    """A block that changes who gets in. Must it wait, only that is kept, and the command refuses."""
    mail, letters = Mail(settings), dict[str, tuple[str, str]]()
    waits: _Waits | None = None
    with database.writing() as session:

        def must_wait(wanted: Wanted | None) -> None:
            held = hold(session, wanted, OPERATOR, at_once=at_once) if wanted else None
            if wanted and (at_once or held in session.new):
                letter = _letter(wanted)
                letters.update({lead.email: letter for lead in leads_of(session, wanted.school.id)})
            if wanted and held:
                raise _Waits(held, wanted.school)

        with refusals(AccountChangeRefused):
            try:
                yield session, must_wait
            except _Waits as waiting:
                waits = waiting
    for address, (subject, text) in letters.items():
        _post(mail, settings, address, subject, text)
    if waits:
        raise click.ClickException(str(waits))


def let_officer_in(session: Session, settings: Settings, person: Account) -> None:
    """An officer reads nothing for a day, and the leads of the schools have a letter, as from the pages."""
    mail = Mail(settings)
    for school_id in officer_let_in(session, person, "command", OPERATOR):
        for lead in leads_of(session, school_id):
            _post(mail, settings, lead.email, WHO_READS, OFFICER)


def _post(mail: Mail, settings: Settings, address: str, subject: str, text: str) -> None:
    mail.post(address, subject, f"{' '.join(text.split())}\n\n{settings.public_url}/school/readers\n")


def _letter(wanted: Wanted) -> tuple[str, str]:
    """Subject and text of the letter to each lead."""
    if wanted.kind == "removal":
        return "Your school is to be removed here", REMOVAL
    return "A change to who gets into your school", CHANGE
