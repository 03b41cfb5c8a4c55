"""The declarative base: one naming convention, so that migrations are the same on every database."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated, Any, ClassVar

from sqlalchemy import DateTime, Dialect, LargeBinary, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

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
