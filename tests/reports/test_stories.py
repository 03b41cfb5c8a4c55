"""Twelve small invented schools, each with one true story, a red herring and noise: the headline tells it."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.reports.pdf.head_pages import head_pages
from selfeval.reports.year_report import report_overview, year_report
from tests.reports.stories import ASKED, Story, sources_of

SAFE, ADULT, TREATED = "ks2.a5.safe", "ks2.a5.adult_who", "ks2.a1.treated"
TELL, VISIT, FAMILY = "ks2.a5.tell", "ks2.a6.visit", "ks2.a6.family"
BELONGING = tuple(f"ks2.a2.{name}" for name in ("place", "belong", "myself", "missed", "proud", "friend"))
BULLYING = (SAFE, ADULT, "ks2.a5.taught", TELL)
COMMUNITY = (FAMILY, "ks2.a6.schools", VISIT, "ks2.a6.helpout")
HELP = "about.extra_help"
MODEST = {"3.1": 0, "3.4": 1, "6.2": 0}
"""Levels of leaders who think less of the school than its pupils do."""

STORIES = (
    Story(
        "adults do not step in, and leaders are too modest about the curriculum",
        ("Adults here stop people being unkind",),
        ("Leaders chose",),
        items={ADULT: -1.9},
        levels=MODEST | {"5.1": 2},
    ),
    Story(
        "leaders believe in their work against bullying, and pupils do not feel safe",
        ("Leaders chose Secure", "I feel safe at school"),
        items={SAFE: -1.4},
        levels={"5.1": 3, "3.1": 0, "6.3": 1},
        seed=2,
    ),
    Story(
        "half of the school gets extra help and belongs less; two groups of fifteen look worse by chance",
        ("extra help",),
        people=320,
        group=(HELP, "yes", 0.48, -0.75),
        small_groups=(("about.young_carer_y5_6", "yes", 0.05, 0.0), ("about.disability", "yes", 0.05, 0.0)),
        seed=3,
    ),
    Story(
        "Year 5 belongs less",
        ("Year 5",),
        year_effect={"Year 5": -0.8},
        seed=4,
    ),
    Story(
        "bullying got worse in a year in which the community work improved more",
        ("bullying", "declined"),
        ("improved",),
        before=dict.fromkeys(BULLYING, 0.7) | dict.fromkeys(COMMUNITY, -1.1),
        seed=5,
    ),
    Story(
        "pupils belong less than a year ago",
        ("elong", "declined"),
        before=dict.fromkeys(BELONGING, 0.6),
        seed=6,
    ),
    Story(
        "one in three was treated unkindly, and visitors are rare",
        ("unkind about who they are",),
        ("Visitors",),
        happened=0.36,
        items={VISIT: -1.2},
        seed=7,
    ),
    Story(
        "pupils are not treated fairly, in the leaders' strongest area",
        ("I am treated fairly here",),
        items={TREATED: -1.6, VISIT: -2.2},
        levels={"1.1": 4, "1.3": 4},
        seed=8,
    ),
    Story(
        "nothing is bad, and bullying improved",
        ("bullying", "improved"),
        before=dict.fromkeys(BULLYING, -0.8),
        seed=9,
    ),
    Story(
        "nothing is bad, nothing moved: leaders are modest",
        ("Leaders chose Not started",),
        levels={"3.1": 0},
        items={"ks2.a3.kinds": 0.6},
        seed=10,
    ),
    Story(
        "pupils do not know whom to tell; no other school is met",
        ("I know who to tell",),
        ("other schools",),
        items={TELL: -1.5, "ks2.a6.schools": -2.4},
        seed=11,
    ),
    Story(
        "staff say that nothing is done about prejudice; pupils miss visitors",
        ("they often do nothing",),
        items={VISIT: -1.6},
        staff_items={"staff.a5.pass": -1.9},
        seed=12,
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_page_list_and_paper_lead_with_the_true_story(story: Story) -> None:
    sources = sources_of(story)
    report, pages = year_report(sources), head_pages(sources, dt.date(2026, 11, 20))
    for words in story.tells:
        assert words in report.heading
    for words in story.silent:
        assert words not in report.heading
    assert pages.heading == report_overview(sources).heading == report.heading


def test_many_low_questions_hide_neither_a_group_nor_a_fall() -> None:
    low = {item.id: -0.9 for item in ASKED.definition.items if item.kind == "experience"}
    troubled = Story(
        "many", (), items=low, group=(HELP, "yes", 0.4, -0.8), before=dict.fromkeys(BELONGING, 0.9), seed=21
    )
    report = year_report(sources_of(troubled))
    assert len([one for one in report.key if one.kind == "answers"]) > 10
    worrying = " ".join(report.in_short.worrying)
    assert "clearly lower among pupils who get extra help" in worrying
    assert "“Belonging” declined" in worrying
    named = [*report.in_short.worrying, *report.in_short.more_worrying]
    assert len(named) == len([one for one in report.key if one.is_bad]), "each is named"
