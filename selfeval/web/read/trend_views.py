"""Reading what changed: the page over the rounds, and its files to take away."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from selfeval.evaluation.drawing import figures_of
from selfeval.evaluation.trend_gathering import trend_sources_of
from selfeval.reports.following import BASELINE, TrendSources
from selfeval.reports.trend import EVERYONE, trend_page
from selfeval.reports.trend_files import trend_csv, trend_json
from selfeval.web.access import allowed, school
from selfeval.web.read.pages import as_file, pages
from selfeval.web.running import running


@pages.get("/trend")
@allowed("leader", confirmed=True)
def trend() -> ResponseReturnValue:
    """What became of every score since the baseline, or since the round that was chosen."""
    said = trend_page(_sources(), request.args.get("who", EVERYONE), request.args.get("compare", BASELINE))
    panels = [drawn.panel for each in said.voices for drawn in each.drawn]
    figures = figures_of(running().database, school().id, panels)
    return render_template("read/trend.html", said=said, figures=figures)


@pages.get("/trend/changes.csv")
@allowed("leader", confirmed=True)
def trend_as_csv() -> ResponseReturnValue:
    return as_file(trend_csv(_sources()), "text/csv; charset=utf-8", "changes-over-time.csv")


@pages.get("/trend/changes.json")
@allowed("leader", confirmed=True)
def trend_as_json() -> ResponseReturnValue:
    return as_file(trend_json(_sources()), "application/json", "changes-over-time.json")


def _sources() -> TrendSources:
    with running().database.reading() as session:
        return trend_sources_of(session, school())
