"""Who answered, who did not, and what they could change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Interval
from selfeval.findings.findings import RoundFindings
from selfeval.reports.groups import group_panel
from selfeval.reports.not_shown import not_shown
from selfeval.reports.response_rates import (
    OFTEN_AWAY,
    answered,
    answered_by_group,
    non_response,
    non_response_of,
    non_response_sentence,
    share_at_start,
    turnout,
    under_half,
)
from selfeval.reports.year_report import year_report
from tests.reports.made import by_year, findings, group, pupils, sources, staff, sure


def _warned(*notices: str, n: int) -> RoundFindings:
    """Findings with notices, and what belonging would be had others answered."""
    made = findings(n=n, notices=notices)
    scales = tuple(
        replace(each, reach=Interval(49, 74)) if each.scale == "belonging" else each for each in made.scales
    )
    return replace(made, scales=scales)


def test_who_answered_stands_as_n_of_the_roll() -> None:
    assert answered(pupils()) == "60 of 80"
    assert turnout(pupils()) == 75
    assert answered(pupils(findings(roll=None))) == "60"


def test_that_nobody_answered_is_told_and_that_a_few_did_is_not_counted() -> None:
    nobody = pupils(findings(n=None, roll=14, notices=("no_answers",)))
    assert (answered(nobody), turnout(nobody)) == ("0 of 14", 0)
    assert non_response_of(nobody) == ("Pupils: 0 of 14 answered, so nothing about them is shown.",)
    (fact,) = year_report(sources(pupils=(nobody,), staff=None, leaders=None)).facts
    assert (fact.figure, fact.beside) == ("0 of 14", "on roll")
    few = pupils(findings(n=None, roll=14))
    assert (answered(few), turnout(few)) == ("fewer than 10", None)
    (fact,) = year_report(sources(pupils=(few,), staff=None, leaders=None)).facts
    assert fact.beside == "of 14 on roll"
    unknown = pupils(findings(n=None, roll=None))
    (fact,) = year_report(sources(pupils=(unknown,), staff=None, leaders=None)).facts
    assert fact.beside == "roll not known"


def test_those_who_did_not_answer_are_counted_and_not_explained_away() -> None:
    assert non_response_of(pupils()) == ("20 pupils did not answer: absent, opted out or chose not to.",)


def test_so_few_that_somebody_might_look_for_them_are_not_counted() -> None:
    assert non_response_of(staff())[0].startswith("Fewer than ten members of staff did not answer")
    assert non_response_of(pupils(findings(n=79)))[0].startswith("Fewer than ten pupils did not answer")
    assert non_response_of(pupils(findings(n=70)))[0].startswith("10 pupils did not answer")


def test_a_group_that_rounds_up_to_its_roll_or_beyond_has_no_number() -> None:
    years = by_year(
        replace(group("Year 3", 20, sure(68, 66, 70)), roll=18),
        replace(group("Year 4", 20, sure(60, 55, 65)), roll=20),
        replace(group("Year 5", 15, sure(60, 55, 65)), roll=16),
    )
    told = dict(answered_by_group(pupils(findings(breakdowns=(years,)))))
    assert told == {
        "Year 3": "all or nearly all of 18",
        "Year 4": "all or nearly all of 20",
        "Year 5": "about 15 of 16",
    }
    panel = group_panel(pupils(findings(breakdowns=(years,))))
    assert panel is not None
    assert [row.answered for row in panel.rows] == list(told.values())


def test_an_answer_that_could_not_be_read_is_not_counted_among_those_who_did_not_answer() -> None:
    found = pupils(findings(n=60, spoilt=3))
    assert non_response_of(found) == (
        "17 pupils did not answer: absent, opted out or chose not to.",
        "Three answers of pupils could not be read, so they are not counted.",
    )
    assert non_response_sentence(found) == "About 1 in 4 are not in these figures and may feel differently."


def test_what_is_true_of_all_voices_is_said_once() -> None:
    assert non_response([pupils(), staff()])[-1] == OFTEN_AWAY
    assert non_response([pupils(), staff()]).count(OFTEN_AWAY) == 1
    assert OFTEN_AWAY not in non_response([pupils(findings(n=80))])


def test_under_sixty_of_a_hundred_the_reach_of_the_silent_is_worked_out() -> None:
    # 40 of 80 answered, so the mean of 61 could lie 25 x 0.5 = 12.5 points lower or higher.
    told = non_response_of(pupils(_warned("turnout_low", n=40)))
    assert told[1] == "40 of 80 answered, so this may not stand for those who did not."
    assert told[2] == (
        "If everyone who did not answer had scored 25 points lower, or higher, belonging would be 49, or 74."
    )


def test_groups_few_of_whom_answered_are_named() -> None:
    notices = ("turnout_uneven:Year 8", "turnout_uneven_girls:Year 9", "turnout_uneven_boys:Year 10")
    told = non_response_of(pupils(_warned(*notices, n=70)))
    assert told[1] == (
        "Fewer than 30 of 100 answered in Year 8, girls of Year 9 and boys of Year 10, "
        "so their scores may not stand for all."
    )
    assert "belonging would be" in told[2]


def test_a_release_without_a_reach_still_says_that_few_answered() -> None:
    told = non_response_of(pupils(findings(n=40)))
    assert told[1:] == ("40 of 80 answered, so this may not stand for those who did not.",)


def test_from_sixty_of_a_hundred_no_such_caution_is_given() -> None:
    assert len(non_response_of(pupils(findings(n=48)))) == 1


def test_everyone_an_unknown_roll_and_too_few_are_each_said() -> None:
    assert non_response_of(pupils(findings(n=80))) == ("Pupils: everyone answered.",)
    assert non_response_of(pupils(findings(roll=None))) == (
        "Pupils: nobody said how many could have answered.",
    )
    few = pupils(findings(n=None, roll=12))
    assert non_response_of(few) == ("Pupils: fewer than 10 answered, so nothing about them is shown.",)
    assert non_response_sentence(few) == ""


def test_fewer_than_half_is_strictly_fewer() -> None:
    assert under_half(pupils(findings(n=39)))
    assert not under_half(pupils(findings(n=40)))
    assert not under_half(pupils(findings(roll=None)))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (1, 3, "About 1 in 3"),
        (214, 612, "About 1 in 3"),
        (2, 5, "40 of 100"),
        (45, 110, "41 of 100"),
        (3, 100, "Fewer than 1 in 10"),
    ],
)
def test_shares_of_the_silent_are_said_simply(part: int, whole: int, words: str) -> None:
    assert share_at_start(part, whole) == words


def test_answers_that_came_late_are_numbered_and_count() -> None:
    one, some = (pupils(findings(n=60, late=late)) for late in (1, 3))
    assert non_response_of(one)[1] == (
        "One answer of pupils came late: under a card that had been cancelled, or after the lesson. "
        "It was counted like the others."
    )
    assert non_response_of(some)[1].startswith("Three answers of pupils came late")
    assert non_response_of(pupils(findings(n=80, late=1)))[0] == "Pupils: everyone answered."


def test_years_that_were_asked_easier_questions_are_named() -> None:
    some, one = (pupils(findings(n=60, younger=years)) for years in ((3, 4, 5, 6), (7,)))
    assert non_response_of(some)[1] == (
        "Years 3 to 6 were asked easier questions than those of their age, "
        "so that enough pupils answered them."
    )
    assert non_response_of(one)[1].startswith("Year 7 was asked easier questions")
    assert not any("easier" in told for told in non_response_of(pupils(findings(n=60))))


def test_where_a_surplus_was_drawn_out_nobody_claims_that_everyone_answered() -> None:
    found = pupils(findings(n=80, drawn_out=4))
    assert non_response_of(found) == ("Pupils: as many answers are counted as people are on the roll.",)
    assert non_response_sentence(found).startswith("More answers came in than people are on the roll")
    (told,) = [
        each
        for each in not_shown(sources(pupils=(found,), staff=None))
        if each.what.startswith("Answers beyond")
    ]
    assert told.why == (
        "Four more came in than people are on the roll. The extra answers were removed at random "
        "and are not counted."
    )


def test_forms_handed_in_empty_are_told_of_and_so_few_that_they_are_not_counted_too() -> None:
    assert non_response_of(pupils(findings(blank=0))) == non_response_of(pupils())
    assert non_response_of(pupils(findings(blank=15)))[1] == (
        "About 15 forms of pupils came in without an answer. Anyone who skips everything has not answered, "
        "and is counted as a pupil who did not."
    )
    assert non_response_of(pupils(findings(blank=None)))[1].startswith("Fewer than ten forms of pupils came")
    assert "without an answer" in non_response_of(pupils(findings(roll=None, blank=20)))[1]
