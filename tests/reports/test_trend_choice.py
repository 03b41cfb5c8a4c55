"""What may be chosen on the page about change: whom, which score, which group, and which two rounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from selfeval.findings.comparisons import GroupChange, ItemChange
from selfeval.reports.sources import Series
from selfeval.reports.trend_choice import TrendChoice
from selfeval.reports.trend_report import TrendReport, trend_report
from selfeval.reports.trend_sources import SchoolEvent
from tests.reports import made
from tests.reports.followed import (
    DECLINED,
    IMPROVED,
    TRENDS,
    UNSURE,
    change,
    moved,
    occasion,
    series,
    sources,
    trend,
)


def _page(*found: Series, **chosen: str) -> TrendReport:
    return trend_report(sources(*found), TrendChoice(**chosen))


def _with_earlier() -> Series:
    """Three rounds; the release of the second holds its change against the first."""
    found = series()
    first, second, _ = found.occasions
    fell = replace(DECLINED, difference=moved(-6, -9, -3))
    return replace(found, earlier_changes=(change(first, second, (fell, replace(UNSURE, scale="bullying"))),))


def test_two_earlier_rounds_are_compared_as_the_release_of_the_later_one_holds_it() -> None:
    page = _page(_with_earlier(), compare="autumn 2024", to="autumn 2025")
    assert page.pair == "Compared: autumn 2025 with the baseline, autumn 2024."
    assert page.summary.against == "the baseline, autumn 2024, up to autumn 2025"
    (pupils,) = page.voices
    assert pupils.charts[0].verdict.sentence == "Down 5 points since 2024; very likely down 3 to 9."
    assert pupils.rounds == ("2024", "2025", "2026")
    assert len(pupils.charts[0].panel.points) == 3
    assert [(one.words, one.chosen) for one in page.options.to] == [
        ("The latest round, autumn 2026", False),
        ("Autumn 2025", True),
    ]


def test_a_comparison_that_no_release_holds_is_not_made_and_the_page_says_why() -> None:
    page = _page(series(), compare="autumn 2024", to="autumn 2025")
    assert page.why_not == (
        "Pupils: no release compares autumn 2024 with autumn 2025, and nothing is worked out afterwards.",
    )
    assert page.summary.scores == ((),)
    assert page.voices[0].since == ""
    assert {chart.verdict.sentence for chart in page.voices[0].charts} == {""}


def test_a_round_that_is_not_before_the_other_is_not_compared_with_it() -> None:
    page = _page(_with_earlier(), compare="autumn 2025", to="autumn 2025")
    assert page.why_not == (
        "Pupils had no round in autumn 2025, or it was not earlier: nothing is compared with autumn 2025.",
    )
    assert page.summary.scores == ((),)


def test_who_had_no_round_in_the_later_term_is_named() -> None:
    staff = replace(series(made.staff()), occasions=(occasion(2023), occasion(2024), occasion(2026)))
    page = _page(_with_earlier(), staff, to="autumn 2025")
    assert page.why_not == ("Staff had no round in autumn 2025.",)


def test_of_the_rounds_after_the_later_one_nothing_is_in_its_verdicts() -> None:
    until = _with_earlier().until(1)
    assert until.names == ("2024", "2025")
    assert {len(one.points) for one in until.trends} == {2}
    assert all(one.slope is None and one.first_to_last is None for one in until.trends)
    assert [one.later.opens_on for one in until.changes] == ["2025-10-05"]


def test_one_score_is_shown_alone_with_its_questions_in_both_rounds() -> None:
    found = series()
    items = (
        ItemChange("safe", moved(3, 1, 5), (41.0, 52.4)),
        ItemChange("adult", hidden="reworded"),
        ItemChange("place", moved(3, 1, 5), (61.0, 62.0)),
    )
    asked = replace(found, changes=(change(found.occasions[0], found.occasions[2], items=items),))
    page = _page(asked, area="bullying")
    assert [chart.panel.scale for chart in page.voices[0].charts] == ["bullying"]
    assert [row.name for row in page.summary.rows] == ["Preventing and tackling bullying"]
    assert [(row.quote, row.before, row.after) for row in page.questions] == [
        ("“Every part of school feels safe to me”", "41 of 100", "52 of 100")
    ]
    assert page.leaders is not None
    assert [name for name, _ in page.leaders.rows] == ["Preventing and tackling bullying"]
    assert _page(asked).questions == ()
    assert _page(asked, area="belonging").leaders is None


def _with_group() -> Series:
    groups = (
        GroupChange("group", "Year 4", (UNSURE, replace(IMPROVED, scale="culture"))),
        GroupChange("about.sex", "girl", (replace(DECLINED, scale="belonging"),)),
    )
    found = series()
    return replace(
        found,
        changes=(change(found.occasions[0], found.occasions[2], groups=groups),),
        trends=(*TRENDS, trend("culture", 50, 55, 57, by="group", group="Year 4")),
    )


def test_one_year_group_is_followed_over_the_rounds_with_its_own_verdicts() -> None:
    page = _page(_with_group(), group="group:Year 4")
    assert [option.words for option in page.options.group if option.chosen] == ["Year 4"]
    (pupils,) = page.voices
    (chart,) = pupils.charts
    assert chart.panel.who == "pupils, Year 4"
    assert chart.verdict.sentence == "Up 7 points since 2024; very likely up 4 to 10."
    assert pupils.rows[0].figures == ("50 (47 to 53)", "55 (52 to 58)", "57 (54 to 60)")
    assert pupils.answered == ("", "", "")
    assert pupils.groups is None
    assert chart.panel.points[1].note == "few answered"


def test_of_a_characteristic_there_are_verdicts_and_no_line() -> None:
    page = _page(_with_group(), group="about.sex:girl")
    assert page.voices[0].charts == ()
    verdict = page.summary.verdict("pupils-7-11", "belonging")
    assert verdict is not None
    assert verdict.name == "Declined"


def test_a_group_that_nobody_has_is_taken_as_not_chosen() -> None:
    for group in ("group:Year 99", "group:", "x", "about.sex:<script>"):
        assert _page(_with_group(), group=group) == _page(_with_group())


def test_where_of_no_score_anything_can_be_told_it_is_said_once() -> None:
    found = series()
    scales = tuple(
        replace(UNSURE, scale=scale) for scale in ("culture", "bullying", "belonging", "attitudes")
    )
    small = replace(found, changes=(change(found.occasions[0], found.occasions[2], scales),))
    page = _page(small)
    sentence = (
        "Too few answered to tell whether any of these four scores has changed. "
        "A change must be about 10 points before it can be seen."
    )
    assert page.voices[0].told_once == sentence
    assert page.summary.unsure == (f"Pupils: too few{sentence.removeprefix('Too few')}",)
    assert page.summary.compared_columns == ()
    assert _page(small, area="culture").voices[0].told_once == ""
    assert _page(series()).voices[0].told_once == ""


def test_sign_offs_and_next_steps_stand_on_one_axis_with_the_rounds() -> None:
    happened = (
        SchoolEvent(dt.date(2025, 2, 11), "Self-evaluation 2024/25 signed off"),
        SchoolEvent(dt.date(2025, 8, 1), "2.3 Belonging", "due", "culture"),
        SchoolEvent(dt.date(2025, 8, 1), "5.1 Shared responsibility", "due", "bullying"),
        SchoolEvent(dt.date(2025, 9, 12), "“A quiet room at lunch”", "done"),
    )
    given = sources(series(), happened=happened)
    timeline = trend_report(given).timeline
    assert timeline is not None
    assert [name for name, _ in timeline.rounds] == ["autumn 2024", "autumn 2025", "autumn 2026"]
    places = [place for _, place in timeline.rounds]
    assert places == sorted(places)
    assert [(mark.number, mark.on, mark.words, mark.signed) for mark in timeline.events] == [
        (1, "11 February 2025", "Self-evaluation 2024/25 signed off", True),
        (2, "1 August 2025", "Next steps due: 2.3 Belonging and 5.1 Shared responsibility", False),
        (3, "12 September 2025", "Done: “A quiet room at lunch”", False),
    ]
    assert places[0] < timeline.events[0].at < timeline.events[1].at < places[1]
    only = trend_report(given, TrendChoice(area="bullying")).timeline
    assert only is not None
    assert [mark.words for mark in only.events][1:] == [
        "Next step due: 5.1 Shared responsibility",
        "Done: “A quiet room at lunch”",
    ]
    assert trend_report(sources(series())).timeline is None
