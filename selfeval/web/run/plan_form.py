"""The form in which a survey is planned: from what was typed to a plan, with every fault at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from selfeval.questionnaires.model import Item
from selfeval.questionnaires.versions import latest
from selfeval.questionnaires.years import group_name
from selfeval.store.surveys import SMALLEST_CHANGE, THRESHOLD
from selfeval.surveys.earlier import Earlier
from selfeval.surveys.plan_faults import plan_faults, title_faults
from selfeval.surveys.plans import Audience, Plan, PlannedGroup, may_ask
from selfeval.surveys.regrouping import nested_faults
from selfeval.web.dates import as_typed, typed_date, whole_number
from selfeval.web.forms import Form, filled
from selfeval.web.run.plan_title import is_usual, usual_title
from selfeval.web.run.roll_fields import fields_of, shape_of, typed_groups


def first_form(audience: Audience, on: dt.date, others: Sequence[Earlier] = ()) -> Form:
    """The form before anyone has typed: two weeks from next Monday, the groups of last time."""
    monday = on + dt.timedelta(days=7 - on.weekday())
    last = others[0] if others else None
    title = usual_title(audience, monday, others)
    return filled(
        {
            "title": title,
            "usual_title": title,
            **as_typed("opens_on", monday),
            **as_typed("closes_on", monday + dt.timedelta(days=11)),
            **(shape_of(last.groups) if last and audience == "pupils" else {}),
            "threshold": str(last.threshold if last else THRESHOLD),
            "smallest_change": str(last.smallest_change if last else SMALLEST_CHANGE),
            "about": [item.id for item in about_items(audience) if not item.off_by_default],
        }
    )


def form_of(planned: Plan) -> Form:
    """A plan as the form holds it."""
    staff = {"roll": str(sum(group.roll for group in planned.groups))}
    return filled(
        {
            "title": planned.title,
            "usual_title": planned.title if is_usual(planned) else "",
            **as_typed("opens_on", planned.opens_on),
            **as_typed("closes_on", planned.closes_on),
            "adult": planned.adult,
            "about": list(planned.about),
            "decided": planned.decided,
            "threshold": str(planned.threshold),
            "smallest_change": str(planned.smallest_change),
            **(fields_of(planned.groups) if planned.audience == "pupils" else staff),
        }
    )


def about_items(audience: Audience) -> tuple[Item, ...]:
    """Every about-you question of the newest version."""
    return latest(f"about-you-{audience}").definition.items


def about_words(audience: Audience) -> Mapping[str, str]:
    """Item id -> the question as it is asked."""
    return {
        item_id: words.text for item_id, words in latest(f"about-you-{audience}").words["en"].items.items()
    }


def ages(item: Item) -> str:
    """In which years a question may be asked."""
    years = sorted(item.years)
    return group_name(years) if years else "all staff"


def read_plan(
    form: Form, audience: Audience, on: dt.date, others: Sequence[Earlier] = ()
) -> tuple[Plan | None, dict[str, str]]:
    """The plan, or None, and every fault by the id of its field. `others`: other surveys of these people."""
    opens_on, opens_fault = typed_date(form, "opens_on", "the first day")
    closes_on, closes_fault = typed_date(form, "closes_on", "the last day")
    groups, roll_faults = _groups(form, audience)
    allowed = {item.id for group in groups for item in may_ask(audience, group.years, group.asked)}
    plan = Plan(
        audience=audience,
        title=form.value("title"),
        opens_on=opens_on or on,
        closes_on=closes_on or max(on, opens_on or on),
        adult=form.value("adult"),
        groups=groups,
        about=tuple(item_id for item_id in form.chosen("about") if item_id in allowed),
        decided=form.value("decided"),
        threshold=_number(form, "threshold"),
        smallest_change=_number(form, "smallest_change"),
    )
    found = plan_faults(plan, on)
    found = title_faults(plan, others) | found
    if opens_fault or closes_fault:
        found.pop("closes_on", None)
    if roll_faults:
        found = {field: fault for field, fault in found.items() if not field.startswith("groups")}
    elif not any(field.startswith("groups") for field in found):
        found |= nested_faults(plan, others)
    found = {_field(field, groups, audience): fault for field, fault in found.items()}
    dates = {"opens_on": opens_fault, "closes_on": closes_fault}
    found |= {field: fault for field, fault in dates.items() if fault} | roll_faults
    ordered = {field: found[field] for field in sorted(found, key=_place)}
    return (None if ordered else plan), ordered


def _number(form: Form, name: str) -> int:
    """0, which is a fault, for what is no number."""
    return whole_number(form.value(name)) or 0


def _groups(form: Form, audience: Audience) -> tuple[list[PlannedGroup], dict[str, str]]:
    if audience == "pupils":
        return typed_groups(form)
    roll = whole_number(form.value("roll"))
    if roll is None:
        return [], {"roll": "Enter how many staff could answer, in figures, such as 48."}
    return [PlannedGroup("Staff", (), roll)], {}


def _field(field: str, groups: Sequence[PlannedGroup], audience: Audience) -> str:
    """The id on the page of a field of the plan."""
    first, *rest = field.split("-")
    if first != "groups":
        return field
    if audience == "staff":
        return "roll"
    return f"roll-{groups[int(rest[0])].years[0]}" if rest else "rolls"


def _place(field: str) -> tuple[int, int]:
    """Where a field stands on the page."""
    name, _, year = field.partition("-")
    order = (
        *("title", "opens_on", "closes_on", "rolls", "roll", "girls", "boys"),
        *("about", "decided", "threshold", "smallest_change", "adult"),
    )
    return (order.index(name) if name in order else len(order)), int(year) if year.isdecimal() else 0
