"""What a year's report is made from: its voices, and their rounds before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selfeval.findings.comparisons import VoiceGap
from selfeval.reports.series import Series
from selfeval.reports.voices import Leaders, Released, Voice, VoiceName


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

    @property
    def voices(self) -> tuple[Voice, ...]:
        return (*self.pupils, *([self.staff] if self.staff else []))
