"""The start page: where the year stands and what comes next, from what is known."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest

from selfeval.english import count_of, listed, long, window
from selfeval.self_evaluation.judgements import AreaLevel
from selfeval.self_evaluation.sign_off import Comment, SignOffStatus
from selfeval.store.surveys import Survey
from selfeval.surveys.board import Board, BoardLine
from selfeval.web.start.preparations import Installed, not_said_above, preparations
from selfeval.web.start.rated import Rated, RatedArea, RatedIndicator, Unexplained
from selfeval.web.start.rating_steps import StartReader
from selfeval.web.start.year_line import LEFT, RIGHT, year_line
from selfeval.web.start.year_summary import SECOND_LEAD, SurveyStatus, year_of

MONDAY = dt.date(2026, 10, 12)
FRIDAY = dt.date(2026, 10, 16)
AMINA, DANIEL = 1, 2
LEAD = StartReader(AMINA, leads=True, rates=True)
COLLEAGUE = StartReader(DANIEL, leads=False, rates=True)
HEAD = StartReader(3, leads=False, rates=False)


def area(
    levels: str, number: int = 5, name: str = "Preventing and tackling bullying", **given: object
) -> RatedArea:
    """An area with these levels: a digit each, `?` not known yet, `.` not looked at."""
    chosen = {"?": ("not_known", "Not known yet"), ".": (None, "")}
    indicators = tuple(
        RatedIndicator(
            f"se.{number}.{place}",
            f"{number}.{place}",
            f"Indicator {place}",
            *chosen.get(mark, (f"level_{mark}", f"{mark} Secure")),
        )
        for place, mark in enumerate(levels, 1)
    )
    rated = sum(mark.isdigit() for mark in levels)
    level = AreaLevel(3.0 if rated else None, rated, levels.count("?"), len(levels))
    return RatedArea(f"area_{number}", number, name, level, indicators, **given)


def of_daniel(levels: str, due: dt.date | None = None, **given: object) -> RatedArea:
    return area(levels, owner_id=DANIEL, owner="Daniel Price", due=due, **given)


HALF_RATED = Rated((area("33333333333333333??........"),), begun_on=dt.date(2026, 9, 7))
ALL_RATED = Rated((area("3333333333333333333333333??"),), begun_on=dt.date(2026, 9, 7))
DONE = Rated((area("3" * 27),), begun_on=dt.date(2026, 9, 7))


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


def test_rating_that_is_left_is_summary_with_its_time() -> None:
    summary = year_of([SurveyStatus(survey("pupils", "open"), board(20))], HALF_RATED, LEAD, MONDAY)
    assert (
        summary.heading == "You have rated 17 of 27 indicators. The survey is open until Friday 16 October."
    )
    assert (
        summary.lede == "About 40 minutes of rating are left. Nobody can see an answer until all are counted."
    )
    assert [step.minutes for step in summary.steps if step.words.startswith("Carry on")] == [40]


def test_a_reader_is_given_nothing_to_run() -> None:
    closed = [SurveyStatus(survey("pupils", "closed"), board(55))]
    summary = year_of(closed, HALF_RATED, HEAD, MONDAY, released_on=MONDAY)
    assert [step.address for step in summary.steps] == ["/reports"]


def test_results_are_summary_by_who_answered() -> None:
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
    assert step.words == "Explain where leaders and pupils part on 5.1"
    assert step.address == gap.address


def test_many_gaps_are_one_line_of_the_list() -> None:
    gaps = tuple(Unexplained(f"5.{number}", "pupils", f"/{number}") for number in range(1, 5))
    (step,) = year_of(BOTH_PLANNED, Rated((area("3333"),), unexplained=gaps), LEAD, MONDAY).steps
    assert step.words == "Explain where leaders and those who answered part: 5.1, 5.2, 5.3 and 5.4"
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
        (IN_REVIEW, DONE, SIGN, "Read and agree the self-evaluation"),
        (IN_REVIEW, DONE, LEAD, None),
        (SENT_BACK, DONE, LEAD, "The self-evaluation was sent back with comments"),
        (SENT_BACK, DONE, COLLEAGUE, None),
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


READY = Installed("PS", False, (), "https://survey.aldervale.example", is_only_here=False, sends_mail=True)


@pytest.mark.parametrize(
    ("missing", "undone"),
    [
        ({"phase": None}, "Say what kind of school it is"),
        ({"alone": True}, "Invite a second equality lead"),
        ({"without_app": ("Grace Bello",)}, "An authenticator app for everybody who reads figures"),
        ({"is_only_here": True}, "An address that tablets reach"),
    ],
)
def test_what_is_missing_stands_in_a_list_with_what_is_there(missing: dict[str, Any], undone: str) -> None:
    listed_now = preparations(replace(READY, **missing))
    assert [one.words for one in listed_now if not one.done] == [undone]
    assert len(listed_now) == 6
    assert all(one.minutes and one.who for one in listed_now)


def test_the_list_goes_away_when_all_that_is_needed_is_there() -> None:
    assert preparations(READY) == ()
    plain = replace(READY, public_url="http://192.168.1.20:8000", sends_mail=False)
    assert preparations(plain) == ()
    still = preparations(replace(plain, phase=None))
    assert [one.id for one in still if not one.done] == ["phase", "https", "mail"]


def test_what_stands_in_the_next_step_is_not_said_again_below_it() -> None:
    both = preparations(replace(READY, alone=True, phase=None))
    assert "lead" not in [one.id for one in not_said_above(both, SECOND_LEAD)]
    assert not_said_above(preparations(replace(READY, alone=True)), SECOND_LEAD) == ()
    assert "lead" in [one.id for one in not_said_above(both, None)]


def test_the_self_evaluation_is_a_bar_from_its_beginning_to_its_sign_off() -> None:
    rated = Rated(
        (
            of_daniel("33..", FRIDAY),
            area("3333", 6, "Engaging the wider community", due=dt.date(2026, 11, 20)),
            area("....", 1, "Leadership commitment", due=FRIDAY),
        ),
        begun_on=dt.date(2026, 9, 7),
        sign_off_by=dt.date(2027, 1, 29),
    )
    line = year_line(2026, [survey("pupils", "open")], MONDAY, rated)
    assert line.rating is not None
    per_day = (RIGHT - LEFT) / 333
    assert line.rating.x == pytest.approx(LEFT + 6 * per_day, abs=0.1)
    assert line.rating.end == pytest.approx(LEFT + 150 * per_day, abs=0.2)
    assert line.rating.y > line.bars[-1].y + 11
    assert line.rating.words == "Self-evaluation: rate, agree, sign off by 29 January"
    assert [one.words for one in line.rating.days] == ["Areas 1 and 5", "Area 6"]
    assert line.rating.y + 29 < line.height
    assert (
        "Self-evaluation, begun 7 September 2026, sign-off by 29 January 2027: Preventing and tackling "
        "bullying by 16 October 2026, Engaging the wider community by 20 November 2026 and Leadership "
        "commitment by 16 October 2026."
    ) in line.description
    assert [(one.when, one.words) for one in line.days] == [
        ("7 September", "Self-evaluation begun"),
        ("5 to 16 October", "Survey of pupils"),
        ("12 October", "Today"),
        ("16 October", "Preventing and tackling bullying, Daniel Price: 2 indicators left"),
        ("16 October", "Leadership commitment: 4 indicators left"),
        ("20 November", "Engaging the wider community: looked at"),
        ("29 January", "Self-evaluation to be signed off"),
    ]


def test_without_a_day_of_sign_off_the_bar_ends_with_june() -> None:
    line = year_line(2026, [], MONDAY, Rated((), begun_on=dt.date(2026, 9, 1)))
    assert line.rating is not None
    assert line.rating.end == pytest.approx(LEFT + (RIGHT - LEFT) * 302 / 333, abs=0.1)
    assert "no day of sign-off yet" in line.rating.words
    assert year_line(2026, [], MONDAY, Rated(())).rating is None


def test_labels_of_areas_never_lie_on_each_other() -> None:
    days = [dt.date(2026, 10, 2) + dt.timedelta(days=5 * place) for place in range(6)]
    areas = tuple(area("....", place, f"Area of {on}", due=on) for place, on in enumerate(days, 1))
    line = year_line(2026, [], MONDAY, Rated(areas, begun_on=dt.date(2026, 9, 1)))
    assert line.rating is not None
    assert len(line.rating.days) == 6
    for row in (0, 1):
        xs = [one.x for one in line.rating.days if one.row == row]
        assert xs
        assert all(after - before >= 60 for before, after in itertools.pairwise(xs))


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
