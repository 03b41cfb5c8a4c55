"""What the check page says of a plan: words first, figures after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selfeval.calendar.school_years import group_name, school_year, year_label
from selfeval.english import count_of, listed
from selfeval.questionnaires.catalogue import is_younger
from selfeval.surveys.expected_precision import (
    DetectableChange,
    ExpectedGroup,
    ExpectedPrecision,
    ExpectedTable,
    expected_precision,
    expected_tables,
    never_published,
)
from selfeval.surveys.plan import ROUND_NAMES, EarlierSurvey, Plan, PlannedGroup, comfortable
from selfeval.surveys.plan_faults import broken_trends
from selfeval.web.plan.form_page import about_words

AUTUMN = 9
"""The month with which the first term begins."""


@dataclass(frozen=True)
class QuestionCheck:
    """One question to one age."""

    question: str
    age: str
    sight: str
    words: str


@dataclass(frozen=True)
class AboutYouCheck:
    """Who is asked what about the person, and what can be shown of it."""

    asked: tuple[tuple[str, tuple[str, ...]], ...]
    """Groups that are asked the same questions, and these."""
    questions: tuple[QuestionCheck, ...]
    useless: Mapping[str, str]
    """Questions that no figure will come of: id -> the question."""
    several: bool
    """More than one age is asked something, so a line says which."""


def about_you_check(planned: Plan) -> AboutYouCheck:
    expected, words = expected_tables(planned), about_words(planned.audience)
    useless = never_published(expected)
    return AboutYouCheck(
        asked=tuple(_asked(planned, words)),
        questions=tuple(
            QuestionCheck(words[line.item_id], ROUND_NAMES[line.questionnaire], *shown_words(line))
            for line in expected
        ),
        useless={item_id: words[item_id] for item_id in words if item_id in useless},
        several=len({line.questionnaire for line in expected}) > 1,
    )


def shown_words(expected: ExpectedTable) -> tuple[str, str]:
    """How sure it is, as for a group, and the words."""
    if not expected.best:
        return "never", "No. Too few are asked"
    if not expected.most:
        return "nearly", "Only if nearly everyone answers, and no answer is rare"
    if expected.least == expected.areas:
        return "usual", f"Yes, for all {expected.areas} scores"
    if not expected.least:
        return "nearly", f"Perhaps, for {_few(expected.most, expected.areas)}"
    if expected.least == expected.most:
        return "usual", f"Yes, for {expected.least} of the {expected.areas} scores"
    parted = "or" if expected.most == expected.least + 1 else "to"
    return "usual", f"Yes, for {expected.least} {parted} {expected.most} of the {expected.areas} scores"


def _few(most: int, areas: int) -> str:
    if most == areas:
        return f"some of the {areas} scores, or all"
    return f"one of the {areas} scores" if most == 1 else f"up to {most} of the {areas} scores"


def _asked(planned: Plan, words: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    asked: dict[tuple[str, ...], list[str]] = {}
    for groups in planned.rounds().values():
        for group in groups:
            questions = tuple(words[item.id] for item in planned.asked_about(group))
            asked.setdefault(questions, []).append(group.name)
    return [(listed(groups), questions) for questions, groups in asked.items()]


def rules_of(
    planned: Plan, expected: Sequence[ExpectedPrecision], last: EarlierSurvey | None
) -> Iterator[tuple[str, str]]:
    """Name and words of each rule."""
    few = f"Fewer than {planned.threshold} people."
    if last and last.threshold != planned.threshold:
        few += f" Last time: fewer than {last.threshold}."
    yield "Nothing is shown about", few
    counts = f"{count_of(planned.smallest_change, 'point')} of 100. {_noticed(planned, expected)}"
    if last and last.smallest_change != planned.smallest_change:
        counts += f" Last time: {count_of(last.smallest_change, 'point')}."
    yield "A change counts from", counts
    if planned.opens_on.month >= AUTUMN and any(0 in group.years for group in planned.groups):
        yield "Reception", "Children in their first weeks find questions hard. Ask them from January."
    if school_year(planned.opens_on) != school_year(planned.closes_on):
        yield "School year", f"{year_label(planned.year)}. Its days lie in two."


def _noticed(planned: Plan, expected: Sequence[ExpectedPrecision]) -> str:
    """What the roll can notice beside what the school cares about."""
    best = min((round_.whole.change.several for round_ in expected if round_.whole.change), default=None)
    if best is None:
        return "So few people cannot notice any change."
    if round(best) <= planned.smallest_change:
        return "This plan can notice as small a change as that."
    return f"This plan can notice {round(best)} points at best, so whether a smaller one is real stays open."


SIZES = ((5.0, "Even a small one"), (10.0, "A middling one"), (20.0, "A large one"))
HUGE = "A very large one only"
EXAMPLE = 10
"""Points of the example that says what a point is."""


@dataclass(frozen=True)
class LineCheck:
    """One line of the table. `bar`: the part of the roll that must answer, 0 to 1; None if it is no use."""

    name: str
    roll: int
    shown: str
    sight: str
    bar: float | None
    change: str
    points: str


@dataclass(frozen=True)
class RoundCheck:
    """One round: who is asked what, and its lines."""

    name: str
    asked: str
    younger: str
    lines: tuple[LineCheck, ...]
    example: str


@dataclass(frozen=True)
class Check:
    """Everything on the page."""

    heading: str
    lede: str
    rounds: tuple[RoundCheck, ...]
    worked_out: str
    person: AboutYouCheck
    rules: tuple[tuple[str, str], ...]
    """What the figures go by: its name, and in words."""
    broken: tuple[str, ...]
    """Groups whose trend breaks, and the title of the survey that they were told apart in."""
    last: str
    small: bool
    """Some groups need nearly everyone, and have a neighbour to be put together with."""


def check_of(planned: Plan, last: EarlierSurvey | None, names: Mapping[str, str]) -> Check:
    """`names`: questionnaire -> what adults call what is asked."""
    expected = expected_precision(planned, last)
    return Check(
        heading=_heading(planned, expected),
        lede=_lede(expected),
        rounds=tuple(_round(planned, round_, names) for round_ in expected),
        worked_out=_worked_out(expected),
        person=about_you_check(planned),
        rules=tuple(rules_of(planned, expected, last)),
        broken=tuple(broken_trends(planned, last)) if last else (),
        last=last.title if last else "",
        small=any(
            line.roll < comfortable(planned.threshold) for round_ in expected for line in round_.groups
        ),
    )


def _heading(planned: Plan, expected: Sequence[ExpectedPrecision]) -> str:
    """The finding of the page, in one sentence."""
    lines = [line for round_ in expected for line in round_.groups or (round_.whole,)]
    sights = [line.visibility for line in lines]
    some, usual = sights.count("together"), sights.count("usual")
    if not planned.by_age:
        whom = planned.audience
        return (
            f"Figures for {whom} can be shown."
            if usual
            else f"Figures for {whom} can be shown only if nearly everyone answers."
        )
    if len(lines) == 1:
        return (
            "Figures for all pupils together can be shown."
            if usual
            else "Figures for pupils can be shown only if nearly everyone answers."
        )
    if usual == len(lines):
        return "Both groups can be shown." if len(lines) == 2 else f"All {len(lines)} groups can be shown."
    if not usual:
        return (
            "Groups can be shown only as one with the years beside them."
            if some
            else "No group can be shown unless nearly everyone answers."
        )
    some_can = f"{usual} of {count_of(len(lines), 'group')} can be shown"
    if not some:
        return f"{some_can}. The others need nearly everyone."
    if usual + some == len(lines):
        always = any(line.best == line.usual for line in lines if line.visibility == "together")
        unless = "" if always else ", unless nearly everyone answers"
        return f"{some_can} alone. The others are shown as one with the year beside them{unless}."
    return (
        f"{some_can} alone. Some are shown as one with the year beside them, and some need nearly everyone."
    )


def _lede(expected: Sequence[ExpectedPrecision]) -> str:
    best = min((round_.whole.change.alone for round_ in expected if round_.whole.change), default=None)
    if best is None:
        return ""
    size = _size(best)
    if size == SIZES[0][1]:
        return "Even a small change from one survey to the next can be seen."
    if size == HUGE:
        return (
            "A picture of today, and something to talk about. A change from one survey to the next will show "
            "only if it is very large."
        )
    how = "large" if size == SIZES[2][1] else "middling"
    return f"A {how} change from one survey to the next can be seen. A smaller one may be chance."


def _size(points: float) -> str:
    return next((words for most, words in SIZES if round(points) <= most), HUGE)


def _round(planned: Plan, expected: ExpectedPrecision, names: Mapping[str, str]) -> RoundCheck:
    groups = planned.rounds()[expected.questionnaire]
    definition = expected.definition
    minutes = f", about {definition.minutes} minutes" if definition.minutes else ""
    return RoundCheck(
        name=ROUND_NAMES[expected.questionnaire],
        asked=f"{names[expected.questionnaire]}: {len(definition.items)} questions{minutes}.",
        younger=younger_words(groups),
        lines=tuple(_line(line) for line in expected.lines),
        example=_example(expected),
    )


def younger_words(groups: Sequence[PlannedGroup]) -> str:
    """Which years of a round are asked easier questions than those of their age."""
    years = [year for group in groups for year in group.years if is_younger(group.questionnaire, year)]
    if not years:
        return ""
    return (
        f"{group_name(years)} {'is' if len(years) == 1 else 'are'} asked easier questions than those of "
        "their age. The report says so. Do the same next time."
    )


def _line(line: ExpectedGroup) -> LineCheck:
    return LineCheck(
        name=line.name,
        roll=line.roll,
        shown=_shown(line),
        sight=line.visibility,
        bar=None if line.visibility == "never" else min(line.least / line.among, 1.0),
        change=_size(line.change.alone) if line.change else "",
        points=_points(line.change) if line.change else "",
    )


def _shown(line: ExpectedGroup) -> str:
    few = f"{line.least} of {line.roll}"
    if line.visibility == "usual":
        return f"Yes, if {line.least} answer"
    if line.visibility == "together":
        return f"{_as_one(line, line.usual)}.{_at_best(line, few)}"
    if line.visibility == "nearly":
        if len(line.best) > 1:
            return f"Only if nearly everyone answers, {_as_one(line, line.best).lower()}"
        if line.large_enough:
            return "Only if nearly everyone answers in the small groups too"
        return f"Only if nearly everyone answers: {few}"
    if line.roll >= line.least:
        return "No. It would give a smaller group away"
    return f"No. There are fewer than {line.least}"


def _as_one(line: ExpectedGroup, block: Sequence[str]) -> str:
    return f"As one with {listed([name for name in block if name != line.name])}"


def _at_best(line: ExpectedGroup, few: str) -> str:
    """What comes of a group that is usually shown as one with others if nearly everyone answers."""
    if line.best == line.usual:
        return ""
    if len(line.best) > 1:
        return f" {_as_one(line, line.best)} if nearly everyone answers"
    if line.large_enough:
        return " Alone only if nearly everyone answers there"
    return f" Alone only if {few} answer"


def _points(change: DetectableChange) -> str:
    """11 to 14 points"""
    few, many = round(change.several), round(change.alone)
    return f"{few} points" if few == many else f"{few} to {many} points"


def _example(expected: ExpectedPrecision) -> str:
    """What a point is worth."""
    share = Fraction(EXAMPLE / expected.step).limit_denominator(5)
    who = expected.definition.audience
    return (
        f"{EXAMPLE} points of 100 is as if {share.numerator} in {share.denominator} {who} "
        "had given an answer one step higher."
    )


def _worked_out(expected: Sequence[ExpectedPrecision]) -> str:
    """What the figures stand on."""
    before = [
        f"{round_.last} ({ROUND_NAMES[round_.questionnaire].lower()})"
        if len(expected) > 1
        else f"{round_.last}"
        for round_ in expected
        if round_.last
    ]
    last = f" Last time {listed(before)} answered, and that is counted in." if before else ""
    return (
        f"The filled part of a bar shows how many must answer.{_beside(expected)} Changes are worked out for "
        f"four people in five answering, this time and next time.{last} There may be two numbers. Then the "
        "first is for several areas that change together, and the second for one alone."
    )


def _beside(expected: Sequence[ExpectedPrecision]) -> str:
    """The rule that small groups are shown by, where there is a group beside another."""
    if not any(round_.groups for round_ in expected):
        return ""
    least = expected[0].whole.least
    return f" A group of which fewer than {least} answer is shown as one with the year beside it."
