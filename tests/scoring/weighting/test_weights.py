"""Weights to the roll (MEASUREMENT 6): against R's survey, by laws, and as they may be published."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import RoundFindings
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.recoding import joined as shown_together
from selfeval.scoring.measurement.scale_findings import Crossing
from selfeval.scoring.round_findings import round_findings
from selfeval.scoring.weighting.post_stratification import (
    Stratum,
    collapsed,
    joined_strata,
    of_a_group,
    stratum,
    weighted_mean,
    weights_used,
)
from selfeval.scoring.weighting.raking import rake
from tests.scoring.forms import form, mixed, plain_ends
from tests.scoring.references import ROLLS, SCHOOL, SEXES, listed, results, school

SIX_DIGITS = 1e-7


def crossing() -> Crossing:
    return Crossing("sex", school()[2], SEXES)


def weighted_school(by: str) -> RoundFindings:
    responses, years, sexes = school()
    if by == "by_year":
        return round_findings(SCHOOL, responses, groups=years, rolls=ROLLS)
    if by == "by_cell":
        return round_findings(SCHOOL, responses, groups=years, rolls=ROLLS, crossing=crossing())
    totals = {sex: sum(rolls[sex] for rolls in SEXES.values()) for sex in ("girl", "boy")}
    return round_findings(
        SCHOOL, responses, groups=years, rolls=ROLLS, columns={"sex": sexes}, margins={"sex": totals}
    )


@pytest.mark.parametrize("by", ["by_year", "by_cell", "raked"])
def test_means_intervals_and_effective_numbers_are_those_of_r(by: str) -> None:
    found, r = weighted_school(by), results("school")
    mean = found.scales[0].weighted
    assert mean is not None
    assert mean.value == pytest.approx(r[f"{by}.mean"], rel=SIX_DIGITS)
    low, high = listed("school", f"{by}.ci")
    assert plain_ends(mean) == pytest.approx((low, high), rel=SIX_DIGITS)
    assert found.weights is not None
    assert found.weights.n_effective == pytest.approx(r[f"{by}.n_effective"], rel=SIX_DIGITS)
    assert found.weights.raked == (by == "raked")
    assert found.weights.by == (("group",) if by == "by_year" else ("group", "sex"))
    if by == "by_year":
        assert mean.value == pytest.approx(r["by_year.mean_of_postStratify"], rel=SIX_DIGITS)


def test_the_plain_mean_stays_the_headline() -> None:
    plain = results("school")["school.mean"]
    for by in ("by_year", "by_cell", "raked"):
        mean = weighted_school(by).scales[0].mean
        assert mean is not None
        assert mean.value == pytest.approx(plain)


people = st.integers(5, 60)
cells = st.builds(
    lambda n, silent, mean, spread: Stratum(("x",), float(n + silent), n, mean, spread**2 * (n - 1)),
    people,
    st.integers(0, 40),
    st.floats(0, 100),
    st.floats(0, 40),
)


@given(st.lists(cells, min_size=2, max_size=8))
def test_weights_stand_for_exactly_the_roll_and_no_one_is_dropped(groups: list[Stratum]) -> None:
    strata = collapsed([[group] for group in groups])
    assert sum(each.roll for each in strata) == pytest.approx(sum(each.roll for each in groups))
    assert sum(each.n for each in strata) == sum(each.n for each in groups)
    assert sum(len(each.names) for each in strata) == len(groups)


@given(st.lists(cells, min_size=2, max_size=8), st.floats(1, 5))
def test_equal_response_in_every_cell_makes_no_difference(groups: list[Stratum], times: float) -> None:
    even = [replace(group, roll=times * group.n) for group in groups]
    found = weighted_mean([[group] for group in even])
    plain = joined_strata(even).mean
    if found is None:  # five times as many on roll are under 30 of 100
        assert times > 100 / 30
    else:
        assert found.mean.value == pytest.approx(plain)
        assert weights_used(("group",), found.strata).n_effective == pytest.approx(sum(g.n for g in groups))


@given(st.lists(cells, min_size=2, max_size=8))
def test_weighting_never_adds_to_the_effective_number(groups: list[Stratum]) -> None:
    found = weighted_mean([[group] for group in groups])
    if found is not None:
        effective = weights_used(("group",), found.strata).n_effective
        assert effective is not None
        assert effective <= sum(group.n for group in groups) + 1e-9


@given(st.lists(cells, min_size=1, max_size=6))
def test_strata_put_together_have_the_mean_and_spread_of_all_their_people(groups: list[Stratum]) -> None:
    both = joined_strata(groups)
    n = sum(group.n for group in groups)
    mean = sum(group.n * group.mean for group in groups) / n
    squares = sum(group.scatter + group.n * group.mean**2 for group in groups) - n * mean**2
    assert both.mean == pytest.approx(mean)
    assert both.scatter == pytest.approx(squares, abs=1e-5)


def cell(name: str, roll: float, n: int, mean: float = 50.0) -> Stratum:
    return Stratum((name,), roll, n, mean, 100.0 * max(n - 1, 0))


def test_sexes_with_few_answers_are_put_together_before_years() -> None:
    year3 = [cell("girls 3", 20, 15), cell("boys 3", 20, 4)]
    year4 = [cell("girls 4", 20, 15), cell("boys 4", 20, 15)]
    assert [each.names for each in collapsed([year3, year4])] == [
        ("girls 3", "boys 3"),
        ("girls 4",),
        ("boys 4",),
    ]


def test_a_year_with_few_answers_joins_its_smaller_neighbour() -> None:
    years = [[cell("3", 40, 30)], [cell("4", 40, 3)], [cell("5", 40, 20)], [cell("6", 40, 25)]]
    assert [each.names for each in collapsed(years)] == [("3",), ("4", "5"), ("6",)]
    years = [[cell("3", 40, 0)], [cell("4", 40, 30)], [cell("5", 40, 20)]]
    assert [each.names for each in collapsed(years)] == [("3", "4"), ("5",)]


def test_nobody_weighs_more_than_five_times_the_mean() -> None:
    years = [[cell("3", 100, 90)], [cell("4", 100, 6)], [cell("5", 100, 90)]]
    assert max(each.roll / each.n for each in collapsed(years)) <= 5 * 300 / 186
    assert len(collapsed(years)) == 2


def test_under_thirty_of_a_hundred_nothing_is_weighted() -> None:
    assert weighted_mean([[cell("3", 100, 29)], [cell("4", 100, 30)]]) is None
    assert weighted_mean([[cell("3", 100, 30)], [cell("4", 100, 30)]]) is not None


def test_one_stratum_is_nothing_to_weight_by() -> None:
    assert weighted_mean([[cell("3", 40, 30)]]) is None
    assert weighted_mean([[cell("3", 40, 30)], [cell("4", 5, 2)]]) is None


def test_where_everyone_answered_it_is_said() -> None:
    found = weighted_mean([[cell("3", 30, 30, 40.0)], [cell("4", 10, 10, 80.0)]])
    assert found is not None
    assert found.mean == Estimate(50.0, everyone=True)


def test_where_nothing_varies_there_is_no_interval() -> None:
    found = weighted_mean([[Stratum(("3",), 40, 30, 50, 0)], [Stratum(("4",), 40, 20, 50, 0)]])
    assert found is not None
    assert found.mean == Estimate(50.0)


def test_those_who_did_not_say_their_sex_stand_for_their_year() -> None:
    year, girls, boys = cell("5", 60, 44), cell("g", 30, 26), cell("b", 30, 14)
    unsaid = replace(cell("", 0, 4), scatter=0.0)
    found = of_a_group(year, [girls, boys], unsaid)
    assert sum(each.roll for each in found) == pytest.approx(60)
    assert found[2].roll / found[2].n == pytest.approx(60 / 44)
    assert found[2].variance == year.variance
    assert found[0].roll == pytest.approx(found[1].roll)


def test_one_person_who_did_not_say_is_a_stratum_and_every_girl_may_have_answered() -> None:
    year = [cell("5", 60, 45), cell("g", 30, 30), cell("b", 30, 14), cell("", 0, 1)]
    found = of_a_group(year[0], year[1:3], year[3])
    assert [each.n for each in found] == [30, 14, 1]
    assert [each.names for each in collapsed([found, [cell("6", 40, 30)]])] == [("g",), ("b",), ("",), ("6",)]
    assert of_a_group(cell("5", 60, 1), year[1:3], year[3]) == [cell("5", 60, 1)]


def test_no_weighted_interval_leaves_the_scale() -> None:
    for mean in (0.4, 99.6):
        found = weighted_mean([[cell("3", 90, 30, mean)], [cell("4", 90, 30, mean)]])
        assert found is not None
        assert found.mean.interval is not None
        assert 0 < found.mean.interval.low < mean < found.mean.interval.high < 100


def test_a_year_with_more_girls_than_its_roll_has_is_weighted_as_a_whole() -> None:
    year = cell("5", 60, 44)
    assert of_a_group(year, [cell("g", 20, 26), cell("b", 40, 18)], cell("", 0, 0)) == [year]


def test_raking_merges_values_with_few_answers_and_gives_up_on_heavy_weights() -> None:
    def crossed(name: str, sex: str, n: int) -> Stratum:
        return Stratum((name, sex), 0, n, 50, 100.0 * n)

    some = [
        crossed("3", "girl", 20),
        crossed("3", "boy", 18),
        crossed("4", "girl", 3),
        crossed("5", "boy", 20),
    ]
    years, sexes = {"3": 50, "4": 20, "5": 30}, {"girl": 48, "boy": 52}
    found = rake(some, [years, sexes], 100)
    assert found is not None
    assert found.described(("group", "sex")).merged == (("4", "5"),)
    weighed = found.weights * found.people
    for column, (values, margin) in enumerate(((("3",), 50), (("girl",), 48))):
        reached = sum(w for w, each in zip(weighed, found.cells, strict=True) if each.names[column] in values)
        assert reached == pytest.approx(margin, rel=1e-6)
    assert rake(some, [{"3": 5, "4": 90, "5": 5}, sexes], 100) is None
    assert rake(some, [years, sexes], 300) is None


def test_too_few_answers_to_weight_is_a_notice() -> None:
    found = round_findings(form(4), mixed(40, 4), groups=["a"] * 20 + ["b"] * 20, rolls={"a": 100, "b": 100})
    assert "not_weighted" in found.notices
    assert found.weights is None


def test_a_few_staff_are_not_weighted() -> None:
    staff = replace(form(4), audience="staff")
    groups, rolls = ["office"] * 12 + ["classroom"] * 17, {"office": 14, "classroom": 40}
    assert round_findings(staff, mixed(29, 4), groups=groups, rolls=rolls).weights is None
    assert round_findings(staff, mixed(30, 4), groups=[*groups, "office"], rolls=rolls).weights is not None


# As they may be published


def lopsided(**answered_of: tuple[int, int, int]) -> RoundFindings:
    """Years by name: how many answered of how many, and the answer that all but a few gave."""
    responses, groups, rolls = [], [], {}
    for year, (n, roll, answer) in answered_of.items():
        responses += [f"{answer}{answer}{(answer + person) % 5}{person % 5}" for person in range(n)]
        groups += [year] * n
        rolls[year] = roll
    return round_findings(form(4), responses, groups=groups, rolls=rolls)


def test_a_weighted_mean_is_published_only_where_it_is_two_points_away() -> None:
    far = publish(lopsided(a=(60, 60, 0), b=(30, 90, 3)))
    near = publish(lopsided(a=(60, 60, 0), b=(50, 60, 3)))
    assert far.scales[0].weighted is not None
    assert near.scales[0].weighted is None
    for found in (far, near):
        assert found.weights is not None
        assert found.weights.by == ("group",)
        assert (found.weights.n_effective or 0) % 5 == 0


def test_beside_a_year_of_fewer_than_thirty_no_weighted_mean_is_told() -> None:
    small = publish(lopsided(a=(60, 60, 0), b=(20, 60, 3)))
    assert small.breakdowns[0].step == 5
    assert small.scales[0].weighted is None


def test_groups_shown_as_one_are_weighted_as_one_so_that_nothing_more_is_told() -> None:
    full = lopsided(a=(60, 60, 0), b=(7, 20, 3), c=(25, 60, 4), d=(50, 55, 1))
    shown = publish(full)
    by_name = {group.group: group for group in full.breakdowns[0].groups}
    assert [group.group for group in shown.breakdowns[0].groups] == ["a", "b and c", "d"]
    total = full.scales[0]
    assert total.mean is not None
    sums = {name: (each.scales[0].mean.value if each.scales[0].mean else 0) for name, each in by_name.items()}
    rest = 142 * total.mean.value - 60 * sums["a"] - 50 * sums["d"]
    follows = (60 * sums["a"] + 55 * sums["d"] + 80 * rest / 32) / 195
    weighted = shown.scales[0].weighted
    assert weighted is not None
    assert weighted.value == int(follows + 0.5)
    assert shown.weights is not None
    assert shown.weights.merged == (("b", "c"),)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 4)), min_size=2, max_size=6))
def test_every_published_weighted_mean_follows_from_the_shown_groups_and_the_whole(
    years: list[tuple[int, int, int]],
) -> None:
    """Exact figures of shown groups, of the whole, and how many answered: an attacker has no more to gain."""
    named = {f"Year {place}": (n, n + silent, centre) for place, (n, silent, centre) in enumerate(years)}
    if not any(n for n, _, _ in named.values()):
        return
    full = lopsided(**named)
    shown = publish(full)
    total, told = full.scales[0], shown.scales[0]
    if told.weighted is None or total.mean is None:
        return
    by_name = {group.group: group for group in full.breakdowns[0].groups}
    open_ = [group for group in shown.breakdowns[0].groups if group.scales and group.scales[0].mean]
    exact = [shown_together([by_name[name] for name in each.parts]) for each in open_]
    strata = [stratum(each.group, float(each.roll or 0), each.scales[0]) for each in exact]
    rest_n = (total.n or 0) - sum(each.n for each in strata)
    rest_roll = (full.roll or 0) - sum(each.roll for each in strata)
    if rest_roll:
        left = (total.n or 0) * total.mean.value - sum(each.n * each.mean for each in strata)
        strata.append(Stratum(("rest",), rest_roll, rest_n, left / rest_n if rest_n else 0.0))
    follows = sum(each.roll * each.mean for each in collapsed([[each] for each in strata])) / (full.roll or 1)
    assert told.weighted.value == int(follows + 0.5)


def test_girls_and_boys_weigh_in_public_only_where_no_cell_is_small() -> None:
    found = publish(weighted_school("by_cell"))
    assert found.weights is not None
    assert found.weights.by == ("group", "sex")
    assert found.cells == ()
    responses, years, sexes = school()
    unsaid = ["" if place == 3 else sex for place, sex in enumerate(sexes)]
    full = round_findings(
        SCHOOL, responses, groups=years, rolls=ROLLS, crossing=Crossing("sex", unsaid, SEXES)
    )
    assert full.weights is not None
    assert full.weights.by == ("group", "sex")
    shown = publish(full)
    assert shown.weights is not None
    assert shown.weights.by == ("group",)


def test_raked_means_are_published_by_group_alone() -> None:
    shown = publish(weighted_school("raked"))
    assert shown.weights is not None
    assert (shown.weights.by, shown.weights.raked) == (("group",), False)


def test_few_girls_of_a_shown_year_are_told_and_the_boys_of_a_hidden_one_are_not() -> None:
    groups = ["a"] * 60 + ["b"] * 8 + ["c"] * 40
    sexes = ["girl"] * 12 + ["boy"] * 48 + ["girl"] * 6 + ["boy"] * 2 + ["girl"] * 20 + ["boy"] * 20
    full = round_findings(
        form(4),
        mixed(108, 4),
        groups=groups,
        rolls={"a": 100, "b": 20, "c": 50},
        crossing=Crossing(
            "sex",
            sexes,
            {"a": {"girl": 50, "boy": 50}, "b": {"girl": 10, "boy": 10}, "c": {"girl": 25, "boy": 25}},
        ),
    )
    assert [each for each in full.notices if each.startswith("turnout")] == [
        "turnout_uneven_girls:a",
        "turnout_uneven_boys:b",
    ]
    assert [each for each in publish(full).notices if each.startswith("turnout")] == [
        "turnout_uneven_girls:a"
    ]


def test_a_value_without_a_roll_among_others_is_refused() -> None:
    with pytest.raises(ValueError, match="No roll is given for other in a"):
        round_findings(
            form(4),
            mixed(12, 4),
            groups=["a"] * 12,
            rolls={"a": 20},
            crossing=Crossing("sex", ["girl"] * 11 + ["other"], {"a": {"girl": 20}}),
        )


def test_those_of_whom_a_column_says_nothing_are_a_group_that_is_never_listed() -> None:
    sexes = ["girl"] * 30 + ["boy"] * 30 + [""] * 12
    full = round_findings(form(4), mixed(72, 4), columns={"sex": sexes})
    assert [group.group for group in full.breakdowns[0].groups] == ["boy", "girl", ""]
    assert [group.group for group in publish(full).breakdowns[0].groups] == ["boy", "girl"]
