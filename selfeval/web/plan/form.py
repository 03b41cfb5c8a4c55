"""The form in which a survey is planned: from what was typed to a plan, with every fault at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from selfeval.calendar.school_years import YEARS_BY, YearBy, group_name, year_name
from selfeval.english import count_of
from selfeval.imports.rolls import YearRoll
from selfeval.questionnaires.audiences import AskedAudience, words_of
from selfeval.questionnaires.catalogue import (
    BANDS,
    BY_AGE,
    YEARS,
    Starts,
    every_about_you,
    may_join,
    years_asked,
)
from selfeval.store.surveys import SMALLEST_CHANGE, THRESHOLD
from selfeval.surveys.plan import (
    ROUND_NAMES,
    EarlierSurvey,
    Plan,
    PlannedGroup,
    all_reach,
    comfortable,
    groups_of,
    joined_enough,
    may_ask,
    starts_that_reach,
    whole_group,
)
from selfeval.surveys.plan_faults import nested_faults, plan_faults, title_faults
from selfeval.web.plan.form_page import (
    LATER,
    is_usual,
    typed_starts,
    typed_threshold,
    usual_title,
)
from selfeval.web.plan.own_questions import fields_like_last
from selfeval.web.site.forms import Form, as_typed, filled, typed_date, whole_number


def fields_of(groups: Iterable[PlannedGroup]) -> dict[str, str | list[str]]:
    """The rolls, joins and first years of groups as the fields hold them."""
    fields: dict[str, str | list[str]] = joins_and_starts_of(groups)
    for group in groups:
        for year, roll in zip(group.years, group.by_year or shared_out(group), strict=True):
            numbers = (("roll", roll.pupils), ("girls", roll.girls), ("boys", roll.boys))
            fields |= {f"{name}-{year}": str(number) for name, number in numbers if number is not None}
    return fields


def joins_and_starts_of(groups: Iterable[PlannedGroup]) -> dict[str, str | list[str]]:
    """The joins and first years alone: a later survey begins with those of the one before."""
    starts = starts_of(groups)
    return {
        "join": [str(year) for group in groups for year in group.years[1:]],
        **{f"from-{band}": str(start) for band, start in zip(BANDS, starts, strict=True) if band in LATER},
    }


def starts_of(groups: Iterable[PlannedGroup]) -> Starts:
    """The first year of each questionnaire, later than by age only where a year is asked a younger one."""
    starts = []
    for place, by_age in enumerate(BY_AGE):
        younger = [group.years for group in groups if BANDS.index(group.questionnaire) < place]
        starts.append(max([by_age, *(max(years) + 1 for years in younger if place)]))
    return tuple(starts)


def shared_out(group: PlannedGroup) -> tuple[YearRoll, ...]:
    """A roll that is known for the years together only: as evenly as can be, the youngest first."""
    many = len(group.years)
    return tuple(YearRoll(group.roll // many + (place < group.roll % many)) for place in range(many))


def typed_rolls(form: Form) -> tuple[dict[int, YearRoll], dict[str, str]]:
    """The years with a number, and every fault by its field."""
    rolls: dict[int, YearRoll] = {}
    faults: dict[str, str] = {}
    for year in YEARS:
        pupils = _roll_number(form, "roll", year, "pupils", faults)
        girls = _roll_number(form, "girls", year, "girls", faults)
        boys = _roll_number(form, "boys", year, "boys", faults)
        if (girls is None) != (boys is None) and not {f"girls-{year}", f"boys-{year}"} & set(faults):
            missing = "girls" if girls is None else "boys"
            faults[f"{missing}-{year}"] = f"{year_name(year)}: give the number of {missing} too, or neither."
        elif (girls or 0) + (boys or 0) > (pupils or 0) and f"roll-{year}" not in faults:
            faults[f"girls-{year}"] = (
                f"{year_name(year)}: {girls} girls and {boys} boys are more than the "
                f"{count_of(pupils or 0, 'pupil')} on roll."
            )
        if pupils:
            rolls[year] = YearRoll(pupils, girls, boys)
    return rolls, faults


def _roll_number(form: Form, name: str, year: int, whom: str, faults: dict[str, str]) -> int | None:
    text = form.value(f"{name}-{year}")
    number = whole_number(text) if text else None
    if text and number is None:
        faults[f"{name}-{year}"] = f"{year_name(year)}: enter the number of {whom} in figures, such as 28."
    return number


def typed_groups(form: Form) -> tuple[list[PlannedGroup], dict[str, str]]:
    """The groups of a form, and every fault by its field. A small group with a neighbour is one."""
    rolls, faults = typed_rolls(form)
    starts, threshold = typed_starts(form), typed_threshold(form)
    groups = groups_of(rolls, joined_years(form, starts), starts)
    for group in groups:
        others = [other for other in groups if other is not group and other.asked == group.asked]
        if group.roll < threshold and others:
            faults.setdefault(
                f"roll-{group.years[0]}",
                f"{group.name} has {count_of(group.roll, 'pupil')}, fewer than {threshold}. "
                "Put it together with its neighbour.",
            )
    return groups, faults


def joined_years(form: Form, starts: Starts) -> frozenset[int]:
    """The years that are to go with the next younger one."""
    ticked = {whole_number(text) for text in form.chosen("join")}
    return frozenset(year for year in YEARS if year in ticked and may_join(year, starts))


def first_form(audience: AskedAudience, on: dt.date, others: Sequence[EarlierSurvey] = ()) -> Form:
    """The form before anyone has typed: two weeks from next Monday, the groups of last time."""
    monday = on + dt.timedelta(days=7 - on.weekday())
    last = others[0] if others else None
    title = usual_title(audience, monday, {other.title for other in others})
    return filled(
        {
            "title": title,
            "usual_title": title,
            **as_typed("opens_on", monday),
            **as_typed("closes_on", monday + dt.timedelta(days=11)),
            **(joins_and_starts_of(last.groups) if last and not words_of(audience).is_one_group else {}),
            **(fields_like_last(audience, last.versions) if last else {}),
            "threshold": str(last.threshold if last else THRESHOLD),
            "smallest_change": str(last.smallest_change if last else SMALLEST_CHANGE),
            "year_by": "most",
            "about": [item.id for item in every_about_you(audience) if not item.off_by_default],
        }
    )


def form_of(planned: Plan) -> Form:
    """A plan as the form holds it."""
    one_group = {"roll": str(sum(group.roll for group in planned.groups))}
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
            "year_by": planned.year_by,
            **(fields_of(planned.groups) if planned.by_age else one_group),
        }
    )


def read_plan(
    form: Form, audience: AskedAudience, on: dt.date, others: Sequence[EarlierSurvey] = ()
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
        year_by=_year_by(form) or "most",
    )
    faults = title_faults(plan, others) | plan_faults(plan, on)
    if _year_by(form) is None:
        faults["year_by"] = "Choose what says which school year the survey counts for."
    if opens_fault or closes_fault:
        faults.pop("closes_on", None)
    if roll_faults:
        faults = {field: fault for field, fault in faults.items() if not field.startswith("groups")}
    elif not any(field.startswith("groups") for field in faults):
        faults |= nested_faults(plan, others)
    faults = {_field(field, groups, audience): fault for field, fault in faults.items()}
    dates = {"opens_on": opens_fault, "closes_on": closes_fault}
    faults |= {field: fault for field, fault in dates.items() if fault} | roll_faults
    ordered = {field: faults[field] for field in sorted(faults, key=_position)}
    return (None if ordered else plan), ordered


def _number(form: Form, name: str) -> int:
    """0, which is a fault, for what is no number."""
    return whole_number(form.value(name)) or 0


def _year_by(form: Form) -> YearBy | None:
    """None for what cannot be chosen."""
    chosen = form.value("year_by") or "most"
    return next((by for by in YEARS_BY if by == chosen), None)


def _groups(form: Form, audience: AskedAudience) -> tuple[list[PlannedGroup], dict[str, str]]:
    words = words_of(audience)
    if not words.is_one_group:
        return typed_groups(form)
    roll = whole_number(form.value("roll"))
    if roll is None:
        return [], {"roll": f"Enter {words.how_many}, in figures, such as {words.such_as}."}
    return [whole_group(audience, roll)], {}


def _field(field: str, groups: Sequence[PlannedGroup], audience: AskedAudience) -> str:
    """The id on the page of a field of the plan."""
    first, *rest = field.split("-")
    if first != "groups":
        return field
    if words_of(audience).is_one_group:
        return "roll"
    return f"roll-{groups[int(rest[0])].years[0]}" if rest else "rolls"


def _position(field: str) -> tuple[int, int]:
    """Where a field stands on the page."""
    name, _, year = field.partition("-")
    order = (
        *("title", "opens_on", "closes_on", "rolls", "roll", "girls", "boys"),
        *("adult", "about", "decided", "threshold", "smallest_change", "year_by"),
    )
    return (order.index(name) if name in order else len(order)), int(year) if year.isdecimal() else 0


def put_together(form: Form) -> tuple[Form, list[str]]:
    """The same form with enough pupils in every age and every group, and what was done for it."""
    rolls, _ = typed_rolls(form)
    chosen = typed_starts(form)
    pupils = {year: roll.pupils for year, roll in rolls.items()}
    threshold = typed_threshold(form)
    starts = chosen if all_reach(pupils, chosen, threshold) else _lowered_starts(pupils, threshold) or chosen
    before = joined_years(form, starts)
    joined = joined_enough(rolls, before, starts, comfortable(threshold))
    changed = form.typed.copy()
    changed.setlist("join", [str(year) for year in sorted(joined)])
    for band, start in zip(BANDS, starts, strict=True):
        changed[f"from-{band}"] = str(start)
    return Form(changed), [*_moved(rolls, chosen, starts), *_merged(rolls, before, joined, starts)]


def _lowered_starts(pupils: Mapping[int, int], threshold: int) -> Starts | None:
    """Enough in every age for an ordinary survey, or at least enough when everyone answers."""
    return starts_that_reach(pupils, comfortable(threshold)) or starts_that_reach(pupils, threshold)


def _moved(rolls: Mapping[int, YearRoll], chosen: Starts, starts: Starts) -> list[str]:
    before = {year: band for band, years in years_asked(chosen).items() for year in years}
    sentences = []
    for band, years in years_asked(starts).items():
        moved = [year for year in years if year in rolls and before[year] != band]
        if moved:
            sentences.append(
                f"{group_name(moved)}: now asked the questions for {ROUND_NAMES[band].lower()}, "
                "so that enough pupils answer each kind of questions."
            )
    return sentences


def _merged(
    rolls: Mapping[int, YearRoll], before: frozenset[int], joined: frozenset[int], starts: Starts
) -> list[str]:
    old = {group.years for group in groups_of(rolls, before, starts)}
    new = [group for group in groups_of(rolls, joined, starts) if group.years not in old]
    return [f"{group.name}: put together, {group.roll} pupils." for group in new]
