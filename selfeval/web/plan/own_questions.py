"""Which questions a plan asks: those of the library, or a questionnaire of one's own in their place.

A plan keeps the version that it has until somebody chooses another: also after a newer one was published,
after the trust offers it no more, and after the school has left the trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from selfeval.calendar.school_years import today
from selfeval.questionnaires.audiences import AskedAudience
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.changes_in_words import changes_in_words
from selfeval.questionnaires.composing import VERSIONS_EACH, is_own, version_words
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.own_questionnaires import OwnVersion, offered_to, own_versions
from selfeval.surveys.plan import ROUND_NAMES, Plan
from selfeval.web.site.access import running, school
from selfeval.web.site.forms import Form

FIELD = "own-"
"""How the field for each of the library's questionnaires begins. It holds a version; empty is as it was."""
USUAL = "The usual questions"


@dataclass(frozen=True)
class Offered:
    """The newest version of a questionnaire of one's own that this school may ask."""

    own_id: int
    name: str
    """Belonging at lunch, version 2, of Wend Valley Trust"""
    asked: Questionnaire

    @property
    def version(self) -> int:
        return self.asked.definition.version


@dataclass(frozen=True)
class OwnChoice:
    """The field for one age: what is asked where nothing is chosen, and what may be: version -> words."""

    age: str
    as_it_is: str
    is_usual: bool
    """Nothing chosen means the library's newest questions."""
    options: Mapping[str, str]


@dataclass(frozen=True)
class ChangedQuestions:
    """An age that would be asked other questions than its plan has said so far."""

    age: str
    before: str
    now: str
    changes: tuple[tuple[str, str], ...]


def offered_for(audience: AskedAudience) -> list[Offered]:
    """Those that may be asked of these people today."""
    with running().database.reading() as session:
        versions = offered_to(session, school().id, today())
        every = [Offered(version.own_id, _name(version), version.asked) for version in versions]
    return [one for one in every if one.asked.definition.audience == audience]


def own_choices(audience: AskedAudience, before: Plan | None, form: Form) -> dict[str, OwnChoice]:
    """A field for each age that has a choice, or a fault. `before`: the plan that is changed."""
    offered = offered_for(audience)
    apart = other_than_newest(before.versions) if before else {}
    names = (
        names_of([*apart.items(), *((name, latest(name).definition.version) for name in apart)])
        if apart
        else {}
    )
    choices = {}
    for name, age in ROUND_NAMES.items():
        newest, field = latest(name).definition.version, f"{FIELD}{name}"
        if latest(name).definition.audience != audience:
            continue
        planned = apart.get(name, newest)
        options = {str(newest): names[name, newest]} if planned != newest else {}
        options |= {
            str(one.version): one.name for one in offered if one.asked.name == name and one.version != planned
        }
        if options or field in form.faults:
            as_it_is = f"As planned: {names[name, planned]}" if planned != newest else USUAL
            choices[field] = OwnChoice(age, as_it_is, planned == newest, options)
    return choices


def with_own(plan: Plan, form: Form, before: Plan | None) -> tuple[Plan, dict[str, str]]:
    """The plan with what is asked of each age, and faults by field. `before`: the plan that is changed."""
    planned_own = before.own.values() if before else ()
    every = [*(one.asked for one in offered_for(plan.audience)), *planned_own]
    askable = {(asked.name, str(asked.definition.version)): asked for asked in every}
    own: dict[str, Questionnaire] = {}
    versions: dict[str, int] = {}
    faults: dict[str, str] = {}
    for name in plan.rounds():
        newest = latest(name).definition.version
        planned = before.versions.get(name, newest) if before else newest
        chosen = form.value(f"{FIELD}{name}") or str(planned)
        if (name, chosen) in askable:
            own[name] = askable[name, chosen]
            versions[name] = own[name].definition.version
        elif chosen == str(planned):
            versions |= {name: planned} if planned != newest else {}
        elif chosen != str(newest):
            faults[f"{FIELD}{name}"] = (
                f"{ROUND_NAMES[name]}: your school cannot ask these questions, or there is a newer version. "
                "Choose again."
            )
    return replace(plan, own=own, versions=versions), faults


def changed_questions(before: Plan, wanted: Plan) -> list[ChangedQuestions]:
    """The ages that both plans ask, but not the same version."""
    both = [name for name in wanted.rounds() if name in before.rounds()]
    asked = {name: (before.questionnaire(name), wanted.questionnaire(name)) for name in both}
    versions = [
        (name, one.definition.version) for name, questionnaires in asked.items() for one in questionnaires
    ]
    names = names_of(versions)
    return [
        ChangedQuestions(
            ROUND_NAMES[name],
            names[name, earlier.definition.version],
            names[name, later.definition.version],
            tuple(changes_in_words(earlier, later)),
        )
        for name, (earlier, later) in asked.items()
        if earlier.definition.version != later.definition.version
    ]


def asked_names(planned: Plan) -> dict[str, str]:
    """Questionnaire -> what adults call the version of it that a plan asks."""
    versions = {name: planned.questionnaire(name).definition.version for name in planned.rounds()}
    names = names_of(versions.items())
    return {name: names[name, version] for name, version in versions.items()}


def offered_no_more(audience: AskedAudience, versions: Mapping[str, int]) -> list[str]:
    """Names of those questionnaires of one's own that were asked last time and cannot be chosen now."""
    last = {name: version for name, version in versions.items() if is_own(version)}
    if not last:
        return []
    offered = {one.own_id for one in offered_for(audience)}
    gone = [pair for pair in last.items() if pair[1] // VERSIONS_EACH not in offered]
    return list(names_of(gone).values())


def other_than_newest(versions: Mapping[str, int]) -> dict[str, int]:
    """Those that are not the library's newest version of a questionnaire."""
    return {name: version for name, version in versions.items() if version != latest(name).definition.version}


def names_of(versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Questionnaire and version -> its name for adults: Belonging at lunch, version 2, of Wend Trust."""
    versions = list(versions)
    with running().database.reading() as session:
        own = own_versions(session, [divmod(one, VERSIONS_EACH) for _, one in versions if is_own(one)])
        named = {one.asked.definition.version: _name(one) for one in own}
    return {
        (name, version): named.get(version)
        or (version_words(version) if is_own(version) else f"{USUAL}, version {version}")
        for name, version in versions
    }


def _name(version: OwnVersion) -> str:
    own = version.own
    whose = f", of {own.partnership.name}" if own.partnership else ""
    return f"{own.name}, version {version.number}{whose}"


def fields_like_last(audience: AskedAudience, versions: Mapping[str, int]) -> dict[str, str]:
    """The fields of a new plan: the newest version of what was asked last time, where it is still offered."""
    last = {(name, version // VERSIONS_EACH) for name, version in versions.items() if is_own(version)}
    if not last:
        return {}
    return {
        f"{FIELD}{one.asked.name}": str(one.version)
        for one in offered_for(audience)
        if (one.asked.name, one.own_id) in last
    }


def fields_of_own(versions: Mapping[str, int]) -> dict[str, str]:
    """The fields that choose these versions; the library's newest need no choice."""
    return {f"{FIELD}{name}": str(version) for name, version in other_than_newest(versions).items()}
