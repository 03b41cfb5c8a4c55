"""What parents, pupils of each age and the data protection officer are told, from a survey’s plan."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from selfeval.calendar.school_years import today
from selfeval.notices.adults import staff_notice
from selfeval.notices.asked import printed_round
from selfeval.notices.facts import NoticeFacts, notice_facts, readers_of, usual_say_no_by
from selfeval.notices.helplines import SHIPPED, read_helplines
from selfeval.notices.impact import impact_assessment
from selfeval.notices.parents import parents_notice
from selfeval.notices.promise import MIXED, UNTIL_THEN, from_locked_on, promise_to_grown_ups
from selfeval.notices.pupils import LEVELS, pupils_notice
from selfeval.notices.room import room_sheet
from selfeval.notices.sheet import (
    TO_WRITE,
    PrintedSheet,
    SheetBreak,
    SheetHeading,
    SheetList,
    lines_of,
)
from selfeval.notices.word_file import word_file
from selfeval.notices.words import NoticeWords, notice_words
from selfeval.notices.younger import middle_notice, youngest_notice
from selfeval.questionnaires.catalogue import latest
from selfeval.reading_age import reading_age
from selfeval.store.database import Database
from selfeval.store.notice_details import NoticeDetails, notice_details
from selfeval.surveys.plan import Plan, PlannedGroup
from selfeval.surveys.planning import plan
from selfeval.web.answer.interface_words import interface
from tests.schools import new_school

GROUPS = (
    PlannedGroup("Reception", (0,), 40),
    *(PlannedGroup(f"Year {year}", (year,), 40) for year in (1, 5, 9)),
)
NAMES = NoticeDetails(
    safeguarding_lead="Ruth Adeyemi",
    contact="the school office, 01234 567890",
    controller="Wend Valley Trust",
    data_officer="Sam Okoro",
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def told(
    database: Database,
    about: tuple[str, ...] = ("about.sex", "about.ethnic_group"),
    details: NoticeDetails = NAMES,
    language: str = "en",
    **changed: object,
) -> NoticeFacts:
    """A survey of four years, as its notices tell it."""
    wanted: dict[str, object] = {
        "audience": "pupils",
        "title": "Belonging, autumn",
        "opens_on": today() + dt.timedelta(days=30),
        "closes_on": today() + dt.timedelta(days=40),
        "adult": "Grace Bello, in the room by the hall",
        "groups": GROUPS,
        "about": about,
    }
    with database.writing() as session:
        school = new_school(session)
        survey = plan(session, school.id, "Amina Yusuf", Plan(**(wanted | changed)))  # type: ignore[arg-type]
        return notice_facts(
            survey,
            school,
            details,
            read_helplines(SHIPPED),
            readers=readers_of(session, survey),
            public_url="https://larkbeck.example",
            words=notice_words(language, {}),
        )


def before_questions(sheet: PrintedSheet) -> str:
    """Its own words, without the questions at its end."""
    blocks = sheet.blocks
    cut = next((place for place, block in enumerate(blocks) if isinstance(block, SheetBreak)), len(blocks))
    return "\n".join([sheet.title, sheet.lead, *(line for block in blocks[:cut] for line in lines_of(block))])


def test_parents_read_every_question_that_their_children_are_asked(database: Database) -> None:
    facts = told(database)
    text = parents_notice(facts).text
    for name in ("pupils-5-7", "pupils-7-11", "pupils-11-18"):
        for words in latest(name).words["en"].items.values():
            assert words.text in text
    about = latest("about-you-pupils").words["en"]
    assert f"{about.items['about.sex'].text} (Year 5 and Year 9)" in text
    assert f"{about.items['about.ethnic_group'].text} (Year 9)" in text
    assert about.items["about.religion"].text not in text
    assert about.intro in text


def test_the_notice_says_how_to_say_no_and_that_a_sent_answer_cannot_be_found(database: Database) -> None:
    facts = told(database, opens_on=dt.date(2027, 1, 18), closes_on=dt.date(2027, 1, 29))
    text = parents_notice(facts).text
    assert "To say no, please tell us by 15 January 2027." in text
    assert "the school office, 01234 567890" in text
    assert "You do not have to say why." in text
    assert "An answer that is sent cannot be found again." in text
    assert "do other quiet work in the same room." in text


def test_parents_have_two_weeks_and_say_no_on_a_weekday() -> None:
    assert usual_say_no_by(dt.date(2027, 1, 18)) == dt.date(2027, 1, 15)  # a Monday: the Friday before
    assert usual_say_no_by(dt.date(2027, 1, 20)) == dt.date(2027, 1, 19)


def test_the_stricter_reason_in_law_stands_only_where_such_a_question_is_asked(database: Database) -> None:
    assert "Article 9" in parents_notice(told(database)).text
    plain = parents_notice(told(database, about=("about.sex",))).text
    assert "Article 9" not in plain
    assert "Article 6(1)(e)" in plain
    assert "[" not in plain, "a note to the school is no part of what parents read"
    none = parents_notice(told(database, about=())).text
    assert "We ask nothing about your child’s background." in none


def test_what_the_school_has_not_typed_is_a_line_to_write_on(database: Database) -> None:
    with database.reading() as session:
        empty = notice_details(session, 1)
    facts = told(database, details=empty)
    assert TO_WRITE in parents_notice(facts).text
    assert "Ruth Adeyemi" not in pupils_notice(facts).text


def test_pupils_of_eleven_are_told_in_three_levels_of_words(database: Database) -> None:
    facts = told(database)
    sheet = pupils_notice(facts)
    headings = [block.text for block in sheet.blocks if isinstance(block, SheetHeading)]
    assert headings == [f"Our survey. {level}" for level in LEVELS]
    said = ["\n".join(block.lines) for block in sheet.blocks if isinstance(block, SheetList)]
    ages = [reading_age(text) for text in said]
    assert ages == sorted(ages)
    assert [age <= most for age, most in zip(ages, (7, 8, 9), strict=True)] == [True, True, True]
    for text in said:
        assert "You do not have to" in text or "Taking part is your choice" in text
        assert "take them back" in text or "get it back" in text or "take back" in text
    assert sheet.text.count("Childline: 0800 1111") == 3


@pytest.mark.parametrize(("make", "most"), [(youngest_notice, 6), (middle_notice, 7)])
def test_younger_children_are_told_in_words_of_their_own(
    database: Database,
    make,  # type: ignore[no-untyped-def]
    most: float,
) -> None:
    sheet = make(told(database))
    (said,) = ["\n".join(block.lines) for block in sheet.blocks if isinstance(block, SheetList)]
    assert reading_age(said) <= most
    assert "You do not have to do it." in said
    assert "We do not ask your name." in said
    assert "cannot change them" in said
    assert "Ruth Adeyemi." in sheet.text
    assert "Childline: 0800 1111" in sheet.text


def test_each_age_that_is_asked_has_a_notice(database: Database) -> None:
    facts = told(database)
    assert facts.ages == {"pupils-5-7", "pupils-7-11", "pupils-11-18"}
    younger = told(database, groups=GROUPS[:3], title="Of the younger", about=("about.sex",))
    assert younger.ages == {"pupils-5-7", "pupils-7-11"}


def test_who_could_open_an_answer_is_said_in_the_same_words_wherever_it_is_said(database: Database) -> None:
    facts = told(database)
    said = [text for text in pupils_notice(facts).text.splitlines() if MIXED in text]
    assert len(said) == len(LEVELS)
    first_pages = [interface("en", style).page["opened"] for style in ("ks3", "staff")]
    for text in (*said, *first_pages):
        assert from_locked_on(NoticeWords()) in text
    parents = parents_notice(facts).text
    assert MIXED in parents
    assert UNTIL_THEN in parents
    for sheet in (youngest_notice(facts), middle_notice(facts)):
        assert "open" not in sheet.text


def test_parents_can_read_their_notice_at_nine_and_the_officer_theirs_at_ten(database: Database) -> None:
    facts = told(database)
    notice = before_questions(parents_notice(facts)).split("Your rights")[0]
    assert reading_age(notice) <= 9
    assert reading_age(before_questions(impact_assessment(facts))) <= 10


def test_the_assessment_is_filled_in_from_the_plan_but_for_what_only_the_school_knows(
    database: Database,
) -> None:
    text = impact_assessment(told(database, decided="Governing body, 12 October, minute 7")).text
    for known in (
        "Wend Valley Trust",
        "Reception, Year 1",
        "160 people at most",
        "10 people or more",
        "6 school years",
        "Are you a girl or a boy?",
        "Schedule 1, paragraph 8",
        "substantial distress",
    ):
        assert known in text
    assert text.count(TO_WRITE) > 15


def of_staff(database: Database, **changed: object) -> NoticeFacts:
    return told(
        database,
        about=("about.staff.role", "about.staff.sex", "about.staff.ethnic_group"),
        audience="staff",
        groups=(PlannedGroup("Staff", (), 60, "staff"),),
        **changed,
    )


def test_staff_are_told_first_that_they_need_not_answer_and_then_what_parents_are_told(
    database: Database,
) -> None:
    sheet = staff_notice(of_staff(database))
    assert sheet.lead == "You do not have to do this. Nobody writes down who answers."
    own = before_questions(sheet)
    for told_here in (
        promise_to_grown_ups(NoticeWords()),
        "Wend Valley Trust",
        "Sam Okoro",
        "Article 9",
        "ico.org.uk",
        "6 school years",
    ):
        assert told_here in own
    for question in latest("staff").words["en"].items.values():
        assert question.text in sheet.text
    for of_a_child in ("child", "pupil", "girl", "boy", "parent"):
        assert of_a_child not in own.lower()
    assert reading_age(own.split("Your rights")[0]) <= 9


def test_the_assessment_of_a_staff_survey_speaks_of_no_child_no_script_and_no_adult_in_a_room(
    database: Database,
) -> None:
    own = before_questions(impact_assessment(of_staff(database)))
    for elsewhere in (
        "aloud",
        "script",
        "The adult",
        "who said no",
        "girl or boy",
        "Parents",
        "Pupils",
        "tablet that",
    ):
        assert elsewhere not in own
    assert "Staff get a notice with every question." in own
    assert "The notices say so" in own


def test_a_partnership_that_reads_the_figures_is_named_to_everyone(database: Database) -> None:
    assert "No partnership reads the school’s figures today." in impact_assessment(told(database)).text
    facts = replace(told(database), readers=("Kelderdale Trust", "Wend Valley Council"))
    named = "Kelderdale Trust and Wend Valley Council"
    assert f"{named} see the same numbers. They never see one person’s answers." in parents_notice(facts).text
    assert f"{named} see the same numbers" in pupils_notice(facts).text
    of_work = replace(of_staff(database), readers=facts.readers)
    assert f"{named} see the same numbers" in staff_notice(of_work).text
    assert f"{named}: figures that the school releases, and no answers." in impact_assessment(facts).text


def test_what_is_kept_about_the_person_is_said_alike_wherever_it_is_said(database: Database) -> None:
    kept = "In a large group, the answer “girl” or “boy” is kept with the answers about school, still without"
    facts = told(database)
    assert kept in parents_notice(facts).text
    assert kept in pupils_notice(facts).text
    assert "the group and, in a large group, girl or boy." in impact_assessment(facts).text
    without = told(database, about=("about.ethnic_group",))
    assert "“girl” or “boy”" not in parents_notice(without).text
    assert "girl or boy" not in impact_assessment(without).text


def test_the_assessment_says_no_day_on_which_a_notice_was_given(database: Database) -> None:
    tomorrow = told(database, opens_on=today() + dt.timedelta(days=1))
    assert f"It was given on: {TO_WRITE} They are asked to say no by " in impact_assessment(tomorrow).text


def test_without_https_the_assessment_names_the_risk(database: Database) -> None:
    facts = told(database)
    assert "plain http" not in impact_assessment(facts).text
    assert "Somebody reads along" in impact_assessment(replace(facts, is_sealed_there=False)).text


def test_the_adult_in_the_room_is_told_which_questions_may_be_hard(database: Database) -> None:
    with database.writing() as session:
        school = new_school(session)
        survey = plan(
            session,
            school.id,
            "Amina Yusuf",
            Plan(
                audience="pupils",
                title="Belonging",
                opens_on=today(),
                closes_on=today(),
                adult="Grace Bello",
                groups=GROUPS,
            ),
        )
        sheets = {
            group.name: room_sheet(round_, group, NAMES, "Grace Bello")
            for round_ in survey.rounds
            for group in round_.groups
        }
        hard = [question.text for question in printed_round(survey.rounds[-1]).sensitive]
    assert list(sheets["Year 9"].sensitive) == hard != []
    assert [name for name, sheet in sheets.items() if sheet.is_youngest] == ["Reception", "Year 1"]
    assert [name for name, sheet in sheets.items() if sheet.has_reception] == ["Reception"]
    assert sheets["Year 5"].safeguarding_lead == "Ruth Adeyemi"


@pytest.mark.parametrize(
    "make", [parents_notice, staff_notice, youngest_notice, middle_notice, pupils_notice, impact_assessment]
)
def test_the_word_file_says_what_the_page_says_with_real_headings(database: Database, make) -> None:  # type: ignore[no-untyped-def]
    sheet = make(told(database, title="“Belonging” & more <now>"))
    made = word_file(sheet)
    assert made == word_file(sheet)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        parts = {
            name: ElementTree.fromstring(archive.read(name))  # noqa: S314 (we made it)
            for name in archive.namelist()
        }
    document = parts["word/document.xml"]
    paragraphs = ["".join(text.itertext()) for text in document.iter(f"{WORD}p")]
    whole = "\n".join(paragraphs)
    for line in sheet.text.splitlines():
        assert line in whole
    styles = [style.get(f"{WORD}val") for style in document.iter(f"{WORD}pStyle")]
    assert styles.count("Title") == 1
    assert styles.count("Heading2") == sum(
        isinstance(block, SheetHeading) and block.level == 2 for block in sheet.blocks
    )
    known = {style.get(f"{WORD}styleId") for style in parts["word/styles.xml"].iter(f"{WORD}style")}
    assert set(styles) <= known
    used = {number.get(f"{WORD}val") for number in document.iter(f"{WORD}numId")}
    there = {number.get(f"{WORD}numId") for number in parts["word/numbering.xml"].iter(f"{WORD}num")}
    assert used <= there
