"""The form in which a survey is planned: from what was typed to a plan, with every fault at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from selfeval.questionnaires.model import Item
from selfeval.questionnaires.versions import band_for_year, latest
from selfeval.surveys.plans import (
    ROUND_NAMES,
    SMALLEST_ROLL,
    Plan,
    PlannedGroup,
    may_ask,
    plan_faults,
    year_name,
)
from selfeval.web.dates import as_typed, typed_date, whole_number
from selfeval.web.forms import Form, filled
from selfeval.web.words import counted, listed

Audience = Literal["pupils", "staff"]
YEARS = range(14)
"""Reception, then Years 1 to 13."""


def bands() -> dict[str, list[int]]:
    """Questionnaire name -> the years that answer it, youngest first."""
    found: dict[str, list[int]] = {}
    for year in YEARS:
        found.setdefault(band_for_year(year), []).append(year)
    return found


def may_join(year: int) -> bool:
    """Whether a year can be put together with a younger one: both must answer the same questionnaire."""
    return year > 0 and band_for_year(year) == band_for_year(year - 1)


def group_name(years: Sequence[int]) -> str:
    """[5] -> Year 5; [1, 2] -> Years 1 and 2; [3, 4, 5] -> Years 3 to 5; [0, 1] -> Reception and Year 1."""
    if len(years) == 1 or years[0] == 0:
        later = group_name(years[1:]) if len(years) > 1 else ""
        return f"{year_name(years[0])} and {later}" if later else year_name(years[0])
    if len(years) == 2:
        return f"Years {years[0]} and {years[1]}"
    if years[-1] - years[0] == len(years) - 1:
        return f"Years {years[0]} to {years[-1]}"
    return f"Years {listed([str(year) for year in years])}"


def groups_of(rolls: Mapping[int, int], joined: frozenset[int]) -> list[PlannedGroup]:
    """The groups of these rolls; a joined year goes with the next younger year of its questionnaire."""
    runs: list[list[int]] = []
    for year in sorted(rolls):
        follows = runs and band_for_year(runs[-1][-1]) == band_for_year(year)
        if year in joined and follows:
            runs[-1].append(year)
        else:
            runs.append([year])
    return [PlannedGroup(group_name(run), tuple(run), sum(rolls[year] for year in run)) for run in runs]


def joined_enough(rolls: Mapping[int, int], joined: frozenset[int]) -> frozenset[int]:
    """The joins that leave no group too small, as few as can be; small goes with its smaller neighbour."""
    joined = frozenset(year for year in joined if year in rolls)
    while True:
        groups = groups_of(rolls, joined)
        small = sorted(
            (group.roll, place) for place, group in enumerate(groups) if group.roll < SMALLEST_ROLL
        )
        for _, place in small:
            beside = [
                other
                for other in (place - 1, place + 1)
                if 0 <= other < len(groups) and _band(groups[other]) == _band(groups[place])
            ]
            if beside:
                other = min(beside, key=lambda each: groups[each].roll)
                joined |= {groups[max(place, other)].years[0]}
                break
        else:
            return joined


def _band(group: PlannedGroup) -> str:
    return band_for_year(group.years[0])


def first_form(audience: Audience, on: dt.date, same_groups_as: Sequence[Sequence[int]] = ()) -> Form:
    """The form before anyone has typed: two weeks from next Monday, the groups of last time."""
    monday = on + dt.timedelta(days=7 - on.weekday())
    term = "autumn" if monday.month >= 9 else "spring" if monday.month < 4 else "summer"
    joined = [str(year) for years in same_groups_as for year in years[1:]]
    return filled(
        {
            "title": f"{'Pupil' if audience == 'pupils' else 'Staff'} survey, {term} {monday.year}",
            **as_typed("opens_on", monday),
            **as_typed("closes_on", monday + dt.timedelta(days=11)),
            "join": joined,
            "about": [item.id for item in about_items(audience) if not item.off_by_default],
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


def read_plan(form: Form, audience: Audience, on: dt.date) -> tuple[Plan | None, dict[str, str]]:
    """The plan, or None, and every fault by the id of the field it belongs to."""
    opens_on, opens_fault = typed_date(form, "opens_on", "the first day")
    closes_on, closes_fault = typed_date(form, "closes_on", "the last day")
    groups, roll_faults = _groups(form, audience)
    allowed = {item.id for group in groups for item in may_ask(audience, group.years)}
    plan = Plan(
        audience=audience,
        title=form.value("title"),
        opens_on=opens_on or on,
        closes_on=closes_on or max(on, opens_on or on),
        adult=form.value("adult"),
        groups=groups,
        about=tuple(item_id for item_id in form.chosen("about") if item_id in allowed),
    )
    found = plan_faults(plan, on)
    if opens_fault or closes_fault:
        found.pop("closes_on", None)
    if roll_faults:
        found = {field: fault for field, fault in found.items() if not field.startswith("groups")}
    found = {_field(field, groups, audience): fault for field, fault in found.items()}
    dates = {"opens_on": opens_fault, "closes_on": closes_fault}
    found |= {field: fault for field, fault in dates.items() if fault} | roll_faults
    ordered = {field: found[field] for field in sorted(found, key=_place)}
    return (None if ordered else plan), ordered


def _groups(form: Form, audience: Audience) -> tuple[list[PlannedGroup], dict[str, str]]:
    if audience == "staff":
        roll = whole_number(form.value("roll"))
        if roll is None:
            return [], {"roll": "Enter how many staff could answer, in figures, such as 48."}
        return [PlannedGroup("Staff", (), roll)], {}
    faults = {}
    rolls: dict[int, int] = {}
    for year in YEARS:
        text = form.value(f"roll-{year}")
        number = whole_number(text) if text else 0
        if number is None:
            faults[f"roll-{year}"] = f"{year_name(year)}: enter the number of pupils in figures, such as 28."
        elif number:
            rolls[year] = number
    joined = joined_years(form)
    groups = groups_of(rolls, joined)
    for group in groups:
        others = [each for each in groups if each is not group and _band(each) == _band(group)]
        if group.roll < SMALLEST_ROLL and others:
            faults[f"roll-{group.years[0]}"] = (
                f"{group.name} has {counted(group.roll, 'pupil')}, fewer than {SMALLEST_ROLL}. "
                "Put it together with its neighbour."
            )
    return groups, faults


def joined_years(form: Form) -> frozenset[int]:
    """The years that are to go with the next younger one."""
    ticked = {whole_number(text) for text in form.chosen("join")}
    return frozenset(year for year in YEARS if year in ticked and may_join(year))


def put_together(form: Form) -> Form:
    """The same form with small years put together with their neighbours."""
    rolls = {year: whole_number(form.value(f"roll-{year}")) or 0 for year in YEARS}
    wanted = joined_enough({year: roll for year, roll in rolls.items() if roll}, joined_years(form))
    typed = form.typed.copy()
    typed.setlist("join", [str(year) for year in sorted(wanted)])
    return Form(typed)


def _field(field: str, groups: Sequence[PlannedGroup], audience: Audience) -> str:
    """The id on the page of a field of the plan."""
    first, *rest = field.split("-")
    if first != "groups":
        return field
    if audience == "staff":
        return "roll"
    return f"roll-{groups[int(rest[0])].years[0]}" if rest else "rolls"


def _place(field: str) -> tuple[int, int]:
    name, _, year = field.partition("-")
    order = ("title", "opens_on", "closes_on", "rolls", "roll", "about", "adult")
    return (order.index(name) if name in order else len(order)), int(year) if year.isdecimal() else 0


def questionnaires_of(plan: Plan) -> list[tuple[str, str, int, int | None, list[PlannedGroup]]]:
    """For the check page: name of the round, title, number of questions, minutes, groups."""
    found = []
    for name, groups in plan.rounds().items():
        asked = latest(name)
        definition = asked.definition
        title = asked.words["en"].title
        found.append((ROUND_NAMES[name], title, len(definition.items), definition.minutes, groups))
    return found


def questions_by_group(plan: Plan) -> list[tuple[str, list[str]]]:
    """For the check page: the about-you questions, with the groups that are asked the same ones."""
    words = about_words(plan.audience)
    asked: dict[tuple[str, ...], list[str]] = {}
    for group in plan.groups:
        questions = [words[item.id] for item in may_ask(plan.audience, group.years) if item.id in plan.about]
        asked.setdefault(tuple(questions), []).append(group.name)
    return [(listed(groups), list(questions)) for questions, groups in asked.items()]
