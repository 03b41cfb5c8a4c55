"""Which questions a plan asks: those of the library, or a questionnaire of one's own in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from selfeval.calendar.school_years import today
from selfeval.questionnaires.composing import VERSIONS_EACH
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.own_questionnaires import OwnVersion, offered_to
from selfeval.surveys.plan import ROUND_NAMES, Audience, Plan
from selfeval.web.site.access import running, school
from selfeval.web.site.forms import Form

FIELD = "own-"
"""How the field for each of the library's questionnaires begins."""


@dataclass(frozen=True)
class Offered:
    """The newest version of a questionnaire of one's own that this school may ask."""

    own_id: int
    name: str
    """Belonging at lunch, version 2, of Wend Valley Trust"""
    asked: Questionnaire


def offered_for(audience: Audience) -> list[Offered]:
    """Those that may be asked of these people today."""
    with running().database.reading() as session:
        versions = offered_to(session, school().id, today())
        every = [Offered(version.own_id, _name(version), version.asked) for version in versions]
    return [one for one in every if one.asked.definition.audience == audience]


def _name(version: OwnVersion) -> str:
    own = version.own
    whose = f", of {own.partnership.name}" if own.partnership else ""
    return f"{own.name}, version {version.number}{whose}"


def own_choices(audience: Audience) -> dict[str, tuple[str, dict[str, str]]]:
    """Field -> the age it is for, and what may be asked there beside the library's questions."""
    choices: dict[str, tuple[str, dict[str, str]]] = {}
    for one in offered_for(audience):
        _, options = choices.setdefault(f"{FIELD}{one.asked.name}", (ROUND_NAMES[one.asked.name], {}))
        options[str(one.own_id)] = one.name
    return choices


def with_own(plan: Plan, form: Form) -> tuple[Plan, dict[str, str]]:
    """The plan with what was chosen for each age that it asks, and the faults by field."""
    wanted = {name: form.value(f"{FIELD}{name}") for name in plan.rounds()}
    if not any(wanted.values()):
        return plan, {}
    offered = {(one.asked.name, str(one.own_id)): one.asked for one in offered_for(plan.audience)}
    own = {name: offered[name, chosen] for name, chosen in wanted.items() if (name, chosen) in offered}
    versions = {name: asked.definition.version for name, asked in own.items()}
    faults = {
        f"{FIELD}{name}": f"{ROUND_NAMES[name]}: your school cannot ask these questions. Choose others."
        for name, chosen in wanted.items()
        if chosen and name not in own
    }
    return replace(plan, own=own, versions=versions), faults


def fields_of_own(versions: Mapping[str, int]) -> dict[str, str]:
    """The fields as they stand for these versions of one's own; those of the library are no choice."""
    numbers = {name: version // VERSIONS_EACH for name, version in versions.items()}
    return {f"{FIELD}{name}": str(number) for name, number in numbers.items() if number}
