"""Charts of reports and trends, drawn once and stored: reading a page draws nothing twice."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache

from selfeval.reading.report_sources import sources_of
from selfeval.reading.trend_sources import trend_sources_of
from selfeval.reports.area_pages import AreaInDetail
from selfeval.reports.areas import AreaPanel
from selfeval.reports.charts.area_chart import draw_areas
from selfeval.reports.charts.canvas import NARROW, WIDE, Size
from selfeval.reports.charts.group_chart import draw_groups
from selfeval.reports.charts.series_chart import draw_series
from selfeval.reports.charts.timeline_chart import draw_timeline
from selfeval.reports.groups import GroupPanel
from selfeval.reports.series import SeriesPanel, panels_of
from selfeval.reports.timeline import TimelinePanel
from selfeval.reports.year_report import YearReport, year_report
from selfeval.store.database import Database, DuplicateRow
from selfeval.store.releases import Chart, charts_of
from selfeval.store.schools_and_accounts import School

Panel = AreaPanel | GroupPanel | SeriesPanel | TimelinePanel
PANELS_CACHED = 1_024
DRAWN_BY = 6
"""Raise it when the drawing changes, so that stored charts are drawn anew."""


_measuring = threading.Lock()  # matplotlib's fonts belong to the whole process


def stored_charts(database: Database, school_id: int, panels: Iterable[Panel]) -> dict[str, str]:
    """Panel key -> its chart, drawn once and stored: only what no one has seen yet is drawn."""
    wanted = {panel.key: (digest_of(panel), panel) for panel in panels}
    with database.reading() as session:
        stored = charts_of(session, school_id, [digest for digest, _ in wanted.values()])
    with _measuring:
        new = {digest: chart(panel) for digest, panel in wanted.values() if digest not in stored}
    for digest, svg in new.items():
        with suppress(DuplicateRow), database.writing() as session:  # another reader has drawn it meanwhile
            session.add(Chart(school_id=school_id, digest=digest, svg=svg))
    return {key: (stored | new)[digest] for key, (digest, _) in wanted.items()}


@lru_cache(maxsize=PANELS_CACHED)
def digest_of(panel: Panel) -> str:
    """SHA-256, hex, over everything a chart shows and the way it is drawn.

    A panel never changes, and to write all of it down takes longer than to draw the page around it.
    """
    shown = json.dumps([DRAWN_BY, type(panel).__name__, asdict(panel)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()


def figures_of(report: YearReport) -> list[Panel]:
    """What is drawn on the pages of single areas and groups."""
    of_areas = [figure for page in report.areas for figure in drawn_on(page)]
    return [*of_areas, *(panel for page in report.groups for panel in page.panels)]


def drawn_on(page: AreaInDetail) -> list[Panel]:
    """The figures of one area: its voices side by side, then each over the rounds."""
    return [*page.panels, *(voice.chart for voice in page.voices if voice.chart)]


def draw_report(database: Database, school_id: int, year: int) -> None:
    """Draws what the pages of a year and of change show before anyone asks: after a count, nobody waits."""
    with database.reading() as session:
        school = session.get_one(School, school_id)
        sources = sources_of(session, school, year)
        trends = trend_sources_of(session, school)
    panels: list[Panel] = [panel for series in trends.series for panel in panels_of(series)]
    if sources is not None:
        report = year_report(sources)
        panels += [*report.panels, *figures_of(report)]
    stored_charts(database, school_id, panels)


def chart(panel: Panel) -> str:
    """Both widths of a chart: the page shows the one that fits. A small chart needs one only."""
    if isinstance(panel, SeriesPanel):
        return draw_series(panel)
    return "".join(f'<div class="{size.name}">{_at_size(panel, size)}</div>' for size in (WIDE, NARROW))


def _at_size(panel: AreaPanel | GroupPanel | TimelinePanel, size: Size) -> str:
    if isinstance(panel, TimelinePanel):
        return draw_timeline(panel, size)
    return draw_areas(panel, size) if isinstance(panel, AreaPanel) else draw_groups(panel, size)
