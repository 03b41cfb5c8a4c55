"""Groups of two rounds set against each other: which are the same people's, and what is shown of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from scipy import stats

from selfeval.findings.comparisons import GroupChange, ScaleChange
from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import Breakdown, GroupFinding, ScaleFinding
from selfeval.scoring.comparison.released_round import ComparedRound
from tests.scoring.compared import side
from tests.scoring.comparison.pairing import FORM, LATER, NUMBERED, YEARS, exact, of, pair, scores
from tests.scoring.statsmodels_corrections import multipletests


def test_years_that_one_round_shows_as_one_are_compared_as_one_and_counted_once() -> None:
    before = [("Year 3", 60, 0.5), ("Year 4", 70, 0.55), ("Year 5", 65, 0.6), ("Year 6", 7, 0.6)]
    after = [("Year 3", 58, 0.58), ("Year 4", 71, 0.6), ("Year 5", 64, 0.6), ("Year 6", 40, 0.6)]
    change = exact(*pair(before, after))
    hidden = {each.group: each.hidden for each in change.groups}
    assert hidden == {"Year 3": None, "Year 4": None, "Year 5 and Year 6": None}
    found = [each.technical for group in change.groups for each in group.scales if each.technical]
    assert len(found) == 9
    assert [each.adjusted for each in found] == pytest.approx(
        list(multipletests([each.p for each in found], method="fdr_bh")[1])
    )


def test_groups_are_the_same_if_their_years_are() -> None:
    before = side(
        FORM, [("Y3", 60, 0.5), ("Y4 and Y5", 70, 0.5)], 2024, years={"Y3": (3,), "Y4 and Y5": (4, 5)}
    )
    after = side(
        FORM,
        [("Year 3", 60, 0.5), ("Year 4", 70, 0.5), ("Years 4, 5", 70, 0.5)],
        seed=2,
        years={"Year 3": (3,), "Year 4": (4,), "Years 4, 5": (5, 4)},
    )
    assert [each.group for each in exact(before, after).groups] == ["Year 3", "Years 4, 5"]


def test_without_years_groups_are_the_same_by_name() -> None:
    before = side(FORM, [("Teachers", 60, 0.5), ("Office", 30, 0.5)], 2024)
    after = side(FORM, [("Teachers", 50, 0.5), ("Kitchen", 30, 0.5)], seed=2)
    assert [each.group for each in exact(before, after).groups] == ["Teachers"]


def test_a_group_of_other_years_is_another_even_under_the_same_name() -> None:
    groups = [("Juniors", 60, 0.5), ("Year 6", 60, 0.5)]
    before = side(FORM, groups, 2024, years={"Juniors": (3, 4), "Year 6": (6,)})
    after = side(FORM, groups, seed=2, years={"Juniors": (3, 4, 5), "Year 6": (6,)})
    assert [each.group for each in exact(before, after).groups] == ["Year 6"]


GIRLS = Breakdown(
    "about.sex",
    (
        GroupFinding("girl", None, 95, (ScaleFinding("s", 95, mean=Estimate(60.0, Interval(56, 64))),)),
        GroupFinding("boy", None, hidden="few"),
    ),
)


def test_characteristics_are_compared_from_what_is_released_alone() -> None:
    better = replace(
        GIRLS,
        groups=(
            replace(GIRLS.groups[0], scales=(ScaleFinding("s", 90, mean=Estimate(70.0)),)),
            GIRLS.groups[1],
        ),
    )
    earlier, later = side(FORM, YEARS, 2024, kept=[GIRLS]), side(FORM, LATER, seed=2, kept=[better])
    change = exact(earlier, later)
    found = of(change, "s", "girl")
    spreads = [each.shown.scales[0].sd for each in (earlier, later)]
    assert found.technical is not None
    assert spreads[0] is not None
    assert spreads[1] is not None
    square = spreads[0] ** 2 / 93 + spreads[1] ** 2 / 88 + 2 / 12
    assert found.technical.se == pytest.approx(square**0.5)
    assert (found.label, found.before, found.after) == ("improved", 60, 70)
    assert [each for each in change.groups if each.group == "boy"] == [
        GroupChange("about.sex", "boy", hidden="few")
    ]
    no_spread = replace(
        earlier, shown=replace(earlier.shown, scales=tuple(replace(s, sd=None) for s in earlier.shown.scales))
    )
    assert of(exact(no_spread, later), "s", "girl").hidden == "kept"


def test_nobody_knows_the_roll_of_a_characteristic_so_more_must_have_answered() -> None:
    def girls(n: int, mean: float) -> Breakdown:
        group = GroupFinding("girl", None, n, (ScaleFinding("s", n, mean=Estimate(mean)),))
        return Breakdown("about.sex", (group,))

    for n, label in ((20, "few"), (25, "improved")):
        earlier = side(FORM, YEARS, 2024, kept=[girls(n, 30.0)])
        later = side(FORM, LATER, seed=2, kept=[girls(n, 70.0)])
        assert of(exact(earlier, later), "s", "girl").label == label


def test_groups_of_other_columns_are_exact_where_a_file_has_them() -> None:
    earlier, later = pair()
    assert earlier.full is not None
    assert later.full is not None
    exactly = [
        replace(each, breakdowns=(*each.breakdowns, replace(each.breakdowns[0], by="house")))
        for each in (earlier.full, later.full)
    ]
    one, other = (
        replace(each, full=full, shown=full) for each, full in zip((earlier, later), exactly, strict=True)
    )
    found = [group for group in exact(one, other).groups if group.group == "Year 4"]
    assert [group.by for group in found] == ["group", "house"]
    differences = [[scale.difference for scale in group.scales] for group in found]
    assert differences[0] == differences[1]


def shown_as_one(found: ComparedRound, *names: str) -> ComparedRound:
    """A release in which these groups are shown as one."""
    breakdown = found.shown.breakdowns[0]
    first = next(group for group in breakdown.groups if group.group == names[0])
    one = replace(first, group=" and ".join(names), members=names)
    groups = (one, *(group for group in breakdown.groups if group.group not in names))
    return replace(found, shown=replace(found.shown, breakdowns=(replace(breakdown, groups=groups),)))


def together(found: ComparedRound, scale: int, *names: str) -> pd.Series[float]:
    return pd.concat([scores(found, scale, name) for name in names])


@pytest.mark.parametrize("years", [{}, NUMBERED])
@pytest.mark.parametrize("merged", [(True, True), (False, True), (True, False)])
def test_years_shown_as_one_are_compared_with_the_same_years(
    years: dict[str, tuple[int, ...]], merged: tuple[bool, bool]
) -> None:
    names = ("Year 3", "Year 4")
    earlier, later = pair(years=years)
    one, other = (
        shown_as_one(each, *names) if wanted else each
        for each, wanted in zip((earlier, later), merged, strict=True)
    )
    change = exact(one, other)
    assert [each.group for each in change.groups] == ["Year 3 and Year 4", "Year 5"]
    assert change.groups[0].members == (() if merged[1] else names)
    before, after = (together(each, 0, *names) for each in (earlier, later))
    found = of(change, "s", "Year 3 and Year 4")
    assert (found.before, found.after) == (pytest.approx(before.mean()), pytest.approx(after.mean()))
    assert found.technical is not None
    assert found.technical.p == pytest.approx(stats.ttest_ind(after, before, equal_var=False).pvalue)


@pytest.mark.parametrize("years", [{}, NUMBERED])
def test_years_put_together_otherwise_are_compared_where_both_rounds_end_a_group(
    years: dict[str, tuple[int, ...]],
) -> None:
    earlier, later = pair(years=years)
    change = exact(shown_as_one(earlier, "Year 4", "Year 5"), shown_as_one(later, "Year 3", "Year 4"))
    (found,) = change.groups
    assert (found.group, found.members) == ("Year 3, Year 4 and Year 5", ("Year 3 and Year 4", "Year 5"))
    assert of(change, "s", found.group).before == pytest.approx(scores(earlier, 0).mean())


def test_a_year_that_one_round_does_not_have_keeps_those_shown_with_it_from_being_compared() -> None:
    before, after = [("Year 3", 60, 0.5), ("Year 4", 70, 0.5)], [("Year 4", 60, 0.5), ("Year 5", 70, 0.5)]
    change = exact(*(shown_as_one(each, *names) for each, names in zip(
        pair([*before, ("Year 6", 40, 0.5)], [*after, ("Year 6", 40, 0.5)]),
        (("Year 3", "Year 4"), ("Year 4", "Year 5")),
        strict=True,
    )))  # fmt: skip
    assert [each.group for each in change.groups] == ["Year 6"]


def test_what_is_hidden_in_one_of_several_is_not_told_of_all_of_them() -> None:
    earlier, later = pair()
    first, *rest = later.shown.breakdowns[0].groups
    hiding = replace(first, scales=(ScaleFinding("s", hidden="unanimous"), *first.scales[1:]))
    hidden = replace(later.shown, breakdowns=(Breakdown("group", (hiding, *rest)),))
    change = exact(shown_as_one(earlier, "Year 3", "Year 4"), replace(later, shown=hidden))
    assert of(change, "s", "Year 3 and Year 4") == ScaleChange("s", hidden="unanimous")
    assert of(change, "t", "Year 3 and Year 4").hidden is None


def test_means_told_in_steps_leave_more_doubt() -> None:
    def girls(step: int) -> Breakdown:
        return Breakdown("about.sex", (GIRLS.groups[0],), step=step)

    found = [
        of(exact(*(side(FORM, YEARS, year, kept=[girls(step)]) for year in (2024, 2025))), "s", "girl")
        for step in (1, 5)
    ]
    one, five = (each.technical for each in found)
    assert one is not None
    assert five is not None
    assert five.se**2 - one.se**2 == pytest.approx(2 * (25 - 1) / 12)
