"""The form that says what a school is called: the same for adding a school and for a new name."""

from __future__ import annotations

import datetime as dt

from selfeval.store.schools import PHASES, School
from selfeval.store.years import today
from selfeval.web.dates import as_typed, typed_date
from selfeval.web.forms import Form, filled
from selfeval.web.operate.changing import since_fault
from selfeval.web.operate.register import Entry

PHASE_CHOICES = [("", "Not known"), *PHASES.items()]
CORRECTION, CHANGE = "correction", "change"


def entry_of(form: Form) -> Entry:
    """What was typed."""
    return Entry(
        name=" ".join(form.value("name").split()),
        urn=form.value("urn").replace(" ", "") or None,
        phase=form.value("phase") or None,
        authority=form.value("authority") or None,
    )


def identity_form(school: School) -> Form:
    """What the school is called today, ready to be changed; from today on, unless another day is typed."""
    now = school.on(today())
    said = {"name": now.name, "urn": now.urn, "phase": now.phase, "authority": now.authority}
    return filled({name: value or "" for name, value in said.items()} | as_typed("since", today()))


def since_of(form: Form, on: dt.date) -> tuple[dt.date | None, dict[str, str]]:
    """The day from which it counts, None for a correction; and what is wrong with it, by field."""
    if form.value("why") == CORRECTION:
        return None, {}
    if form.value("why") != CHANGE:
        return None, {"why": "Say whether it has changed, or was a mistake."}
    since, fault = typed_date(form, "since", "the day from which it counts")
    fault = fault or (since_fault(since, on) if since else None)
    return since, {"since": fault} if fault else {}
