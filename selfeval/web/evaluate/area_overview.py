"""Where each area stands: who has it, by when, what is missing, what people already said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from selfeval.english import count_of
from selfeval.reports.sources import Voice
from selfeval.reports.wording import VoiceName, with_span
from selfeval.self_evaluation.earlier_year import EarlierYear
from selfeval.self_evaluation.sign_off import Missing, MissingKind
from selfeval.store.self_evaluations import AreaPlan
from selfeval.web.evaluate.view_models import AreaPage, Overview

MISSING_NOUNS: Mapping[MissingKind | Literal["hidden", "no_level"], tuple[str, str]] = {
    "not_looked_at": ("not looked at", "not looked at"),
    "no_level": ("of these with a text", "of these with a text"),
    "not_known": ("not known yet", "not known yet"),
    "hidden": ("hidden until you have rated it", "hidden until you have rated them"),
    "no_reason": ("without a reason", "without a reason"),
    "reached": ("next step that is reached", "next steps that are reached"),
    "no_owner": ("next step without owner or day", "next steps without owner or day"),
    "no_evidence": ("without evidence", "without evidence"),
    "unexplained": ("difference to explain", "differences to explain"),
}
"""What the checklist may have, or others have saved -> one of them, several of them."""


@dataclass(frozen=True)
class ReportedArea:
    """What one voice said about an area, as its report has it."""

    voice: VoiceName
    who: str
    score: str


@dataclass(frozen=True)
class AreaOverview:
    """One area as the overview shows it."""

    area: AreaPage
    owner: str
    """Empty: nobody has it."""
    due: dt.date | None
    is_late: bool
    hidden: int
    """Its indicators with a saved level that the reader sees after having rated them alone."""
    missing: tuple[str, ...]
    reported: tuple[ReportedArea, ...]


def area_overviews(
    areas: Sequence[AreaPage],
    plans: Mapping[str, AreaPlan],
    people: Mapping[int, str],
    voices: Sequence[Voice],
    missing: Sequence[Missing],
    on: dt.date,
    hidden: Collection[str] = (),
) -> tuple[AreaOverview, ...]:
    """Each area in its order. `people`: account id -> name. `missing`, `hidden`: in the whole year."""
    return tuple(
        _overview_of(area, plans.get(area.id), people, voices, missing, on, hidden) for area in areas
    )


def _overview_of(
    area: AreaPage,
    plan: AreaPlan | None,
    people: Mapping[int, str],
    voices: Sequence[Voice],
    missing: Sequence[Missing],
    on: dt.date,
    hidden: Collection[str],
) -> AreaOverview:
    behind = sum(one.id in hidden for one in area.indicators)
    due = plan.due if plan else None
    return AreaOverview(
        area=area,
        owner=people.get(plan.account_id or 0, "") if plan else "",
        due=due,
        is_late=due is not None and due < on and bool(area.left),
        hidden=behind,
        missing=tuple(_missing_in(area, missing, behind)),
        reported=tuple(_reported(area.id, voices)),
    )


def _missing_in(area: AreaPage, missing: Sequence[Missing], hidden: int) -> Iterator[str]:
    """What the checklist has, counted; of an indicator that the reader sees no level of, only that."""
    looked_at = {one.id for one in area.indicators if one.level is not None}
    numbers: Counter[str] = Counter(one.kind for one in missing if one.indicator in looked_at)
    numbers["not_looked_at"], numbers["hidden"] = len(area.left) - hidden, hidden
    numbers["no_level"] = sum(bool(one.rating.commentary) for one in area.left)
    yield from (count_of(numbers[kind], *words) for kind, words in MISSING_NOUNS.items() if numbers[kind])


def _reported(area: str, voices: Sequence[Voice]) -> Iterator[ReportedArea]:
    for voice in voices:
        finding = next((scale for scale in voice.scored_areas if scale.scale == area), None)
        if finding is not None and finding.mean is not None:
            yield ReportedArea(voice.voice, voice.name, with_span(finding.mean))


def provisional_labels(
    overview: Overview, earlier: EarlierYear | None, hidden: Collection[str] = ()
) -> dict[str, str]:
    """Indicator -> last year’s level, such as 2 Building, where nobody has confirmed or changed it yet.

    Not of those that are `hidden`: this year’s level is saved, and not for the reader yet.
    """
    if earlier is None:
        return {}
    labels = {}
    for indicator in (one for area in overview.areas for one in area.left if one.id not in hidden):
        carried = earlier.carried.get(indicator.id)
        rung = indicator.rung(carried.level) if carried and carried.provisional else None
        if rung is not None and rung.points is not None:
            labels[indicator.id] = f"{rung.points} {rung.label}"
    return labels
