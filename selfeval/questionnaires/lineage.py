"""Which items of one version are still those of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.questionnaires.consistency import reads_alike, scored_alike
from selfeval.questionnaires.model import SAME_MEANING, Change, ChangeKind, Questionnaire


def joined_kinds(later: Sequence[Questionnaire]) -> dict[str, ChangeKind]:
    """Ids that kept their meaning through the change lists of all these versions: unchanged, or reworded."""
    kinds: dict[str, ChangeKind] = {}
    for place, version in enumerate(later):
        step = {change.item: change.kind for change in version.changes}
        joining = {item: kind for item, kind in step.items() if kind in SAME_MEANING}
        kinds = {
            item: "reworded" if "reworded" in (kind, kinds.get(item)) else "unchanged"
            for item, kind in joining.items()
            if place == 0 or item in kinds
        }
    return kinds


def changes_between(before: Questionnaire, later: Questionnaire) -> tuple[Change, ...]:
    """The change list between any two questionnaires, by the ids of their items: an id keeps its meaning."""
    old, new = before.definition, later.definition
    in_both = [item.id for item in new.items if item.id in old.items_by_id]
    alike = [item for item in in_both if scored_alike(item, new, old)]
    unchanged = {item for item in alike if reads_alike(item, later, before)}
    return (
        *(Change(item, "unchanged", (item,)) for item in alike if item in unchanged),
        *(Change(item, "reworded", (item,)) for item in alike if item not in unchanged),
        *(Change(item.id, "new") for item in new.items if item.id not in alike),
        *(Change(item.id, "retired", (item.id,)) for item in old.items if item.id not in alike),
    )
