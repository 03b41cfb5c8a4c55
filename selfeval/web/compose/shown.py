"""What a questionnaire of one's own will be able to show, in words; by group, for schools of a given size."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from selfeval.calendar.school_years import group_name, today
from selfeval.english import count_of, listed
from selfeval.imports.rolls import YearRoll
from selfeval.questionnaires.advice import not_asked_about
from selfeval.questionnaires.audiences import asked_audience, words_of
from selfeval.questionnaires.catalogue import about_you
from selfeval.questionnaires.composed_scales import ComposedScale, composed_scales
from selfeval.questionnaires.composing import Composition, commitments, composed
from selfeval.questionnaires.model import Questionnaire
from selfeval.scoring.comparison.equating import too_short
from selfeval.surveys.expected_precision import ExpectedGroup, expected_precision
from selfeval.surveys.plan import Plan, PlannedGroup, whole_group

USUAL_ROLL = {"pupils": 30, "staff": 40, "families": 200, "governors": 12}
"""Pupils in a year, or all staff, of the school that is looked at first."""


@dataclass(frozen=True)
class ScoreLine:
    """One score: what it is made of, and what it can be set beside."""

    name: str
    whole: bool
    has_score: bool
    made_of: str
    beside: str


def scale_lines(composition: Composition) -> list[ScoreLine]:
    """Every score of the library's questionnaire, then one's own."""
    return [_line(scale) for scale in composed_scales(composition)]


def _line(scale: ComposedScale) -> ScoreLine:
    if scale.state == "whole":
        made_of = f"All {count_of(scale.of, 'question')}"
        return ScoreLine(scale.name, True, True, made_of, "")
    if scale.state == "gone":
        made_of = f"{scale.shared} of {count_of(scale.of, 'question')}"
        return ScoreLine(scale.name, False, False, made_of, "Each answer is shown by itself")
    if scale.state == "own":
        made_of = count_of(scale.own, "question of your own", "questions of your own")
        return ScoreLine(scale.name, False, True, made_of, "Only rounds that ask the same questions")
    made_of = f"{scale.shared} of {count_of(scale.of, 'question')}"
    if scale.own:
        made_of += f", and {scale.own} of your own"
    beside = (
        "Nothing before it: too few are the same, so its line starts again"
        if too_short(scale.shared, max(scale.of, scale.shared + scale.own))
        else f"Only the {scale.shared} that are the same are set beside others"
    )
    return ScoreLine(scale.name, False, True, made_of, beside)


def headline(lines: list[ScoreLine]) -> str:
    """What the scores come to, in a sentence."""
    whole = [line.name for line in lines if line.whole]
    broken = [line.name for line in lines if not line.whole and line.has_score]
    none = [line.name for line in lines if not line.has_score]
    if lines and len(whole) == len(lines):
        return "Every score stays whole, so all can be set beside other schools and earlier rounds."
    sentences = (
        [f"{len(whole)} of {count_of(len(lines), 'score')} can be set beside all others."] if whole else []
    )
    if broken:
        sentences.append(f"Not quite the same: {listed(broken)}.")
    if none:
        sentences.append(f"No score: {listed(none)}." if whole or broken else "There is no score yet.")
    return " ".join(sentences)


def not_asked(composition: Composition) -> list[str]:
    """The commitments on which nothing is asked about how things are: 2.4 Talking about difference."""
    numbers = not_asked_about(composed(composition).definition, commitments())
    return [f"{number} {commitments()[number][1]}" for number in numbers]


@dataclass(frozen=True)
class ShownGroup:
    """One group of a school of this size, and whether it can be shown."""

    name: str
    roll: int
    shown: str


def group_lines(asked: Questionnaire, roll: int) -> list[ShownGroup]:
    """What a school with so many pupils in each year, or so many staff, can have shown."""
    (expected,) = expected_precision(sample_plan(asked, roll))
    return [ShownGroup(line.name, line.roll, _shown(line)) for line in expected.lines]


def _shown(line: ExpectedGroup) -> str:
    if line.visibility == "usual":
        return f"Yes, if {line.least} answer"
    if line.visibility == "together":
        return f"As one with {listed([name for name in line.usual if name != line.name])}"
    if line.visibility == "nearly":
        return "Only if nearly everyone answers"
    return f"No: {line.least} must answer"


def sample_plan(asked: Questionnaire, roll: int) -> Plan:
    """A plan of a made-up school: every year of the age, with the usual questions about the person."""
    definition = asked.definition
    audience = asked_audience(definition.audience)
    by_age = not words_of(audience).is_one_group
    years = definition.years if by_age else ()
    groups = [PlannedGroup(group_name([year]), (year,), roll, by_year=(YearRoll(roll),)) for year in years]
    about = about_you(audience, years)
    day = today()
    return Plan(
        audience=audience,
        title="A look",
        opens_on=day,
        closes_on=day + dt.timedelta(days=11),
        adult="An adult you trust",
        groups=groups if by_age else [whole_group(audience, roll)],
        about=[item.id for item in about if not item.off_by_default],
        own={asked.name: asked},
        versions={asked.name: definition.version},
    )
