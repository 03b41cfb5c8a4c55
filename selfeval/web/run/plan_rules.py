"""What the check page says of the rules that a school may set: too few to show, and what counts as change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval.surveys.earlier import Earlier
from selfeval.surveys.outlook import Outlook
from selfeval.surveys.plans import Plan
from selfeval.web.words import counted


def rules_of(planned: Plan, outlooks: Sequence[Outlook], last: Earlier | None) -> Iterator[tuple[str, str]]:
    """Name and words of each rule."""
    few = f"Fewer than {planned.threshold} people."
    if last and last.threshold != planned.threshold:
        few += f" Last time: fewer than {last.threshold}."
    yield "Nothing is shown about", few
    counts = f"{counted(planned.smallest_change, 'point')} of 100. {_noticed(planned, outlooks)}"
    if last and last.smallest_change != planned.smallest_change:
        counts += f" Last time: {counted(last.smallest_change, 'point')}."
    yield "A change counts from", counts


def _noticed(planned: Plan, outlooks: Sequence[Outlook]) -> str:
    """What the roll can notice beside what the school cares about."""
    best = min((each.whole.change.several for each in outlooks if each.whole.change), default=None)
    if best is None:
        return "So few people cannot notice any change."
    if round(best) <= planned.smallest_change:
        return "This plan can notice as small a change as that."
    return f"This plan can notice {round(best)} points at best, so whether a smaller one is real stays open."
