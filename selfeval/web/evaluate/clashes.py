"""Two texts of one indicator side by side, field by field, so that somebody can choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selfeval.english import full_day, listed
from selfeval.self_evaluation.judgements import STRENGTHS, TEXTS
from selfeval.self_evaluation.tags import named
from selfeval.store.self_evaluations import Rating
from selfeval.web.evaluate.view_models import Indicator, level_label

TITLES: Mapping[str, str] = {
    "level": "Level",
    "explanation": TEXTS["explanation"],
    "commentary": TEXTS["commentary"],
    "strength": "How strong is the evidence?",
    "next_step": TEXTS["next_step"],
    "owner": "Who will do it?",
    "due": "By when?",
    "tags": "Tags",
}
"""Field of a rating -> what the page calls it."""


@dataclass(frozen=True)
class DifferentField:
    """One field in which two texts differ."""

    name: str
    title: str
    one: str
    """As it stands on the left, in words."""
    other: str
    """As it stands on the right, in words."""


def different_fields(
    indicator: Indicator, one: Rating, other: Rating, names: Iterable[str]
) -> tuple[DifferentField, ...]:
    """These fields of two texts, in the order of the page."""
    return tuple(
        DifferentField(name, TITLES[name], in_words(indicator, one, name), in_words(indicator, other, name))
        for name in sorted(names, key=list(TITLES).index)
    )


def meanwhile(who: Sequence[str], changed: Sequence[str]) -> str:
    """What others changed while somebody was writing, and that it is kept; empty where nothing was."""
    if not who or not changed:
        return ""
    titles = [f"“{TITLES[name]}”" for name in sorted(changed, key=list(TITLES).index)]
    changes = f"While you were writing, {listed(who)} changed {listed(titles)}."
    return f"{changes} Both your changes and theirs are kept."


def in_words(indicator: Indicator, rating: Rating, name: str) -> str:
    """What a rating says in a field, as people read it; empty where it says nothing."""
    if name == "level":
        return level_label(indicator.rung(rating.level))
    if name == "strength":
        return STRENGTHS.get(rating.strength, "")
    if name == "due":
        return full_day(rating.due) if rating.due else ""
    if name == "tags":
        return "; ".join(named(rating.tags))
    return str(getattr(rating, name))
