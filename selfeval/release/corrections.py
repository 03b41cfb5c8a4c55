"""Corrections: a new release of a survey that has one, beside everything that was released before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.findings.findings import ReleaseFindings, digest_of
from selfeval.imports.rolls import LARGEST_ROLL
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition
from selfeval.release.release import (
    CountedRound,
    as_released,
    counted_round,
    findings_for,
    other_release,
    scored_by,
    store_release,
)
from selfeval.store.releases import LONGEST_REASON, Release, releases_of_survey
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, Survey, how_many_responses, keep_definition

LOST = (
    "The journal knows a release of this survey that is not in the database. The database was restored from "
    "an older backup, or the survey was counted again by another version. What the release showed "
    "cannot be looked at, so "
    "nothing else may "
    "be shown. Make the same correction again first, or restore a backup that has it."
)


NOT_KEPT = (
    "This survey was asked elsewhere and brought in. Its answers were not kept, so no "
    "figure can be corrected."
)


class CorrectionRefused(ValueError):
    """A correction that cannot be made; the message says why and what to do, every fault on a line."""


@dataclass(frozen=True)
class RequestedCorrection:
    """What is to be corrected beside what the program itself works out anew."""

    reason: str
    rolls: Mapping[str, int] = field(default_factory=dict)
    """Name of a group -> how many could have answered."""
    without: Collection[str] = ()
    """Codes of rounds that are given up."""
    versions: Mapping[str, int] = field(default_factory=dict)
    """Code of a round -> the version of its questionnaire whose key its answers are scored by."""


@dataclass(frozen=True)
class Correction:
    """A correction, and what it takes the place of."""

    release: Release
    before: ReleaseFindings
    findings: ReleaseFindings


def correct(
    session: Session,
    survey: Survey,
    asked: RequestedCorrection,
    who: str,
    journalled: Mapping[str, Collection[str]],
) -> Correction:
    """Makes the correction, in this transaction. Raises CorrectionRefused, and Leak where nothing is safe.

    `known`: code of a round -> digests of every release of it that the journal knows.
    """
    if survey.brought_in is not None:
        raise CorrectionRefused(NOT_KEPT)
    earlier = [other_release(session, before) for before in releases_of_survey(session, survey.id)]
    if not earlier or survey.state != "released":
        raise CorrectionRefused("This survey has no release that could be corrected: it is not counted yet.")
    rounds = list(survey.rounds)
    faults = [
        *_reason_faults(asked.reason),
        *_unknown_codes(rounds, [*asked.without, *asked.versions]),
        *_set_rolls(session, rounds, asked.rolls, who),
    ]
    if faults:
        raise CorrectionRefused("\n".join(faults))
    before = earlier[-1].findings
    findings = findings_for(session, survey, _rounds_to_release(session, rounds, before, asked), earlier)
    lost = {digest for round_ in rounds for digest in journalled.get(round_.code, ())}
    if lost - {release.digest for release in earlier} - {digest_of(findings)}:
        raise CorrectionRefused(LOST)
    if findings.rounds == before.rounds:
        raise CorrectionRefused("Nothing would change: every figure would be the one that is released.")
    release = store_release(session, survey, findings, today(), asked.reason.strip())
    note(session, survey.school_id, who, "corrected a release", f"{survey.title}: {release.reason}")
    return Correction(release, before, findings)


def _reason_faults(reason: str) -> list[str]:
    if not reason.strip():
        return ["Say why the release is corrected: its readers will see the reason."]
    if len(reason.strip()) > LONGEST_REASON:
        return [f"The reason is {len(reason.strip())} characters long. Use {LONGEST_REASON} or fewer."]
    return []


def _unknown_codes(rounds: Sequence[Round], codes: Sequence[str]) -> list[str]:
    there = {round_.code for round_ in rounds}
    return [f"This survey has no round {code}." for code in codes if code not in there]


def _set_rolls(session: Session, rounds: Sequence[Round], rolls: Mapping[str, int], who: str) -> list[str]:
    """Sets the rolls that are wrong; what is wrong with the new ones."""
    faults = []
    for name, roll in rolls.items():
        groups = [group for round_ in rounds for group in round_.groups if group.name == name]
        if len(groups) != 1:
            names = sorted({group.name for round_ in rounds for group in round_.groups})
            faults.append(f"{name} is not the name of one group. The groups are: {'; '.join(names)}.")
        elif roll > LARGEST_ROLL:
            faults.append(f"Say how many people are in {name}: {LARGEST_ROLL:,} or fewer.")
        elif roll < how_many_responses(session, groups[0].id):
            faults.append(f"More people than {roll} of {name} have answered. Type everyone who could have.")
        else:
            _set_roll(session, groups[0], roll, who)
    return faults


def _set_roll(session: Session, group: Group, roll: int, who: str) -> None:
    note(session, group.school_id, who, "corrected a roll", f"{group.name}: {group.roll} to {roll}")
    group.roll = roll
    if (group.roll_girls or 0) + (group.roll_boys or 0) > roll:
        group.roll_girls = group.roll_boys = None  # they cannot be right either
    group.by_year = None
    session.flush()


def _rounds_to_release(
    session: Session, rounds: Sequence[Round], before: ReleaseFindings, asked: RequestedCorrection
) -> list[CountedRound]:
    """The rounds of the newest release, but for those given up, each with the key it is to be scored by."""
    rounds_before = {shown.questionnaire: shown for shown in before.rounds}
    counted_rounds = []
    for round_ in rounds:
        name = round_.definition.questionnaire
        if name not in rounds_before or round_.code in asked.without:
            continue
        as_before = as_released(session, round_, rounds_before[name])
        if round_.code in asked.versions:
            now = _of_version(round_.definition, asked.versions[round_.code])
            keep_definition(session, now)
            session.flush()
            as_before = replace(
                scored_by(session, counted_round(session, round_), now.digest),
                with_blank=as_before.with_blank,
            )
        counted_rounds.append(as_before)
    if not counted_rounds:
        raise CorrectionRefused(
            "No round would be left. To take all figures back, delete the survey's results."
        )
    return counted_rounds


def _of_version(asked: Definition, version: int) -> Definition:
    """The key of another version, where it has the same questions and answers in the same order."""
    try:
        now = find(asked.questionnaire, version).definition
    except KeyError:
        raise CorrectionRefused(f"There is no version {version} of {asked.questionnaire}.") from None
    if _offered(now) != _offered(asked):
        raise CorrectionRefused(
            f"Version {version} of {asked.questionnaire} has other questions or answers than those that were "
            "asked. Only a version that scores the same questions in a different way can be used."
        )
    return now


def _offered(definition: Definition) -> list[tuple[object, ...]]:
    return [
        (item.id, tuple(option.id for option in definition.options_of(item).options), item.also)
        for item in definition.items
    ]
