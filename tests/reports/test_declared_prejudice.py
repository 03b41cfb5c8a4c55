"""What people say happened: how sure we are comes first, and nothing is set against anything or judged."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from selfeval.findings.comparisons import Occasion
from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import ItemFinding
from selfeval.questionnaires.model import Item, ItemWords
from selfeval.reading_age import reading_age
from selfeval.reports.declared_prejudice import (
    DIFFERENT_THINGS,
    NO_CLAIM,
    TIMES,
    DeclaredPrejudice,
    declared_prejudice,
    in_short,
    logged_in_words,
)
from selfeval.reports.sources import PrejudiceLog, Series, Voice
from tests.reports import made
from tests.reports.happened import PUPILS, STAFF, share, voice

LOG = PrejudiceLog(dt.date(2026, 9, 1), dt.date(2026, 10, 16), 400, 12)
HAPPENED, ADULT_KNEW = share(12, 9, 16), share(50, 40, 60, met=40)


def declared(*voices: Voice, log: PrejudiceLog | None = None, **changed: object) -> DeclaredPrejudice:
    staff = next((one for one in voices if one.voice == "staff"), None)
    pupils = tuple(one for one in voices if one.voice == "pupils")
    told = declared_prejudice(made.sources(pupils=pupils, staff=staff, log=log, **changed))
    assert told is not None
    return told


def said(asked: tuple[str, int] = PUPILS, **events: ItemFinding) -> list[str]:
    (events_said,) = declared(voice(asked, **events)).voices
    return [one.sentence for one in events_said.shares]


def test_how_sure_we_are_comes_before_the_figure() -> None:
    assert said(happened=HAPPENED) == [
        "Very likely between 9 and 16 of 100 pupils say that someone here was unkind about who they are. Of "
        "those who answered, 12 of 100 do."
    ]


def test_what_came_of_it_is_told_of_those_who_met_it_in_the_same_way() -> None:
    assert said(adult_knew=ADULT_KNEW) == [
        "Of those who met or saw it, very likely between 40 and 60 of 100 say that an adult here got to know."
        " Of those who answered, 50 of 100 do."
    ]


@pytest.mark.parametrize(("lost", "end"), [(3, "50 of 100 do."), (4, "50 of 100 do, and 10 do not know.")])
def test_that_many_do_not_know_what_came_of_it_is_told_from_one_in_ten_on(lost: int, end: str) -> None:
    assert said(adult_knew=share(50, 40, 60, met=40, dont_know=lost))[0].endswith(end)


def test_where_everyone_answered_there_is_nothing_to_be_unsure_of() -> None:
    everyone = replace(HAPPENED, happened=Estimate(12, everyone=True))
    assert said(happened=everyone) == [
        "12 of 100 pupils say that someone here was unkind about who they are. Everyone answered."
    ]
    met = replace(share(50, 40, 60, met=40, dont_know=8), happened=Estimate(50, everyone=True))
    assert said(adult_knew=met)[0].endswith("got to know. Everyone answered. 20 of 100 do not know.")


def test_what_is_said_can_be_read_at_eleven_or_sooner() -> None:
    """The numbers and “very likely” are in it; a head reads it aloud to governors."""
    told = in_short(
        declared(
            voice(happened=HAPPENED, seen=share(30, 25, 35), adult_knew=ADULT_KNEW),
            voice(STAFF, heard=share(40, 30, 50), worse=share(10, 5, 15)),
            log=LOG,
        )
    )[0]
    assert reading_age(" ".join(told)) < 11


def test_of_what_time_people_speak_is_said_of_those_who_were_asked() -> None:
    assert declared(voice(happened=HAPPENED)).times == TIMES["pupils"]
    assert declared(voice(STAFF, heard=share(40, 30, 50))).times == TIMES["staff"]


@pytest.mark.parametrize(
    ("end", "start"),
    [
        (Estimate(5, Interval(0, 5)), "Fewer than 5 of 100 pupils say that they saw"),
        (Estimate(95, Interval(95, 100)), "More than 95 of 100 pupils say that they saw"),
    ],
)
def test_where_almost_all_said_the_same_only_the_end_is_told(end: Estimate, start: str) -> None:
    alike = ItemFinding("", 60, hidden="unanimous", happened=end)
    assert said(seen=alike)[0].startswith(start)
    (events,) = declared(voice(seen=alike)).voices
    assert events.shares[0].figure == start.partition(" of ")[0].lower()
    assert events.shares[0].span == ""


def test_of_too_few_who_met_it_nothing_is_told_but_that() -> None:
    assert said(adult_knew=ItemFinding("", hidden="few")) == [
        "“The last time it happened, did an adult at school find out?” Not shown: fewer than 10 of those "
        "who met or saw it answered."
    ]


def test_where_too_few_answered_at_all_the_reason_is_that() -> None:
    assert said(happened=ItemFinding("", hidden="few")) == [
        "“Since September, was anyone here unkind about your looks, family or religion?” Not shown. Fewer "
        "than 10 people answered."
    ]


def test_staff_say_what_they_heard_what_was_recorded_and_how_they_were_treated() -> None:
    sentences = said(
        STAFF,
        worse=share(10, 5, 15),
        told=share(50, 30, 70, met=12),
        heard=share(40, 30, 50),
        recorded=share(45, 35, 55, met=20),
    )
    likely, answered = "ery likely between # and # of #", "Of those who answered, # of # do."
    assert [re.sub(r"\d+", "#", one) for one in sentences] == [
        f"V{likely} staff say that they have heard prejudice here. {answered}",
        f"Of those who heard some, v{likely} say that the last one was recorded. {answered}",
        f"V{likely} staff say that in the past year they were treated worse here for who they are. "
        f"{answered}",
        f"Of those who were treated worse, v{likely} say that they told someone who could act. {answered}",
    ]


def test_prejudice_comes_before_money_and_a_question_of_ones_own_is_quoted_last() -> None:
    base = voice(happened=HAPPENED, cost=share(20, 15, 25))
    own = Item("own.hat", "event", "times4")
    asked = replace(base.definition, items=(own, *base.definition.items))
    texts = replace(
        base.words, items={**base.words.items, "own.hat": ItemWords("Did someone take your hat?")}
    )
    found = replace(base.findings, items=(*base.findings.items, replace(HAPPENED, item="own.hat")))
    (events,) = declared(replace(base, definition=asked, words=texts, findings=found)).voices
    assert [one.item for one in events.shares] == ["ks2.a5.happened", "ks2.a4.cost", "own.hat"]
    assert "asked “Did someone take your hat?”" in events.shares[-1].sentence


def test_nothing_is_said_of_a_year_in_which_nobody_was_asked() -> None:
    assert declared_prejudice(made.sources()) is None


RATE = "for every 100 pupils who could have answered"


@pytest.mark.parametrize(
    ("number", "roll", "sentence"),
    [
        (None, 400, "How many prejudice incidents are in the school’s log {} is not typed yet."),
        (0, 400, "No prejudice incident is in the school’s log {}."),
        (1, 400, f"1 prejudice incident is in the school’s log {{}}: fewer than one {RATE}."),
        (12, 400, f"12 prejudice incidents are in the school’s log {{}}: 3 {RATE}."),
        (12, None, "12 prejudice incidents are in the school’s log {}."),
    ],
)
def test_the_log_is_told_for_its_days_and_for_every_100_pupils(
    number: int | None, roll: int | None, sentence: str
) -> None:
    days = "from 1 September 2026 to 16 October 2026"
    assert logged_in_words(replace(LOG, number=number, roll=roll)) == sentence.format(days)


def test_the_log_stands_between_what_pupils_and_what_staff_say() -> None:
    told = in_short(declared(voice(happened=HAPPENED), voice(STAFF, heard=share(40, 30, 50)), log=LOG))[0]
    assert [line.partition(" ")[0] for line in told] == ["Pupils", "Very", "12", "Very"]
    assert told[2] == f"{logged_in_words(LOG)} {DIFFERENT_THINGS}"


def test_on_paper_there_is_no_room_for_what_is_not_shown_nor_for_money() -> None:
    few = ItemFinding("", hidden="few")
    told = in_short(declared(voice(happened=HAPPENED, adult_knew=few, cost=share(20, 15, 25)), log=LOG))[0]
    assert told[1].count("Very likely") == 1
    assert "Not shown" not in " ".join(told)
    assert "money" not in " ".join(told)
    assert in_short(declared(voice(adult_knew=few))) == ()


def test_where_paper_is_short_the_first_question_of_each_voice_is_told_and_where_the_rest_is() -> None:
    pupils = voice(happened=HAPPENED, seen=share(30, 25, 35), adult_knew=ADULT_KNEW)
    long, middle, short = in_short(declared(pupils, voice(STAFF, heard=share(40, 30, 50)), log=LOG))
    assert "Of those who answered, 12 of 100 do" in long[1]
    assert "Of those who answered" not in " ".join(middle)
    assert middle[1].count("ery likely between") == long[1].count("ery likely between") == 3
    assert [line.count("ery likely between") for line in short] == [0, 1, 0, 1]
    assert short[0].endswith("More of this is in the report.")


def test_what_the_figures_count_is_said_once_both_are_there() -> None:
    assert declared(voice(happened=HAPPENED), log=replace(LOG, number=None)).about_both == ""
    assert declared(voice(happened=HAPPENED), log=LOG).about_both == DIFFERENT_THINGS


def test_readers_outside_the_school_and_of_a_survey_of_staff_alone_read_nothing_of_the_log() -> None:
    assert declared(voice(happened=HAPPENED)).logged == ""
    assert declared(voice(STAFF, heard=share(40, 30, 50)), log=LOG).logged == ""


def test_no_figure_is_set_against_another_and_nobody_is_judged() -> None:
    told = " ".join(
        in_short(
            declared(
                voice(happened=HAPPENED, seen=share(30, 25, 35), adult_knew=ADULT_KNEW),
                voice(STAFF, heard=share(40, 30, 50)),
                log=LOG,
            )
        )[0]
    )
    for word in ("times as", "compared", "gap", "only", "too few incidents", "good", "bad", "worrying", "%"):
        assert word not in told
    numbers = set(map(int, re.findall(r"\d+", told)))
    assert numbers == {9, 16, 12, 25, 35, 30, 40, 60, 50, 100, 1, 2026, 3}


def with_rounds_before(*before: dict[str, ItemFinding]) -> DeclaredPrejudice:
    now = voice(happened=HAPPENED)
    days = [dt.date(2024 + place, 10, 5) for place in range(len(before) + 1)]
    series = Series(
        now,
        {},
        tuple(Occasion("Autumn", str(day), str(day), 2, str(day.year)) for day in days),
        ((60, 80),) * len(days),
        (None,) * len(days),
        events=(*before, {one.item: one for one in now.findings.items}),
    )
    return declared(now, series=(series,))


def test_the_same_question_in_rounds_before_stands_beside_it_and_no_change_is_claimed() -> None:
    told = with_rounds_before({}, {"ks2.a5.happened": share(14, 11, 18)})
    assert [tuple(one) for one in told.voices[0].shares[0].before] == [("2025", "14 (11 to 18)")]
    assert told.no_claim == NO_CLAIM
    hidden = with_rounds_before({"ks2.a5.happened": ItemFinding("ks2.a5.happened", hidden="few")})
    assert [tuple(one) for one in hidden.voices[0].shares[0].before] == [("2024", "not shown")]


def test_without_rounds_before_nothing_is_said_of_them() -> None:
    told = with_rounds_before({})
    assert told.voices[0].shares[0].before == ()
    assert told.no_claim == ""


def test_of_answers_of_which_nobody_knows_what_they_say_no_share_is_told_and_the_reason_is() -> None:
    base = voice(happened=HAPPENED)
    asked = replace(base.definition, items=(Item("own.hit", "event", "own.answers"),))
    texts = replace(base.words, items={"own.hit": ItemWords("Did someone hit you?")})
    for older in (None, made.sure(95, 95, 100)):  # a release of before may hold a share of everybody
        finding = ItemFinding("own.hit", 27, {"a1": 7, "a2": 93}, happened=older)
        found = replace(base.findings, items=(finding,))
        (events,) = declared(replace(base, definition=asked, words=texts, findings=found)).voices
        (share_told,) = events.shares
        assert share_told.sentence == (
            "“Did someone hit you?” No share is told: nothing says which of its answers means that it did "
            "not happen."
        )
        assert (share_told.figure, share_told.span, share_told.people) == ("not shown", "", None)
