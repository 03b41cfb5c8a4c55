"""What happens to an account, on a page or from the command line. Every change is in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy.orm import Session

from selfeval.english import listed
from selfeval.store.schools_and_accounts import (
    Account,
    Home,
    RoleName,
    School,
    Signed,
    end_sessions,
    leads_of,
    note,
    roles_in,
)
from selfeval.store.sign_in import drop_factor, drop_links, forgive
from selfeval.store.surveys import surveys_of

ROLE_NAMES: Mapping[RoleName, str] = {
    "lead": "Equality lead",
    "colleague": "Colleague",
    "leader": "Leader",
    "officer": "Partnership officer",
    "operator": "Operator",
}
NOT_RECORDED = "Role not recorded"
"""Of what was done before the record was kept: the name is all there is, and proves nothing."""
BY_NOBODY = {"command": "A command on the server", "service": "This service, by itself"}
"""Who acts without an account, as the log calls it."""
IN_WORDS = {"command": "whoever runs the server", "service": "this service"}
"""The same within a sentence."""


def role_of(signed: Signed) -> str:
    """In which role it was done, by the record: who was signed in, never what they called themselves."""
    if signed.by_role is None:
        return NOT_RECORDED
    if signed.by_role in BY_NOBODY:
        return BY_NOBODY[signed.by_role]
    return ROLE_NAMES[cast(RoleName, signed.by_role)]


def doer_of(signed: Signed, name: str, alike: Collection[int] = ()) -> str:
    """Who did it, within a sentence: the role by the record first, then the chosen name.

    `alike`: the accounts whose name others have too; these are told apart by their number.
    """
    role = role_of(signed)
    if signed.by_role is None:
        return f"{name} ({role.lower()})"
    if signed.by_role in IN_WORDS:
        return IN_WORDS[signed.by_role]
    number = f" (account {signed.by_account})" if signed.by_account in alike else ""
    return f"{role.lower()} {name}{number}"


WHAT_THEY_DO: Mapping[RoleName, str] = {
    "lead": "Plans and runs the surveys, completes the self-evaluation, invites people.",
    "colleague": "Helps to rate the self-evaluation and reads the results. Cannot run a survey.",
    "leader": "A head teacher or a governor. Reads everything. Agrees and signs the self-evaluation "
    "as the head teacher or for the head teacher. Changes nothing else.",
    "officer": "Reads the released reports of member schools, and nothing else of them.",
    "operator": "Adds schools and helps people who cannot sign in. Sees no answers and no figures.",
}


def role_choices(home: Home) -> list[tuple[str, str, str]]:
    """The roles there, as a form offers them: value, name, what they do."""
    return [(role, ROLE_NAMES[role], WHAT_THEY_DO[role]) for role in roles_in(home)]


LEADS = 2
"""People who can lead before a survey opens: one of them can always close and count it."""


def leads_missing(session: Session, school_id: int) -> int:
    """How many people more must be able to lead before a survey of the school can open."""
    return max(0, LEADS - len(leads_of(session, school_id)))


class AccountChangeRefused(Exception):
    """An account cannot be changed like this; the message says why and what to do."""


def change_role(session: Session, person: Account, role: RoleName, who: str) -> None:
    """Another role for an account. Raises AccountChangeRefused rather than leave a school without a lead."""
    if role == person.role:
        return
    _keep_a_lead(session, person)
    before, after = ROLE_NAMES[person.role].lower(), ROLE_NAMES[role].lower()
    note(session, person.school_id, who, "changed a role", f"{person.called}: {before} to {after}")
    person.role = role


def disable(session: Session, person: Account, who: str, *, even_the_last_lead: bool = False) -> None:
    """Ends every session of an account, until it is enabled. Raises AccountChangeRefused."""
    if not even_the_last_lead:
        _keep_a_lead(session, person)
    person.active = False
    end_sessions(person)
    drop_links(session, person)
    note(session, person.school_id, who, "disabled an account", person.called)


def enable(session: Session, person: Account, who: str) -> None:
    """Lets an account sign in again."""
    person.active = True
    note(session, person.school_id, who, "enabled an account", person.called)


def set_password(session: Session, person: Account, hashed: str, who: str) -> None:
    """Gives an account a new password and ends every session that the old one began."""
    person.password = hashed
    end_sessions(person)
    drop_links(session, person)
    forgive(session, person.id)
    note(session, person.school_id, who, "set a new password", person.called)


def reset_factor(session: Session, person: Account, who: str) -> None:
    """Forgets the second factor of an account and ends its sessions: a new one is set up at the next need."""
    if drop_factor(session, person.id):
        end_sessions(person)
        note(session, person.school_id, who, "reset a second factor", person.called)


def without_lead(session: Session, person: Account) -> str:
    """What a school is told when this one leads no more; nothing where enough others do."""
    if person.role != "lead" or person.school is None or not person.active:
        return ""
    left = [lead.name for lead in leads_of(session, person.school.id) if lead.id != person.id]
    if len(left) >= LEADS:
        return ""
    who = f"Only {left[0]} can" if left else "Nobody can"
    unfinished = [
        f"“{survey.title}”"
        for survey in surveys_of(session, person.school.id)
        if survey.state in ("open", "closed")
    ]
    if unfinished:
        away = f"when {left[0]} is away, nobody" if left else "nobody"
        be, them = ("is", "it") if len(unfinished) == 1 else ("are", "them")
        cost = f"{listed(unfinished)} {be} not counted yet: {away} can close or count {them}."
    else:
        cost = "No survey can be opened until two people can lead."
    return f"{who} lead at {person.school.name} then. {cost} Invite another equality lead soon."


def _keep_a_lead(session: Session, person: Account) -> None:
    """Refuses to take the last lead of a school. Two leads who do it to each other come one after another."""
    if person.role != "lead" or person.school_id is None:
        return
    session.get(School, person.school_id, with_for_update=True)
    session.refresh(person)
    if not any(lead.id != person.id for lead in leads_of(session, person.school_id)):
        raise AccountChangeRefused(
            f"{person.name} is the only equality lead. Make somebody else a lead first, "
            "or nobody could run the surveys."
        )
