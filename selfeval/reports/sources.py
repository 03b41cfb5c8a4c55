"""What reports are made from: released rounds as voices, their rounds before, leaders' levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

from selfeval.english import capitalised, full_day
from selfeval.findings.comparisons import Occasion, RoundChange, Trend, VoiceGap
from selfeval.findings.findings import ItemFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import Definition, Questionnaire, Words
from selfeval.reports.statements import Statement, statement
from selfeval.reports.verdicts import SMALLEST
from selfeval.reports.wording import VoiceName, names_of_rounds, opened


@dataclass(frozen=True)
class Released:
    """One release, as its footer names it."""

    survey: str
    audience: str
    number: int
    on: dt.date
    opens_on: dt.date
    closes_on: dt.date
    digest: str
    threshold: int
    reason: str = ""
    """Of a correction: why it took the place of the release before."""
    brought_in: str = ""
    """With what it was asked elsewhere, where it is not our ballot."""

    @property
    def origin(self) -> str:
        """That it was brought in, for every page and file that has a figure of it; else empty."""
        return f"Brought in, not our ballot: asked with {self.brought_in}." if self.brought_in else ""


@dataclass(frozen=True)
class Voice:
    """One released round beside the questionnaire that was asked: what one set of people said."""

    findings: RoundFindings
    definition: Definition
    words: Words
    released: Released
    about: Questionnaire | None = None
    """The about-you questions of this audience, for the names of characteristics."""
    alone: bool = True
    """No other round of this audience is in the report, so that its band need not be named."""

    @property
    def voice(self) -> VoiceName:
        return cast(VoiceName, self.findings.audience)

    @property
    def key(self) -> str:
        """Tells the rounds of a report apart in ids and file names."""
        return self.findings.questionnaire

    @property
    def who(self) -> str:
        """'pupils', 'pupils aged 7 to 11', 'staff' or 'families', for the middle of a sentence."""
        if self.voice != "pupils":
            return self.voice
        if self.alone or not self.findings.band:
            return "pupils"
        return f"pupils aged {self.findings.band.replace('-', ' to ')}"

    @property
    def everyone(self) -> str:
        """Whom an interval is about, as "among all pupils": empty where the roll is not known."""
        if not self.findings.roll:
            return ""
        return f"among all {self.who.removeprefix('pupils ')}"

    @property
    def name(self) -> str:
        """The same, for the start of one."""
        return capitalised(self.who)

    @property
    def is_unanswered(self) -> bool:
        """Whether nobody answered. Of rounds released by older versions this is not known."""
        return self.findings.n is None and "no_answers" in self.findings.notices

    @property
    def scored_areas(self) -> tuple[ScaleFinding, ...]:
        """The area scales, in their order; none for the youngest, who are asked too few questions an area."""
        areas = {scale.id for scale in self.definition.scales if scale.kind == "area"}
        return tuple(scale for scale in self.findings.scales if scale.scale in areas)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every question of the round about how things are, in the order of the questionnaire.

        What happened is told apart: none of its answers is the good one.
        """
        return tuple(
            statement(
                item,
                self.definition.options_of(item),
                self.words,
                finding,
                voice=self.voice,
                who=self.who,
                everyone=self.everyone,
                threshold=self.released.threshold,
            )
            for item in self.definition.items
            if item.kind != "event" and (finding := self.item(item.id)) is not None
        )

    def scale(self, scale_id: str) -> ScaleFinding | None:
        return next((scale for scale in self.findings.scales if scale.scale == scale_id), None)

    def item(self, item_id: str) -> ItemFinding | None:
        return next((item for item in self.findings.items if item.item == item_id), None)

    def name_of_scale(self, scale_id: str) -> str:
        """An area's or a scale's name as the questionnaire has it."""
        return self.words.scales.get(scale_id) or self.words.areas.get(scale_id, scale_id)

    @property
    def belonging(self) -> ScaleFinding | None:
        """The scale of kind belonging, if this questionnaire has one."""
        scale_id = next((scale.id for scale in self.definition.scales if scale.kind == "belonging"), None)
        return None if scale_id is None else self.scale(scale_id)


@dataclass(frozen=True)
class Leaders:
    """The self-evaluation as a report needs it. A level is None where fewer than half are rated."""

    areas: Mapping[str, float | None]
    """Area id -> mean level on 0 to `top`."""
    rated: int
    indicators: int
    not_known: tuple[str, ...] = ()
    """Numbers of the indicators marked "not known yet"."""
    level_names: tuple[str, ...] = ("Not started", "Starting", "Building", "Secure", "Leading")
    """Lowest first; evenly spaced on 0-100."""
    version: int = 1
    levels: Mapping[str, int] = field(default_factory=dict)
    """Indicator id -> its level, for those that are rated."""
    signed: bool = True
    """Whether the head has agreed what stands here; else it is a draft."""
    signed_on: str = ""
    """The day on which it was signed: 29 January 2027; empty for a year that was brought in."""
    explanations: Mapping[str, str] = field(default_factory=dict)
    """Indicator id -> why leaders and those who were asked differ there, where somebody has written it."""

    @property
    def top(self) -> int:
        return len(self.level_names) - 1

    @property
    def left(self) -> int:
        return self.indicators - self.rated - len(self.not_known)

    @property
    def complete(self) -> bool:
        return self.left == 0

    @property
    def is_draft(self) -> bool:
        return not (self.complete and self.signed)


@dataclass(frozen=True)
class PrejudiceLog:
    """What a school's own log of prejudice incidents holds beside a survey of its pupils."""

    since: dt.date
    """1 September of its school year."""
    until: dt.date
    """The last day of the survey."""
    roll: int | None
    """Pupils who could have answered; None where nobody said how many."""
    number: int | None = None
    """Incidents in these days; None until somebody has typed it."""
    who: str = ""
    typed_on: str = ""
    """3 November 2026"""
    may_change: bool = False
    """Until the next survey of pupils is counted, beside which it is the number before."""


@dataclass(frozen=True)
class GoneRound:
    """One round whose results are deleted, or lost in a restore: then without a day."""

    survey: str
    questionnaire: str
    version: int
    voice: VoiceName
    name: str
    """Pupils aged 7 to 11"""
    year: str
    """The school year it counted for: 2026/27."""
    opens_on: dt.date
    closes_on: dt.date
    deleted_on: dt.date | None

    @property
    def words(self) -> str:
        """What stands in its place."""
        return f"deleted on {full_day(self.deleted_on)}" if self.deleted_on else "lost in a restore"

    @property
    def row(self) -> dict[str, object]:
        """The same for a file: days in ISO 8601."""
        days = {"opens_on": self.opens_on.isoformat(), "closes_on": self.closes_on.isoformat()}
        deleted_on = self.deleted_on.isoformat() if self.deleted_on else None
        named = {"survey": self.survey, "questionnaire": self.questionnaire, "version": self.version}
        return {**named, **days, "deleted_on": deleted_on}


@dataclass(frozen=True)
class RoundColumn:
    """One round in its place among all: one that is there, at its place among those; or one that is gone."""

    name: str
    day: dt.date
    at: int | None = None
    gone: GoneRound | None = None


WHOLE = "whole"
LANGUAGE = "en"


@dataclass(frozen=True)
class SeriesPart:
    """Whom of a series a figure is of: everyone, or one group."""

    by: str = WHOLE
    """"group" for year groups, "cohort" for children a year older, or the id of an about-you question."""
    group: str = ""

    @property
    def is_whole(self) -> bool:
        return self.by == WHOLE


EVERYBODY = SeriesPart()


@dataclass(frozen=True)
class Series:
    """All released rounds of one questionnaire, oldest first: one set of people over the years."""

    voice: Voice
    """Of the latest round."""
    versions: Mapping[int, Questionnaire]
    """Every version that was asked."""
    occasions: tuple[Occasion, ...]
    answered: tuple[tuple[int | None, int | None], ...]
    """n and roll of each round."""
    judged: tuple[Leaders | None, ...]
    """The self-evaluation of the school year of each round."""
    trends: tuple[Trend, ...] = ()
    changes: tuple[RoundChange, ...] = ()
    """The latest round against earlier ones."""
    earlier_changes: tuple[RoundChange, ...] = ()
    """Of the rounds before it against those before them, as their releases hold them."""
    baseline: int | None = 0
    """Place of the baseline; None if it is a later round."""
    smallest: float = SMALLEST
    gone: tuple[GoneRound, ...] = ()
    """Its rounds that are deleted or lost, oldest first."""
    events: tuple[Mapping[str, ItemFinding], ...] = ()
    """Of each round that is there, its questions about what happened."""
    findings: tuple[RoundFindings, ...] = ()
    """Of each round that is there."""
    brought_in: tuple[str, ...] = ()
    """With what each round that is there was asked elsewhere; empty for one of ours."""

    @property
    def key(self) -> str:
        return self.voice.key

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(map(opened, self.occasions))

    @property
    def brought_in_on(self) -> Mapping[dt.date, str]:
        """First day of each round that was asked elsewhere -> with what."""
        return {day: how for day, how in zip(self.days, self.brought_in, strict=False) if how}

    @property
    def names(self) -> tuple[str, ...]:
        """What each round that is there is called: 2023, 2024 …"""
        return tuple(column.name for column in self.columns if column.at is not None)

    @cached_property
    def columns(self) -> tuple[RoundColumn, ...]:
        """Every round by its day, those that are gone in their places."""
        there = [(day, at, None) for at, day in enumerate(self.days)]
        every = sorted(
            [*there, *((gone.opens_on, None, gone) for gone in self.gone)], key=lambda round_: round_[0]
        )
        names = names_of_rounds([day for day, *_ in every], self.brought_in_on)
        return tuple(RoundColumn(name, *round_) for name, round_ in zip(names, every, strict=True))

    def change_since(self, place: int) -> RoundChange | None:
        """The latest round against the one at `place`; None where there is no such comparison."""
        wanted = self.occasions[place]
        return next((change for change in self.changes if _same(change.earlier, wanted)), None)

    def until(self, place: int) -> Series:
        """The same as it stood when the round at `place` was the latest, without lines over the rounds."""
        if place == self.last:
            return self
        day = self.days[place]
        asked = self.versions[self.occasions[place].version]
        voice = replace(self.voice, definition=asked.definition, words=asked.words[LANGUAGE])
        if self.findings:
            voice = replace(voice, findings=self.findings[place])
        cut = (
            replace(
                trend,
                points=tuple(point for point in trend.points if point.at <= place),
                first_to_last=None,
                slope=None,
            )
            for trend in self.trends
        )
        return replace(
            self,
            voice=voice,
            occasions=self.occasions[: place + 1],
            answered=self.answered[: place + 1],
            judged=self.judged[: place + 1],
            trends=tuple(trend for trend in cut if trend.points),
            changes=tuple(
                change for change in self.earlier_changes if _same(change.later, self.occasions[place])
            ),
            baseline=self.baseline if self.baseline is not None and self.baseline <= place else None,
            gone=tuple(gone for gone in self.gone if gone.opens_on <= day),
            events=self.events[: place + 1],
            findings=self.findings[: place + 1],
            brought_in=self.brought_in[: place + 1],
        )

    @property
    def last(self) -> int:
        """Place of the latest round."""
        return len(self.occasions) - 1

    def of(self, scale: str, part: SeriesPart = EVERYBODY) -> tuple[Trend, ...]:
        """The stretches of one scale, oldest first: more than one where a new measure began."""
        wanted = (scale, part.by, part.group)
        stretches = [t for t in self.trends if (t.scale, t.by, t.group) == wanted and t.points]
        return tuple(sorted(stretches, key=lambda trend: trend.points[0].at))


def _same(one: Occasion, other: Occasion) -> bool:
    return (one.survey, one.opens_on, one.version) == (other.survey, other.opens_on, other.version)


@dataclass(frozen=True)
class Sources:
    """Everything one year's report is made from."""

    school: str
    year: str
    """As people write it: 2026/27."""
    area_names: Mapping[str, str]
    """Area id -> name, in the order in which areas are shown."""
    pupils: tuple[Voice, ...] = ()
    """Youngest band first."""
    staff: Voice | None = None
    further: tuple[Voice, ...] = ()
    """Families and governors, where they were asked."""
    leaders: Leaders | None = None
    baseline: bool = True
    """Every questionnaire in it has its baseline here."""
    releases: tuple[Released, ...] = field(default=())
    series: tuple[Series, ...] = ()
    """The rounds of each voice up to this year, in the order of `voices`."""
    gaps: tuple[VoiceGap, ...] = ()
    """Staff beside the pupils of each band, from the releases that are in the report."""
    waiting: frozenset[VoiceName] = frozenset()
    """Whose survey of the year is planned, open or closed, but not counted."""
    gone: tuple[GoneRound, ...] = ()
    """Rounds up to this year whose results are deleted or lost, oldest first."""
    log: PrejudiceLog | None = None
    """Beside the year's survey of pupils; None for readers outside the school."""

    @property
    def gone_this_year(self) -> tuple[GoneRound, ...]:
        return tuple(gone for gone in self.gone if gone.year == self.year)

    @property
    def voices(self) -> tuple[Voice, ...]:
        return (*self.pupils, *([self.staff] if self.staff else []), *self.further)
