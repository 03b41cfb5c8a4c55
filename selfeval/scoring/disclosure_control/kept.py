"""Tables by characteristics that were made at the count, as a release may tell them now.

Whose answers they are of is forgotten, so they cannot be made again: what is not to be told any more is left
out, and nothing else of them changes.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.characteristics import with_interval
from selfeval.scoring.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding


def retold(table: Breakdown, then: Definition, now: Definition, shown: RoundFindings) -> Breakdown:
    """A kept table beside the round as it is `shown`, scored by `then` at the count and by `now` today.

    Counts of earlier versions kept spreads, and brackets that follow from them: with those, whoever holds the
    rows can tell who is who (decision 17). Scales that are scored in another way today are left out.
    """
    wrong = {scale.id for scale in then.scales if _scoring(then, scale.id) != _scoring(now, scale.id)}
    spreads = {scale.scale: scale.sd for scale in shown.scales}
    has_spreads = any(scale.sd is not None for group in table.groups for scale in group.scales)
    groups = table.groups
    if has_spreads:
        groups = tuple(_without_spreads(group, spreads, table.step) for group in groups)
    if wrong:
        groups = tuple(_without(group, wrong) for group in groups)
    return replace(table, groups=groups)


def _scoring(definition: Definition, scale_id: str) -> object:
    """All that a scale is scored by; None where it is not asked."""
    scale = next((scale for scale in definition.scales if scale.id == scale_id), None)
    if scale is None:
        return None
    items = [definition.item(item) for item in scale.items]
    return scale.minimum_answered, [
        (item.id, item.reversed, item.also, definition.options_of(item)) for item in items
    ]


def _without_spreads(group: GroupFinding, spreads: dict[str, float | None], step: int) -> GroupFinding:
    """Means and numbers only; the bracket follows from everyone's spread."""
    return replace(
        group, scales=tuple(_plain(scale, spreads.get(scale.scale), step) for scale in group.scales)
    )


def _plain(scale: ScaleFinding, sd: float | None, step: int) -> ScaleFinding:
    bare = ScaleFinding(scale.scale, scale.n, hidden=scale.hidden, items=scale.items)
    if scale.hidden is not None or scale.mean is None or scale.n is None:
        return replace(bare, favourable=scale.favourable if scale.hidden == "unanimous" else None)
    return replace(bare, mean=with_interval(replace(scale.mean, interval=None), scale.n, sd, step))


def _without(group: GroupFinding, wrong: Set[str]) -> GroupFinding:
    return replace(
        group,
        scales=tuple(
            ScaleFinding(scale.scale, hidden="before", items=scale.items) if scale.scale in wrong else scale
            for scale in group.scales
        ),
    )
