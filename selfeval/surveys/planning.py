"""Planning a survey: its rounds, groups and questions are written down, and nothing is asked yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import sqrt

from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Definition
from selfeval.questionnaires.versions import find, latest
from selfeval.store.schools import note
from selfeval.store.surveys import Group, Round, Survey, keep_definition
from selfeval.store.years import today
from selfeval.surveys.plans import (
    ROUND_NAMES,
    SMALLEST_ROLL,
    Plan,
    PlannedGroup,
    may_ask,
    plan_faults,
    year_name,
)

__all__ = [
    "ROUND_NAMES",
    "Plan",
    "PlanFaults",
    "PlannedGroup",
    "may_ask",
    "plan",
    "what_can_be_seen",
    "year_name",
]

THRESHOLD = 10
CHANGE_SEEN = 79.0
"""Smallest change seen with 80 % power is this over the root of the number answering (MEASUREMENT 7.4)."""


class PlanFaults(Exception):
    """What is wrong with a plan: field -> sentence, all at once."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("\n".join(faults.values()))
        self.faults = dict(faults)


def plan(session: Session, school_id: int, who: str, planned: Plan) -> Survey:
    """A planned survey with a round for each questionnaire used. Raises PlanFaults."""
    faults = plan_faults(planned, today())
    if faults:
        raise PlanFaults(faults)
    survey = Survey(
        school_id=school_id,
        title=planned.title.strip(),
        audience=planned.audience,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        adult=planned.adult.strip(),
    )
    session.add(survey)
    for name, groups in planned.rounds().items():
        asked = find(name, planned.versions[name]) if name in planned.versions else latest(name)
        definition = asked.definition
        about = about_definition(planned, groups)
        keep_definition(session, definition)
        keep_definition(session, about)
        session.flush()
        round_ = Round(
            school_id=school_id, survey=survey, digest=definition.digest, about_digest=about.digest
        )
        round_.groups = [
            Group(
                school_id=school_id,
                number=number,
                name=group.name.strip(),
                years=sorted(group.years),
                roll=group.roll,
            )
            for number, group in enumerate(groups, start=1)
        ]
        session.add(round_)
    session.flush()
    note(session, school_id, who, "planned a survey", survey.title)
    return survey


def about_definition(planned: Plan, groups: Sequence[PlannedGroup]) -> Definition:
    """Exactly the chosen about-you questions that some of these groups may be asked."""
    whole = latest(f"about-you-{planned.audience}").definition
    allowed = {item.id for group in groups for item in may_ask(planned.audience, group.years)}
    items = tuple(item for item in whole.items if item.id in allowed and item.id in planned.about)
    used = {item.options for item in items}
    return replace(
        whole, items=items, option_sets=tuple(each for each in whole.option_sets if each.id in used)
    )


def what_can_be_seen(planned: Plan) -> list[str]:
    """Before a survey opens: which groups its rolls can show, and which change they could notice."""
    return [
        sentence for name, groups in planned.rounds().items() for sentence in _seen(ROUND_NAMES[name], groups)
    ]


def _seen(name: str, groups: Sequence[PlannedGroup]) -> list[str]:
    roll = sum(group.roll for group in groups)
    if roll < SMALLEST_ROLL:
        return [f"{name}: only {roll} could answer. At least {SMALLEST_ROLL} are needed to open this part."]
    points = CHANGE_SEEN / sqrt(roll)
    sentences = [
        f"{name}: if all {roll} answer this time and next time, a real change of about {points:.0f} points "
        f"of 100 will most likely show. If half of them answer, only one of about {points * sqrt(2):.0f} "
        "will. A smaller one cannot be told from chance."
    ]
    large = [group.name for group in groups if group.roll >= THRESHOLD]
    if large and len(groups) > 1:
        each = " in each" if len(large) > 1 else ""
        sentences.append(
            f"{_listed(large)} can be shown by {'themselves' if len(large) > 1 else 'itself'} "
            f"if at least {THRESHOLD} answer{each}."
        )
    small = [group for group in groups if group.roll < THRESHOLD]
    for group in small:
        sentences.append(
            f"{group.name} cannot be shown by itself: it has {group.roll} people, and "
            f"{THRESHOLD} must answer. Its answers still count for the whole."
        )
    if small and len(small) < len(groups) and (len(small) == 1 or sum(g.roll for g in small) < THRESHOLD):
        sentences.append(
            "Another group would be hidden too, so that nobody can work out the small one from the total. "
            "To see more, merge the small group with its neighbour."
        )
    close = [group.name for group in groups if THRESHOLD <= group.roll < THRESHOLD + 5]
    if close:
        sentences.append(
            f"{_listed(close)} can be shown only if almost everyone answers: at least {THRESHOLD} answers "
            "are needed."
        )
    return sentences


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
