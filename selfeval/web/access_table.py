"""The access table, written from what the views declare: docs/access.md, and `selfeval account access`."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from selfeval.store.accounts import RoleName
from selfeval.web.access import OPEN_TO_ALL, SATISFIED_BY, asks_twice, who_may
from selfeval.web.owned import OWNED, is_id

ROLES: tuple[RoleName, ...] = ("leader", "colleague", "lead", "officer", "operator")

HEADING = """# Who may open what

Written by `selfeval account access` from the declarations beside the views (`@allowed(...)`) and from
`selfeval/web/owned.py`; a test holds it to them, and another one tries every address with every role.

An address that names a row of another school is answered like one that names a row that does not exist,
byte for byte. Whoever is not signed in is asked to sign in. Pupils and staff who answer have no account.

Where a second factor is asked, it is asked once after each sign-in, and only where there is something to
protect: at a school from its first release on, of officers and operators always, of made-up schools never.
"""

SIGNED_OUT = {
    "anyone": "yes",
    "answering": "yes, without a cookie",
    "set_up": "until there is an account",
}


def access_table(app: Flask) -> str:
    """The whole table as Markdown."""
    columns = ("address", "signed out", *ROLES, "second factor", "whose")
    lines = [line for rule in sorted(app.url_map.iter_rules(), key=_address) for line in _lines(app, rule)]
    table = [columns, ["---"] * len(columns), *lines]
    return HEADING + "\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in table) + "\n"


def _address(rule: Rule) -> tuple[str, list[str]]:
    return rule.rule, sorted(rule.methods or ())


def _lines(app: Flask, rule: Rule) -> Iterator[list[str]]:
    """A line for each method of an endpoint."""
    who = who_may(app, rule.endpoint)
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        opened = ["yes" if _may(role, who) else "" for role in ROLES]
        signed_out = next((SIGNED_OUT[name] for name in who & OPEN_TO_ALL), "")
        whose = "; ".join(_whose(name, who) for name in sorted(rule.arguments) if is_id(name))
        twice = "asked" if asks_twice(app, rule.endpoint) else ""
        yield [f"`{rule.rule}` {method}", signed_out, *opened, twice, whose]


def _whose(name: str, who: frozenset[str]) -> str:
    """Whose row an id must name, for each kind of people that the endpoint lets in."""
    owned = OWNED[name]
    told = [owned.school] if _may("lead", who) else []
    told += [owned.officer] if _may("officer", who) else []
    told += [owned.operator] if _may("operator", who) else []
    return ", operator: ".join(told) if len(told) > 1 else told[0]


def _may(role: RoleName, who: frozenset[str]) -> bool:
    return who <= {"anyone", "answering"} or any(role in SATISFIED_BY.get(name, ()) for name in who)
