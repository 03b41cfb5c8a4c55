"""The officer's list of national figures: brought in from a file, looked at, replaced, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.english import count_of
from selfeval.imports.lists import LARGEST, Unreadable, sheets_of_file
from selfeval.imports.national_figures_file import (
    FIGURES,
    HEADINGS,
    NationalFigure,
    figures_as_csv,
    figures_in_sheets,
    items_by_id,
)
from selfeval.questionnaires.catalogue import latest
from selfeval.reading.national_figures import figures_of, kept_by
from selfeval.store.national_figures import keep_figures, kept_figures, take_figures_away
from selfeval.store.schools_and_accounts import note
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.report_page import as_file

pages = Blueprint("national_figures", __name__)


@pages.get("/partnership/national-figures")
@allowed("officer")
def listed() -> ResponseReturnValue:
    return _page(Form())


@pages.post("/partnership/national-figures")
@allowed("officer", takes=LARGEST + 20_000, slow=True)
def keep() -> ResponseReturnValue:
    """A file takes the place of the list that was kept; of a faulty one nothing is taken."""
    form = typed()
    if form.value("act") == "take-away":
        with running().database.writing() as session:
            if take_figures_away(session, _partnership_id()):
                note(session, None, account().name, "took national figures away", _partnership_name())
        flash("The figures are taken away. No report shows them any more.")
        return redirect(url_for("national_figures.listed"), 303)
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    try:
        if not data:
            raise Unreadable("Choose the file with the figures.")
        read = figures_in_sheets(sheets_of_file(data), today().year)
    except Unreadable as fault:
        return _page(form.with_faults({"file": str(fault)})), 422
    if read.faults:
        many = "one thing is" if len(read.faults) == 1 else f"{len(read.faults)} things are"
        refusal = f"The file was not taken: {many} wrong with it. The list is as it was."
        return _page(form.with_faults({"file": refusal}), read.faults), 422
    with running().database.writing() as session:
        text = FIGURES.dump_json(read.figures).decode()
        keep_figures(session, _partnership_id(), text, account().name)
        note(session, None, account().name, "kept national figures", _partnership_name())
    flash(f"{count_of(len(read.figures), 'figure')} kept. Area pages of your schools can show them now.")
    return redirect(url_for("national_figures.listed"), 303)


@pages.get("/partnership/national-figures.csv")
@allowed("officer")
def as_csv() -> ResponseReturnValue:
    """The list as a file that can be brought in again."""
    with running().database.reading() as session:
        row = kept_figures(session, _partnership_id()) or abort(404)
        body = figures_as_csv(figures_of(row))
    return as_file(f"\ufeff{body}", "text/csv; charset=utf-8", "national-figures.csv")


def _partnership_id() -> int:
    return account().partnership_id or abort(404)


def _partnership_name() -> str:
    own = account().partnership
    return own.name if own else ""


def _page(form: Form, wrong: Sequence[str] = ()) -> str:
    with running().database.reading() as session:
        row = kept_figures(session, _partnership_id())
        figures = figures_of(row) if row else ()
        by = kept_by(row) if row else ""
    return render_template(
        "partnership/national-figures.html",
        form=form,
        wrong=wrong,
        kept_by=by,
        figures=[(one, _beside(one), one.is_old(today())) for one in figures],
        headings=list(HEADINGS),
        areas=list(_areas().values()),
    )


def _areas() -> Mapping[str, str]:
    return latest("self-evaluation").words["en"].areas


def _beside(figure: NationalFigure) -> list[str]:
    """Names of areas and scores, then questions as they are asked now."""
    texts = [items_by_id()[item][1] for item in figure.items if item in items_by_id()]
    areas = [_areas().get(area, area.capitalize()) for area in figure.areas]
    return [*areas, *dict.fromkeys(f"“{text}”" for text in texts)]
