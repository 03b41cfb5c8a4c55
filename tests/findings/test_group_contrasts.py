"""Groups against the others of their table: right p, one family, and nothing but published figures."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.findings.group_contrasts import GroupContrast, group_contrasts, holm, two_sided

SPREAD = 20.0


def _group(name: str, n: int, mean: float) -> GroupFinding:
    return GroupFinding(name, n=n, scales=(ScaleFinding("belonging", n=n, mean=Estimate(mean)),))


def _round(*tables: Breakdown, n: int = 600) -> RoundFindings:
    whole = ScaleFinding("belonging", n=n, mean=Estimate(60), sd=SPREAD)
    return RoundFindings("q", 1, "d", "pupils", "11-18", n, n, 0, (whole,), (), tables)


def _contrasts(*tables: Breakdown) -> dict[str, GroupContrast]:
    return {contrast.group: contrast for contrast in group_contrasts(_round(*tables), "belonging")}


HELP = Breakdown("about.extra_help", (_group("yes", 155, 52), _group("no", 445, 62)), step=2)
BACKGROUND = Breakdown(
    "about.ethnic_group",
    (_group("white", 480, 60), _group("asian", 90, 60), _group("black", 15, 45), _group("mixed", 15, 75)),
    step=5,
)


@pytest.mark.parametrize("freedom", [1, 2, 3, 8, 14, 61, 200])
def test_the_chance_of_a_t_is_that_of_scipy(freedom: int) -> None:
    for t in (0.0, 0.3, 1.0, 2.6, 5.0):
        assert two_sided(t, freedom) == pytest.approx(2 * special.stdtr(freedom, -t), abs=1e-12)


def test_many_comparisons_are_corrected_as_holm_does() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_many_with_a_sure_distance_are_found_and_a_few_far_off_are_not() -> None:
    contrasts = _contrasts(HELP, BACKGROUND)
    assert {group for group, contrast in contrasts.items() if contrast.sure} == {"yes"}
    assert contrasts["yes"].difference == -10
    assert contrasts["black"].difference < -14
    assert contrasts["mixed"].difference > 14


def test_the_surest_comes_first_and_no_order_of_tables_or_groups_changes_a_verdict() -> None:
    turned = [replace(table, groups=table.groups[::-1]) for table in (BACKGROUND, HELP)]
    one, other = _round(HELP, BACKGROUND), _round(*turned)
    first, second = (group_contrasts(findings, "belonging") for findings in (one, other))
    assert [contrast.group for contrast in first] == [contrast.group for contrast in second]
    assert first[0].group == "yes"
    for here, there in zip(first, second, strict=True):
        assert here.p == pytest.approx(there.p)
        assert here.others == pytest.approx(there.others)


def test_two_groups_are_one_comparison_of_the_smaller_one() -> None:
    assert list(_contrasts(HELP)) == ["yes"]
    assert _contrasts(HELP)["yes"].of_two


def _sure(*groups: GroupFinding) -> set[str]:
    contrasts = _contrasts(Breakdown("about.language", groups))
    return {group for group, contrast in contrasts.items() if contrast.sure}


def test_one_low_group_makes_no_other_group_high() -> None:
    low, alike = _group("low", 100, 48), [_group("one", 150, 61), _group("two", 150, 62)]
    assert _sure(low, *alike) == {"low"}
    assert _sure(low, *alike, _group("most", 700, 61)) == {"low"}
    assert _sure(_group("low", 4_000, 20), _group("one", 4_000, 61), _group("two", 4_000, 61)) == {"low"}


def test_one_high_group_makes_no_other_group_low() -> None:
    assert _sure(_group("high", 150, 75), _group("most", 400, 55), _group("few", 60, 55)) == {"high"}


def test_two_low_groups_are_both_found_beside_one_that_most_people_are_in() -> None:
    assert _sure(_group("one", 100, 50), _group("two", 100, 51), _group("most", 600, 62)) == {"one", "two"}


def test_one_low_and_one_high_group_are_both_found() -> None:
    assert _sure(_group("low", 100, 48), _group("high", 100, 74), _group("most", 600, 61)) == {"low", "high"}


def test_a_characteristic_is_a_family_of_its_own_and_more_than_four_share_what_four_have() -> None:
    def beside(tables: int) -> float:
        others = (replace(BACKGROUND, by=f"about.{number}") for number in range(tables - 1))
        return _contrasts(HELP, *others)["yes"].p

    assert beside(1) == beside(2) == beside(4)
    assert beside(6) == pytest.approx(beside(4) * 6 / 4)


def test_a_hidden_group_is_in_no_comparison() -> None:
    hidden = replace(HELP, groups=(*HELP.groups, GroupFinding("not_sure", hidden="few")))
    assert _contrasts(hidden) == _contrasts(HELP)
    one = replace(HELP, groups=(HELP.groups[0], GroupFinding("no", hidden="complement")))
    assert _contrasts(one) == {}


def _exact(apart: int, errors: tuple[float, float], step: int) -> float:
    """How likely two equal means are told so far apart, between two steps, where likeliest."""
    told = np.arange(-60, 61) * step
    chances = []
    for true in np.linspace(0, step, 41):
        one, other = (
            special.ndtr((told + step / 2 - true) / error) - special.ndtr((told - step / 2 - true) / error)
            for error in errors
        )
        far = np.abs(told[:, None] - told) >= apart
        chances.append(float((np.outer(one, other) * far).sum()))
    return max(chances)


@pytest.mark.parametrize(("few", "many"), [(15, 300), (60, 60), (60, 300), (155, 450), (90, 2_000)])
@pytest.mark.parametrize("step", [1, 2, 5])
def test_whatever_rounding_may_have_done_is_allowed_for(few: int, many: int, step: int) -> None:
    errors = (SPREAD / math.sqrt(few), SPREAD / math.sqrt(many))
    close = [apart for apart in range(step, 30, step) if 0.001 < _exact(apart, errors, step) < 0.1]
    assert close
    for apart in close:
        table = Breakdown("about.sex", (_group("few", few, 60 - apart), _group("many", many, 60)), step=step)
        assert _contrasts(table)["few"].p > 0.94 * _exact(apart, errors, step)


def test_coarser_figures_are_less_sure() -> None:
    p = [_contrasts(replace(HELP, step=step))["yes"].p for step in (1, 2, 5)]
    assert p[0] < p[1] < p[2]


def test_years_that_were_set_against_one_another_at_the_count_are_not_compared_again() -> None:
    years = Breakdown("group", (_group("Year 7", 100, 50), _group("Year 8", 100, 70)))
    assert "Year 7" in _contrasts(years)
    assert _contrasts(replace(years, compared=("belonging",))) == {}


def test_nothing_is_compared_where_the_spread_of_everyone_is_not_shown() -> None:
    findings = replace(_round(HELP), scales=(ScaleFinding("belonging", hidden="few"),))
    assert group_contrasts(findings, "belonging") == ()
