"""Points of metrics that are taken by reference: released figures, and levels that a head has signed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, year_label
from selfeval.findings.findings import (
    HIDDEN,
    Breakdown,
    GroupFinding,
    ItemFinding,
    RoundFindings,
    ScaleFinding,
)
from selfeval.improvement.metrics import Better, Metric, Point, Reference
from selfeval.questionnaires.catalogue import changes_by_version, latest
from selfeval.reading.released_rounds import LANGUAGE, ReadRounds, RoundInRelease, Rounds, voices_in
from selfeval.reading.report_sources import leaders_of
from selfeval.reports.declared_prejudice import events_met
from selfeval.reports.group_names import group_in_words
from selfeval.reports.leaders_trend import common_indicators, common_level
from selfeval.reports.sources import Leaders, Voice
from selfeval.scoring.comparison.equating import asked_alike, same_form
from selfeval.scoring.comparison.released_round import released_sample
from selfeval.store.metric_reading import metrics_of
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.self_evaluations import evaluated_years, self_evaluation_of
from selfeval.store.sign_off import signed_revision
from selfeval.store.surveys import questionnaire_of

NOT_ASKED = "It was not asked, or is not told for this group."
STEPS = "So few answered that it is told in steps only."
REVISED = "Its questions were changed."
MEANT_OTHERWISE = "Its indicators have another meaning since."
LEADERS_LEVEL = "Leaders’ level"
NOT_RATED = "Fewer than half of its indicators are rated."


def metrics_with_points(
    session: Session, owner: PlanOwner, released: ReadRounds | None = None
) -> tuple[Metric, ...]:
    """The metrics of a school or a partnership; those by reference with what is released and signed today.

    `released`: what the page reads of the school's releases anyway.
    """
    released = released or ReadRounds(session, owner.school_id)
    return tuple(with_points(released, metric) for metric in metrics_of(session, owner))


def with_points(released: ReadRounds, metric: Metric) -> Metric:
    """A metric by reference with its points; another as it is."""
    if metric.reference is None or released.school_id is None:
        return metric
    return replace(metric, points=reference_points(released, released.school_id, metric.reference))


def reference_points(released: ReadRounds, school_id: int, reference: Reference) -> tuple[Point, ...]:
    """Of each survey its newest release, of each year what the head has signed; oldest first.

    The id of a point is that of its survey, or its school year, so that a baseline stays locked when a
    release is corrected. What is not shown is a point without a value; its note says why.
    """
    if reference.kind == "level":
        return tuple(_level_points(released.session, school_id, reference))
    return tuple(_released_points(released.session, released.rounds, reference))


def _released_points(session: Session, rounds: Rounds, reference: Reference) -> Iterator[Point]:
    before: RoundInRelease | None = None
    for round_ in rounds.get(reference.voice, ()):
        point = Point(
            round_.opens_on,
            round_.closes_on,
            digest=round_.release.digest,
            source=round_.findings.survey,
            id=round_.release.survey_id,
        )
        point = _with_value(point, round_.round_, reference)
        if before is not None and not _goes_on(session, before, round_, reference):
            point = replace(point, new_series=REVISED)
        before = round_
        yield point


def _with_value(point: Point, round_: RoundFindings, reference: Reference) -> Point:
    if reference.kind == "item":
        return _share(point, next((one for one in round_.items if one.item == reference.name), None))
    whole = _scale(round_.scales, reference.name)
    if not reference.by:
        return _mean(point, whole, round_.roll)
    breakdown = next((one for one in round_.breakdowns if one.by == reference.by), None)
    group = _group(breakdown, reference.group)
    finding = _scale(group.scales, reference.name) if group and group.hidden is None else None
    if breakdown is None or group is None or group.hidden or finding is None:
        why = HIDDEN.get(group.hidden, NOT_ASKED) if group and group.hidden else NOT_ASKED
        return replace(point, note=_sentence(why))
    spread = whole.spread if whole else None
    return _mean(point, finding, group.roll, spread, breakdown.step)


def _mean(
    point: Point,
    finding: ScaleFinding | None,
    roll: int | None,
    spread: float | None = None,
    step: int = 1,
) -> Point:
    """With the standard error of the mean, without the roll and with what rounding adds."""
    sample = released_sample(finding, roll, spread, step)
    if finding is None or sample is None:
        why = HIDDEN.get(finding.hidden, NOT_ASKED) if finding and finding.hidden else NOT_ASKED
        return replace(point, note=_sentence(why))
    return replace(point, mean=sample.mean, se=math.sqrt(sample.variance + sample.blur), n=sample.n)


def _share(point: Point, finding: ItemFinding | None) -> Point:
    """Those who gave the good answer; of a question about what happened, those who say that it did."""
    share = finding.favourable or finding.happened if finding and finding.met is None else None
    if finding is None or finding.hidden or share is None or not finding.n:
        why = HIDDEN.get(finding.hidden, NOT_ASKED) if finding and finding.hidden else NOT_ASKED
        return replace(point, note=_sentence(why))
    if finding.in_steps:
        return replace(point, note=STEPS)
    return replace(point, numerator=share.value / 100 * finding.n, denominator=float(finding.n))


def _goes_on(session: Session, before: RoundInRelease, after: RoundInRelease, reference: Reference) -> bool:
    """Whether both rounds asked it alike."""
    one, other = (
        questionnaire_of(session, one_round.round_.digest).definition for one_round in (before, after)
    )
    alike = asked_alike(one, other, changes_by_version(reference.voice))
    if reference.kind == "item":
        return reference.name in alike
    return one.digest == other.digest or same_form(one, other, reference.name, alike)


def _level_points(session: Session, school_id: int, reference: Reference) -> Iterator[Point]:
    before: Leaders | None = None
    for year in sorted(evaluated_years(session, school_id)):
        leaders = leaders_of(session, school_id, year)
        if leaders is None or not leaders.signed:
            continue
        ends, digest = _signed(session, school_id, year)
        is_area = reference.name in leaders.areas
        level = leaders.areas.get(reference.name) if is_area else leaders.levels.get(reference.name)
        point = Point(
            dt.date(year, 9, 1),
            ends,
            mean=None if level is None else float(level),
            digest=digest,
            source=f"Self-evaluation {year_label(year)}",
            note=NOT_RATED if level is None and is_area else "",
            id=year,
        )
        if before is not None and not _means_the_same(before, leaders, reference.name, is_area=is_area):
            point = replace(point, new_series=MEANT_OTHERWISE)
        before = leaders
        yield point


def _means_the_same(before: Leaders, now: Leaders, name: str, *, is_area: bool) -> bool:
    if is_area:
        return common_level(before, now, name).joined
    return name in common_indicators(before.version, now.version)


def _signed(session: Session, school_id: int, year: int) -> tuple[dt.date, str]:
    """The day on which what stands now was signed and its digest; the end of a year that was brought in."""
    evaluation = self_evaluation_of(session, school_id, year)
    signed = signed_revision(session, evaluation, evaluation.revision) if evaluation else None
    if signed is None:
        return dt.date(year + 1, 8, 31), ""
    return max(date_in_england(signed.signed_at), dt.date(year, 9, 1)), signed.digest


@dataclass(frozen=True)
class OfferedFigure:
    """A released figure, or a level, that a metric may take its points from."""

    reference: Reference
    of: str
    """Whose figure: “Staff”, “Pupils aged 7 to 11”, “Leaders’ level”."""
    title: str
    better: Better = "up"
    """Which way is better."""

    @property
    def key(self) -> str:
        """As a form sends it back."""
        of = self.reference
        return "/".join(filter(None, (of.kind, of.voice, of.name, of.by, of.group)))


def offered_figures(released: ReadRounds) -> tuple[OfferedFigure, ...]:
    """What the newest rounds tell: every score and question of everybody, belonging of each group; and the
    levels of areas."""
    newest = [history[-1] for history in released.rounds.values() if history]
    figures = []
    for voice in voices_in(released.session, newest):
        round_ = voice.findings
        for scale in round_.scales:
            if scale.mean is not None:
                name = voice.words.scales.get(scale.scale, scale.scale)
                figures.append(OfferedFigure(Reference("scale", voice.key, scale.scale), voice.name, name))
        figures += _of_groups(voice)
        for item in round_.items:
            if item.favourable is not None and item.hidden is None and item.item in voice.words.items:
                words = voice.words.items[item.item]
                figures.append(OfferedFigure(Reference("item", voice.key, item.item), voice.name, words.text))
        for event, _, _ in events_met(voice):
            text = voice.words.items[event].text
            figures.append(OfferedFigure(Reference("item", voice.key, event), voice.name, text, "down"))
    areas = latest("self-evaluation").words[LANGUAGE].areas
    if released.school_id is not None and evaluated_years(released.session, released.school_id):
        figures += [
            OfferedFigure(Reference("level", "", area), LEADERS_LEVEL, name) for area, name in areas.items()
        ]
    return tuple(figures)


def figure_name(released: ReadRounds, reference: Reference | None) -> str:
    """Whose figure it is and what it is called; empty where the newest round does not tell it."""
    if reference is None:
        return ""
    plain = replace(reference, declared_on=None)
    offered = offered_figures(released)
    return next((f"{one.of}: {one.title}" for one in offered if one.reference == plain), "")


def _of_groups(voice: Voice) -> Iterator[OfferedFigure]:
    """Belonging of each group that is told with it: what a gap to a group is made of."""
    scales = [scale.id for scale in voice.definition.scales if scale.kind == "belonging"]
    for breakdown in voice.findings.breakdowns:
        for group in breakdown.shown:
            for finding in group.scales:
                if finding.mean is not None and finding.scale in scales:
                    who = group_in_words(voice, breakdown.by, group.parts)
                    reference = Reference("scale", voice.key, finding.scale, breakdown.by, group.group)
                    name = voice.words.scales.get(finding.scale, finding.scale)
                    yield OfferedFigure(reference, f"{voice.name}: groups", f"{name}, {who}")


def _group(breakdown: Breakdown | None, name: str) -> GroupFinding | None:
    groups = breakdown.groups if breakdown else ()
    return next((group for group in groups if group.group == name), None)


def _scale(scales: Sequence[ScaleFinding], name: str) -> ScaleFinding | None:
    return next((scale for scale in scales if scale.scale == name), None)


def _sentence(why: str) -> str:
    return why if why.endswith(".") else f"It is not told: {why}."
