"""The fields of a plan that hold its rolls: a number for each year, which go together, who is asked what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selfeval.questionnaires.years import year_name
from selfeval.surveys.bands import BANDS, BY_AGE, NOBODY, YEARS, Starts
from selfeval.surveys.plans import THRESHOLDS, PlannedGroup, YearRoll
from selfeval.surveys.year_groups import groups_of, may_join
from selfeval.web.dates import whole_number
from selfeval.web.forms import Form
from selfeval.web.words import counted

LATER = BANDS[1:]
"""The questionnaires whose first year can be moved."""


def fields_of(groups: Iterable[PlannedGroup]) -> dict[str, str | list[str]]:
    """The rolls, joins and first years of groups as the fields hold them."""
    fields: dict[str, str | list[str]] = shape_of(groups)
    for group in groups:
        for year, roll in zip(group.years, group.by_year or shared_out(group), strict=True):
            numbers = (("roll", roll.pupils), ("girls", roll.girls), ("boys", roll.boys))
            fields |= {f"{name}-{year}": str(number) for name, number in numbers if number is not None}
    return fields


def shape_of(groups: Iterable[PlannedGroup]) -> dict[str, str | list[str]]:
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


def typed_starts(form: Form) -> Starts:
    """The first years as chosen; one that cannot be is that of the age."""
    starts = [0]
    for band, by_age in zip(LATER, BY_AGE[1:], strict=True):
        chosen = whole_number(form.value(f"from-{band}"))
        right = chosen is not None and by_age <= chosen <= NOBODY
        starts.append(max(starts[-1], chosen if right and chosen is not None else by_age))
    return tuple(starts)


def typed_threshold(form: Form) -> int:
    """People below whom nothing is shown, as chosen; the least where that cannot be."""
    chosen = whole_number(form.value("threshold"))
    return chosen if chosen in THRESHOLDS else THRESHOLDS[0]


def typed_rolls(form: Form) -> tuple[dict[int, YearRoll], dict[str, str]]:
    """The years with a number, and every fault by its field."""
    rolls: dict[int, YearRoll] = {}
    faults: dict[str, str] = {}
    for year in YEARS:
        pupils = _number(form, "roll", year, "pupils", faults)
        girls = _number(form, "girls", year, "girls", faults)
        boys = _number(form, "boys", year, "boys", faults)
        if (girls is None) != (boys is None) and not {f"girls-{year}", f"boys-{year}"} & set(faults):
            missing = "girls" if girls is None else "boys"
            faults[f"{missing}-{year}"] = f"{year_name(year)}: give the number of {missing} too, or neither."
        elif (girls or 0) + (boys or 0) > (pupils or 0) and f"roll-{year}" not in faults:
            faults[f"girls-{year}"] = (
                f"{year_name(year)}: {girls} girls and {boys} boys are more than the "
                f"{counted(pupils or 0, 'pupil')} on roll."
            )
        if pupils:
            rolls[year] = YearRoll(pupils, girls, boys)
    return rolls, faults


def _number(form: Form, name: str, year: int, whom: str, faults: dict[str, str]) -> int | None:
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
        others = [each for each in groups if each is not group and each.asked == group.asked]
        if group.roll < threshold and others:
            faults.setdefault(
                f"roll-{group.years[0]}",
                f"{group.name} has {counted(group.roll, 'pupil')}, fewer than {threshold}. "
                "Put it together with its neighbour.",
            )
    return groups, faults


def joined_years(form: Form, starts: Starts) -> frozenset[int]:
    """The years that are to go with the next younger one."""
    ticked = {whole_number(text) for text in form.chosen("join")}
    return frozenset(year for year in YEARS if year in ticked and may_join(year, starts))


def choices_of(band: str) -> list[tuple[str, str]]:
    """The first years that a questionnaire may have, as a choice: its own age first."""
    by_age = BY_AGE[BANDS.index(band)]
    usual = [(str(by_age), f"{year_name(by_age)}, as usual")]
    later: Sequence[int] = range(by_age + 1, NOBODY)
    return [*usual, *((str(year), year_name(year)) for year in later), (str(NOBODY), "no year")]
