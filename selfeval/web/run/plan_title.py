"""The title that a plan has until somebody writes another: whom it asks, the term and the year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import count

from selfeval.surveys.earlier import Earlier
from selfeval.surveys.plans import Audience, Plan
from selfeval.web.dates import typed_date
from selfeval.web.forms import Form

NUMBERED = re.compile(r" \([0-9]+\)$")


def usual_title(audience: Audience, opens_on: dt.date, others: Sequence[Earlier]) -> str:
    """Pupil survey, autumn 2026; a second one of that term has (2) behind it."""
    first, taken = _title(audience, opens_on), {other.title for other in others}
    titles = (first if number == 1 else f"{first} ({number})" for number in count(1))
    return next(title for title in titles if title not in taken)


def is_usual(planned: Plan) -> bool:
    """Whether nobody has written another title."""
    return NUMBERED.sub("", planned.title) == _title(planned.audience, planned.opens_on)


def follow_the_days(form: Form, audience: Audience, others: Sequence[Earlier]) -> Form:
    """The form with the title of its first day, where the title is still the one that was filled in.

    That one is sent along as `usual_title`.
    """
    opens_on, _ = typed_date(form, "opens_on", "the first day")
    if opens_on is None or not form.value("title") or form.value("title") != form.value("usual_title"):
        return form
    changed = form.typed.copy()
    changed["title"] = changed["usual_title"] = usual_title(audience, opens_on, others)
    return Form(changed, form.faults)


def _title(audience: Audience, opens_on: dt.date) -> str:
    term = "autumn" if opens_on.month >= 9 else "spring" if opens_on.month < 4 else "summer"
    return f"{'Pupil' if audience == 'pupils' else 'Staff'} survey, {term} {opens_on.year}"
