"""Findings: the figures of a round, as frozen values with a canonical JSON form. Reading them needs no numpy.

Scores, means, spreads and percentages are on 0-100. A figure that may not be shown is None, and `hidden`
holds the id of the reason; `notices` hold ids too (`reports` has the words for both).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from selfeval.scoring.comparisons import RoundChange, RoundTrends, round_change_from, round_trends_from
from selfeval.scoring.estimates import Estimate as Estimate
from selfeval.scoring.estimates import Interval as Interval
from selfeval.scoring.estimates import estimate_from

HIDDEN: Mapping[str, str] = {
    "few": "too few people answered, or nobody did",
    "complement": "it would give away a hidden figure by subtraction",
    "unanimous": "all, or all but one, answered alike; `favourable` is then only an end of the range",
}
"""Why a figure is hidden: id -> the reason."""

NOTICES: Mapping[str, str] = {
    "roll_unknown": "nobody said how many could have answered: intervals are wider, without the roll",
    "roll_changed": "one group has more answers than its roll",
    "no_answers": "nobody answered this round",
    "item_unanswered:": "nobody answered this item, so the scale is scored without it",
    "two_way:": "filling the missing answers in moves the mean by at least one point, to the number given",
    "check_reversed:": "people who score high on the rest score low on this item: check its reversed flag",
    "no_spread:": "everyone gave this item the same answer",
    "reliability_few": "too few people answered every item to say how well the items hang together",
    "reliability_items": "too few items to say how well they hang together",
    "only_group": "there is one group, so its figures are those of the whole",
    "all_hidden": "no group can be shown without giving another away",
}
"""Notices: id -> what it says. An id that ends in a colon is followed by an item id or a number."""


@dataclass(frozen=True)
class Reliability:
    """How well the items of a scale hang together. `n`: people who answered every item."""

    alpha: Estimate
    n: int
    items: int
    words: str
    """consistent | usable | weak | apart"""


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


@dataclass(frozen=True)
class ItemFinding:
    """One item. `shares`: option id -> per cent of `n`; `apart`: how many gave an answer without points."""

    item: str
    n: int | None = None
    shares: Mapping[str, float] | None = None
    favourable: Estimate | None = None
    apart: Mapping[str, int] = field(default_factory=dict)
    hidden: str | None = None


@dataclass(frozen=True)
class GroupFinding:
    """One group: its name as planned, or the option id of a characteristic."""

    group: str
    roll: int | None = None
    n: int | None = None
    scales: tuple[ScaleFinding, ...] = ()
    hidden: str | None = None


@dataclass(frozen=True)
class Breakdown:
    """A round by group (`by` is "group") or by an about-you item (`by` is its id)."""

    by: str
    groups: tuple[GroupFinding, ...]
    notice: str | None = None


@dataclass(frozen=True)
class RoundFindings:
    """All findings of one round."""

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


@dataclass(frozen=True)
class ReleaseFindings:
    """All findings of one survey; the dates are ISO 8601."""

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


LATER = ("changes", "trends")
"""Fields that older releases have not: left out of the JSON where they are empty, so that digests stay."""


Findings = RoundFindings | ReleaseFindings
_T = TypeVar("_T")


def to_json(findings: Findings | Breakdown) -> str:
    """Canonical JSON: sorted keys, no spaces, shortest digits that give a number back. NaN: ValueError."""
    data = asdict(findings)
    for name in LATER:
        if not data.get(name, True):
            del data[name]
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Findings:
    """Inverse of `to_json`: a release if it has rounds, else a round. Raises ValueError if it is neither."""
    try:
        data = json.loads(text, parse_constant=_refuse)
        return _release(data) if "rounds" in data else _round(data)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"This is not a file of findings: {fault}.") from fault


def release_from_json(text: str) -> ReleaseFindings:
    """As `from_json`. Raises ValueError if it is not a release."""
    return _expect(ReleaseFindings, from_json(text))


def round_from_json(text: str) -> RoundFindings:
    """As `from_json`. Raises ValueError if it is not a round."""
    return _expect(RoundFindings, from_json(text))


def breakdown_from_json(text: str) -> Breakdown:
    """Inverse of `to_json` for one breakdown, as a count keeps it. Raises ValueError if it is not one."""
    try:
        return _breakdown(json.loads(text, parse_constant=_refuse))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"This is not a breakdown: {fault}.") from fault


def _expect(kind: type[_T], found: object) -> _T:
    if not isinstance(found, kind):
        raise ValueError(f"This file holds {type(found).__name__}, not {kind.__name__}.")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(f"This is not a file of findings: {constant} is not a figure.")


def _release(data: dict[str, Any]) -> ReleaseFindings:
    return ReleaseFindings(
        **{
            **data,
            "rounds": tuple(_round(each) for each in data["rounds"]),
            "changes": tuple(map(round_change_from, data.get("changes", ()))),
            "trends": tuple(map(round_trends_from, data.get("trends", ()))),
        }
    )


def _round(data: dict[str, Any]) -> RoundFindings:
    return RoundFindings(
        **{
            **data,
            "scales": tuple(_scale(each) for each in data["scales"]),
            "items": tuple(_item(each) for each in data["items"]),
            "breakdowns": tuple(_breakdown(each) for each in data["breakdowns"]),
            "notices": tuple(data["notices"]),
        }
    )


def _breakdown(data: dict[str, Any]) -> Breakdown:
    return Breakdown(**{**data, "groups": tuple(_group(each) for each in data["groups"])})


def _group(data: dict[str, Any]) -> GroupFinding:
    return GroupFinding(**{**data, "scales": tuple(_scale(each) for each in data["scales"])})


def _scale(data: dict[str, Any]) -> ScaleFinding:
    reliability = data["reliability"]
    return ScaleFinding(
        **{
            **data,
            "items": tuple(data["items"]),
            "mean": estimate_from(data["mean"]),
            "favourable": estimate_from(data["favourable"]),
            "reliability": reliability
            and Reliability(**{**reliability, "alpha": estimate_from(reliability["alpha"])}),
            "notices": tuple(data["notices"]),
        }
    )


def _item(data: dict[str, Any]) -> ItemFinding:
    return ItemFinding(**{**data, "favourable": estimate_from(data["favourable"])})
