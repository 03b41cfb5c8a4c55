"""`selfeval account`: for when a lead has left, or has forgotten a password."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy.orm import Session

from selfeval.settings import Settings, SettingsFault
from selfeval.store.accounts import Account, account_by, all_accounts, end_sessions
from selfeval.store.database import Database
from selfeval.store.schools import note
from selfeval.web.account.library import add_accounts
from selfeval.web.account.passwords import password_fault

OPERATOR = "the operator"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _database() -> Database:
    try:
        return Database(Settings.from_environment().database_url)
    except SettingsFault as fault:
        raise click.ClickException(str(fault)) from None


def _named(session: Session, email: str) -> Account:
    account = account_by(session, email=email.strip().lower())
    if account is None:
        raise click.ClickException(
            f"There is no account with the address {email}. See them all: selfeval account list"
        )
    return account


@click.group()
def account() -> None:
    """Look after accounts when nobody can do it on the pages."""


@account.command("list")
def list_accounts() -> None:
    """Show every account with its school, roles and last sign-in."""
    with _database().reading() as session:
        for found in all_accounts(session):
            seen = f"{found.last_signed_in:%Y-%m-%d}" if found.last_signed_in else "never"
            state = "" if found.active else ", disabled"
            school = found.school.name if found.school else "no school"
            click.echo(f"{found.email}: {found.name}, {school} ({found.role}; last signed in {seen}{state})")


@account.command("new-password")
@click.argument("email")
@click.option("--typed", is_flag=True, help="Ask for the password instead of making one.")
def new_password(email: str, typed: bool) -> None:
    """Set a new password for EMAIL and end all its sessions."""
    database = _database()
    with database.writing() as session:
        found = _named(session, email)
        chosen = _typed_password(found) if typed else _made_password()
        found.password = hashed(database, chosen)
        end_sessions(found)
        note(session, found.school_id, OPERATOR, "set a new password", found.name)
    click.echo(f"{found.name} has a new password, and is signed out everywhere.")
    if not typed:
        click.echo(f"\n    {chosen}\n\nHand it over in person, not by e-mail.")


@account.command()
@click.argument("email")
def disable(email: str) -> None:
    """Let EMAIL sign in no more, and end all its sessions."""
    with _database().writing() as session:
        found = _named(session, email)
        found.active = False
        end_sessions(found)
        note(session, found.school_id, OPERATOR, "disabled an account", found.name)
    click.echo(f"{found.name} cannot sign in any more, and is signed out everywhere.")


@account.command()
@click.argument("email")
def enable(email: str) -> None:
    """Let EMAIL sign in again."""
    with _database().writing() as session:
        found = _named(session, email)
        found.active = True
        note(session, found.school_id, OPERATOR, "enabled an account", found.name)
    click.echo(f"{found.name} can sign in again.")


@account.command("make-lead")
@click.argument("email")
def make_lead(email: str) -> None:
    """Make EMAIL an equality lead of its school."""
    with _database().writing() as session:
        found = _named(session, email)
        found.role = "lead"
        note(session, found.school_id, OPERATOR, "made someone a lead", found.name)
    click.echo(f"{found.name} is an equality lead now.")


@account.command("access")
def access() -> None:
    """Show who may open what, written from what the pages declare."""
    from selfeval.web.access_table import access_table
    from selfeval.web.app import create_app

    with TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder)).with_places())
        click.echo(access_table(app), nl=False)


def hashed(database: Database, password: str) -> str:
    """A password as it is kept, hashed outside the running application."""
    app = Flask("selfeval.web", static_folder=None)
    app.secret_key = secrets.token_hex(32)  # of no use but that the library wants one
    add_accounts(app, database)
    with app.app_context():
        return str(hash_password(password))


def _typed_password(found: Account) -> str:
    chosen: str = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    school = found.school.name if found.school else ""
    fault = password_fault(chosen, school, found.name, found.email)
    if fault:
        raise click.ClickException(fault)
    return chosen


def _made_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
