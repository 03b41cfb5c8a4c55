"""Planning a survey on its pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask

from selfeval.calendar.school_years import today
from selfeval.surveys.expected_precision import ExpectedTable
from selfeval.web.plan.check import shown_words
from selfeval.web.site.forms import filled, typed_date
from tests.visitor import Visitor, text_of
from tests.web import stories


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("5", "10", "2026"), dt.date(2026, 10, 5)),
        (("05", "Oct", "2026"), dt.date(2026, 10, 5)),
        (("29", "february", "2028"), dt.date(2028, 2, 29)),
        (("5", "10", "26"), dt.date(2026, 10, 5)),
        (("1", "1", "00"), dt.date(2000, 1, 1)),
    ],
)
def test_dates_are_read_as_people_type_them(typed: tuple[str, str, str], date: dt.date) -> None:
    form = filled(dict(zip(("day-day", "day-month", "day-year"), typed, strict=True)))
    assert typed_date(form, "day", "the first day") == (date, None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("", "", ""), "Enter the first day."),
        (("5", "", "2026"), "with its day, its month and its year"),
        (("5", "10", "6"), "two or four digits"),
        (("5", "10", "206"), "two or four digits"),
        (("5", "10", "0026"), "two or four digits"),
        (("31", "2", "2026"), "in the calendar"),
        (("5", "ju", "2026"), "in the calendar"),
        (("٣", "10", "2026"), "in the calendar"),
        (("-5", "10", "2026"), "in the calendar"),
        (("5", "10", "99999"), "two or four digits"),
    ],
)
def test_what_is_no_date_is_told_with_the_way_to_mend_it(typed: tuple[str, str, str], told: str) -> None:
    form = filled(dict(zip(("day-day", "day-month", "day-year"), typed, strict=True)))
    date, fault = typed_date(form, "day", "the first day")
    assert date is None
    assert fault is not None
    assert told in fault


def test_all_faults_are_told_at_once_and_nothing_typed_is_lost(lead: Visitor) -> None:
    fields = stories.pupils(title="", adult="", **{"roll-3": "many", "roll-4": "7", "closes_on-day": "32"})
    lead.get("/surveys/plan/pupils")
    answer = lead.send("/surveys/plan/pupils", {**fields, "step": "check"})
    words = text_of(answer)
    assert answer.status_code == 422
    for sentence in (
        "Give the survey a title",
        "Enter the last day as a date",
        "Year 3: enter the number of pupils in figures",
        "Year 4 has 7 pupils, fewer than 10",
        "Say who people can talk to",
    ):
        assert sentence in words
    for kept in ('value="many"', 'value="7"', 'value="32"', 'value="12"'):
        assert kept in answer.text
    assert 'id="join-2" name="join" value="2" checked' in answer.text
    assert 'value="about.language" checked' in answer.text
    assert "Put the small years together for me" in words


def test_every_line_of_the_summary_leads_to_a_field(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    page = lead.send("/surveys/plan/pupils", {"step": "check"}).text
    summary = page[page.index("error-summary") : page.index("<form", page.index("error-summary"))]
    targets = [part.split('"')[0] for part in summary.split('href="#')[1:]]
    assert targets == ["title", "opens_on", "closes_on", "rolls", "adult", "threshold", "smallest_change"]
    assert all(f'id="{target}"' in page for target in targets)


def test_one_button_puts_small_years_together(lead: Visitor) -> None:
    fields = stories.pupils(**{"roll-5": "6", "join": []})
    lead.get("/surveys/plan/pupils")
    merged = lead.send("/surveys/plan/pupils", {**fields, "step": "merge"}).text
    for year, joined in ((2, True), (4, False), (5, False), (6, True)):
        assert (f'id="join-{year}" name="join" value="{year}" checked' in merged) is joined, year


def test_the_check_page_tells_what_the_rolls_can_show(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    words = text_of(lead.send("/surveys/plan/pupils", {**stories.pupils(), "step": "check"}))
    assert (
        "3 of 5 groups can be shown alone. The others are shown as one with the year beside them, "
        "unless nearly everyone answers." in words
    )
    assert "Ages 5 to 7 The usual questions, version 2: 18 questions, about 10 minutes." in words
    assert "Years 1 and 2 21 Yes, if 10 answer A large one 20 points" in words
    assert "All together 54 Yes, if 10 answer A large one 12 to 15 points" in words
    assert "Year 6 12 As one with Year 5. Alone only if 10 of 12 answer" in words
    assert "Year 5 13 As one with Year 6. Alone only if nearly everyone answers there" in words
    assert "A group of which fewer than 10 answer is shown as one with the year beside it." in words
    assert re.search(r"Are you a girl or a boy\? Yes, for \d (to|or) \d of the 8 scores", words)
    about = "Are you a girl or a boy? Do you use a language at home that is not English?"
    assert re.search(r"Year 3\b[^.?]* " + re.escape(about), words)
    assert words.count("Are you a girl or a boy?") == 2  # once for all groups asked the same, once what for
    assert "Years 1 and 2 None." in words


def test_the_check_page_says_who_is_too_few_to_show_and_what_counts_as_a_change(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    fields = stories.pupils(threshold="12", smallest_change="5")
    words = text_of(lead.send("/surveys/plan/pupils", {**fields, "step": "check"}))
    assert "Nothing is shown about Fewer than 12 people." in words
    assert "A change counts from 5 points of 100. This plan can notice 12 points at best" in words
    assert "Year 3 14 As one with Year 4. Alone only if 12 of 14 answer" in words


def test_a_threshold_under_ten_and_no_number_are_refused_with_a_sentence(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    fields = stories.pupils(threshold="9", smallest_change="some")
    answer = lead.send("/surveys/plan/pupils", {**fields, "step": "check"})
    assert answer.status_code == 422
    assert "Nothing is ever shown about fewer than 10 people, and a school may raise that." in text_of(answer)
    assert "a whole number from 1 to 20" in text_of(answer)
    assert 'value="some"' in answer.text


def test_a_year_with_fewer_than_the_threshold_is_put_together(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    fields = stories.pupils(threshold="15")
    answer = lead.send("/surveys/plan/pupils", {**fields, "step": "check"})
    assert "Year 3 has 14 pupils, fewer than 15. Put it together with its neighbour." in text_of(answer)
    merged = lead.send("/surveys/plan/pupils", {**fields, "step": "merge"})
    assert "Years 3 and 4: put together, 29 pupils." in text_of(merged)
    assert "Years 5 and 6: put together, 25 pupils." in text_of(merged)


def test_the_next_plan_begins_with_the_rules_of_the_last(lead: Visitor) -> None:
    stories.plan(lead, "staff", stories.staff(threshold="12", smallest_change="5"))
    page = lead.get("/surveys/plan/staff").text
    assert '<option value="12" selected>' in page
    assert 'name="smallest_change" class="w4" value="5"' in page
    fields = stories.staff(title="Staff, once more", threshold="10", smallest_change="3")
    words = text_of(lead.send("/surveys/plan/staff", {**fields, "step": "check"}))
    assert "Last time: fewer than 12." in words
    assert "Last time: 5 points." in words


def test_change_something_leads_back_with_everything_typed(lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    page = lead.send("/surveys/plan/pupils", {**stories.pupils(), "step": "change"})
    assert page.status_code == 200
    assert 'value="Belonging, this autumn"' in page.text
    assert 'name="roll-4" value="15"' in page.text


def test_the_special_questions_are_off_until_they_are_chosen(lead: Visitor) -> None:
    page = lead.get("/surveys/plan/pupils").text
    assert 'value="about.sex" checked' in page
    assert 'value="about.religion" checked' not in page


def test_nothing_is_planned_before_the_last_button(app: Flask, lead: Visitor) -> None:
    lead.get("/surveys/plan/pupils")
    lead.send("/surveys/plan/pupils", {**stories.pupils(), "step": "check"})
    assert "There is no survey yet" in text_of(lead.get("/surveys"))


def test_a_plan_has_a_round_for_each_questionnaire(app: Flask, lead: Visitor) -> None:
    survey = stories.survey_in(app, stories.plan(lead, "pupils", stories.pupils()))
    groups = {
        part.definition.questionnaire: [(group.name, group.roll) for group in part.groups]
        for part in survey.rounds
    }
    assert groups == {
        "pupils-5-7": [("Years 1 and 2", 21)],
        "pupils-7-11": [("Year 3", 14), ("Year 4", 15), ("Year 5", 13), ("Year 6", 12)],
    }
    assert [len(part.about.items) for part in survey.rounds] == [0, 2]


def test_staff_are_one_group(app: Flask, lead: Visitor) -> None:
    survey = stories.survey_in(app, stories.plan(lead, "staff", stories.staff()))
    assert [[(group.name, group.roll) for group in part.groups] for part in survey.rounds] == [
        [("Staff", 25)]
    ]


def test_nine_staff_are_too_few_to_ask(lead: Visitor) -> None:
    lead.get("/surveys/plan/staff")
    answer = lead.send("/surveys/plan/staff", {**stories.staff(roll="9"), "step": "check"})
    assert answer.status_code == 422
    assert "Only 9 staff could answer" in text_of(answer)


def test_last_times_years_are_put_together_again(lead: Visitor) -> None:
    stories.plan(lead, "pupils", stories.pupils())
    page = lead.get("/surveys/plan/pupils").text
    assert 'id="join-2" name="join" value="2" checked' in page
    assert 'id="join-4" name="join" value="4" checked' not in page


def test_a_survey_of_anyone_else_is_a_missing_page(lead: Visitor) -> None:
    assert lead.get("/surveys/plan/parents").status_code == 404


def test_a_plan_can_be_thrown_away_until_it_is_open(app: Flask, lead: Visitor) -> None:
    thrown, kept = (stories.plan(lead, "staff", stories.staff(title=title)) for title in ("One", "Two"))
    lead.get(f"/surveys/{thrown}")
    assert lead.post(f"/surveys/{thrown}/discard").status_code == 303
    assert lead.get(f"/surveys/{thrown}").status_code == 404
    stories.open_it(lead, kept)
    lead.get(f"/surveys/{kept}")
    lead.post(f"/surveys/{kept}/discard")
    assert stories.survey_in(app, kept).state == "open"


def test_a_last_day_in_the_past_is_refused(lead: Visitor) -> None:
    yesterday = today() - dt.timedelta(days=1)
    fields = stories.plan_fields(yesterday - dt.timedelta(days=5), yesterday, roll="25")
    lead.get("/surveys/plan/staff")
    assert "in the past" in text_of(lead.send("/surveys/plan/staff", {**fields, "step": "check"}))


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (8, 8, "Yes, for all 8 scores"),
        (7, 8, "Yes, for 7 or 8 of the 8 scores"),
        (5, 8, "Yes, for 5 to 8 of the 8 scores"),
        (6, 6, "Yes, for 6 of the 8 scores"),
        (0, 8, "Perhaps, for some of the 8 scores, or all"),
        (0, 3, "Perhaps, for up to 3 of the 8 scores"),
        (0, 1, "Perhaps, for one of the 8 scores"),
    ],
)
def test_how_many_scores_a_question_can_show_is_said_plainly(least: int, most: int, words: str) -> None:
    assert shown_words(ExpectedTable("about.sex", "pupils-7-11", least, most, 8, 8))[1] == words


def test_only_the_plan_of_pupils_speaks_of_parents(lead: Visitor) -> None:
    assert "parents and carers have been told" in text_of(lead.get("/surveys/plan/pupils"))
    assert "parents and carers" not in text_of(lead.get("/surveys/plan/staff"))


def title_on(page: str) -> str:
    found = re.search(r'name="title" value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_title_that_nobody_changed_follows_the_first_day(lead: Visitor) -> None:
    filled_in = title_on(lead.get("/surveys/plan/staff").text)
    days = stories.plan_fields(dt.date(2031, 3, 10), dt.date(2031, 3, 21), roll="25")
    as_it_was = {**days, "title": filled_in, "usual_title": filled_in, "step": "check"}
    assert "Staff survey, spring 2031" in text_of(lead.send("/surveys/plan/staff", as_it_was))
    own = {**as_it_was, "title": "Our staff"}
    assert "spring 2031" not in text_of(lead.send("/surveys/plan/staff", own))


def test_a_kept_plan_with_the_usual_title_follows_its_days_too(lead: Visitor) -> None:
    kept = stories.plan_fields(
        dt.date(2031, 3, 10), dt.date(2031, 3, 21), roll="25", title="Staff survey, spring 2031"
    )
    page = lead.get(f"/surveys/{stories.plan(lead, 'staff', kept)}/plan").text
    assert 'name="usual_title" value="Staff survey, spring 2031"' in page
    assert "It follows the first day until you write another." in page


def test_a_second_survey_of_the_same_title_is_refused_and_begins_with_another(lead: Visitor) -> None:
    first = title_on(lead.get("/surveys/plan/staff").text)
    stories.plan(lead, "staff", stories.staff(title=first))
    assert title_on(lead.get("/surveys/plan/staff").text) == f"{first} (2)"
    refused = lead.send("/surveys/plan/staff", {**stories.staff(title=first.upper()), "step": "check"})
    assert refused.status_code == 422
    assert "so add a word to this one" in text_of(refused)
