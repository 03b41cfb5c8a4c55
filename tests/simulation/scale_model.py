"""People who answer two editions of a questionnaire: what they feel, and what else moves an answer.

Each question of a scale is of one of four kinds, by its words alone. What a kind is made of is the same in
both editions, so that an edition is better only if its questions are of better kinds. Feelings are in
standard deviations between people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import SKIPPED, Definition, Item, Questionnaire
from selfeval.scoring.measurement.scale_scores import scale_scores

Kind = Literal["own", "near", "school", "polite"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Content:
    """What an answer to a question of one kind is made of; the rest of its variance of one is chance."""

    own: float
    """How much of what the scale is about."""
    school: float
    """How much of what one thinks of the school as a whole."""
    height: float
    """How easily it is agreed with."""


CONTENTS: Mapping[Kind, Content] = {
    "own": Content(0.70, 0.10, 0.5),
    "near": Content(0.45, 0.35, 0.5),
    "school": Content(0.25, 0.60, 0.5),
    "polite": Content(0.40, 0.10, 1.3),
}
"""`own`: about the one who answers and about the thing itself. `near`: about something beside it, such as
help with work, or how adults speak. `school`: about everyone, every place or the school. `polite`: a general
good thing to say, which nearly all say (Rutland and others 2005)."""

NEAR = {
    "ks1.a4.help", "ks2.a2.listen", "ks2.a2.kind_to_me", "ks2.a2.say", "ks3.a2.listen",
    "ks3.a2.respect_to_me", "ks1.a2.listen", "ks1.a2.class", "ks2.a2.proud", "ks3.a2.proud",
    "staff.a2.listen", "staff.a2.proud",
}  # fmt: skip
SCHOOL = {
    "ks1.a2.place", "ks1.a5.safe", "ks2.a2.kind", "ks2.a2.place", "ks2.a5.safe", "ks2.a2.does",
    "ks3.a2.respect", "ks3.a2.place", "ks3.a5.safe", "ks3.a2.does", "ks3.a2.values", "ks3.a2.disagree",
    "staff.a2.respect", "staff.a2.place", "staff.a2.does", "staff.a2.values", "staff.a2.talk",
}  # fmt: skip
POLITE = {
    "ks2.a2.comfort", "ks2.a3.value", "ks2.a5.stand_up", "ks3.a2.comfort", "ks3.a3.value",
    "ks3.a5.stand_up",
}  # fmt: skip
KINDS: Mapping[str, Kind] = (
    dict.fromkeys(NEAR, "near") | dict.fromkeys(SCHOOL, "school") | dict.fromkeys(POLITE, "polite")
)
"""Every question of these scales that is not of kind `own`. Ids never change their meaning, so that a
question which both editions ask is of the same kind in both."""
ABSTRACT = {"ks1.a2.belong", "ks1.a5.safe", "ks1.a2.place"}
"""Questions of the youngest that are about an idea, or about more than they can go through in their minds."""

CORRELATED = 0.5
"""Between what one feels and what one thinks of the school as a whole."""


@dataclass(frozen=True)
class World:
    """What moves answers beside feelings; `usual` is what the page shows first."""

    yes_saying: float = 0.35
    """Standard deviation between people of agreeing whatever is asked."""
    guessed: float = 0.25
    """Of the answers that children of 5 to 7 give to a question that is abstract; a tenth to any other."""
    said_no: float = 0.5
    """Of what is guessed, what is “no”: the younger say so if they do not understand (Fritzley, Lee 2003)."""


def people(
    chance: np.random.Generator, n: int, world: World, *, lower: float = 0.0, school: float = 0.0
) -> tuple[Floats, Floats, Floats]:
    """What n people feel, think of the school, and how they say yes; lower by so much than others."""
    own = chance.normal(size=n)
    climate = CORRELATED * own + np.sqrt(1 - CORRELATED**2) * chance.normal(size=n)
    return own - lower, climate - CORRELATED * lower - school, chance.normal(0, world.yes_saying, n)


def scores(
    chance: np.random.Generator, asked: Questionnaire, who: tuple[Floats, Floats, Floats], world: World
) -> dict[str, Floats]:
    """Scale id -> scores of 0 to 100 of each person, worked out by the product."""
    definition = asked.definition
    scored = {item for scale in definition.scales for item in scale.items}
    n = len(who[0])
    columns = [
        _answers(chance, definition, item, who, world)
        if item.id in scored
        else np.full(n, ord(SKIPPED), np.uint8)
        for item in definition.items
    ]
    found = scale_scores(definition, np.column_stack(columns))
    return {scale.id: found[:, place] for place, scale in enumerate(definition.scales)}


def _answers(
    chance: np.random.Generator,
    definition: Definition,
    item: Item,
    who: tuple[Floats, Floats, Floats],
    world: World,
) -> NDArray[np.uint8]:
    own, climate, yes = who
    content = CONTENTS[KINDS.get(item.id, "own")]
    shared = content.own**2 + content.school**2 + 2 * CORRELATED * content.own * content.school
    felt = content.own * own + content.school * climate + np.sqrt(1 - shared) * chance.normal(size=len(own))
    agrees = yes + (felt + content.height) * (-1 if item.reversed else 1)
    options = definition.options_of(item).lowest_first
    steps = np.clip(np.floor((agrees + 2.0) * len(options) / 4.0), 0, len(options) - 1).astype(int)
    if definition.band == "5-7":
        guessed = chance.random(len(own)) < (world.guessed if item.id in ABSTRACT else 0.1)
        guess = np.where(
            chance.random(len(own)) < world.said_no, 0, chance.integers(len(options), size=len(own))
        )
        steps = np.where(guessed, guess, steps)
    characters = definition.characters(item)
    return np.array([ord(characters[option.id]) for option in options], np.uint8)[steps]
