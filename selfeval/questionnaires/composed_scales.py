"""What a questionnaire of one's own will be able to say: which scores, and beside what they can be set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from selfeval.questionnaires.composing import LANGUAGE, Composition, composed
from selfeval.questionnaires.model import Questionnaire, ScaleKind

ScaleState = Literal["whole", "part", "own", "gone"]
"""`whole`: exactly the library's; `part`: some of its questions, or others besides; `own`: none of them;
`gone`: too few are asked for a score."""


@dataclass(frozen=True)
class ComposedScale:
    """One score: how many of the library's questions it has, of how many, and how many of one's own."""

    name: str
    kind: ScaleKind
    state: ScaleState
    shared: int
    of: int
    own: int = 0


def composed_scales(composition: Composition) -> tuple[ComposedScale, ...]:
    """Every score of the library's questionnaire, then those of one's own."""
    return tuple(_scales(composition, composed(composition)))


def _scales(composition: Composition, made: Questionnaire) -> Iterator[ComposedScale]:
    base, names = composition.base, made.words[LANGUAGE].scales
    items_of = {scale.id: scale.items for scale in made.definition.scales}
    for scale in base.definition.scales:
        name = base.words[LANGUAGE].scales[scale.id]
        items = items_of.pop(scale.id, None)
        shared = len(composition.of_library.intersection(scale.items))
        if items is None:
            yield ComposedScale(name, scale.kind, "gone", shared, len(scale.items))
            continue
        own = len(set(items) - set(scale.items))
        state: ScaleState = "whole" if items == scale.items else "part" if shared else "own"
        yield ComposedScale(name, scale.kind, state, shared, len(scale.items), own)
    for scale in made.definition.scales:
        if scale.id in items_of:
            yield ComposedScale(names[scale.id], scale.kind, "own", 0, 0, len(scale.items))
