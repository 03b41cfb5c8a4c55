"""A seeded slice of `make simulate`: few schools, so bounds are as wide as chance makes them."""

from __future__ import annotations

import numpy as np
import pytest

from selfeval.scoring.comparison.change import CLEAR, Sample, label_changes, label_rounds
from tests.scoring.statsmodels_corrections import multipletests
from tests.simulation.__main__ import PAGE, page, tasks
from tests.simulation.changes import figures, of_years, reports
from tests.simulation.groups import groups
from tests.simulation.levels import coverage
from tests.simulation.lines import slopes
from tests.simulation.schools import AREAS, asked, new_pupils, steps_for
from tests.simulation.several_rounds import newest
from tests.simulation.verdicts import Figures, adjusted, at_first_sight, verdicts


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng([20261124, seed])


def samples(found: Figures, school: int) -> list[Sample]:
    rows = (found.n[school], found.means[school], found.spreads[school])
    return [Sample(int(n), float(mean), float(sd)) for n, mean, sd in zip(*rows, strict=True)]


@pytest.mark.parametrize("pupils", [55, 300])
def test_many_schools_at_once_get_the_words_that_one_gets(pupils: int) -> None:
    chance = random(1)
    before = asked(chance, new_pupils(chance, 40, pupils), 0.85)
    after = asked(chance, new_pupils(chance, 40, pupils), 0.85, steps_for(5))
    for view in (figures, of_years):
        earlier, later = view(before), view(after)
        told = verdicts(earlier, later)
        for school in range(40):
            pairs = zip(samples(earlier, school), samples(later, school), strict=True)
            expected = label_changes(dict(enumerate(pairs)))
            for member, verdict in expected.items():
                assert told.improved[school, member] == (verdict.label == "improved")
                assert told.declined[school, member] == (verdict.label == "declined")


def test_corrections_by_row_are_those_of_statsmodels() -> None:
    p = random(2).random((20, 7)) ** 3
    p[3, 2] = p[4, :] = np.inf
    found = adjusted(p)
    for row, expected in zip(p, found, strict=True):
        tested = np.isfinite(row)
        if tested.any():
            reference = multipletests(row[tested], method="fdr_bh")[1]
            assert np.minimum(expected[tested], 1) == pytest.approx(reference)
        assert np.all(expected[~tested] > 1)


@pytest.mark.parametrize(("roll", "schools"), [(60, 400), (300, 250), (1_000, 100)])
def test_intervals_of_a_level_cover_what_they_say(roll: int, schools: int) -> None:
    found = coverage(random(roll), roll, 0.85, schools)
    assert found.mean == pytest.approx(95, abs=2)
    assert found.pooled == pytest.approx(95, abs=2)
    assert found.share > 94


@pytest.mark.slow
@pytest.mark.parametrize("stay", [False, True])
def test_where_nothing_changed_few_families_have_a_false_word(stay: bool) -> None:
    found = reports(random(3), 300, 600, stay=stay)
    assert found.whole_families < 7
    assert found.group_families < 7
    assert found.wrong_labels < 0.3
    assert found.covered > 94


@pytest.mark.slow
def test_a_true_rise_is_found_and_held_by_its_intervals() -> None:
    rises = (5.0,) * AREAS
    found = reports(random(4), 300, 150, stay=False, rises=rises)
    assert found.found == pytest.approx(78, abs=6)
    assert found.covered == pytest.approx(95, abs=2)
    assert (found.whole_families, found.group_families) == (pytest.approx(0, abs=1), pytest.approx(0, abs=2))


def test_slopes_where_nothing_changed_get_few_false_words() -> None:
    found = slopes(random(5), 300, 4, 150, stay=False)
    assert found.families < 10
    assert found.bent == pytest.approx(5, abs=3)
    assert found.covered > 93


def test_the_page_was_written_by_the_command_as_it_stands() -> None:
    written = PAGE.read_text(encoding="utf-8")
    kept = [line for line in page({}).splitlines() if line and not line.startswith("|")]
    assert [line for line in kept if line not in written] == []
    rows = [line for line in written.splitlines() if line.startswith("| ") and "---" not in line]
    heads = 9
    alone = sum(task.kind == "moved" for task in tasks()) // 2
    assert len(rows) == heads + len(list(tasks())) - alone


def test_many_schools_over_five_rounds_get_the_words_that_one_gets() -> None:
    chance = random(6)
    lift = np.array([steps_for(6), 0, 0, 0, 0, 0], dtype=np.float32)
    series = [
        asked(chance, new_pupils(chance, 30, 120), 0.85, lift if number in (0, 4) else 0.0)
        for number in range(5)
    ]
    for view in (figures, of_years):
        each = [view(one) for one in series]
        told = at_first_sight([(before, each[-1]) for before in each[:-1]])
        for school in range(30):
            families = [
                dict(enumerate(zip(samples(before, school), samples(each[-1], school), strict=True)))
                for before in each[:-1]
            ]
            for place, labelled in enumerate(label_rounds(families, 4)):
                for member, verdict in labelled.items():
                    assert told[place, school, member] == (verdict.label in CLEAR)


@pytest.mark.slow
def test_the_newest_of_five_rounds_has_few_false_words_whatever_it_is_set_against() -> None:
    found = newest(random(7), 300, 5, 400, stay=False)
    assert found.school < 8
    assert found.years < 8
    assert found.alone > 20


def test_where_no_groups_differ_about_one_report_in_twenty_says_so() -> None:
    alike = groups(random(20), 150, 4, 300)
    assert alike.false < 8.5
    assert alike.false_tables < 3
    assert alike.false_years < 4


def test_where_155_pupils_are_ten_points_lower_they_are_named_and_hardly_anybody_else() -> None:
    lower = groups(random(21), 870, 4, 60, lower=10)
    assert lower.found > 75
    assert lower.false < 10
