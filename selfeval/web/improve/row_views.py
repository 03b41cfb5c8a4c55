"""Priorities, objectives, milestones and actions: added, changed, moved, taken out and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from selfeval.english import capitalised, listed
from selfeval.improvement.timescales import read_timescale
from selfeval.store.action_plans import PlanAction, PlanObjective, PlanPriority
from selfeval.store.plan_reading import ORIGIN, PlanRow, standing_rows
from selfeval.store.plan_saving import add_row, added_just_now, move_row, put_back, save_row, withdraw
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.born_figures import (
    BornFigure,
    figures_of,
    save_figures,
    typed_amount,
    values_of_born,
    with_figures,
)
from selfeval.web.improve.origins import Born, born_of, mark_of
from selfeval.web.improve.reading_plan import hidden_years, metric_titles, people_of_plan, plan_owner
from selfeval.web.improve.row_fields import (
    ACTION,
    DIRECTIONS,
    KINDS,
    MOST_MOVES,
    OBJECTIVE,
    RowKind,
    columns_of_form,
    fixed_options,
    values_of_row,
)
from selfeval.web.improve.two_texts import TwoTexts, two_texts
from selfeval.web.improve.unmeasured_objectives import ask_once, log_unmeasured, published_without
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed, whole_number


@pages.get("/new/<any(priority, objective, milestone, action):word>")
@allowed("lead", "officer", confirmed=True)
def new_row(word: str) -> ResponseReturnValue:
    """An empty form; for an action it may be filled from what it is born from."""
    with running().database.reading() as session:
        values: dict[str, str | list[str]] = {
            "progress": "not_started",
            "below": request.args.get("below", ""),
        }
        born = _asked_origin(session, request.args)
        if word == "objective":
            values["priority_id"] = values["below"]
        if born and born.origin.kind == "next_step":
            values["text"] = born.origin.sentence
        figures = figures_of(session, born)
        values |= values_of_born(figures)
        return _form_page(session, KINDS[word], filled(values), born=born, figures=figures)


@pages.post("/new/<any(priority, objective, milestone, action):word>")
@allowed("lead", "officer", confirmed=True)
def add(word: str) -> ResponseReturnValue:
    """Saves a new row, and asks nothing that was typed twice."""
    of, form = KINDS[word], typed()
    with running().database.writing() as session:
        born = _asked_origin(session, form.typed)
        origin, figures = born.origin if born else None, figures_of(session, born)
        options = _options(session, figures)
        columns, faults = columns_of_form(of, form, options)
        target, wrong = typed_amount(session, form, figures)
        faults |= wrong
        if origin and mark_of(origin.sentence) != form.value("mark"):
            faults["text"] = "What this comes from has changed since. Read it above, then save again."
        if origin is None and form.value("born"):
            faults["text"] = "What this comes from is not there any more. Save again to keep it without."
        again = None if faults else added_just_now(session, plan_owner(), of.model, columns, account().name)
        if again is not None:
            flash("It was added once: the button was pressed twice.")
            return redirect(url_for("improve.plan", _anchor=anchor(again)), 303)
        lacks = () if faults else published_without(session, of, columns, before=None)
        faults |= ask_once(lacks, form)
        if of.word in ("milestone", "action"):
            columns["objective_id"] = _objective(session, form, faults)
        if faults:
            page = _form_page(session, of, form.with_faults(faults), born=born, figures=figures)
            return page, 422
        says = ""
        if origin:
            columns["origin"] = ORIGIN.dump_json(origin).decode()
            says = save_figures(session, form, figures, target, columns)
        row: Any = of.model(**columns)
        add_row(session, plan_owner(), row, account().name)
        note(session, account().school_id, account().name, f"added to the action plan: {word}", _name(row))
        log_unmeasured(session, lacks, row, _name(row))
        place = anchor(row)
    _say_saved(columns, "Added")
    if says:  # what it says is read before the row
        flash(says)
        return redirect(url_for("improve.plan"), 303)
    return redirect(url_for("improve.plan", _anchor=place), 303)


SAYS_RATINGS = ("next_step", "gap")
"""Kinds of origins that say what leaders wrote or chose."""


def _objective(session: Session, form: Form, faults: dict[str, str]) -> int | None:
    """The objective that a new action or milestone is part of; a new one where its words were typed."""
    owner = plan_owner()
    chosen = whole_number(form.value("below"), 9)
    there = {row.id for row in standing_rows(session, owner, PlanObjective)}
    if chosen in there:
        return chosen
    words = form.value("new-objective")
    if not words:
        faults["below"] = "Choose the objective it is part of, or write a new one."
        return None
    if faults:
        return None
    return add_row(session, owner, PlanObjective(objective=words), account().name).id


def _asked_origin(session: Session, asked: MultiDict[str, str]) -> Born | None:
    """What an address or a form says that an action is born from; nothing still to be rated alone."""
    year, kind = whole_number(asked.get("year", "")), asked.get("born", "")
    if account().school_id is None or year is None or not kind:
        return None
    if kind in SAYS_RATINGS and hidden_years(session, [year]):
        return None
    return born_of(session, school(), kind, year, asked.get("name", ""))


def _options(session: Session, figures: Sequence[BornFigure] = ()) -> dict[str, dict[str, str]]:
    """What the fields offer."""
    owner = plan_owner()
    return {
        **fixed_options(),
        "metric_ids": with_figures(metric_titles(session), figures),
        "owner_account_ids": {str(person.id): person.name for person in people_of_plan(session)},
        "priority_id": {
            str(row.id): f"{row.number} {row.title}".strip()
            for row in standing_rows(session, owner, PlanPriority)
        },
        "below": {
            str(row.id): f"{row.number} {row.objective}".strip()
            for row in standing_rows(session, owner, PlanObjective)
        },
    }


def _with_own(options: dict[str, dict[str, str]], kind: RowKind, form: Form) -> dict[str, dict[str, str]]:
    """The same, with what is ticked already and is no option: words from a table that was brought in."""
    for field in kind.fields:
        if field.input == "ticks":
            offered = options.setdefault(field.name, {})
            for value in form.chosen(field.name):
                offered.setdefault(value, value)
    return options


class SavedMeanwhile(NamedTuple):
    """What somebody else saved while this was typed."""

    who: str
    fields: list[tuple[str, str]]
    """What a field is called -> what stands in it now."""


def _form_page(
    session: Session,
    kind: RowKind,
    form: Form,
    *,
    row: PlanRow | None = None,
    born: Born | None = None,
    figures: Sequence[BornFigure] = (),
    clash: SavedMeanwhile | None = None,
) -> str:
    origin = born.origin if born else None
    if row is not None and isinstance(row, PlanAction) and row.origin:
        origin = ORIGIN.validate_json(row.origin)
        if origin.year in hidden_years(session, [origin.year or 0]):
            origin = None
    return render_template(
        "improve/row.html",
        kind=kind,
        form=form,
        row=row,
        row_id=row.id if row else None,
        origin=origin,
        born={}
        if row or not origin
        else {name: request.values.get(name, "") for name in ("born", "year", "name")},
        mark=mark_of(origin.sentence) if origin else "",
        options=_with_own(_options(session, figures), kind, form),
        figures=figures,
        directions=DIRECTIONS,
        moves=_move_places(form) if kind is ACTION else [],
        read=read_timescale(form.value("timescale")),
        clash=clash,
        address=address_of(kind, row.id) if row else url_for("improve.add", word=kind.word),
    )


def _move_places(form: Form) -> list[int]:
    """Places for what an action is to move: those that are filled, and one more."""
    filled_places = [place for place in range(MOST_MOVES) if form.value(f"metric-{place}")]
    return list(range(min(len(filled_places) + 1, MOST_MOVES)))


def address_of(kind: RowKind, row_id: int) -> str:
    """Where a row is changed."""
    named: dict[str, Any] = {f"{kind.word}_id": row_id}
    return url_for(f"improve.{kind.word}", **named)


def anchor(row: PlanRow) -> str:
    """Where it stands on the page of the plan."""
    word = next(kind.word for kind in KINDS.values() if kind.model is type(row))
    return f"{word}-{row.id}"


def _name(row: PlanRow) -> str:
    """Its words, for the log and for messages."""
    words = (
        row.title
        if isinstance(row, PlanPriority)
        else row.objective
        if isinstance(row, PlanObjective)
        else row.text
    )
    return words if len(words) <= 80 else f"{words[:79]}…"


@pages.route("/priorities/<int:priority_id>", methods=["GET", "POST"])
@allowed("lead", "officer", confirmed=True)
def priority(priority_id: int) -> ResponseReturnValue:
    return _row_page(KINDS["priority"], priority_id)


@pages.route("/objectives/<int:objective_id>", methods=["GET", "POST"])
@allowed("lead", "officer", confirmed=True)
def objective(objective_id: int) -> ResponseReturnValue:
    return _row_page(OBJECTIVE, objective_id)


@pages.route("/milestones/<int:milestone_id>", methods=["GET", "POST"])
@allowed("lead", "officer", confirmed=True)
def milestone(milestone_id: int) -> ResponseReturnValue:
    return _row_page(KINDS["milestone"], milestone_id)


@pages.route("/actions/<int:action_id>", methods=["GET", "POST"])
@allowed("lead", "officer", confirmed=True)
def action(action_id: int) -> ResponseReturnValue:
    return _row_page(ACTION, action_id)


def _row_page(kind: RowKind, row_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        with running().database.reading() as session:
            row: PlanRow = session.get_one(kind.model, row_id)
            return _form_page(session, kind, filled(values_of_row(kind, row)), row=row)
    return _save(kind, row_id)


def _save(kind: RowKind, row_id: int) -> ResponseReturnValue:
    """Every button of the form: save, up, down, take out, put back."""
    form = typed()
    seen = whole_number(form.value("version"), 9) or 0
    with running().database.writing() as session:
        row: PlanRow = session.get_one(kind.model, row_id)
        done = _other_button(session, form.value("act"), row, seen)
        if done:
            flash(done)
            return redirect(url_for("improve.plan", _anchor=anchor(row)), 303)
        options = _with_own(_options(session), kind, filled(values_of_row(kind, row)))
        columns, faults = columns_of_form(kind, form, options)
        lacks = () if faults else published_without(session, kind, columns, before=row)
        faults |= ask_once(lacks, form)
        if faults:
            return _form_page(session, kind, form.with_faults(faults), row=row), 422
        texts = TwoTexts(columns, (), ())
        if row.version != seen:
            texts = two_texts(session, row, seen, columns)
            if texts.both:
                return _clash_page(session, kind, form, row, texts), 409
        if not save_row(session, row, row.version, texts.together, account().name):
            return _clash_page(session, kind, form, row, two_texts(session, row, seen, columns)), 409
        note(session, row.school_id, account().name, f"changed the action plan: {kind.word}", _name(row))
        log_unmeasured(session, lacks, row, _name(row))
        word = anchor(row)
    if texts.theirs:
        names = listed([_title(kind, name) for name in texts.theirs])
        flash(
            f"While you were writing, somebody else changed: {names}. Both your changes and theirs are kept."
        )
    _say_saved(columns, "Saved")
    return redirect(url_for("improve.plan", _anchor=word), 303)


def _clash_page(session: Session, kind: RowKind, form: Form, row: PlanRow, texts: TwoTexts) -> str:
    """The form with what was typed, and above it what stands there now of all that both changed."""
    stored = values_of_row(kind, row)
    again = filled(
        {name: form.chosen(name) for name in form.typed if name != "act"} | {"version": str(row.version)}
    )
    fields = [(_title(kind, name), _in_words(stored, name)) for name in texts.both]
    who = "you in another tab" if row.changed_by == account().name else row.changed_by
    return _form_page(session, kind, again, row=row, clash=SavedMeanwhile(capitalised(who), fields))


def _title(kind: RowKind, name: str) -> str:
    if name == "moves":
        return "What it is to move"
    return kind.field(name).title.rstrip("?")


def _in_words(values: dict[str, str | list[str]], name: str) -> str:
    value = values.get(name, "")
    if name == "moves":
        value = [str(values[key]) for key in values if key.startswith("because-")]
    day = [str(values[f"{name}-{part}"]) for part in ("day", "month", "year") if f"{name}-{part}" in values]
    return " ".join(day) or (value if isinstance(value, str) else "; ".join(value))


def _other_button(session: Session, act: str, row: PlanRow, seen: int) -> str:
    """What a button other than Save does, and what is said of it; empty for Save."""
    who = account().name
    if act in ("up", "down"):
        move_row(session, plan_owner(), row, -1 if act == "up" else 1)
        return "Moved."
    if act in ("withdraw", "put-back"):
        change = withdraw if act == "withdraw" else put_back
        if not change(session, row, seen, who):
            return "Nothing was changed: somebody else has saved this meanwhile. Look at it first."
        out = act == "withdraw"
        note(
            session,
            row.school_id,
            who,
            "took out of the action plan" if out else "put back into the action plan",
            _name(row),
        )
        if out:
            return f"Taken out: “{_name(row)}”. You can put it back at the foot of this page."
        return f"“{_name(row)}” is back."
    return ""


def _say_saved(columns: dict[str, object], how: str) -> None:
    """What was saved, and what was read from its timescale: at once, so that it can be put right."""
    scale = read_timescale(str(columns.get("timescale") or ""))
    if scale.asks:
        flash(f"{how}. One question: {scale.asks}")
    elif scale.kind != "none":
        flash(f"{how}. “{scale.text}” is read as: {scale.in_words}.")
    else:
        flash(f"{how}.")
