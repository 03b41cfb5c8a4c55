"""The start page: where the year stands and what comes next, from what is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from selfeval.self_evaluation.head_comments import Comment
from selfeval.self_evaluation.way_to_sign_off import SignOffStatus
from selfeval.surveys.board import Board, BoardLine
from selfeval.web.evaluate.rated import Rated, Unexplained
from selfeval.web.evaluate.rating_steps import StartReader
from selfeval.web.start.year_summary import SECOND_LEAD, SurveyStatus, year_of
from tests.web.rated_areas import AMINA, DANIEL, FRIDAY, MONDAY, area, of_daniel, survey

LEAD = StartReader(AMINA, leads=True, rates=True)
COLLEAGUE = StartReader(DANIEL, leads=False, rates=True)
HEAD = StartReader(3, leads=False, rates=False)
HALF_RATED = Rated((area("33333333333333333??........"),), begun_on=dt.date(2026, 9, 7))
ALL_RATED = Rated((area("3333333333333333333333333??"),), begun_on=dt.date(2026, 9, 7))
DONE = Rated((area("3" * 27),), begun_on=dt.date(2026, 9, 7))


def board(finished: int, printed: bool = True) -> Board:
    return Board((BoardLine(1, 1, "Year 9", 60, finished, "about 30", printed),))


def steps(
    *statuses: SurveyStatus,
    rating: Rated = ALL_RATED,
    on: dt.date = MONDAY,
    reader: StartReader = LEAD,
    **given: object,
) -> list[str]:
    return [step.words for step in year_of(statuses, rating, reader, on, **given).steps]


BOTH_PLANNED = (SurveyStatus(survey("pupils", "released")), SurveyStatus(survey("staff", "released")))


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
    assert before == ["Plan the survey of staff", "Come back to two marked “not known yet”"]


def test_rating_that_is_left_is_told_with_its_time() -> None:
    summary = year_of([SurveyStatus(survey("pupils", "open"), board(20))], HALF_RATED, LEAD, MONDAY)
    assert summary.heading == "17 of 27 indicators are rated. The survey is open until Friday 16 October."
    assert (
        summary.lede == "About 40 minutes of rating are left. Nobody can see an answer until all are counted."
    )
    assert [step.minutes for step in summary.steps if step.words.startswith("Carry on")] == [40]


def test_a_reader_is_given_nothing_to_run() -> None:
    closed = [SurveyStatus(survey("pupils", "closed"), board(55))]
    summary = year_of(closed, HALF_RATED, HEAD, MONDAY, released_on=MONDAY)
    assert [step.address for step in summary.steps] == ["/reports"]


def test_results_are_told_by_who_answered() -> None:
    both = [SurveyStatus(survey("staff", "released")), SurveyStatus(survey("pupils", "released"))]
    assert (
        "The results of pupils and staff are ready."
        in year_of(both, ALL_RATED, LEAD, MONDAY, released_on=MONDAY).heading
    )


def test_after_a_count_the_report_is_read_before_another_survey_is_planned() -> None:
    counted = SurveyStatus(survey("pupils", "released"))
    for released_on in (MONDAY, MONDAY - dt.timedelta(days=60)):
        told = steps(counted, rating=DONE, released_on=released_on)
        assert told == ["Read this year’s report", "Plan the survey of staff"]


def test_an_old_report_does_not_stand_before_work_that_is_left() -> None:
    old = steps(*BOTH_PLANNED, rating=HALF_RATED, released_on=MONDAY - dt.timedelta(days=15))
    new = steps(*BOTH_PLANNED, rating=HALF_RATED, released_on=MONDAY - dt.timedelta(days=14))
    assert (old[0], old[-1]) == ("Carry on rating the self-evaluation", "Read this year’s report")
    assert new[0] == "Read this year’s report"


def test_a_lead_alone_is_led_to_a_second_one_before_anything_else() -> None:
    assert steps(SurveyStatus(survey("pupils", "open"), board(20)), alone=True)[0] == SECOND_LEAD.words


def test_an_area_is_asked_for_by_its_day_of_its_owner() -> None:
    rated = Rated((of_daniel("33..", FRIDAY),))
    (step,) = year_of([], rated, COLLEAGUE, MONDAY).steps
    assert step.words == "Rate Preventing and tackling bullying, due Friday 16 October"
    assert (step.minutes, step.address) == (10, "/self-evaluation/area_5")
    assert step.more == "Two of four indicators are left."


def test_the_last_indicator_of_an_area_is_called_by_its_name() -> None:
    (step,) = year_of([], Rated((of_daniel("333.", FRIDAY),)), COLLEAGUE, MONDAY).steps
    assert step.words == "Rate 5.4 Indicator 4, due Friday 16 October"
    assert step.more == "It is the last of four in Preventing and tackling bullying."
    assert step.address == "/self-evaluation/area_5?indicator=se.5.4"


def test_late_areas_come_first_and_then_the_soonest() -> None:
    rated = Rated(
        (
            of_daniel("....", FRIDAY, number=1, name="Leadership commitment"),
            of_daniel("....", None, number=2, name="A respectful culture"),
            of_daniel("....", FRIDAY - dt.timedelta(days=7), number=3, name="A diverse curriculum"),
            of_daniel("3333", FRIDAY - dt.timedelta(days=9), number=4, name="Opportunities for all"),
        )
    )
    assert steps(rating=rated, reader=COLLEAGUE) == [
        "Rate A diverse curriculum, was due Friday 9 October",
        "Rate Leadership commitment, due Friday 16 October",
        "Rate A respectful culture",
    ]


def test_an_area_due_today_is_not_late() -> None:
    assert "was due" not in steps(rating=Rated((of_daniel("....", MONDAY),)), reader=COLLEAGUE)[0]


def test_a_colleague_sees_her_own_areas_and_nothing_to_run_or_to_give_out() -> None:
    others = area("..?.", number=1, name="Leadership commitment", owner_id=AMINA, owner="Amina Yusuf")
    nobodys = area("....", number=6, name="Engaging the wider community")
    rated = Rated((others, of_daniel("3?..", FRIDAY), nobodys), writers=2)
    told = steps(SurveyStatus(survey("pupils", "planned")), rating=rated, reader=COLLEAGUE)
    assert told == [
        "Rate Preventing and tackling bullying, due Friday 16 October",
        "Come back to one indicator marked “not known yet”",
    ]


def test_a_colleague_without_an_area_can_help_where_nobody_is() -> None:
    rated = Rated(
        (area("3...", owner_id=AMINA, owner="Amina Yusuf"), area("....", 6, "Engaging the wider community")),
        writers=2,
    )
    (step,) = year_of([], rated, COLLEAGUE, MONDAY).steps
    assert (step.words, step.minutes) == ("Rate Engaging the wider community", 20)


def test_a_lead_hears_of_others_only_when_they_are_late() -> None:
    def told(due: dt.date) -> list[str]:
        return steps(*BOTH_PLANNED, rating=Rated((of_daniel("33..", due),), writers=2))

    assert told(FRIDAY) == []
    assert told(MONDAY - dt.timedelta(days=3)) == ["Ask Daniel Price about Preventing and tackling bullying"]


@pytest.mark.parametrize(
    ("areas", "writers", "told"),
    [
        (("....", "...."), 2, "Say who looks after which area"),
        (("....", "...."), 1, None),  # there is nobody to give it to
        (("D...", "3..."), 2, "Give Engaging the wider community an owner"),
        (("D...", "3333"), 2, None),
        (("D...", "....", "...."), 2, "Give two areas an owner"),
    ],
)
def test_areas_that_nobody_looks_after_are_to_be_given_out(
    areas: tuple[str, ...], writers: int, told: str | None
) -> None:
    made = tuple(
        of_daniel(levels.replace("D", "3"), number=place)
        if "D" in levels
        else area(levels, place, "Engaging the wider community")
        for place, levels in enumerate(areas, 1)
    )
    shown = steps(*BOTH_PLANNED, rating=Rated(made, writers=writers))
    assert [words for words in shown if "owner" in words or "looks after" in words] == (
        [told] if told else []
    )


def test_a_gap_without_an_explanation_is_asked_for() -> None:
    gap = Unexplained("5.1", "pupils", "/self-evaluation/bullying?indicator=se.5.1")
    (step,) = year_of(BOTH_PLANNED, Rated((area("3333"),), unexplained=(gap,)), LEAD, MONDAY).steps
    assert step.words == "Explain where leaders and pupils differ on 5.1"
    assert step.address == gap.address


def test_many_gaps_are_one_line_of_the_list() -> None:
    gaps = tuple(Unexplained(f"5.{number}", "pupils", f"/{number}") for number in range(1, 5))
    (step,) = year_of(BOTH_PLANNED, Rated((area("3333"),), unexplained=gaps), LEAD, MONDAY).steps
    assert step.words == "Explain where leaders and those who answered differ: 5.1, 5.2, 5.3 and 5.4"
    assert (step.minutes, step.address) == (20, "/1")


@pytest.mark.parametrize("state", ["in_review", "signed_off"])
def test_nothing_is_asked_of_what_cannot_be_written_in(state: str) -> None:
    gap = Unexplained("5.1", "pupils", "/")
    rated = Rated((of_daniel("33?.", FRIDAY),), state=state, unexplained=(gap,), writers=3)
    assert steps(*BOTH_PLANNED, rating=rated) == []


IN_REVIEW = SignOffStatus("in_review", "has been with the head since 3 May")
MORE = Comment("", "More on 5.1.", "Grace Bello", dt.datetime(2027, 5, 3, tzinfo=dt.UTC))
SENT_BACK = SignOffStatus("draft", "was sent back with comments", (MORE,))
SIGN = StartReader(3, leads=False, rates=False, agrees=True)


@pytest.mark.parametrize(
    ("status", "rating", "reader", "told"),
    [
        (IN_REVIEW, DONE, SIGN, "Read the self-evaluation that was handed in"),
        (IN_REVIEW, DONE, LEAD, "The self-evaluation has been with the head since 3 May"),
        (SENT_BACK, DONE, LEAD, "The self-evaluation was sent back with comments"),
        (SENT_BACK, DONE, COLLEAGUE, "The self-evaluation was sent back with comments"),
        (SignOffStatus("draft", ""), DONE, LEAD, "Check the self-evaluation and hand it in"),
        (SignOffStatus("draft", ""), DONE, COLLEAGUE, None),
        (SignOffStatus("signed_off", "is signed off"), DONE, LEAD, None),
        (None, DONE, LEAD, None),
    ],
)
def test_on_its_way_to_sign_off_the_self_evaluation_asks_whoever_is_next(
    status: SignOffStatus | None, rating: Rated, reader: StartReader, told: str | None
) -> None:
    rating = replace(rating, state=status.state if status else "draft")
    assert steps(*BOTH_PLANNED, rating=rating, reader=reader, sign_off=status) == ([told] if told else [])
