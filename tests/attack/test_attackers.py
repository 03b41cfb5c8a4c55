"""An attacker who finds nothing must be one who could have: each is given figures without protection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.release.release import digest_of
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from selfeval.scoring.partnership.publication import Pooled
from selfeval.scoring.round_findings import round_findings
from tests.attack import partners
from tests.attack.answering import Flags
from tests.attack.bounds import confined
from tests.attack.counts import counted
from tests.attack.exact import few_of, orthonormal, searched, solved, tried
from tests.attack.holder import tied
from tests.attack.people import Codes, Floats
from tests.attack.shares import most_years
from tests.attack.told import Round, round_of
from tests.attack.worlds import Telling, Wave, school

pytestmark = pytest.mark.slow


def wave(size: int, seed: int = 1) -> Wave:
    """The first round of a school of so many people, with no correction."""
    first = school([seed, size], "Alder Vale Primary", size, rounds=1).waves[0]
    return replace(first, tellings=first.tellings[:1])


def full(telling: Telling) -> RoundFindings:
    counted = telling.counted
    return round_findings(counted.definition, counted.responses, groups=counted.groups, rolls=counted.rolls)


def told(of: Wave, shown: RoundFindings) -> Wave:
    """The round with other findings in its release."""
    (telling,) = of.tellings
    release = replace(telling.release, rounds=(shown,))
    return replace(of, tellings=(replace(telling, release=release, digest=digest_of(release)),))


def attacked(of: Wave) -> Round:
    return round_of(of, {telling.digest: telling.release for telling in of.tellings})


def with_small_years() -> Wave:
    """A round with years of few people that are told like any other."""
    found = next(each for each in map(wave, range(40, 60)) if _few(each))
    return told(found, replace(found.shown, breakdowns=full(found.tellings[0]).breakdowns[:1]))


def _few(of: Wave) -> bool:
    many = np.bincount(of.group, minlength=len(of.years))
    return bool(((many > 4) & (many < 9)).any()) and of.shown.scales[0].mean is not None


def test_exact_lines_find_a_small_year_that_is_told() -> None:
    assert {found.few < 10 for found in solved(attacked(with_small_years()))} == {True}


def test_exact_lines_find_a_small_year_that_is_hidden_alone() -> None:
    assert solved(attacked(_one_hidden(with_small_years())))


def _one_hidden(of: Wave) -> Wave:
    few = int(np.argmin(np.where((many := np.bincount(of.group)) > 4, many, 999)))
    groups = tuple(
        GroupFinding(group.group, group.roll, hidden="few") if group.group == of.names[few] else group
        for group in of.shown.breakdowns[0].groups
    )
    return told(of, replace(of.shown, breakdowns=(Breakdown("group", groups),)))


def test_a_linear_program_finds_a_small_year_that_is_hidden_alone() -> None:
    found = confined(attacked(_one_hidden(with_small_years())))
    assert found.confined
    for each in found.confined:
        assert each.few < 10
        assert each.high - each.low < 10


def test_numbers_find_a_small_year_where_the_others_leave_nothing_open() -> None:
    of = next(each for each in (wave(size, seed=5) for size in range(60, 200)) if _one_small_year(each))
    groups = [
        GroupFinding(name, 30, hidden="few") if n < 10 else GroupFinding(name, n, n + 2)
        for name, n in zip(of.names, np.bincount(of.group).tolist(), strict=True)
    ]
    found = counted(told(of, replace(of.shown, breakdowns=(Breakdown("group", tuple(groups)),))))
    assert [each.n for each in found] == [min(np.bincount(of.group))]
    open_ = [replace(group, roll=(group.roll or 0) + 9) for group in groups]
    assert counted(told(of, replace(of.shown, breakdowns=(Breakdown("group", tuple(open_)),)))) == []


def _one_small_year(of: Wave) -> bool:
    many, rolls = np.bincount(of.group, minlength=len(of.years)), of.tellings[0].counted.rolls or {}
    small = [name for name, n in zip(of.names, many.tolist(), strict=True) if n < 10]
    return len(small) == 1 and 0 < many.min() < rolls[small[0]]


def test_exact_lines_find_who_was_taken_out_by_a_correction_that_looks_at_nothing_before_it() -> None:
    first = wave(60)
    (telling,) = first.tellings
    gone = telling.group.copy()
    gone[7] = -1
    counted = replace(
        telling.counted,
        responses=[row for at, row in enumerate(first.rows) if at != 7],
        groups=[name for at, name in enumerate(telling.counted.groups) if at != 7],
    )
    corrected = replace(telling, group=gone, counted=counted)
    release = replace(telling.release, rounds=(publish(full(corrected)),))
    corrected = replace(corrected, release=release, digest=digest_of(release))
    found = solved(attacked(replace(first, tellings=(telling, corrected))))
    assert any(each.few == 1 and each.people[7] for each in found)


def test_whoever_holds_the_rows_finds_who_is_who_in_a_table_of_fine_means() -> None:
    of = next(each for each in map(wave, range(24, 40)) if _two_sexes(each))
    found = tied([attacked(told(of, replace(of.shown, breakdowns=(_fine(of),))))], draw=True, seed=1)
    assert found.searched == 1
    assert found.right > 5


def _two_sexes(of: Wave) -> bool:
    sexes = of.questions[0].chosen
    return set(sexes.tolist()) == {0, 1} and len(sexes) < 30


def _fine(of: Wave) -> Breakdown:
    """By sex, all scales in whole numbers, whatever the number of people."""
    scores = scale_scores(of.definition, matrix(of.definition, of.rows))
    asked = of.questions[0]
    return Breakdown(
        asked.by,
        tuple(
            GroupFinding(option, None, 10, _means(of, scores[asked.chosen == code]))
            for code, option in enumerate(asked.options[:2])
        ),
    )


def _means(of: Wave, scores: np.ndarray) -> tuple[ScaleFinding, ...]:
    return tuple(
        ScaleFinding(scale.id, 10, mean=Estimate(float(np.floor(mean + 0.5))), items=scale.items)
        for scale, mean in zip(of.definition.scales, np.nanmean(scores, axis=0), strict=True)
    )


def test_partnerships_that_look_at_nothing_are_found_out() -> None:
    hides, shows = with_small_years(), wave(200, seed=4)
    hides = told(hides, publish(full(hides.tellings[0])))
    parts = [
        partners.part(name, each, attacked(each))
        for name, each in (("Alder Vale", hides), ("Birch Lane", shows))
    ]
    years = [
        Pooled(year, frozenset((part.sums.member.school, year) for part in parts), ("", "belonging"))
        for year in hides.names
    ]
    assert list(partners.few_people(parts, [], "belonging")) == []
    assert list(partners.few_people(parts, years, "belonging"))


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("way", [tried, searched])
def test_both_ways_to_find_few_people_find_what_trying_every_set_of_them_finds(
    way: Callable[[Floats, Codes], Flags | None], seed: int
) -> None:
    random = np.random.default_rng(seed)
    people = random.choice([1, 2, 3, 4, 6, 8], 8)
    lines = np.vstack([np.ones(8), random.integers(0, 2, (int(random.integers(2, 6)), 8))]).astype(float)
    follow = [
        chosen
        for many in range(1, 8)
        for chosen in combinations(range(8), many)
        if people[list(chosen)].sum() < 10 and _follows(lines, chosen)
    ]
    found = way(orthonormal(lines), people)
    assert (found is not None) == bool(follow)
    assert found is None or tuple(np.flatnonzero(found)) in follow


def test_groups_of_ten_and_more_are_left_out_before_few_people_are_looked_for() -> None:
    people = np.array([12, 20, 4, 3])
    assert few_of(np.array([[1.0, 1, 1, 1], [1, 1, 0, 0]]), people) is not None
    assert few_of(np.array([[1.0, 1, 1, 1], [1, 0, 0, 1]]), people) is None


def _follows(lines: np.ndarray, chosen: Sequence[int]) -> bool:
    aim = np.isin(np.arange(lines.shape[1]), chosen).astype(float)
    weights = np.linalg.lstsq(lines.T, aim, rcond=None)[0]
    return bool(np.abs(lines.T @ weights - aim).max() < 1e-6)


def test_the_most_years_that_could_be_told() -> None:
    assert most_years((25, 25, 25)) == (3, 75)
    assert most_years((25, 4, 25)) == (2, 54)
    assert most_years((6, 25, 25, 6)) == (2, 62)
    assert most_years((4, 4, 30, 4, 4)) == (1, 34)
    assert most_years((4, 12)) == (0, 0)
