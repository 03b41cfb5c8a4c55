"""`selfeval account`: for when a lead has left, or has forgotten a password. The audit log has all of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import click
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from selfeval.accounts.changes import (
    ROLE_NAMES,
    change_role,
    disable,
    enable,
    reset_factor,
    set_password,
    without_lead,
)
from selfeval.accounts.held_changes import Wanted, wanted_of
from selfeval.accounts.passwords import email_fault, password_fault
from selfeval.commands.asking_leads import changing, let_officer_in
from selfeval.commands.installation import OPERATOR, installation
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.directory import school_called
from selfeval.store.schools_and_accounts import (
    Account,
    Home,
    RoleName,
    account_by,
    accounts_in,
    all_accounts,
    keys_of,
    note,
    roles_in,
)
from selfeval.store.sign_in import factor_of, invite, let_choose_password
from selfeval.web.site.access import OPEN_TO_ALL, SATISFIED_BY, asks_twice, is_id, who_may
from selfeval.web.site.row_access import ROW_ACCESS
from selfeval.web.site.sessions import add_accounts

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _named(session: Session, email: str) -> Account:
    account = account_by(session, email=email.strip().lower())
    if account is None:
        raise click.ClickException(
            f"There is no account with the address {email}. See them all: selfeval account list"
        )
    return account


AT_ONCE = "Ask no lead of the school. Every lead is shown it for 14 days all the same."


@click.group()
def account() -> None:
    """Look after accounts when nobody can do it on the pages."""


@account.command("list")
@click.option("--school", default="", help="Only of this school: its number here, its URN or its name.")
def list_accounts(school: str) -> None:
    """Show every account with its school, its role and its last sign-in."""
    with installation(upgraded=True) as (_, database, _), database.reading() as session:
        accounts = accounts_in(session, school_called(session, school)) if school else all_accounts(session)
        for person in accounts:
            seen = f"{person.last_signed_in:%Y-%m-%d}" if person.last_signed_in else "never"
            state = "" if person.active else ", disabled"
            home = person.home.name if person.home else "the installation"
            click.echo(f"{person.email}: {person.name}, {home} ({person.role}; last signed in {seen}{state})")


@account.command("invite")
@click.argument("email")
@click.option("--school", required=True, help="Its number here, its URN or its name.")
@click.option("--role", type=click.Choice(["lead", "colleague", "leader"]), default="lead", show_default=True)
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def invite_to_school(email: str, school: str, role: str, at_once: bool) -> None:
    """Make a link by which EMAIL joins a school: when its only lead has left, or it has none yet."""
    with installation(upgraded=True) as (settings, database, _):
        with changing(settings, database, at_once=at_once) as (session, must_wait):
            home = school_called(session, school)
            _check_address(session, email)
            must_wait(Wanted("invitation", home, email.lower(), role=cast(RoleName, role)))
            secret = _invite(session, home, email, cast(RoleName, role))
        _hand_over(settings, "join", secret, f"{email} joins {home.name} as {role} with this link")


@account.command("operator")
@click.argument("email")
def invite_operator(email: str) -> None:
    """Make a link by which EMAIL becomes an operator: adds schools on the pages, sees no figures."""
    with installation(upgraded=True) as (settings, database, _):
        with database.writing() as session:
            _check_address(session, email)
            secret = _invite(session, None, email, "operator")
        _hand_over(settings, "join", secret, f"{email} becomes an operator with this link")


def _check_address(session: Session, email: str) -> None:
    fault = email_fault(email, "an")
    there = account_by(session, email=email.lower())
    if fault:
        raise click.ClickException(fault)
    if there is not None:
        raise click.ClickException(f"{there.name} has this address already. See: selfeval account list")


def _invite(session: Session, home: Home, email: str, role: RoleName) -> str:
    secret = invite(session, home, email, role, OPERATOR)
    note(session, keys_of(home)[0], OPERATOR, "invited someone", f"{email}, as {ROLE_NAMES[role].lower()}")
    return secret


def _hand_over(settings: Settings, purpose: str, secret: str, what: str) -> None:
    click.echo(f"{what}, once, within a week:\n\n    {settings.public_url}/{purpose}/{secret}\n")
    click.echo("Anyone who has it can use it: hand it over in person, or by a message that only they read.")


@account.command("password-link")
@click.argument("email")
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def password_link(email: str, at_once: bool) -> None:
    """Make a link by which EMAIL chooses a new password, and sets up a phone if it has none."""
    with installation(upgraded=True) as (settings, database, _):
        with changing(settings, database, at_once=at_once) as (session, must_wait):
            person = _named(session, email)
            must_wait(wanted_of("password", person))
            secret = _password_link(session, person)
        _hand_over(settings, "password", secret, f"{person.name} chooses a new password with this link")


def _password_link(session: Session, person: Account) -> str:
    """Makes the link, and gives its secret."""
    note(session, person.school_id, OPERATOR, "made a link for a new password", person.called)
    return let_choose_password(session, person, OPERATOR)


@account.command("new-password")
@click.argument("email")
@click.option("--typed", is_flag=True, help="Ask for the password instead of making one.")
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def new_password(email: str, typed: bool, at_once: bool) -> None:
    """Set a new password for EMAIL and end all its sessions."""
    with installation(upgraded=True) as (settings, database, _):
        with changing(settings, database, at_once=at_once) as (session, must_wait):
            must_wait(wanted_of("password", _named(session, email)))
        with database.reading() as session:
            chosen = _typed_password(_named(session, email)) if typed else _made_password()
        password_hash = hashed(database, chosen)
        with database.writing() as session:
            person = _named(session, email)
            set_password(session, person, password_hash, OPERATOR)
            let_officer_in(session, settings, person)
    click.echo(f"{person.name} has a new password, and is signed out everywhere.")
    if not typed:
        click.echo(f"\n    {chosen}\n\nHand it over in person, not by e-mail.")


@account.command("reset-factor")
@click.argument("email", required=False)
@click.option("--everyone", is_flag=True, help="Of every account: when the key folder is lost.")
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def reset_second_factor(email: str | None, everyone: bool, at_once: bool) -> None:
    """Forget the second factor of EMAIL, whose phone and recovery codes are lost, and make a link."""
    if bool(email) == everyone:
        raise click.UsageError("Give an e-mail address, or --everyone.")
    with installation(upgraded=True) as (settings, database, _):
        with changing(settings, database, at_once=at_once or everyone) as (session, must_wait):
            people = all_accounts(session) if everyone else [_named(session, email or "")]
            for person in people:
                if not everyone or factor_of(session, person.id):
                    must_wait(wanted_of("factor", person))
                reset_factor(session, person, OPERATOR)
            secret = "" if everyone else _password_link(session, people[0])
        if everyone:
            click.echo(
                "Every second factor is forgotten. Who needs one sets it up with a link: make one for a lead "
                "of each school with selfeval account password-link, and they make the others."
            )
            return
        _hand_over(settings, "password", secret, f"{people[0].name} sets up another phone with this link")


@account.command("disable")
@click.argument("email")
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def disable_account(email: str, at_once: bool) -> None:
    """Let EMAIL sign in no more, and end all its sessions."""
    with (
        installation(upgraded=True) as (settings, database, _),
        changing(settings, database, at_once=at_once) as (session, must_wait),
    ):
        person = _named(session, email)
        if person.role == "lead" and person.active:
            must_wait(wanted_of("disable", person))
        without = without_lead(session, person)
        disable(session, person, OPERATOR, even_the_last_lead=True)
    click.echo(f"{person.name} cannot sign in any more, and is signed out everywhere.")
    if without:
        click.echo(without)


@account.command("enable")
@click.argument("email")
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def enable_account(email: str, at_once: bool) -> None:
    """Let EMAIL sign in again."""
    with (
        installation(upgraded=True) as (settings, database, _),
        changing(settings, database, at_once=at_once) as (session, must_wait),
    ):
        person = _named(session, email)
        if not person.active:
            must_wait(wanted_of("enable", person))
        enable(session, person, OPERATOR)
        let_officer_in(session, settings, person)
    click.echo(f"{person.name} can sign in again.")


@account.command("make-lead")
@click.argument("email")
@click.option("--at-once", is_flag=True, help=AT_ONCE)
def make_lead(email: str, at_once: bool) -> None:
    """Make EMAIL an equality lead of its school."""
    with (
        installation(upgraded=True) as (settings, database, _),
        changing(settings, database, at_once=at_once) as (session, must_wait),
    ):
        person = _named(session, email)
        if "lead" not in roles_in(person.home):
            raise click.ClickException(f"{person.name} belongs to no school, so cannot lead one.")
        if person.role != "lead":
            must_wait(wanted_of("role", person, "lead"))
        change_role(session, person, "lead", OPERATOR)
    click.echo(f"{person.name} is an equality lead now.")


@account.command("access")
def access() -> None:
    """Show who may open what, written from what the pages declare."""
    from selfeval.web.app import create_app

    with TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder)).with_folders())
        click.echo(access_table(app), nl=False)


def hashed(database: Database, password: str) -> str:
    """A password as it is kept, hashed outside the running application."""
    app = Flask("selfeval.web", static_folder=None)
    app.secret_key = secrets.token_hex(32)  # of no use but that the library wants one
    add_accounts(app, database)
    with app.app_context():
        return str(hash_password(password))


def _typed_password(person: Account) -> str:
    chosen: str = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    fault = password_fault(chosen, person.home.name if person.home else "", person.name, person.email)
    if fault:
        raise click.ClickException(fault)
    return chosen


def _made_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


ROLES: tuple[RoleName, ...] = ("leader", "colleague", "lead", "officer", "operator")
HEADING = """# Who may open what

Written by `selfeval account access` from the declarations beside the views (`@allowed(...)`) and from
`selfeval/web/site/row_access.py`; a test holds it to them, and another one tries every address with every
role.

An address that names a row of another school is answered like one that names a row that does not exist,
byte for byte. Whoever is not signed in is asked to sign in. Pupils and staff who answer have no account.

Where a second factor is asked, it is asked once after each sign-in, and only where there is something to
protect: at a school from its first release on, of officers and operators always, of made-up schools never;
and of everybody who has set one up. A first phone is set up in a session that an invitation, a link for a new
password or the set-up token began; a password alone adds none.
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
    row = ROW_ACCESS[name]
    whose = {"lead": row.school, "officer": row.officer, "operator": row.operator}
    named = [(role, whose[role]) for role in ROLES if role in whose and _may(role, who)]
    return ", ".join([named[0][1], *(f"{role}: {words}" for role, words in named[1:])])


def _may(role: RoleName, who: frozenset[str]) -> bool:
    return who <= {"anyone", "answering"} or any(role in SATISFIED_BY.get(name, ()) for name in who)
