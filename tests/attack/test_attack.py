"""Some invented schools through every attack; `make attack` takes a thousand."""

from __future__ import annotations

import pytest

from tests.attack.run import Result, area

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def result() -> Result:
    return area(3, schools=12, rounds_each=2)


def test_figures_are_about_the_people_whom_the_attackers_take_them_to_be_about(result: Result) -> None:
    assert result.misread == []
    assert result.figures > 1000
    assert result.corrections + result.refused > 2


def test_exact_lines_say_nothing_of_few_people(result: Result) -> None:
    assert result.solved == []


def test_rounded_figures_together_confine_no_few_people(result: Result) -> None:
    assert result.confined == []
    assert result.sets > 1000


def test_numbers_say_not_how_many_of_a_small_year_answered(result: Result) -> None:
    assert result.counted == []


def test_partnerships_say_nothing_of_few_people_or_of_what_a_school_hides(result: Result) -> None:
    assert result.partnerships.leaks == []
    assert result.partnerships.partnerships > 5
    assert result.partnerships.told > 500


def test_nobody_who_holds_the_rows_ties_one_to_an_answer(result: Result) -> None:
    assert result.tied.sure == 0
    assert result.tied.rows > 1000


def test_what_could_be_shown_by_year_is(result: Result) -> None:
    shares = result.shares
    assert sum(shares.told.values()) > 500
    assert (shares.of(None, "years") or 0) > 95
    assert (shares.of(None, "sex") or 0) > 40
