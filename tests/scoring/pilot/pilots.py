"""An invented pilot: six questions of one scale and one beside it, answered in schools and classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import Definition, Item, Scale
from selfeval.scoring.pilot.pilot_answers import Names, PilotFile
from tests.scoring.forms import AGREE

TURNED = (2, 4)
PEOPLE = 432


def form(*, turned: Sequence[int] = TURNED, other_wording: bool = False) -> Definition:
    """q0 to q5 in the scale `together`; `spare` in none, or q0 in another wording."""
    names = [*(f"q{place}" for place in range(6)), "q0.other" if other_wording else "spare"]
    return Definition(
        questionnaire="pilot",
        version=1,
        audience="pupils",
        items=tuple(
            Item(name, "experience", AGREE.id, reversed=place in turned, also=("dont_know",))
            for place, name in enumerate(names)
        ),
        scales=(Scale("together", "other", tuple(names[:6])),),
        option_sets=(AGREE,),
        years=(7, 8),
    )


@dataclass
class Pilot:
    """Answers as points of 1 to 5 (n, 7), and where people are; 0 stands for left out, -1 for not known."""

    points: NDArray[np.int64]
    turned: Sequence[int] = TURNED
    schools: Names = ()
    classes: Names = ()
    arms: Names = ()
    codes: Names = ()
    columns: dict[str, Names] = field(default_factory=dict)

    def responses(self) -> list[str]:
        shown = self.points.copy()
        for place in self.turned:
            some = shown[:, place] > 0
            shown[some, place] = 6 - shown[some, place]
        characters = np.array([".", "4", "3", "2", "1", "0", "?"])
        return ["".join(characters[row]) for row in shown]

    def gathered(self) -> PilotFile:
        def names(given: Names) -> Names | None:
            return given or None

        return PilotFile(
            self.responses(),
            self.columns,
            schools=names(self.schools),
            classes=names(self.classes),
            arms=names(self.arms),
            codes=names(self.codes),
        )


def pilot(n: int = PEOPLE, seed: int = 8) -> Pilot:
    """People of twelve schools with three classes each, half of them with each wording, half girls."""
    random = np.random.default_rng(seed)
    trait = random.normal(size=(n, 1))
    latent = 0.75 * trait + 0.66 * random.normal(size=(n, 7))
    points = np.digitize(latent, [-1.4, -0.7, 0.1, 0.9]) + 1
    return Pilot(
        points.astype(np.int64),
        schools=tuple(f"School {person % 12}" for person in range(n)),
        classes=tuple(f"Class {person // 12 % 3}" for person in range(n)),
        arms=tuple("AB"[person // 36 % 2] for person in range(n)),
        codes=tuple(f"star {person}" for person in range(n)),
        columns={"sex": tuple(random.choice(["girl", "boy"], n).tolist())},
    )


def some_of(n: int, share: float) -> NDArray[np.bool_]:
    """A share of people, drawn by lot (n,)."""
    chosen: NDArray[np.bool_] = np.random.default_rng(6).permutation(n) < round(share * n)
    return chosen
