"""What a year's report and the pages about change are made from.

Its charts are drawn once and kept: reading a page draws nothing twice.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import pairwise

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year, today, year_label
from selfeval.english import full_day
from selfeval.findings.comparisons import VoiceGap
from selfeval.questionnaires.catalogue import latest
from selfeval.reading.released_rounds import (
    LANGUAGE,
    Asked,
    MayRead,
    asked_of,
    leaders_of,
    moves,
    released,
    series_of,
)
from selfeval.reports.changes import TrendSources
from selfeval.reports.charts.figures import Panel, digest_of, figure
from selfeval.reports.series import panels_of
from selfeval.reports.sources import Sources
from selfeval.reports.voices import Leaders, VoiceName
from selfeval.reports.year_report import outline
from selfeval.store.database import Database, DuplicateRow
from selfeval.store.releases import Chart, Release, charts_of, released_years
from selfeval.store.schools import Identity, School
from selfeval.store.self_evaluations import evaluated_years
from selfeval.store.surveys import surveys_of

NOT_COUNTED = ("planned", "open", "closed")
Judged = Callable[[int], Leaders | None]
"""School year -> the levels of its self-evaluation."""


def sources_of(session: Session, school: School, year: int, instead: Release | None = None) -> Sources | None:
    """Everything a school's report of a year is made from; None where there is nothing yet.

    Where a questionnaire was asked more than once in the year, its last round speaks. `instead`: a release
    that is read as it was, in the place of its correction.
    """

    @cache
    def judged(of: int) -> Leaders | None:
        return leaders_of(session, school.id, of)

    waiting = frozenset[VoiceName](
        "staff" if survey.audience == "staff" else "pupils"
        for survey in surveys_of(session, school.id)
        if school_year(survey.opens_on) == year and survey.state in NOT_COUNTED
    )
    asked = asked_of(session, school.id, instead=instead)
    return _sources(session, school, year, asked, judged, waiting)


def shared_sources_of(session: Session, school: School, year: int, may_read: MayRead) -> Sources | None:
    """What somebody outside the school reads of a year: the releases they may read, and nothing beside them.

    No self-evaluation, no survey that is not counted, no change against a release they may not read.
    """
    asked = asked_of(session, school.id, may_read)
    return _sources(session, school, year, asked, _nothing_judged, frozenset())


def _nothing_judged(_year: int) -> None:
    """A self-evaluation is the school's own."""


def _sources(
    session: Session,
    school: School,
    year: int,
    asked: Mapping[str, list[Asked]],
    judged: Judged,
    waiting: frozenset[VoiceName],
) -> Sources | None:
    heard = [
        until
        for rounds in asked.values()
        if (until := [each for each in rounds if each.year <= year]) and until[-1].year == year
    ]
    leaders = judged(year)
    if not heard and leaders is None:
        return None
    series = series_of(session, heard, judged)
    voices = [each.voice for each in series]
    used = sorted((rounds[-1] for rounds in heard), key=_released_when)
    return Sources(
        school=school.on(used[-1].opens_on if used else today()).name,
        year=year_label(year),
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        pupils=tuple(voice for voice in voices if voice.voice == "pupils"),
        staff=next((voice for voice in voices if voice.voice == "staff"), None),
        leaders=leaders,
        baseline=all(each.baseline == each.last for each in series),
        releases=tuple(dict.fromkeys(released(each.release, each.findings) for each in reversed(used))),
        series=series,
        gaps=_gaps(used),
        waiting=waiting,
    )


def _gaps(used: Sequence[Asked]) -> tuple[VoiceGap, ...]:
    """Staff beside pupils, where both releases and both rounds are the ones that the report is made from."""
    releases = {each.release.digest: each.findings for each in used}
    asked = {each.round_.digest for each in used}
    return tuple(
        gap
        for findings in releases.values()
        for gap in findings.gaps
        if gap.release in releases and {gap.pupils, gap.staff} <= asked
    )


def _released_when(asked: Asked) -> tuple[dt.date, int]:
    return asked.release.released_on, asked.release.id


def report_years(session: Session, school_id: int) -> list[int]:
    """School years with a release or a self-evaluation, newest first."""
    years = {*released_years(session, school_id), *evaluated_years(session, school_id)}
    return sorted(years, reverse=True)


def trend_sources_of(session: Session, school: School) -> TrendSources:
    """Every series of a school, with the self-evaluations of the same years."""
    asked = asked_of(session, school.id)
    leaders = {
        year: found
        for year in report_years(session, school.id)
        if (found := leaders_of(session, school.id, year)) is not None
    }
    every = sorted((each for rounds in asked.values() for each in rounds), key=lambda one: one.opens_on)
    stories = {name: moves(session, school.id, name, rounds) for name, rounds in asked.items()}
    return TrendSources(
        school=school.name,
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        series=series_of(session, list(asked.values()), leaders.get),
        leaders=tuple((year_label(year), leaders[year]) for year in sorted(leaders)),
        names=_other_names(school, every),
        moved={name: told[0] for name, told in stories.items() if told},
        releases=tuple(dict.fromkeys(released(each.release, each.findings) for each in every)),
    )


def _other_names(school: School, asked: Sequence[Asked]) -> tuple[str, ...]:
    """Sentences about a change of name or number between the first of these rounds and today."""
    if not asked:
        return ()
    first = min(each.opens_on for each in asked)
    told = (_renamed(*pair) for pair in pairwise(school.identities) if pair[1].begins_on > first)
    return tuple(filter(None, told))


def _renamed(before: Identity, after: Identity) -> str:
    """Empty where neither name nor number became another."""
    name = f"the school was called {before.name}" if before.name != after.name else ""
    number = ""
    if before.urn and after.urn and before.urn != after.urn:
        number = f"the register’s number was {before.urn} (now {after.urn})"
    told = " and ".join(filter(None, (name, number)))
    return f"Until {full_day(after.begins_on)} {told}. It is the same school here." if told else ""


_drawing = threading.Lock()  # matplotlib's fonts and settings belong to the whole process


def figures_of(database: Database, school_id: int, panels: Iterable[Panel]) -> dict[str, str]:
    """Panel key -> its figure, drawn once and kept: only what no one has seen yet is drawn."""
    wanted = {panel.key: (digest_of(panel), panel) for panel in panels}
    with database.reading() as session:
        kept = charts_of(session, school_id, [digest for digest, _ in wanted.values()])
    new = {digest: _drawn(panel) for digest, panel in wanted.values() if digest not in kept}
    for digest, svg in new.items():
        with suppress(DuplicateRow), database.writing() as session:  # another reader has drawn it meanwhile
            session.add(Chart(school_id=school_id, digest=digest, svg=svg))
    return {key: (kept | new)[digest] for key, (digest, _) in wanted.items()}


def draw_report(database: Database, school_id: int, year: int) -> None:
    """Draws what the pages of a year and of change show before anyone asks: after a count, nobody waits."""
    with database.reading() as session:
        school = session.get_one(School, school_id)
        sources = sources_of(session, school, year)
        followed = trend_sources_of(session, school)
    panels: list[Panel] = [panel for series in followed.series for panel in panels_of(series)]
    if sources is not None:
        said = outline(sources)
        panels += [*said.panels, *said.groups]
    figures_of(database, school_id, panels)


def _drawn(panel: Panel) -> str:
    with _drawing:
        return figure(panel)
