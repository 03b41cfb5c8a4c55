"""What the page about change says, made once until what it is made from changes: releases never do."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask import render_template, request
from markupsafe import Markup

from selfeval.calendar.school_years import today
from selfeval.reading.charts import Panel, stored_charts
from selfeval.reading.trend_sources import trend_sources_of
from selfeval.reports.trend_choice import TrendChoice
from selfeval.reports.trend_report import TrendReport, trend_report
from selfeval.reports.trend_sources import TrendSources
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School
from selfeval.web.site.access import running

PAGES_CACHED = 32
"""How many stay in memory, of the schools and choices that were looked at last."""


class ReadSources:
    """What the pages of each school were made from, read again once anything was written, or on a new day."""

    def __init__(self) -> None:
        self._read: WeakKeyDictionary[Database, dict[int, tuple[tuple[int, dt.date], TrendSources]]]
        self._read = WeakKeyDictionary()
        self._lock = Lock()

    def of(self, database: Database, school: School) -> TrendSources:
        """The sources of a school. Whether anything was written is asked before they are read."""
        writes, day = database.write_count(), today()
        with self._lock:
            before = self._read.get(database, {}).get(school.id)
        if writes is not None and before is not None and before[0] == (writes, day):
            return before[1]
        with database.reading() as session:
            sources = trend_sources_of(session, school)
        if writes is not None:
            with self._lock:
                schools = self._read.setdefault(database, {})
                schools.pop(school.id, None)
                schools[school.id] = (writes, day), sources
                while len(schools) > PAGES_CACHED:
                    del schools[next(iter(schools))]
        return sources


class TrendPage(NamedTuple):
    """A report, and the part of its page that is the same for every reader of the school."""

    report: TrendReport
    body: Markup


class TrendPages:
    """The last pages of this process, each with what it was made from."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[int, str, TrendChoice], tuple[TrendSources, TrendPage]] = OrderedDict()
        self._lock = Lock()

    def of(self, school_id: int, sources: TrendSources, wanted: TrendChoice) -> TrendPage:
        """The page as chosen; the one made before, if it was made from the same.

        Findings are the same objects in both, so that to compare all of it takes no time.
        """
        key = (school_id, request.script_root, wanted)
        with self._lock:
            before = self._made.get(key)
        if before is None or (before[0] is not sources and before[0] != sources):
            before = sources, _made(school_id, sources, wanted)
        with self._lock:
            self._made[key] = before
            self._made.move_to_end(key)
            while len(self._made) > PAGES_CACHED:
                self._made.popitem(last=False)
        return before[1]


def _made(school_id: int, sources: TrendSources, wanted: TrendChoice) -> TrendPage:
    report = trend_report(sources, wanted)
    panels: list[Panel] = [chart.panel for trend in report.voices for chart in trend.charts]
    if report.timeline is not None:
        panels.append(report.timeline)
    charts = stored_charts(running().database, school_id, panels)
    return TrendPage(report, Markup(render_template("read/_trend.html", report=report, charts=charts)))  # noqa: S704 (escaped by the template)
