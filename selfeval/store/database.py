"""The database: how it is opened, what its tables stand on, locks between processes."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import io
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, ClassVar

from psycopg.errors import DiskFull
from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import DatabaseError as _DriverFault
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

SQLITE_PRAGMAS = {
    "busy_timeout": "10000",
    "journal_mode": "DELETE",
    "synchronous": "EXTRA",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "mmap_size": "0",
    "temp_store": "MEMORY",
}
"""In this order: a connection waits for others from its first statement on."""
POSTGRESQL_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 20_000, "keepalives_idle": 20}
"""Seconds, milliseconds, seconds: a database that has fallen silent must not hold threads for minutes."""


DatabaseFault = SQLAlchemyError
"""Whatever a database refuses or cannot do."""
Unreachable = OperationalError
"""The database is not there, is locked, or cannot be written now."""
DuplicateRow = IntegrityError
"""Another row with the same key came first."""


def is_damaged(fault: BaseException | None) -> bool:
    """Whether a file is no database any more; one that is locked or cannot be written now is not damaged."""
    return isinstance(fault, _DriverFault) and not isinstance(fault, Unreachable)


def what_is_wrong(fault: BaseException) -> str:
    """Why a database cannot be used now, and what to do, in sentences for whoever runs the service."""
    driver = getattr(fault, "orig", None) or fault
    if isinstance(driver, DiskFull) or "disk is full" in str(driver):
        return "The disk of the database is full. Free some space on it, then do this again."
    if "locked" in str(driver):
        return "The database is being written by something else. Wait a minute, then do this again."
    return "The database cannot be reached. Look at SELFEVAL_DATABASE_URL, and whether it runs."


STATEMENTS_LOGGED: Mapping[str, tuple[str, ...]] = {
    "log_statement": ("none", "ddl"),
    "log_duration": ("off",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
}
"""Setting of PostgreSQL -> values with which its log does not have the time of each ballot."""
DETAILS_LOGGED: Mapping[str, tuple[str, ...]] = {
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_error_verbosity": ("terse",),
}
"""Values with which it has nothing of what is in a ballot either, should something be logged all the same."""


class UnsafeDatabase(Exception):
    """A power cut could take away what was acknowledged, or others on the machine can read the file.

    The message says what to do.
    """


def keep_private(path: Path) -> bool:
    """Takes a file or folder from everybody but its owner; whether others could read or write it before.

    Raises UnsafeDatabase where that cannot be done.
    """
    mode = path.stat().st_mode
    if not mode & 0o077:
        return False
    with suppress(OSError):
        path.chmod(mode & 0o700)
    if path.stat().st_mode & 0o077:  # some file systems take any mode, and keep their own
        raise UnsafeDatabase(
            f"Others on this machine can open {path}, and that cannot be changed from here. As its owner "
            f"run: chmod go= '{path}'. If its disk knows no owners, keep it on another one."
        )
    return True


class Database:
    """One database, opened once for each process."""

    def __init__(self, url: str | URL, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            _make_private(Path(self.url.database))
        options: dict[str, Any] = (
            {}
            if self.is_sqlite
            else {
                "pool_size": pool_size,
                "max_overflow": 8,
                "pool_pre_ping": True,
                "connect_args": POSTGRESQL_PATIENCE,
            }
        )
        # Parameters are answers, slips and texts: no error message quotes them.
        self.engine: Engine = create_engine(self.url, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._watching = Lock()
        self._watch: Connection | None = None
        """Only tells whether others have written: SQLite counts for each connection what others did."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and keeps nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose block is one transaction: kept when it ends well, undone when it raises."""
        connection = self.engine.connect().execution_options(selfeval_writes=True)
        with connection, Session(connection, expire_on_commit=False) as session:
            yield session
            session.commit()

    def check_safe(self) -> None:
        """Raises UnsafeDatabase unless an acknowledged write is on disk."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
                synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                if (journal, synchronous) != ("delete", 3):
                    raise UnsafeDatabase(
                        "This SQLite file cannot be used with a rollback journal and synchronous=EXTRA. "
                        "Move it to a local disk and start again."
                    )
            else:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    value = connection.execute(text(f"SHOW {setting}")).scalar()
                    if value == "off":
                        raise UnsafeDatabase(
                            f"PostgreSQL runs with {setting} = {value}, so a power cut could lose answers. "
                            f"Set {setting} = on and start again."
                        )

    def logged(self, settings: Mapping[str, tuple[str, ...]]) -> list[str]:
        """Of some settings of PostgreSQL those that are other than they should be: "log_duration = on"."""
        if self.is_sqlite:
            return []
        with self.engine.connect() as connection:
            values = {name: str(connection.execute(text(f"SHOW {name}")).scalar()) for name in settings}
        return [f"{name} = {value}" for name, value in values.items() if value not in settings[name]]

    def write_count(self) -> int | None:
        """A number that is another one once anything was written, by whatever process; None: not known here.

        It is this object's own: that of another one on the same file has nothing to do with it.
        """
        if not self.is_sqlite or not self.url.database:
            return None
        with self._watching:
            if self._watch is None:
                self._watch = self.engine.connect()
            with self._watch.begin():
                return int(self._watch.exec_driver_sql("PRAGMA data_version").scalar_one())

    def close(self) -> None:
        """Gives every connection back."""
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self.engine.dispose()


def _make_private(file: Path) -> None:
    """Nobody else on the machine may read a database, whoever runs which command first.

    SQLite gives its journal the mode of the file. Raises UnsafeDatabase.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (file, *(file.with_name(file.name + more) for more in ("-journal", "-wal", "-shm"))):
        if path.exists():
            keep_private(path)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    ((_, _, file),) = connection.execute("PRAGMA database_list").fetchall()
    if file:
        keep_private(Path(file))  # it may have been made by this connection, and is empty still
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    for pragma, value in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {pragma}={value}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("selfeval_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Taken(Exception):
    """Someone else is doing this at this moment."""


@contextmanager
def only_one(database: Database, purpose: str, number: int) -> Iterator[None]:
    """Holds the lock of a purpose (on PostgreSQL: for one number of it) in the block. Raises Taken."""
    with _alone(database, purpose, f"{purpose} {number}"):
        yield


@contextmanager
def _alone(database: Database, purpose: str, name: str) -> Iterator[None]:
    """The lock of a purpose, on PostgreSQL that of a name. Raises Taken."""
    if database.is_sqlite:
        with _locked(_lock_file(database, purpose), fcntl.LOCK_EX):
            yield
        return
    number = {"number": _number(name)}
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), number):
            raise Taken(name)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), number)


def wait_for_turn(session: Session, purpose: str) -> None:
    """Lets nobody else look and write for the same purpose until this transaction ends.

    On SQLite whoever writes is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _number(purpose)})


class Presence:
    """That this process serves a database. A restore asks whether anyone does, and lets nobody begin."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._file: io.TextIOWrapper | None = None
        self._connection: Connection | None = None

    def hold(self) -> None:
        """From now on; said again every minute, since a lost connection loses it. Raises Taken."""
        if self.database.is_sqlite:
            if self._file is None:
                self._file = _locked(_lock_file(self.database, "serving"), fcntl.LOCK_SH)
        elif not _answers(self._connection):
            self._connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not self._connection.scalar(text("SELECT pg_try_advisory_lock_shared(:number)"), SERVING):
                self.let_go()
                raise Taken("serving")

    def let_go(self) -> None:
        """It serves no longer."""
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            with suppress(SQLAlchemyError):  # a connection that was cut has let go by itself
                self._connection.execute(text("SELECT pg_advisory_unlock_shared(:number)"), SERVING)
            self._connection.invalidate()  # back in the pool it would keep its lock
            self._connection.close()
        self._file = self._connection = None


@contextmanager
def nobody_serves(database: Database) -> Iterator[None]:
    """In the block no process serves the database, and none begins to. Raises Taken if one does."""
    with _alone(database, "serving", "serving"):
        yield


def _lock_file(database: Database, purpose: str) -> Path:
    return Path(f"{database.url.database}.{purpose}.lock")


def _locked(path: Path, how: int) -> io.TextIOWrapper:
    file = path.open("a")
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Taken(str(path)) from error
    return file


def _answers(connection: Connection | None) -> bool:
    try:
        return connection is not None and bool(connection.scalar(text("SELECT 1")))
    except SQLAlchemyError:
        return False


def _number(name: str) -> int:
    """The number of a lock in PostgreSQL."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


SERVING = {"number": _number("serving")}

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NO_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}
"""For tables whose order of arrival must not be kept: SQLite's hidden rowid is the order of arrival."""


def random_key() -> bytes:
    """16 random bytes, the key of a row that must say nothing about when it came."""
    return secrets.token_bytes(16)


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value


RandomKey = Annotated[bytes, mapped_column(LargeBinary(16), primary_key=True, default=random_key)]


class Base(DeclarativeBase):
    """Every table of the project."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: Moment()}


def added(session: Session, row: Base) -> bool:
    """Adds a row; False, and nothing is changed, where another with its key came first."""
    try:
        with session.begin_nested():
            session.add(row)
    except DuplicateRow:
        return False
    return True
