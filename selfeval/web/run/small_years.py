"""One button that makes a plan of small years work: younger questions for some, and years put together."""

from __future__ import annotations

from collections.abc import Mapping

from selfeval.questionnaires.years import group_name
from selfeval.surveys.bands import BANDS, Starts, all_reach, starts_that_reach, years_asked
from selfeval.surveys.plans import ROUND_NAMES, YearRoll, comfortable
from selfeval.surveys.year_groups import groups_of, joined_enough
from selfeval.web.forms import Form
from selfeval.web.run.roll_fields import joined_years, typed_rolls, typed_starts, typed_threshold


def put_together(form: Form) -> tuple[Form, list[str]]:
    """The same form with enough pupils in every age and every group, and what was done for it."""
    rolls, _ = typed_rolls(form)
    chosen = typed_starts(form)
    pupils = {year: roll.pupils for year, roll in rolls.items()}
    threshold = typed_threshold(form)
    starts = chosen if all_reach(pupils, chosen, threshold) else _starts(pupils, threshold) or chosen
    before = joined_years(form, starts)
    joined = joined_enough(rolls, before, starts, comfortable(threshold))
    changed = form.typed.copy()
    changed.setlist("join", [str(year) for year in sorted(joined)])
    for band, start in zip(BANDS, starts, strict=True):
        changed[f"from-{band}"] = str(start)
    return Form(changed), [*_moved(rolls, chosen, starts), *_merged(rolls, before, joined, starts)]


def _starts(pupils: Mapping[int, int], threshold: int) -> Starts | None:
    """Enough in every age for an ordinary survey, or at least enough when everyone answers."""
    return starts_that_reach(pupils, comfortable(threshold)) or starts_that_reach(pupils, threshold)


def _moved(rolls: Mapping[int, YearRoll], chosen: Starts, starts: Starts) -> list[str]:
    before = {year: band for band, years in years_asked(chosen).items() for year in years}
    told = []
    for band, years in years_asked(starts).items():
        moved = [year for year in years if year in rolls and before[year] != band]
        if moved:
            told.append(
                f"{group_name(moved)}: now asked the questions for {ROUND_NAMES[band].lower()}, "
                "so that enough pupils answer each kind of questions."
            )
    return told


def _merged(
    rolls: Mapping[int, YearRoll], before: frozenset[int], joined: frozenset[int], starts: Starts
) -> list[str]:
    old = {group.years for group in groups_of(rolls, before, starts)}
    new = [group for group in groups_of(rolls, joined, starts) if group.years not in old]
    return [f"{group.name}: put together, {group.roll} pupils." for group in new]
