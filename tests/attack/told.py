"""What the releases of a school tell of one round: every figure, and the people it is about.

Read from the released findings alone. Who is in which group is what an attacker is told besides, exactly, and
so is the lot by which those who did not say were counted (docs/decisions/0005). Nothing here is taken from
the product's own audit: it is what that is held against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from selfeval.findings.findings import ReleaseFindings
from selfeval.questionnaires.model import OPTION_CHARACTERS
from selfeval.scoring.disclosure_control.characteristics import ANSWERED
from selfeval.scoring.disclosure_control.recoding import imputed
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from tests.attack.answering import Asked, Flags
from tests.attack.people import Codes, Floats
from tests.attack.reading import Figure, Reader, Sets, members_of, table_of
from tests.attack.worlds import School, Wave

__all__ = ["FEW", "Figure", "Round", "releases_of", "round_of", "table_of"]

FEW = 10
"""People under which nothing may be known."""


@dataclass(frozen=True)
class Round:
    """One round as the attacker has it. `scores` (n, scales) are the truth that he is after."""

    wave: Wave
    scores: Floats
    sets: Floats
    """Every set of people that a figure is about (sets, n): noughts and ones, or weights."""
    figures: tuple[Figure, ...]
    finished: tuple[Codes, ...]
    """Of each question, each person's option, those who did not say counted by lot where a table did so."""

    def scored(self, scale: str) -> Flags:
        """Who has a score."""
        return np.asarray(~np.isnan(self.scores[:, self.place(scale)]))

    def behind(self, scale: str) -> Flags:
        """Whose answers are in what may follow of a scale.

        One that is told of nobody is known by its questions at most, and they are of all who answered one.
        """
        if any(figure.scale == scale for figure in self.figures):
            return self.scored(scale)
        characters = matrix(self.wave.definition, self.wave.rows)
        items = self.wave.definition.scales[self.place(scale)].items
        places = [at for at, item in enumerate(self.wave.definition.items) if item.id in items]
        options = [ord(each) for each in OPTION_CHARACTERS]
        return np.asarray(np.isin(characters[:, places], options).any(axis=1))

    def place(self, scale: str) -> int:
        return [each.id for each in self.wave.definition.scales].index(scale)

    def misread(self) -> list[Figure]:
        """Figures that are not what those people scored: then it would be others who are attacked."""
        return [figure for figure in self.figures if not self._holds(figure)]

    def _holds(self, figure: Figure) -> bool:
        if figure.scale is None:
            return True
        scores = self.scores[:, self.place(figure.scale)]
        people = self.sets[figure.people]
        there = ~np.isnan(scores) & (people != 0)
        mean = np.average(scores[there], weights=people[there])
        return bool(figure.low - 1e-6 <= mean <= figure.high + 1e-6)


def round_of(wave: Wave, releases: Mapping[str, ReleaseFindings]) -> Round:
    """`releases`: digest -> findings, of all rounds of the school with their corrections."""
    scores = scale_scores(wave.definition, matrix(wave.definition, wave.rows))
    finished = tuple(_finished(wave, asked, scores) for asked in wave.questions)
    sets = Sets()
    figures: dict[Figure, None] = {}
    for telling in wave.tellings:
        reader = Reader(wave, telling, finished, scores, sets)
        figures |= dict.fromkeys([*reader.release(), *reader.comparisons(releases)])
    return Round(wave, scores, sets.all(), tuple(figures), finished)


def releases_of(school: School) -> dict[str, ReleaseFindings]:
    """Everything a school has released, by digest."""
    return {telling.digest: telling.release for wave in school.waves for telling in wave.tellings}


def _finished(wave: Wave, asked: Asked, scores: Floats) -> Codes:
    """The lot was used where few did not say and everyone else is in a group that is shown.

    Few by those who have a score, in the scale in which the fewest have, of those that may be told by
    characteristics.
    """
    table = table_of(wave, asked.by)
    shown = {name for group in table.groups for name in members_of(group)} if table else set()
    silent = asked.chosen == len(asked.options)
    scores = scores[:, (~np.isnan(scores[wave.group >= 0])).mean(axis=0) >= ANSWERED]
    unsaid = min(int(silent.sum()), int((~np.isnan(scores[silent])).sum(axis=0).min(initial=silent.sum())))
    there = {asked.options[code] for code in set(asked.chosen.tolist()) if 0 <= code < len(asked.options)}
    finished = asked.chosen.copy()
    if shown and there <= shown and unsaid < FEW and silent.any():
        inside = np.flatnonzero(wave.group >= 0)
        rows = [wave.rows[row] for row in inside]
        finished[inside] = imputed(asked.chosen[inside], len(asked.options), rows, asked.by)
    return finished
