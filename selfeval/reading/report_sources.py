"""What a year's report is made from: who speaks, what leaders judged, and the rounds before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, today, year_label
from selfeval.english import full_day
from selfeval.questionnaires.audiences import FURTHER, asked_audience
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Questionnaire
from selfeval.reading.prejudice_log import prejudice_log
from selfeval.reading.released_rounds import (
    LANGUAGE,
    Rounds,
    gaps_in,
    gone_rounds,
    latest_rounds,
    released_rounds,
    releases_in,
    rounds_until,
    series_of,
    voices_of,
)
from selfeval.reports.sources import GoneRound, Leaders, Sources
from selfeval.reports.wording import VoiceName
from selfeval.self_evaluation.judgements import (
    NOT_KNOWN,
    area_levels,
    chosen_levels,
    indicator_levels,
    progress,
)
from selfeval.store.releases import Release, released_years
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import SelfEvaluation, evaluated_years, judgements_of, self_evaluation_of
from selfeval.store.sign_off import signed_revision
from selfeval.store.surveys import surveys_of

NOT_COUNTED = ("planned", "open", "closed")


def report_years(session: Session, school_id: int) -> list[int]:
    """School years with a release or a self-evaluation, newest first."""
    return sorted({*released_years(session, school_id), *evaluated_years(session, school_id)}, reverse=True)


def sources_of(session: Session, school: School, year: int, instead: Release | None = None) -> Sources | None:
    """Everything a school's report of a year is made from; None where there is nothing yet.

    Where a questionnaire was asked more than once in the year, its last round speaks. `instead`: a release
    that is read as it was, in the place of its correction.
    """

    @cache
    def leaders_in(of: int) -> Leaders | None:
        return leaders_of(session, school.id, of)

    rounds = rounds_until(released_rounds(session, school.id, instead=instead), year)
    gone = gone_until(session, school.id, year)
    sources = _speakers(session, school, year, rounds, leaders_in(year))
    if sources is None:
        return None
    with_history = _with_history(session, sources, rounds, leaders_in, gone)
    return replace(
        with_history,
        waiting=_waiting(session, school.id, year),
        gone=gone,
        log=prejudice_log(session, rounds),
    )


def gone_until(session: Session, school_id: int, year: int) -> tuple[GoneRound, ...]:
    """The rounds up to a school year whose results are deleted or lost, oldest first."""
    return tuple(gone for gone in gone_rounds(session, school_id) if gone.year <= year_label(year))


def shared_sources_of(session: Session, school: School, year: int, rounds: Rounds) -> Sources | None:
    """What somebody outside the school reads of a year: the rounds they may read, and nothing beside them.

    No self-evaluation, no survey that is not counted, no change against a release they may not read.
    """
    sources = _speakers(session, school, year, rounds, leaders=None)
    return sources and _with_history(session, sources, rounds, lambda _year: None)


def speakers_of(session: Session, school: School, year: int) -> Sources | None:
    """Who speaks in a year, without the rounds before; None where there is nothing yet."""
    rounds = rounds_until(released_rounds(session, school.id), year)
    return _speakers(session, school, year, rounds, leaders_of(session, school.id, year))


def sources_by_year(session: Session, school: School) -> list[tuple[int, Sources]]:
    """Every year with a report, newest first, as `sources_of` without what waits and the log."""
    every = released_rounds(session, school.id)

    @cache
    def leaders_in(of: int) -> Leaders | None:
        return leaders_of(session, school.id, of)

    years = []
    for year in report_years(session, school.id):
        rounds, gone = rounds_until(every, year), gone_until(session, school.id, year)
        sources = _speakers(session, school, year, rounds, leaders_in(year))
        if sources is not None:
            with_history = _with_history(session, sources, rounds, leaders_in, gone)
            years.append((year, replace(with_history, gone=gone)))
    return years


def _speakers(
    session: Session, school: School, year: int, rounds: Rounds, leaders: Leaders | None
) -> Sources | None:
    """The voices and the levels of a year; None where there are none."""
    if not rounds and leaders is None:
        return None
    last = latest_rounds(rounds)
    voices = voices_of(session, rounds)
    return Sources(
        school=school.on(last[-1].opens_on if last else today()).name,
        year=year_label(year),
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        pupils=tuple(voice for voice in voices if voice.voice == "pupils"),
        staff=next((voice for voice in voices if voice.voice == "staff"), None),
        further=tuple(voice for voice in voices if voice.voice in FURTHER),
        leaders=leaders,
        releases=tuple(round_.released for round_ in releases_in(rounds)),
    )


def _with_history(
    session: Session,
    sources: Sources,
    rounds: Rounds,
    leaders_in: Callable[[int], Leaders | None],
    gone: Sequence[GoneRound] = (),
) -> Sources:
    """The same with the rounds before, and with staff beside pupils."""
    series = series_of(session, rounds, sources.voices, leaders_in, gone)
    return replace(
        sources,
        series=series,
        baseline=all(one.baseline == one.last for one in series),
        gaps=gaps_in(rounds),
    )


def _waiting(session: Session, school_id: int, year: int) -> frozenset[VoiceName]:
    """Whose survey of the year is planned, open or closed, but not counted."""
    return frozenset(
        asked_audience(survey.audience)
        for survey in surveys_of(session, school_id)
        if survey.year == year and survey.state in NOT_COUNTED
    )


def leaders_of(session: Session, school_id: int, year: int) -> Leaders | None:
    """The self-evaluation of a year as a report needs it; None before anything is saved."""
    evaluation = self_evaluation_of(session, school_id, year)
    if evaluation is None:
        return None
    definition = evaluation.definition
    judgements = judgements_of(session, school_id, year)
    levels = chosen_levels(judgements)
    areas = area_levels(definition, levels)
    done = progress(areas)
    return Leaders(
        areas={area: level.mean for area, level in areas.items()},
        rated=done.rated,
        indicators=done.indicators,
        not_known=tuple(
            item.number or item.id for item in definition.items if levels.get(item.id) == NOT_KNOWN
        ),
        level_names=level_names(evaluation.questionnaire),
        version=definition.version,
        levels=indicator_levels(definition, levels),
        signed=evaluation.state == "signed_off",
        signed_on=_signed_on(session, evaluation),
        explanations={name: judged.explanation for name, judged in judgements.items() if judged.explanation},
    )


def _signed_on(session: Session, evaluation: SelfEvaluation) -> str:
    """The day on which what stands now was signed; empty where it was not, or was brought in."""
    signed = signed_revision(session, evaluation, evaluation.revision)
    return full_day(date_in_england(signed.signed_at)) if signed else ""


def level_names(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Labels of the levels, lowest first."""
    definition = questionnaire.definition
    options = definition.options_of(definition.items[0])
    labels = questionnaire.words[LANGUAGE].options[options.id]
    return tuple(labels[option.id] for option in options.lowest_first)
