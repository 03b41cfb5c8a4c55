"""A service that lives through years in a minute: each request is told what day it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from selfeval.calendar.school_years import ENGLAND, at
from tests.web.answer.installation import served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Told:
    """The application as it was on a day; whoever turns the page sets the day."""

    inner: WSGIApplication
    moment: dt.datetime

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with at(self.moment):
            return list(self.inner(environ, start))


@dataclass
class Years:
    """A running service and its calendar."""

    app: Flask
    url: str
    told: Told

    def on(self, day: dt.date, hour: int = 9) -> None:
        """From now on it is this day."""
        self.told.moment = dt.datetime.combine(day, dt.time(hour), ENGLAND)

    @contextmanager
    def today(self) -> Iterator[None]:
        """The same day for a test that acts without the pages."""
        with at(self.told.moment):
            yield


@contextmanager
def years(app: Flask, first: dt.date) -> Iterator[Years]:
    """Serves an application whose calendar a test turns."""
    told = Told(app.wsgi_app, dt.datetime.combine(first, dt.time(9), ENGLAND))
    app.wsgi_app = told  # type: ignore[method-assign]
    with served(app) as url:
        yield Years(app, url, told)
