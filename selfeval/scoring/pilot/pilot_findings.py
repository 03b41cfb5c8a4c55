"""The findings of a pilot: every question and scale beside the lines that it is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from selfeval.findings.pilot import Outcome, PilotFindings, WordingFigure
from selfeval.questionnaires.model import Definition
from selfeval.scoring.comparison.change import adjusted
from selfeval.scoring.measurement.scale_scores import Flags, key
from selfeval.scoring.pilot.item_rules import outcomes, pilot_items
from selfeval.scoring.pilot.pilot_answers import PilotAnswers, PilotFile, scale_answers
from selfeval.scoring.pilot.scale_rules import Retest, pilot_scale
from selfeval.scoring.pilot.wordings import Vector, WithinClasses, mixed, within_classes

DIFFERS = 0.05


def pilot_findings(
    definition: Definition,
    gathered: PilotFile,
    again: PilotFile | None = None,
    wordings: Sequence[tuple[str, str]] = (),
) -> PilotFindings:
    """All figures of a pilot. `again`: the same people some weeks on; `wordings`: ids of two wordings each.

    Without `wordings`, every question is set against itself in the other arms. ValueError for responses that
    do not fit the definition.
    """
    answers = PilotAnswers.of(definition, gathered)
    scales = scale_answers(answers, wordings)
    retest = Retest(answers, PilotAnswers.of(definition, again)) if again is not None else None
    notices = [
        f"not_asked:{item.id}"
        for item, some in zip(definition.items, answers.ever_asked, strict=True)
        if not some
    ]
    if answers.clusters is None:
        notices.append("no_schools")
    if retest is not None and retest.left_out:
        notices.append(f"codes_left_out:{retest.left_out}")
    arms = [str(arm) for arm in np.unique(answers.arms) if arm]
    alone = _of_one_wording(answers, arms)
    if alone:
        notices.append(f"class_left_out:{alone}")
    return PilotFindings(
        definition.questionnaire,
        definition.version,
        answers.n,
        answers.blank,
        tuple((arm, int(np.count_nonzero(answers.arms == arm))) for arm in arms),
        tuple(pilot_items(answers, scales)),
        tuple(pilot_scale(scale, retest) for scale in scales),
        _corrected(_compared(answers, arms, wordings)),
        tuple(notices),
    )


def _of_one_wording(answers: PilotAnswers, arms: Sequence[str]) -> int:
    """People of classes in which nobody had the other wording."""
    if len(arms) < 2 or not np.any(answers.classes != ""):
        return 0
    several = [mixed(answers.arms == arm, answers.rooms) for arm in arms]
    return int(np.count_nonzero(~np.any(several, axis=0)))


def _compared(
    answers: PilotAnswers, arms: Sequence[str], wordings: Sequence[tuple[str, str]]
) -> Iterator[tuple[WordingFigure, float | None]]:
    """Each question under the first arm's wording and another's, and the p of each difference."""
    every = wordings or [(item.id, item.id) for item in answers.definition.items]
    for first, second in every:
        asked_first, asked_second = (
            [arm for arm in arms if _is_asked(answers, item, arm)] for item in (first, second)
        )
        for one in asked_first[:1]:
            for other in (arm for arm in asked_second if arm != one):
                yield from _of_arms(answers, (first, second), (one, other))


def _is_asked(answers: PilotAnswers, item: str, arm: str) -> bool:
    place = _place(answers, item)
    return bool(answers.asked[answers.arms == arm, place].any())


def _place(answers: PilotAnswers, item: str) -> int:
    return [one.id for one in answers.definition.items].index(item)


def _of_arms(
    answers: PilotAnswers, items: tuple[str, str], arms: tuple[str, str]
) -> Iterator[tuple[WordingFigure, float | None]]:
    two_arms = [answers.of_people(answers.arms == arm) for arm in arms]
    first, second = (dict(_outcomes(side, item)) for side, item in zip(two_arms, items, strict=True))
    rooms = [side.rooms for side in two_arms]
    for name in first:
        if name not in second:
            continue
        values = np.concatenate([first[name][0], second[name][0]])
        chosen = np.concatenate([first[name][1], second[name][1]])
        later = np.repeat([False, True], [len(first[name][0]), len(second[name][0])])
        classes = np.concatenate(rooms)
        result = within_classes(values[chosen], later[chosen], classes[chosen])
        n = int(np.count_nonzero(chosen & ~later)), int(np.count_nonzero(chosen & later))
        yield _figure(items, arms, name, result, n), result.p if result else None


def _outcomes(side: PilotAnswers, item_id: str) -> Iterator[tuple[Outcome, tuple[Vector, Flags]]]:
    """Shares as 0 and 100, and the score of 0-100: values (n,), and who has one (n,)."""
    place, item = _place(side, item_id), side.definition.item(item_id)
    for name, chosen, among in outcomes(side, item, place, side.asked[:, place]):
        yield name, (np.where(chosen, 100.0, 0.0), among)
    of_item = key(side.definition, [item])
    column = side.characters[:, place]
    if of_item.answered.any():
        scores = 100.0 * of_item.steps[0].take(column) / of_item.unit
        yield "score", (scores, of_item.answered[0].take(column) == 1)


def _figure(
    items: tuple[str, str],
    arms: tuple[str, str],
    outcome: Outcome,
    result: WithinClasses | None,
    n: tuple[int, int],
) -> WordingFigure:
    if result is None:
        return WordingFigure(items, arms, outcome, None, None, None, n, None)
    return WordingFigure(items, arms, outcome, result.difference, result.low, result.high, result.n, False)


def _corrected(compared: Iterator[tuple[WordingFigure, float | None]]) -> tuple[WordingFigure, ...]:
    """With what differs beyond chance: Benjamini and Hochberg over all of the pilot."""
    every = list(compared)
    p = [value for _, value in every if value is not None]
    corrected = iter(adjusted(p))
    return tuple(
        figure if value is None else replace(figure, differs=next(corrected) < DIFFERS)
        for figure, value in every
    )
