"""What time it is: the machine's own clock, or that of a story being told (the past years of the demo)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """This moment in UTC, to the second."""
    return (_told.get() or dt.datetime.now(dt.UTC)).replace(microsecond=0)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """In this block, and in no other thread, it is `moment` (with its zone)."""
    before = _told.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _told.reset(before)
