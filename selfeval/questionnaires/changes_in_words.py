"""What one questionnaire asks otherwise than another, in words that a lead or an officer reads."""

from __future__ import annotations

from selfeval.questionnaires.composing import LANGUAGE
from selfeval.questionnaires.lineage import changes_between
from selfeval.questionnaires.model import Questionnaire

CHANGES = {"new": "New", "retired": "Left out", "reworded": "In other words"}


def changes_in_words(before: Questionnaire, later: Questionnaire) -> list[tuple[str, str]]:
    """(New, the question) for each that differs; one line where only their order or their scores do."""
    texts = {**before.words[LANGUAGE].items, **later.words[LANGUAGE].items}
    changes = [
        (CHANGES[change.kind], texts[change.item].text)
        for change in changes_between(before, later)
        if change.kind in CHANGES
    ]
    order = [item.id for item in before.definition.items]
    if not changes and order != [item.id for item in later.definition.items]:
        return [("Moved", "The questions stand in another order.")]
    if not changes and before.definition.scales != later.definition.scales:
        return [("Scored", "The questions count in other scores.")]
    return changes
