"""What pages say of roles and of the places where people belong."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from selfeval.store.accounts import Account, Home, RoleName, roles_in
from selfeval.store.partnerships import Partnership
from selfeval.store.schools import School

ROLE_NAMES: Mapping[RoleName, str] = {
    "lead": "Equality lead",
    "colleague": "Colleague",
    "leader": "Leader",
    "officer": "Partnership officer",
    "operator": "Operator",
}

WHAT_THEY_DO: Mapping[RoleName, str] = {
    "lead": "Plans and runs the surveys, completes the self-evaluation, invites people.",
    "colleague": "Helps to rate the self-evaluation and reads the results. Cannot run a survey.",
    "leader": "A head teacher or a governor. Reads everything and changes nothing.",
    "officer": "Reads the released reports of member schools, and nothing else of them.",
    "operator": "Adds schools and helps people who cannot sign in. Sees no answers and no figures.",
}


def role_choices(home: Home) -> list[tuple[str, str, str]]:
    """The roles there, as a form offers them: value, name, what they do."""
    return [(role, ROLE_NAMES[role], WHAT_THEY_DO[role]) for role in roles_in(home)]


def name_of(home: Home) -> str:
    """The name of a school or a partnership; of the installation, what stands in the masthead."""
    return "All schools here" if home is None else home.name


def place_of(home: Home) -> str:
    """The same within a sentence."""
    return "this service" if home is None else home.name


def address_of(home: Home, asking: Account) -> str:
    """The page on which this account looks after the people there."""
    if asking.role == "operator" and isinstance(home, School):
        return url_for("operate.school", school_id=home.id)
    if asking.role == "operator" and isinstance(home, Partnership):
        return url_for("operate.partnership", partnership_id=home.id)
    return url_for("people.everyone")
