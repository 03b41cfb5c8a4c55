"""Who speaks in a report: released rounds with the words that were asked, and the leaders' levels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from selfeval.findings.findings import ItemFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import Definition, Questionnaire, Words
from selfeval.reports.statements import Statement, statement
from selfeval.reports.wording import VoiceName


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
        return "staff" if self.findings.audience == "staff" else "pupils"

    @property
    def key(self) -> str:
        """Tells the rounds of a report apart in ids and file names."""
        return self.findings.questionnaire

    @property
    def who(self) -> str:
        """'pupils', 'pupils aged 7 to 11' or 'staff', for the middle of a sentence."""
        if self.voice == "staff":
            return "staff"
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
        return self.who[0].upper() + self.who[1:]

    @property
    def scored_areas(self) -> tuple[ScaleFinding, ...]:
        """The area scales, in their order; none for the youngest, who are asked too few questions an area."""
        areas = {scale.id for scale in self.definition.scales if scale.kind == "area"}
        return tuple(scale for scale in self.findings.scales if scale.scale in areas)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every question of the round, in the order of the questionnaire."""
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
            if (finding := self.item(item.id)) is not None
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
        found = next((scale.id for scale in self.definition.scales if scale.kind == "belonging"), None)
        return None if found is None else self.scale(found)
