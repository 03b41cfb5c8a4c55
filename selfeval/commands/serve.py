"""`selfeval serve`: the database made ready, the set-up token printed, the server started."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import socket
from functools import partial

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from selfeval.accounts.set_up import new_token
from selfeval.commands.installation import refusals, settings_from_environment
from selfeval.notices.helplines import HelplinesFault, helplines_in
from selfeval.operations.reminders import remind_owners
from selfeval.operations.schedule import (
    LOOK_EVERY,
    SETTLED,
    Schedule,
    ScheduledTask,
    bring_up_to_date,
    scheduled_tasks,
)
from selfeval.settings import Settings
from selfeval.store.backup_file import BackupFault
from selfeval.store.database import Database, Presence, Taken, UnsafeDatabase, keep_private
from selfeval.store.migrations import NewerDatabase
from selfeval.surveys.key_monitor import EVERY
from selfeval.surveys.keys import KeyFolder
from selfeval.web.app import create_app
from selfeval.web.gateway import Gateway
from selfeval.web.loop import LOOP
from selfeval.web.site.request_needs import needs_of
from selfeval.web.site.running import Running
from selfeval.web.site.sessions import known_accounts
from selfeval.web.survey import count_views

THREADS = 16
"""Of each process: enough for a class that sends in the same second, since waiting ballots share a commit."""
GRACE = 8
"""Seconds that open requests, and work beside them, have to finish when the server is stopped."""
HEAD_PATIENCE = 10_000
"""Milliseconds in which the head of a request must have arrived; an idle connection is closed after them."""
MOST_CONNECTIONS = 8_000
"""Of a process; further ones wait until one is closed."""
OWN_FILES = 200
"""Of a process: database, keys, journals, backups."""
READ_AHEAD = 65_536
"""Bytes of a connection that are taken before they are asked for."""


def application() -> Gateway:
    """What each process of the server loads."""
    if multiprocessing.parent_process() is not None:
        for stop in (signal.SIGINT, signal.SIGTERM):  # what its parent does then would do nothing here
            signal.signal(stop, signal.SIG_DFL)
    app = create_app(Settings.from_environment())
    return Gateway(
        app,
        THREADS,
        needs_of(app),
        owner_of=known_accounts(app),
        beside=work_beside(app.extensions["selfeval"]),
    )


def work_beside(parts: Running) -> list[Schedule]:
    """What a process of the service does beside its requests; it is known to serve now. Raises Taken."""
    presence = Presence(parts.database)
    presence.hold()
    return schedules(parts, presence)


def schedules(parts: Running, presence: Presence) -> list[Schedule]:
    """What a process does beside its requests. The keys have a thread of their own: no work holds it up."""
    watching = ScheduledTask("watching the keys", EVERY, parts.key_monitor.look)
    by_date = ScheduledTask(
        "counting by date",
        count_views.EVERY,
        partial(count_views.count_what_is_due, parts),
        first=60.0,
        alone=True,
    )
    reminding = ScheduledTask(
        "reminding owners of areas",
        LOOK_EVERY,
        partial(remind_owners, parts.settings, parts.database, parts.mail),
        first=SETTLED,
        alone=True,
    )
    scheduled = [*scheduled_tasks(parts.settings, parts.database, parts.keys, presence), by_date, reminding]
    return [Schedule("keys", parts.database, [watching]), Schedule("dates", parts.database, scheduled)]


def ready_database(settings: Settings) -> Database:
    """The database, safe and at the newest schema."""
    database, keys = Database(settings.database_url), KeyFolder(settings.keys, settings.second_keys)
    presence = Presence(database)
    try:
        with refusals(UnsafeDatabase, NewerDatabase, BackupFault):
            presence.hold()
            database.check_safe()
            bring_up_to_date(settings, database, keys, click.echo)
    except Taken:
        raise click.ClickException("A backup is being restored at this moment. Wait until it is.") from None
    finally:
        presence.let_go()
    for sentence in keys.prepare():
        click.echo(sentence)
    with refusals(UnsafeDatabase, HelplinesFault):
        close_to_others(settings)
        helplines_in(settings.instance)
    if not keys.in_use(settings.keys):
        raise click.ClickException(
            f"The key folder {settings.keys} cannot be made or read. Put its disk back, "
            "or set SELFEVAL_KEYS to a folder that this account may write."
        )
    return database


def connections() -> int:
    """How many a process takes at once. The machine is asked to let it have files enough for them."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OWN_FILES
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files - OWN_FILES


def close_to_others(settings: Settings) -> None:
    """Takes folders and files that are kept from everybody else on this machine. Raises UnsafeDatabase."""
    inside = (path for folder in settings.folders if folder.is_dir() for path in (folder, *folder.iterdir()))
    opened = [path for path in inside if not path.is_symlink() and keep_private(path)]
    if opened:
        names = ", ".join(map(str, opened[:3])) + (f" and {len(opened) - 3} more" if len(opened) > 3 else "")
        click.echo(
            f"Others on this machine could open {names}. That is put right: only this account can now."
        )


@click.command()
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, help="Processes; more than one on PostgreSQL only."
)
def serve(workers: int) -> None:
    """Prepare the database and serve the application."""
    settings = settings_from_environment()
    check_free(settings)
    database = ready_database(settings)
    if workers > 1 and database.is_sqlite:
        raise click.ClickException(
            "With SQLite there is one process. Use PostgreSQL for more, or leave --workers out."
        )
    token = new_token(database)
    database.close()
    click.echo(welcome(settings, token))
    server = Server(
        "selfeval.commands.serve:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        loop=LOOP,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_PATIENCE, max_buffer_size=READ_AHEAD),
        backpressure=connections(),
        websockets=False,
        workers=workers,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        log_access=False,  # an access log would say which address answered when
    )
    server.serve()


def check_free(settings: Settings) -> None:
    """Refuses an address that cannot be listened on: two servers on one port would share it in silence."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"selfeval cannot listen on {settings.host}, port {settings.port} ({error.strerror}). "
                "Perhaps it runs already. Set HOST or PORT to use another address."
            ) from None


def welcome(settings: Settings, token: str | None) -> str:
    """What the person who started the service needs to know now."""
    lines = ["", f"  selfeval is at {settings.public_url}", f"  It keeps its data in {settings.instance}", ""]
    if token:
        lines += [
            "  No school is set up yet. Open the address and enter this token:",
            "",
            f"      {token}",
            "",
            "  It works once, and until the next start.",
            "",
        ]
    return "\n".join(lines)


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the schema of this release."""
    ready_database(settings_from_environment()).close()
    click.echo("The database is at the schema of this release.")
