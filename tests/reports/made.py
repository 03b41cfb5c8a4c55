"""Findings made by hand, small enough to check in the head: two areas, a belonging scale, five questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import (
    Breakdown,
    GroupFinding,
    ItemFinding,
    Reliability,
    RoundFindings,
    ScaleFinding,
)
from selfeval.questionnaires.model import (
    Definition,
    Item,
    ItemWords,
    Option,
    OptionSet,
    Questionnaire,
    Scale,
    Words,
)
from selfeval.reports.sources import Leaders, Released, Sources, Voice

AREAS = {"culture": "A respectful culture", "bullying": "Preventing and tackling bullying"}

AGREE = OptionSet(
    "agree5",
    (
        Option("strongly_agree", 5),
        Option("agree", 4),
        Option("neither", 3),
        Option("disagree", 2),
        Option("strongly_disagree", 1),
    ),
    favourable_from=4,
)
CUPS = OptionSet("amount3", (Option("yes", 3), Option("sometimes", 2), Option("no", 1)), favourable_from=3)
LABELS = {
    "agree5": {
        "strongly_agree": "Strongly agree",
        "agree": "Agree",
        "neither": "Neither",
        "disagree": "Disagree",
        "strongly_disagree": "Strongly disagree",
    },
    "amount3": {"yes": "Yes", "sometimes": "Sometimes", "no": "No"},
}

ITEMS = (
    Item("place", "outcome", "agree5", area="culture", commitment="2.3"),
    Item("hide", "outcome", "agree5", area="culture", commitment="2.3", reversed=True),
    Item("safe", "outcome", "agree5", area="bullying", commitment="5.1"),
    Item("adult", "experience", "agree5", area="bullying", commitment="5.1"),
    Item("curious", "attitude", "agree5", area="culture", commitment="2.4"),
)
TEXTS = {
    "place": "This is a good school for me.",
    "hide": "I hide who I am.",
    "safe": "Every part of school feels safe to me.",
    "adult": "Adults step in if someone is unkind.",
    "curious": "I like finding out how others live.",
}
SCALES = (
    Scale("culture", "area", ("place", "hide"), area="culture"),
    Scale("bullying", "area", ("safe", "adult"), area="bullying"),
    Scale("belonging", "belonging", ("place", "safe")),
    Scale("attitudes", "attitudes", ("curious",)),
)


def definition(name: str = "pupils-7-11", audience: str = "pupils", band: str | None = "7-11") -> Definition:
    """A questionnaire of five questions."""
    return Definition(
        questionnaire=name,
        version=1,
        audience=audience,
        items=ITEMS,
        scales=SCALES,
        option_sets=(AGREE, CUPS),
        areas=tuple(AREAS),
        band=band,
        years=(3, 4, 5, 6) if audience == "pupils" else (),
    )


def words() -> Words:
    return Words(
        language="en",
        title="My school",
        intro="",
        items={item: ItemWords(text) for item, text in TEXTS.items()},
        options=LABELS,
        answers={"skipped": "Skip"},
        areas=AREAS,
        scales={"belonging": "Belonging", "attitudes": "Attitudes to difference"},
    )


def sure(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, Interval(low, high))


def everyone(value: float) -> Estimate:
    return Estimate(value, None, everyone=True)


def scale(name: str, estimate: Estimate | None, hidden: str | None = None) -> ScaleFinding:
    return ScaleFinding(name, n=None if hidden else 60, mean=estimate, sd=20.0, hidden=hidden)


def weak(finding: ScaleFinding, told: str) -> ScaleFinding:
    return replace(finding, reliability=Reliability(Estimate(0.65), 60, 2, told))


def item(name: str, estimate: Estimate | None, hidden: str | None = None, **shares: float) -> ItemFinding:
    """An item; shares that are not given follow from the favourable per cent, all on the milder answers."""
    if not shares and estimate is not None and hidden is None:
        good, poor = ("disagree", "agree") if name == "hide" else ("agree", "disagree")
        shares = {good: estimate.value, poor: 100 - estimate.value}
    return ItemFinding(name, n=60, shares=shares or None, favourable=estimate, hidden=hidden)


BELONGING = sure(61, 58, 64)
ITEM_FIGURES = {
    "place": sure(76, 73, 78),
    "hide": sure(70, 66, 74),
    "safe": sure(52, 48, 56),
    "adult": sure(44, 41, 47),
    "curious": sure(90, 87, 93),
}


def findings(**changed: object) -> RoundFindings:
    """60 of 80 answered; culture 61, bullying 48."""
    made = RoundFindings(
        questionnaire="pupils-7-11",
        version=1,
        digest="d" * 64,
        audience="pupils",
        band="7-11",
        roll=80,
        n=60,
        spoilt=0,
        scales=(
            scale("culture", sure(61, 59, 63)),
            scale("bullying", sure(48, 46, 50)),
            scale("belonging", BELONGING),
            scale("attitudes", sure(70, 68, 72)),
        ),
        items=tuple(item(name, figure) for name, figure in ITEM_FIGURES.items()),
    )
    return replace(made, **changed)


RELEASED = Released(
    survey="Autumn survey of pupils",
    audience="pupils",
    number=1,
    on=dt.date(2026, 11, 2),
    opens_on=dt.date(2026, 10, 5),
    closes_on=dt.date(2026, 10, 16),
    digest="0123456789abcdef" * 4,
    threshold=10,
)

ABOUT = Questionnaire(
    Definition(
        "about-you-pupils",
        1,
        "pupils",
        (Item("about.sex", "about-you", "girl_boy"),),
        (),
        (OptionSet("girl_boy", (Option("girl", 2), Option("boy", 1))),),
    ),
    {
        "en": Words(
            "en",
            "About you",
            "",
            {"about.sex": ItemWords("Are you a girl or a boy?")},
            {"girl_boy": {"girl": "A girl", "boy": "A boy"}},
            {},
            {},
            {},
        )
    },
)


def pupils(found: RoundFindings | None = None, *, alone: bool = True) -> Voice:
    return Voice(found or findings(), definition(), words(), RELEASED, ABOUT, alone)


def staff(found: RoundFindings | None = None) -> Voice:
    made = found or findings(n=31, roll=38)
    made = replace(made, questionnaire="staff", audience="staff", band=None)
    return Voice(
        made,
        definition("staff", "staff", None),
        words(),
        replace(RELEASED, survey="Autumn survey of staff", audience="staff", digest="f" * 64),
    )


def leaders(levels: Mapping[str, float | None] | None = None, **changed: object) -> Leaders:
    """Eight indicators, all rated."""
    areas = levels if levels is not None else {"culture": 2.5, "bullying": 2.75}
    return replace(Leaders(areas, rated=8, indicators=8), **changed)


def sources(**changed: object) -> Sources:
    made = Sources(
        school="Alder Vale Primary",
        year="2026/27",
        area_names=AREAS,
        pupils=(pupils(),),
        staff=staff(),
        leaders=leaders(),
        releases=(RELEASED,),
    )
    return replace(made, **changed)


def group(name: str, n: int | None, estimate: Estimate | None, hidden: str | None = None) -> GroupFinding:
    """A group with a roll of 50."""
    return GroupFinding(
        name,
        roll=None if hidden else 50,
        n=n,
        scales=() if hidden else (scale("belonging", estimate), scale("culture", sure(60, 55, 65))),
        hidden=hidden,
    )


def by_year(*groups: GroupFinding, notice: str | None = None) -> Breakdown:
    return Breakdown("group", groups, notice)
