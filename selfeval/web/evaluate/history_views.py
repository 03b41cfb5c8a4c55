"""Earlier years are brought in from a spreadsheet: matched and shown first, then saved; and removed again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import year_label
from selfeval.imports.judgements_file import (
    HEADINGS,
    MOST_VALUES,
    JudgementColumns,
    JudgementsRead,
    JudgementTable,
    is_named,
    level_names,
    own_names,
    read_judgements,
    table_as_json,
    table_from_json,
    table_in,
    unread_columns,
)
from selfeval.imports.number_columns import columns_of
from selfeval.imports.table_file import FileFaults, letter, plain_text, shortened
from selfeval.questionnaires.catalogue import latest, shipped
from selfeval.reading.metric_baselines import lock_baselines
from selfeval.self_evaluation.history import (
    LONGEST_NAME,
    YearRefused,
    bring_in_year,
    check_year,
    earlier_years,
    history_template,
    remove_year,
)
from selfeval.self_evaluation.judgements import LONGEST_COMMENTARY
from selfeval.store.brought_in_years import brought_in_years
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.self_evaluations import SelfEvaluation, self_evaluation_of
from selfeval.web.evaluate.document_views import XLSX
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import year_asked_for
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed, whole_number
from selfeval.web.site.report_page import as_file

MOST_EXAMPLES = 3
LARGEST_HISTORY = 3_000_000
"""Bytes of a file, or of what was read of it on its way through the pages."""


@pages.get("/self-evaluation/history")
@allowed("lead", confirmed=True)
def history() -> str:
    """A template to take, a file to choose, and what has been brought in so far."""
    return _start_page(filled({}))


@pages.get("/self-evaluation/history/template.xlsx")
@allowed("lead", confirmed=True)
def history_form() -> Response:
    """The template, with the indicators of the version that is asked for; of the newest without one."""
    versions = {one.definition.version: one for one in shipped()["self-evaluation"]}
    asked = whole_number(request.args.get("version", ""), 3)
    questionnaire = latest("self-evaluation") if asked is None else versions.get(asked) or abort(404)
    name = f"earlier-self-evaluation-version-{questionnaire.definition.version}.xlsx"
    return as_file(history_template(questionnaire), XLSX, name)


@pages.post("/self-evaluation/history")
@allowed("lead", confirmed=True, takes=LARGEST_HISTORY, slow=True)
def bring_in_history() -> ResponseReturnValue:
    """Reads a file, takes what a person says about its columns and its levels, and saves what was shown."""
    form = typed()
    if form.value("act") == "read":
        return _read_file(form)
    try:
        table = table_from_json(form.value("table"))
        asked = [str(value) for value in json.loads(form.value("asked") or "[]")]
    except (ValueError, TypeError, RecursionError):
        return _start_page(form.with_faults({"file": "Choose the file again."})), 422
    if faults := _year_faults(form):
        return _start_page(form.with_faults(faults)), 422
    columns, faults = _columns(form, table)
    if faults:
        return _match_page(form.with_faults(faults), table, None), 422
    meanings = {value: form.value(f"value-{place}") for place, value in enumerate(asked)}
    read = _read(table, columns, meanings, whole_number(form.value("version"), 3))
    faults = _faults_of(read)
    if faults:
        return _match_page(form.with_faults(faults), table, read), 422
    names = level_names(read.questionnaire)
    if any(meaning not in names for meaning in read.values.values()):
        blank = {
            f"value-{place}": f"Say what “{value}” means."
            for place, (value, meaning) in enumerate(read.values.items())
            if value in asked and meaning not in names
        }
        return _match_page(form.with_faults(blank), table, read), 422 if blank else 200
    if form.value("act") == "columns":
        return _match_page(form, table, read)
    was_shown = form.value("shown") == str(read.questionnaire.definition.version)
    if form.value("act") == "save" and was_shown:
        return _save(form, table, columns, read)
    return _check_page(form, table, columns, read)


def _read_file(form: Form) -> ResponseReturnValue:
    faults = _year_faults(form)
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        faults["file"] = "Choose a file that has something in it."
    if faults:
        return _start_page(form.with_faults(faults)), 422
    name = plain_text((sent.filename if sent else "") or "file")[:LONGEST_NAME]
    try:
        table = table_in(data, shortened(name, 60))
    except FileFaults as wrong:
        return _start_page(form.with_faults({"file": " ".join(wrong.lines())})), 422
    likely = columns_of(table, shipped()["self-evaluation"])
    column_of = {f"column-{kind}": str(place) for kind, place in vars(likely).items() if place is not None}
    form = filled({"year": form.value("year"), "name": name, **column_of})
    if likely.indicator is None or likely.level is None:
        return _match_page(form, table, None)
    read = _read(table, likely, {})
    if faults := _faults_of(read):
        return _match_page(form.with_faults(faults), table, None), 422
    return _match_page(form, table, read) if read.unclear else _check_page(form, table, likely, read)


def _year_faults(form: Form) -> dict[str, str]:
    try:
        with running().database.reading() as session:
            check_year(session, school().id, whole_number(form.value("year"), 4))
    except YearRefused as refused:
        return {"year": str(refused)}
    return {}


def _columns(form: Form, table: JudgementTable) -> tuple[JudgementColumns, dict[str, str]]:
    """What was chosen, or everything that is wrong with it."""
    column_of: dict[str, int | None] = {}
    for kind in HEADINGS:
        place = whole_number(form.value(f"column-{kind}"), 3)
        column_of[kind] = place if place is not None and place < len(table.headings) else None
    faults = {}
    if column_of["indicator"] is None:
        faults["column-indicator"] = "Choose the column that says which indicator it is."
    if column_of["level"] is None:
        faults["column-level"] = "Choose the column with the levels."
    taken = [place for place in column_of.values() if place is not None]
    for kind, place in list(column_of.items())[1:]:
        if place is not None and place in taken[: taken.index(place)] + taken[taken.index(place) + 1 :]:
            faults[f"column-{kind}"] = "This column is chosen twice. Choose another one."
    return JudgementColumns(**column_of), faults


def _read(
    table: JudgementTable, columns: JudgementColumns, meanings: Mapping[str, str], version: int | None = None
) -> JudgementsRead:
    versions = shipped()["self-evaluation"]
    return read_judgements(table, columns, versions, meanings, LONGEST_COMMENTARY, version)


def _faults_of(read: JudgementsRead) -> dict[str, str]:
    if not read.judgements:
        return {"column-indicator": "No row here names an indicator and says something about it."}
    if len(read.values) > MOST_VALUES:
        return {"column-level": f"This column has {len(read.values)} different levels. Is it the right one?"}
    return {}


def _save(
    form: Form, table: JudgementTable, columns: JudgementColumns, read: JudgementsRead
) -> ResponseReturnValue:
    if read.left_out and form.value("leave-out") != "yes":
        fault = {
            "leave-out": "Tick that these rows may be left out, or correct the file and choose it again."
        }
        return _check_page(form.with_faults(fault), table, columns, read), 422
    year = whole_number(form.value("year"), 4) or abort(404)
    try:
        with running().database.writing() as session:
            lock_baselines(session, PlanOwner(school_id=school().id))
            bring_in_year(session, school().id, year, read, form.value("name"), account().name)
    except YearRefused as refused:
        return _start_page(form.with_faults({"year": str(refused)})), 409
    count = len(read.judgements)
    flash(f"{year_label(year)} is brought in, with {count} indicator{'' if count == 1 else 's'}.")
    return redirect(url_for("evaluate.self_evaluation", year=year), 303)


def _start_page(form: Form) -> str:
    with running().database.reading() as session:
        brought = [(one.year, one.brought_in_from) for one in brought_in_years(session, school().id)]
    years = {str(year): year_label(year) for year in earlier_years()}
    return render_template(
        "evaluate/history.html", form=form, years=years, brought=brought, versions=_versions()
    )


def _versions() -> list[tuple[int, int]]:
    """Each version of the indicators, newest first, and how many it has."""
    versions = [one.definition for one in shipped()["self-evaluation"]]
    return sorted(((one.version, len(one.items)) for one in versions), reverse=True)


def _match_page(form: Form, table: JudgementTable, read: JudgementsRead | None) -> str:
    """Which column is which; and, once that is clear, what each value of the levels means."""
    columns = {str(place): _name(table, place) for place in range(len(table.headings))}
    values = dict(read.values) if read and len(read.values) <= MOST_VALUES else {}
    before = {value: form.value(f"value-{place}") for place, value in enumerate(_asked(form))}
    names = level_names(read.questionnaire) if read else {}
    unsure = read is not None and read.unclear
    chosen = {
        f"value-{place}": before.get(value)
        or ("" if unsure and not is_named(value, names) else meaning or "")
        for place, (value, meaning) in enumerate(values.items())
    }
    chosen_columns = {
        name: form.value(name) for name in ("year", "name", *(f"column-{kind}" for kind in HEADINGS))
    }
    return render_template(
        "evaluate/history-match.html",
        form=filled({**chosen_columns, **chosen}).with_faults(form.faults),
        table=table,
        sent=table_as_json(table),
        columns=columns,
        values=list(values),
        asked=json.dumps(list(values)),
        version=form.value("version"),
        levels=level_names(read.questionnaire if read else latest("self-evaluation")),
    )


def _name(table: JudgementTable, place: int) -> str:
    """C Rating"""
    return f"{letter(place)} {shortened(table.headings[place], 40)}".strip()


def _asked(form: Form) -> list[str]:
    """The values that the page before had asked about; none for what no page has sent."""
    try:
        return [str(value) for value in json.loads(form.value("asked") or "[]")]
    except (ValueError, TypeError, RecursionError):
        return []


def _check_page(form: Form, table: JudgementTable, columns: JudgementColumns, read: JudgementsRead) -> str:
    """All that was read, before anything is saved."""
    words = read.questionnaire.words["en"].items
    chosen_columns = {
        name: form.value(name) for name in ("year", "name", *(f"column-{kind}" for kind in HEADINGS))
    }
    meanings = {f"value-{place}": meaning or "" for place, meaning in enumerate(read.values.values())}
    return render_template(
        "evaluate/history-check.html",
        form=form,
        table=table,
        hidden={
            **chosen_columns,
            **meanings,
            "table": table_as_json(table),
            "asked": json.dumps(list(read.values)),
            "shown": str(read.questionnaire.definition.version),
        },
        lists=_lists(read),
        chosen=read.questionnaire.definition.version,
        read=read,
        rows=[
            (row, read.questionnaire.definition.items_by_id[row.indicator].number, words[row.indicator].short)
            for row in read.judgements
        ],
        unread=[
            _name(table, place)
            for place in unread_columns(table, columns)
            if place != own_names(table, columns)
        ],
        has_names=own_names(table, columns) is not None,
        empty=len(read.questionnaire.definition.items) - len(read.judgements),
        levels=level_names(read.questionnaire),
        columns={kind: _name(table, place) for kind, place in vars(columns).items() if place is not None},
        is_newest=read.questionnaire.definition.version == latest("self-evaluation").definition.version,
        label=year_label(int(form.value("year"))),
        name=form.value("name"),
    )


def _lists(read: JudgementsRead) -> list[tuple[int, int, str]]:
    """Version, number of its indicators, and what it calls some that are named; empty: only one fits."""
    if len(read.fitting) < 2:
        return []
    words = [(one, one.words["en"].items) for one in read.fitting]
    numbers = [read.questionnaire.definition.items_by_id[row.indicator].number for row in read.judgements]
    calls = [{item.number: texts[item.id].short for item in one.definition.items} for one, texts in words]
    apart = [number for number in numbers if len({call.get(number) for call in calls}) > 1][:MOST_EXAMPLES]
    return [
        (
            one.definition.version,
            len(one.definition.items),
            "; ".join(f"{number} {call.get(number, 'is not there')}" for number in apart),
        )
        for (one, _), call in zip(words, calls, strict=True)
    ]


@pages.get("/self-evaluation/history/remove")
@allowed("lead", confirmed=True)
def confirm_removing_history() -> str:
    with running().database.reading() as session:
        evaluation = _brought_in(self_evaluation_of(session, school().id, year_asked_for()))
        name, year = evaluation.brought_in_from, evaluation.year
    return render_template("evaluate/history-remove.html", name=name, year=year, label=year_label(year))


@pages.post("/self-evaluation/history/remove")
@allowed("lead", confirmed=True)
def remove_history() -> ResponseReturnValue:
    """404 for a year that was made here."""
    with running().database.writing() as session:
        evaluation = _brought_in(self_evaluation_of(session, school().id, year_asked_for()))
        year = evaluation.year
        if not remove_year(session, evaluation, account().name):
            abort(404)
    flash(f"Removed: {year_label(year)}.")
    return redirect(url_for("evaluate.history"), 303)


def _brought_in(evaluation: SelfEvaluation | None) -> SelfEvaluation:
    return evaluation if evaluation is not None and evaluation.brought_in_from else abort(404)
