"""Findings: the figures of a round, as frozen values with a canonical JSON form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from selfeval.findings.comparisons import RoundChange, RoundTrends, VoiceGap
from selfeval.findings.estimates import Estimate, Interval

HIDDEN: Mapping[str, str] = {
    "few": "too few people answered, or nobody did",
    "complement": "it would give away a hidden figure by subtraction",
    "together": "together with the others it could show whose answers are whose",
    "unanimous": "all, or all but one, answered alike; `favourable` is then only an end of the range",
    "before": "it was worked out at the count, before the scoring was corrected, and cannot be made again",
    "own": "a score of one's own questions is told of everyone together, and of no group",
}
"""Why a figure is hidden: id -> the reason."""
NOTICES: Mapping[str, str] = {
    "roll_unknown": "nobody said how many could have answered: intervals are wider, without the roll",
    "roll_unknown_by:": "nobody said how many could have answered by this column: its intervals are wider",
    "roll_short:": "the rolls of this column add up to fewer than are on roll, and are taken as shares of it",
    "roll_changed": "one group has more answers than its roll",
    "no_answers": "nobody answered this round",
    "turnout_low": "fewer than 60 of 100 answered",
    "turnout_uneven:": "fewer than 30 of 100 of this group answered",
    "turnout_uneven_girls:": "fewer than 30 of 100 of the girls of this group answered",
    "turnout_uneven_boys:": "fewer than 30 of 100 of the boys of this group answered",
    "not_weighted": "too few answered, or in too few groups, to weight them by the roll",
    "item_unanswered:": "nobody answered this item, so the scale is scored without it",
    "scale_unanswered": "nobody answered any of its items, so it has no score",
    "two_way:": "filling the missing answers in moves the mean by at least one point, to the number given",
    "check_reversed:": "people who score high on the rest score low on this item: check its reversed flag",
    "own_way:": "people's answers to this item have little to do with their answers to the rest",
    "no_spread:": "everyone gave this item the same answer",
    "reliability_few": "too few people answered every item to say how well the items hang together",
    "reliability_items": "too few items to say how well they hang together",
    "only_group": "there is one group, so its figures are those of the whole",
    "all_hidden": "no group can be shown without giving another away",
    "together": "so few people answered that figures by group could tell whose answers are whose",
}
"""Notices: id -> what it says. An id that ends in a colon is followed by an item, a group or a number."""
STRICT = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)
"""How findings are read: nothing is turned into another type, nothing is left over."""


@dataclass(frozen=True)
class ItemFit:
    """One item beside the rest of its scale; None where it, or the rest, does not vary."""

    item: str
    rest: float | None
    """Correlation with the sum of the other items."""
    alpha_without: float | None
    """Alpha of the other items."""


@dataclass(frozen=True)
class Reliability:
    """How well the items of a scale hang together. `n`: people who answered every item."""

    alpha: Estimate
    n: int
    items: int
    words: str
    """consistent | usable | weak | apart"""
    omega: float | None = None
    """Omega total of one factor, where it can be had."""
    together: float | None = None
    """Mean correlation between two items, which does not hang on how many there are."""
    fits: tuple[ItemFit, ...] = ()
    """At full precision only."""


@dataclass(frozen=True)
class Weights:
    """How answers were weighted to the roll."""

    by: tuple[str, ...]
    """"group", and "sex" or another column where its roll is known."""
    raked: bool = False
    """To the margins of each column alone, and not to each cell."""
    n_effective: float | None = None
    """Answers of people chosen alike that would say as much."""
    merged: tuple[tuple[str, ...], ...] = ()
    """Cells that were weighted together."""


@dataclass(frozen=True)
class ScaleFinding:
    """One scale, for the whole round or for one group. `favourable` is pooled over its answers."""

    scale: str
    n: int | None = None
    unscored: int | None = None
    mean: Estimate | None = None
    sd: float | None = None
    favourable: Estimate | None = None
    reliability: Reliability | None = None
    hidden: str | None = None
    notices: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Ids of the items it is scored from in this round."""
    reach: Interval | None = None
    """Mean of everyone had those who are not scored been 25 points lower, or higher; only with a warning."""
    weighted: Estimate | None = None
    """Mean weighted to the roll; published only where it is at least two points from the plain one."""
    stands_out: str | None = None
    """"higher" or "lower" where this group differs from the others beyond chance."""
    spread_below: float | None = None
    """Where `sd` is not told: what people's spread hardly passes, and intervals are worked out with."""

    @property
    def spread(self) -> float | None:
        """How far people lie apart, or what that hardly passes."""
        return self.spread_below if self.sd is None else self.sd


@dataclass(frozen=True)
class ItemFinding:
    """One item. `shares`: option id -> per cent of `n`; `apart`: how many gave an answer without points."""

    item: str
    n: int | None = None
    shares: Mapping[str, float] | None = None
    favourable: Estimate | None = None
    apart: Mapping[str, int] = field(default_factory=dict)
    hidden: str | None = None
    happened: Estimate | None = None
    """Events only: per cent who say that it happened; where it asks what followed, per cent of `met`."""
    met: int | None = None
    """Events that ask what followed only: how many there were to whom something happened."""
    unfavourable: float | None = None
    """Told in steps only, with `favourable`, in place of `shares`: per cent on the other side."""
    sd: float | None = None
    """Of its scores on 0-100; at full precision only."""

    @property
    def in_steps(self) -> bool:
        """Whether its shares are told in steps, because fewer than thirty answered."""
        return self.hidden is None and self.shares is None and self.n is not None

    @property
    def people(self) -> int:
        """How many its share is about."""
        return (self.n if self.met is None else self.met) or 0


@dataclass(frozen=True)
class GroupFinding:
    """One group: its name as planned, or the option id of a characteristic."""

    group: str
    roll: int | None = None
    n: int | None = None
    scales: tuple[ScaleFinding, ...] = ()
    hidden: str | None = None
    members: tuple[str, ...] = ()
    """The groups or options shown as one, because one of them is too small; empty for a single one."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The groups, as planned, or options that it is made of: itself, or those shown as one."""
        return self.members or (self.group,)


@dataclass(frozen=True)
class CellFinding:
    """One cell of the roll, for weights: the girls of Year 5. `part` is empty for those who did not say."""

    group: str
    part: str
    roll: int | None
    n: int
    scales: tuple[ScaleFinding, ...]


@dataclass(frozen=True)
class Careless:
    """How many look as if they answered carelessly, in per cent; no figures where few do, or few do not.

    Nobody is left out of any other figure.
    """

    flagged: int | None = None
    share: float | None = None
    straight: float | None = None
    """Pressed one button all the way."""
    contrary: float | None = None
    """Agreed with things and their opposites."""
    without: tuple[ScaleFinding, ...] = ()
    """The scales of everyone else."""
    end: str | None = None
    """"hardly_any" or "nearly_all" where fewer than three people do, or do not, and no share is told. Older
    findings have neither."""


BY_GROUP = "group"
"""What the breakdown by planned groups is by: years, which stand in an order, or all staff."""


@dataclass(frozen=True)
class Breakdown:
    """A round by group (`by` is "group") or by an about-you item (`by` is its id)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    by: str
    groups: tuple[GroupFinding, ...]
    notice: str | None = None
    compared: tuple[str, ...] = ()
    """Scales in which groups were set against one another: one that does not stand out is like the rest."""
    step: int = 1
    """Means are told to the nearest so many points."""

    @property
    def has_spreads(self) -> bool:
        """Whether it says how far people's scores lie apart, as counts of earlier versions did."""
        return any(scale.sd is not None for group in self.groups for scale in group.scales)

    @property
    def shown(self) -> list[GroupFinding]:
        """Its groups that are not hidden."""
        return [group for group in self.groups if group.hidden is None]


@dataclass(frozen=True)
class RoundFindings:
    """All findings of one round."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    questionnaire: str
    version: int
    digest: str
    audience: str
    band: str | None
    roll: int | None
    n: int | None
    """How many responses; None where they are too few to be told."""
    spoilt: int
    scales: tuple[ScaleFinding, ...]
    items: tuple[ItemFinding, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    notices: tuple[str, ...] = ()
    drawn_out: int = 0
    """Answers beyond the roll that were drawn out at random before anything was counted."""
    late: int = 0
    """Answers that came under a cancelled slip or after their lesson, drawn out or not."""
    blank: int | None = 0
    """Forms handed in empty: their people have not answered, and are in no other figure. Published to the
    nearest five; None where they are some, but fewer than the threshold. Older releases, which have no such
    field, counted them among those who answered."""
    younger: tuple[int, ...] = ()
    """Year groups, Reception being 0, that are older than those whom the questionnaire is meant for."""
    careless: Careless | None = None
    """None where the questionnaire has too few questions that are turned round to tell."""
    weights: Weights | None = None
    cells: tuple[CellFinding, ...] = ()
    """At full precision only."""
    step: int = 1
    """Scores are told to the nearest so many points; more than one where fewer than thirty answered."""
    share_step: int = 1
    """Shares are told to the nearest so many per cent, and numbers about questions in fives if it is more."""
    own: tuple[str, ...] = ()
    """Items of a questionnaire from a file that are not the library's; of a school's own their ids say it."""

    def groups(self, by: str = BY_GROUP) -> tuple[GroupFinding, ...]:
        """Those of one breakdown; none where there is no such breakdown."""
        return next((breakdown.groups for breakdown in self.breakdowns if breakdown.by == by), ())


@dataclass(frozen=True)
class ReleaseFindings:
    """All findings of one survey; the dates are ISO 8601."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    school: str
    survey: str
    opens_on: str
    closes_on: str
    rounds: tuple[RoundFindings, ...]
    threshold: int = 10
    changes: tuple[RoundChange, ...] = ()
    """Its rounds against every round of the same questionnaire released before, oldest first."""
    trends: tuple[RoundTrends, ...] = ()
    """Series over all released rounds of its questionnaires."""
    gaps: tuple[VoiceGap, ...] = ()
    """Staff beside pupils, where the other voice of the same school year was released before, or is here."""
    brought_in: str = ""
    """With what it was asked elsewhere, where it was brought in and is not our ballot; else empty."""


LATER = ("changes", "trends", "gaps", "brought_in")
"""Fields that older releases have not: left out of the JSON where they are empty, so that digests stay. The
same holds for `blank` and the steps of a round, and for what only some items and scales have."""
OF_SOME = ("happened", "met", "unfavourable", "spread_below")
STEPS = ("step", "share_step")
Findings = RoundFindings | ReleaseFindings
RELEASE, ROUND, BREAKDOWN = TypeAdapter(ReleaseFindings), TypeAdapter(RoundFindings), TypeAdapter(Breakdown)
"""They read and describe each kind of findings."""


def to_json(findings: Findings | Breakdown) -> str:
    """Canonical JSON: sorted keys, no spaces, shortest digits that give a number back. NaN: ValueError."""
    data = asdict(findings)
    for round_ in data.get("rounds", (data,)):
        if round_.get("blank") == 0:
            del round_["blank"]
        if "items" in round_:
            for name in STEPS:
                if round_[name] == 1:
                    del round_[name]
        for item in round_.get("items", ()):
            if item["sd"] is None:
                del item["sd"]
        _leave_out_unset(round_)
    data |= {name: _spare(data[name]) for name in ("changes", "trends") if name in data}
    for name in LATER:
        if not data.get(name, True):
            del data[name]
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _leave_out_unset(value: object) -> None:
    """Takes out what only some items and scales have, wherever it is not set."""
    if isinstance(value, dict):
        for name in OF_SOME:
            if name in value and value[name] is None:
                del value[name]
        for inner in value.values():
            _leave_out_unset(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _leave_out_unset(inner)


def digest_of(findings: ReleaseFindings) -> str:
    """SHA-256, hex, over the canonical JSON of rounded findings."""
    return hashlib.sha256(to_json(findings).encode()).hexdigest()


def _spare(value: object) -> object:
    """Comparisons without what is not set, which is most of them: half as long."""
    if isinstance(value, dict):
        filled = {key: _spare(inner) for key, inner in value.items()}
        return {key: inner for key, inner in filled.items() if inner is not None and inner is not False}
    return [_spare(inner) for inner in value] if isinstance(value, list | tuple) else value


def from_json(text: str) -> Findings:
    """Inverse of `to_json`: a release if it has rounds, else a round. Raises ValueError if it is neither.

    Findings frozen before a field was added come back with its default.
    """
    try:
        is_release = "rounds" in json.loads(text)
        return RELEASE.validate_json(text) if is_release else ROUND.validate_json(text)
    except ValidationError as faults:
        raise _refused(faults) from faults
    except (TypeError, RecursionError) as fault:
        raise ValueError(f"This is not a file of findings: {fault}.") from fault


def release_from_json(text: str) -> ReleaseFindings:
    """As `from_json`. Raises ValueError if it is not a release."""
    findings = from_json(text)
    if not isinstance(findings, ReleaseFindings):
        raise ValueError(f"This file holds {type(findings).__name__}, not ReleaseFindings.")
    return findings


def breakdown_from_json(text: str) -> Breakdown:
    """Inverse of `to_json` for one breakdown, as a count keeps it. Raises ValueError if it is not one."""
    try:
        return BREAKDOWN.validate_json(text)
    except ValidationError as faults:
        raise _refused(faults) from faults


def _refused(faults: ValidationError) -> ValueError:
    first = faults.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return ValueError(f"This is not a file of findings: {where}: {first['msg']}.")
