"""A partnership's findings: its schools' sums, in two stages, as far as they may be shown."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from selfeval.findings.estimates import Estimate
from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from selfeval.scoring.partnership.findings import PartnershipFindings, distribution, partnership_findings
from selfeval.scoring.partnership.member_schools import SchoolSums, ScoreSums, school_sums, two_stage
from selfeval.scoring.round_findings import round_findings
from tests.invented import by_group
from tests.scoring.forms import form, plain_ends
from tests.scoring.references import HERE, results

FORM = form(4, scales=[[0, 1], [2, 3]])
SCALES = {scale.id: scale.items for scale in FORM.scales}
YEARS = {"Year 5": 30, "Year 6": 26}


def sums_of(values: Sequence[float]) -> ScoreSums:
    return ScoreSums(len(values), float(sum(values)), float(sum(value**2 for value in values)))


def school(
    name: str, sizes: Mapping[str, int] = YEARS, seed: int = 1, definition: Definition = FORM
) -> SchoolSums:
    responses, groups = by_group(definition, [(group, n, 0.6) for group, n in sizes.items()], seed)
    full = round_findings(definition, responses, groups=groups, rolls={g: n + 6 for g, n in sizes.items()})
    return school_sums(name, full, (publish(full),))


def together(schools: Sequence[SchoolSums], of: int | None = None) -> PartnershipFindings:
    found = partnership_findings(schools, of or len(schools), scales=SCALES)
    assert found is not None
    return found


@pytest.mark.parametrize("of", [8, 11])
def test_the_mean_of_two_stages_is_that_of_svydesign(of: int) -> None:
    with (HERE / "schools.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    schools = {row["school"]: int(row["roll"]) for row in rows}
    given_ = [
        (sums_of([float(row["y"]) for row in rows if row["school"] == name]), roll)
        for name, roll in schools.items()
    ]
    found, r = two_stage(given_, of), results("school")
    assert found is not None
    assert found.value == pytest.approx(r[f"schools.mean_of_{of}"], rel=1e-7)
    half = stats.t.ppf(0.975, 7 if of == 11 else len(rows) - 8) * r[f"schools.se_of_{of}"]
    assert plain_ends(found) == pytest.approx((found.value - half, found.value + half), rel=1e-7)


values = st.lists(st.floats(0, 100), min_size=1, max_size=30)


@given(st.lists(values, min_size=1, max_size=5))
def test_sums_add_up_to_the_mean_and_variance_of_all_people(schools: list[list[float]]) -> None:
    everyone = [value for school in schools for value in school]
    whole = sum(map(sums_of, schools), ScoreSums())
    assert whole.n == len(everyone)
    assert whole.mean == pytest.approx(np.mean(everyone))
    if len(everyone) > 1:
        assert whole.variance == pytest.approx(np.var(everyone, ddof=1), abs=1e-6)


def test_schools_that_differ_and_did_not_all_take_part_leave_a_mean_less_sure() -> None:
    schools = [(sums_of([mean - 5.0, mean, mean + 5]), 6) for mean in (40, 50, 60, 70)]
    widths = []
    for of in (4, 5, 40):
        found = two_stage(schools, of)
        assert found is not None
        assert found.interval is not None
        assert found.value == 55
        widths.append(found.interval.high - found.interval.low)
    assert widths == sorted(widths)
    assert widths[1] > 2 * widths[0]


def test_where_every_school_and_everyone_in_it_answered_it_is_said() -> None:
    given_ = [(sums_of([50.0, 60]), 2), (sums_of([70.0, 80, 90]), 3)]
    assert two_stage(given_, 2) == Estimate(70.0, everyone=True)
    assert two_stage(given_, 3) != Estimate(70.0, everyone=True)


def test_one_school_has_no_partnership() -> None:
    assert partnership_findings([school("Alder Vale")], 1, scales=SCALES) is None
    assert two_stage([(sums_of([1.0, 2]), 9), (ScoreSums(), 9)], 2) is None


def test_people_count_alike_whichever_school_is_theirs() -> None:
    schools = [school("Alder Vale", seed=1), school("Birch Lane", {"Year 5": 80, "Year 6": 90}, seed=2)]
    everyone = []
    for sizes, seed in ((YEARS, 1), ({"Year 5": 80, "Year 6": 90}, 2)):
        responses, _ = by_group(FORM, [(group, n, 0.6) for group, n in sizes.items()], seed)
        everyone.append(scale_scores(FORM, matrix(FORM, responses)))
    scores = np.concatenate(everyone)
    found = together(schools).groups[0]
    assert (found.group, found.n, found.roll, found.schools) == ("", 226, 250, 2)
    for figure, column in zip(found.figures, scores.T, strict=False):
        assert figure.mean is not None
        assert figure.mean.value == int(np.nanmean(column) + 0.5)


def test_a_year_that_one_school_hides_is_told_of_the_others() -> None:
    small = school("Alder Vale", {"Year 5": 6, "Year 6": 7, "Year 7": 40}, seed=1)
    others = [school("Birch Lane", seed=2), school("Cedar Road", seed=3)]
    year, alone = (
        next(group for group in together(schools).groups if group.group == "Year 5")
        for schools in ([small, *others], others)
    )
    assert (year.schools, year.left_out, year.n) == (2, 1, alone.n)
    assert [figure.mean and figure.mean.value for figure in year.figures] == [
        figure.mean and figure.mean.value for figure in alone.figures
    ]
    assert all(figure.mean for figure in year.figures)
    assert alone.left_out == 0


def test_a_year_of_the_partnership_is_shown_to_the_nearest_five_with_scales_alone() -> None:
    found = together(
        [school(name, seed=seed) for seed, name in enumerate(("Alder Vale", "Birch Lane", "Cedar"))]
    )
    year = found.groups[1]
    assert (year.group, year.schools, year.n) == ("Year 5", 3, 90)
    assert {figure.figure for figure in year.figures} == set(SCALES)
    assert {"q0", "q3"} <= {figure.figure for figure in found.groups[0].figures}


def test_a_year_that_one_school_alone_has_is_no_group_of_the_partnership() -> None:
    found = together([school("Alder Vale"), school("Birch Lane", {"Year 5": 40, "Year 7": 40})])
    assert [group.group for group in found.groups] == ["", "Year 5"]


def test_what_subtraction_would_reveal_is_not_shown() -> None:
    """Each hides a small year with another; Year 5 of the partnership would give one school's away."""
    schools = [
        school("Alder Vale", {"Year 4": 40, "Year 5": 6, "Year 6": 30}),
        school("Birch Lane", {"Year 4": 40, "Year 5": 30, "Year 6": 30}),
    ]
    found = together(schools)
    year5 = next(group for group in found.groups if group.group == "Year 5")
    assert (year5.n, year5.figures) == (None, ())
    assert found.groups[0].n == 176


def test_what_was_shown_before_is_remembered() -> None:
    schools = [school(name, seed=seed) for seed, name in enumerate(("Alder Vale", "Birch Lane", "Cedar"))]
    small = school("Dene", {"Year 5": 6, "Year 6": 3}, seed=9)
    before = partnership_findings(schools, 4, scales=SCALES)
    assert before is not None
    after = partnership_findings([*schools, small], 4, scales=SCALES, earlier=before.shown)
    assert after is not None
    assert before.groups[0].n == 168
    assert (after.groups[0].n, after.groups[0].figures) == (None, ())  # the difference is nine people


def test_schools_of_different_questionnaires_are_never_added_up() -> None:
    other = form(4, scales=[[0, 1], [2, 3]], minimum=1)
    with pytest.raises(ValueError, match="not asked the same questionnaire"):
        partnership_findings([school("Alder Vale"), school("Birch Lane", definition=other)], 2, scales=SCALES)


def twenty(n: int = 20) -> list[SchoolSums]:
    draw = random.Random(3)
    return [
        school(f"School {number}", {"Year 5": draw.randint(20, 40), "Year 6": draw.randint(20, 40)}, number)
        for number in range(n)
    ]


def test_how_schools_lie_is_told_from_their_releases_and_not_for_fewer_than_twenty() -> None:
    schools = twenty()
    found = together(schools).groups[0].figures[0].distribution
    assert found is not None
    told = [
        scale.mean.value
        for each in schools
        for scale in each.member.releases[-1].scales
        if scale.scale == "s0" and scale.mean
    ]
    assert found.schools == sum(found.steps.values()) == 20
    assert (found.middle.low, found.middle.high) == tuple(
        int(end + 0.5) for end in np.quantile(told, (0.25, 0.75))
    )
    for step, some in found.steps.items():
        low, high = map(int, step.split("-"))
        assert some == sum(low <= mean < high for mean in told)
    assert distribution([each.member.releases[-1] for each in schools[:19]], "s0") is None
    assert together(schools[:19]).groups[0].figures[0].distribution is None


def test_a_mean_of_a_hundred_stands_in_the_last_step() -> None:
    """No step begins at 100."""
    told = [each.member.releases[-1] for each in twenty()]
    found = distribution(told, "s0")
    assert found is not None
    assert all(int(step.split("-")[1]) <= 100 for step in found.steps)
