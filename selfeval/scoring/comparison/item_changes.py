"""What became of single items between two rounds: a description, without labels (MEASUREMENT 7.3)."""

from __future__ import annotations

from dataclasses import replace

from selfeval.scoring.change import LEVEL, Sample, adjusted, welch
from selfeval.scoring.comparison.samples import item_sample
from selfeval.scoring.comparison.sides import Side
from selfeval.scoring.comparisons import ItemChange
from selfeval.scoring.estimates import Difference
from selfeval.scoring.findings import ItemFinding

MOST = 5
"""Items that are named as having moved most."""


def item_changes(earlier: Side, later: Side, alike: frozenset[str]) -> tuple[ItemChange, ...]:
    """Every item that both rounds have, at full precision."""
    before = {found.item: found for found in earlier.shown.items}
    found = [
        _item(earlier, later, before[after.item], after, alike)
        for after in later.shown.items
        if after.item in before and _has_points(later, after.item)
    ]
    tests = {change.item: p for change, p in found if p is not None}
    beyond = {item for item, p in zip(tests, adjusted(list(tests.values())), strict=True) if p < LEVEL}
    moved = sorted(
        (change for change, _ in found if change.difference is not None),
        key=lambda change: -abs(change.difference.value) if change.difference else 0,
    )[:MOST]
    places = {change.item: place for place, change in enumerate(moved, start=1)}
    return tuple(
        replace(change, beyond=change.item in beyond, place=places.get(change.item)) for change, _ in found
    )


def _item(
    earlier: Side, later: Side, before: ItemFinding, after: ItemFinding, alike: frozenset[str]
) -> tuple[ItemChange, float | None]:
    """One item, and the p of no change."""
    hidden = before.hidden or after.hidden or (None if after.item in alike else "reworded")
    if hidden:
        return ItemChange(after.item, hidden=hidden), None
    samples = [_item_sample(side, after.item) for side in (earlier, later)]
    if samples[0] is None or samples[1] is None:
        return ItemChange(after.item, hidden="kept"), None
    found = welch(samples[0], samples[1])
    difference = Difference(samples[1].mean - samples[0].mean, found.interval() if found else None)
    favourable = (
        (before.favourable.value, after.favourable.value) if before.favourable and after.favourable else None
    )
    enough = samples[0].enough and samples[1].enough
    return ItemChange(after.item, difference, favourable), found.p if found and enough else None


def _item_sample(side: Side, item: str) -> Sample | None:
    found = next((each for each in side.full.items if each.item == item), None) if side.full else None
    return None if found is None else item_sample(side.definition, found, side.shown.roll)


def _has_points(side: Side, item: str) -> bool:
    asked = side.definition.item(item)
    options = side.definition.options_of(asked)
    return asked.kind != "about-you" and options.highest > options.lowest
