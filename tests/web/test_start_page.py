"""The start page: where the year stands and what comes next, from what is known."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from selfeval.english import count_of, listed, long, window
from selfeval.self_evaluation.judgements import Progress
from selfeval.store.surveys import Survey
from selfeval.surveys.board import Board, BoardLine
from selfeval.web.start.views import LEFT, RIGHT, SurveyStatus, year_line, year_of

MONDAY = dt.date(2026, 10, 12)
HALF_RATED = Progress(rated=17, not_known=2, indicators=27)
ALL_RATED = Progress(rated=25, not_known=2, indicators=27)


def survey(audience: str, state: str) -> Survey:
    return Survey(
        id=7,
        school_id=1,
        title="Autumn",
        audience=audience,
        state=state,
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
    )


def board(finished: int, printed: bool = True) -> Board:
    return Board((BoardLine(1, 1, "Year 9", 60, finished, "about 30", printed),))


def steps(*statuses: SurveyStatus, rating: Progress = ALL_RATED, on: dt.date = MONDAY) -> list[str]:
    return [step.words for step in year_of(statuses, rating, False, on, True).steps]


@pytest.mark.parametrize(
    ("status", "first"),
    [
        (SurveyStatus(survey("pupils", "planned")), "Open “Autumn”"),
        (SurveyStatus(survey("pupils", "open"), board(0, printed=False)), "Print cards for Year 9"),
        (SurveyStatus(survey("pupils", "open"), board(0)), "Give out the cards of “Autumn”"),
        (SurveyStatus(survey("pupils", "open"), board(20)), "Remind Year 9"),
        (SurveyStatus(survey("pupils", "open"), board(65)), "Correct the roll of Year 9"),
        (SurveyStatus(survey("pupils", "open"), board(55)), "Plan the survey of staff"),
        (SurveyStatus(survey("pupils", "closed"), board(55)), "Count “Autumn”"),
        (SurveyStatus(survey("pupils", "released")), "Plan the survey of staff"),
    ],
)
def test_each_state_of_a_survey_has_its_next_step(status: SurveyStatus, first: str) -> None:
    assert steps(status)[0] == first


def test_after_the_last_day_a_survey_is_to_be_closed() -> None:
    assert (
        steps(SurveyStatus(survey("staff", "open"), board(55)), on=dt.date(2026, 10, 17))[0]
        == "Close “Autumn”"
    )


def test_nobody_is_reminded_before_the_first_day() -> None:
    before = steps(SurveyStatus(survey("pupils", "open"), board(0)), on=dt.date(2026, 10, 1))
    assert before == ["Plan the survey of staff"]


def test_rating_that_is_left_is_summary_with_its_time() -> None:
    summary = year_of([SurveyStatus(survey("pupils", "open"), board(20))], HALF_RATED, False, MONDAY, True)
    assert (
        summary.heading == "You have rated 17 of 27 indicators. The survey is open until Friday 16 October."
    )
    assert (
        summary.lede == "About 40 minutes of rating are left. Nobody can see an answer until all are counted."
    )
    assert [step.minutes for step in summary.steps if step.address == "/self-evaluation"] == [40]


def test_a_reader_is_given_nothing_to_run() -> None:
    summary = year_of([SurveyStatus(survey("pupils", "closed"), board(55))], HALF_RATED, True, MONDAY, False)
    assert [step.address for step in summary.steps] == ["/reports"]


def test_results_are_summary_by_who_answered() -> None:
    both = [SurveyStatus(survey("staff", "released")), SurveyStatus(survey("pupils", "released"))]
    assert (
        "The results of pupils and staff are ready." in year_of(both, ALL_RATED, True, MONDAY, True).heading
    )


def test_the_line_runs_from_september_to_july() -> None:
    line = year_line(2026, [survey("pupils", "open")], MONDAY)
    assert [month.name for month in line.months][:2] == ["Sept", "Oct"]
    assert line.months[0].x == LEFT
    steps = [after.x - before.x for before, after in itertools.pairwise(line.months)]
    assert [round(step / (RIGHT - LEFT) * 333) for step in steps] == [30, 31, 30, 31, 31, 28, 31, 30, 31, 30]
    (bar,) = line.bars
    assert bar.words == "Pupils, 5 to 16 October 2026"
    assert bar.x < (line.today or 0) < bar.x + bar.width
    # 34 of the 333 days from 1 September to 31 July have passed on 5 October
    assert bar.x == pytest.approx(LEFT + (RIGHT - LEFT) * 34 / 333, abs=0.1)


def test_a_day_in_august_is_not_on_the_line() -> None:
    assert year_line(2026, [], dt.date(2027, 8, 9)).today is None


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2026, 10, 5), dt.date(2026, 10, 16), "5 to 16 October 2026"),
        (dt.date(2026, 10, 5), dt.date(2026, 10, 5), "5 October 2026"),
        (dt.date(2026, 11, 23), dt.date(2026, 12, 4), "23 November to 4 December 2026"),
        (dt.date(2026, 12, 30), dt.date(2027, 1, 8), "30 December 2026 to 8 January 2027"),
    ],
)
def test_a_window_of_days_is_summary_without_repeating(first: dt.date, last: dt.date, words: str) -> None:
    assert window(first, last) == words


def test_words_are_joined_and_counted_as_people_do() -> None:
    assert [listed(["A", "B", "C"][:number]) for number in (0, 1, 2, 3)] == ["", "A", "A and B", "A, B and C"]
    assert [count_of(1, "pupil"), count_of(1200, "pupil")] == ["1 pupil", "1,200 pupils"]
    assert [long(1), long(48), long(144)] == ["1 minute", "48 minutes", "2.5 hours"]
