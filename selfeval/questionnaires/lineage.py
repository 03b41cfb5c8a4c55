"""Which items of one version are still those of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.questionnaires.model import SAME_MEANING, ChangeKind, Questionnaire


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
