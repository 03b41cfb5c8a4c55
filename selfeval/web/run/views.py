"""Running a survey: the start page of the year, and the way from the plan to the count."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from selfeval.web.access import allowed

pages = Blueprint("run", __name__)


@pages.get("/")
@allowed("leader")
def this_year() -> ResponseReturnValue:
    return render_template("run/this-year.html")
