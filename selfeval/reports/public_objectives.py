"""Equality objectives as everybody may read them: of a frozen edition, without anything that names staff.

What stands in it: each objective of the duty with its aims, whom it is for, its dates and milestones, its
metrics as the edition tells them, and its actions with how they stood. Left out: who leads an action, what
owners wrote for colleagues, why an action was stopped, where it came from, and what governors' minutes say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selfeval.calendar.terms import term_name
from selfeval.english import full_day
from selfeval.improvement.action_plan import PROGRESS, Action, Milestone, Objective
from selfeval.improvement.duty_clocks import not_yet_measurable
from selfeval.improvement.edition_document import EditionDocument
from selfeval.reports.edition_metrics import ToldMetric, told_metrics

NOT_FOR_ALL = "No update"
"""Word on an action that is about its owner's writing, and for colleagues alone."""


@dataclass(frozen=True)
class PublicAction:
    """What is done for an objective."""

    text: str
    timescale: str
    words: tuple[str, ...]
    became: str
    """What became of what it should move; empty where it moves nothing that is measured."""


@dataclass(frozen=True)
class PublicObjective:
    """One objective of the duty."""

    objective_id: int
    objective: str
    aim: str
    psed_aims: tuple[str, ...]
    characteristics: tuple[str, ...]
    target_group: str
    timescale: str
    published_on: dt.date | None
    """When it was published first, as far as anybody has said."""
    milestones: tuple[tuple[str, str], ...]
    """Each with its day, or when it was reached."""
    metrics: tuple[ToldMetric, ...]
    actions: tuple[PublicAction, ...]
    lacks: tuple[str, ...]
    """What it needs to be measured; empty where nothing."""

    @property
    def texts(self) -> Iterator[str]:
        """Everything in it that somebody typed."""
        yield from (self.objective, self.aim, self.target_group, self.timescale, *self.characteristics)
        yield from (text for text, _ in self.milestones)
        for action in self.actions:
            yield from (action.text, action.timescale)
        for one_metric in self.metrics:
            yield from (one_metric.title, one_metric.metric.missing)


@dataclass(frozen=True)
class PublicEdition:
    """The duty's objectives of one edition."""

    term: str
    closed_on: dt.date
    objectives: tuple[PublicObjective, ...]

    @property
    def name(self) -> str:
        """Autumn 2026"""
        return term_name(self.term)

    @property
    def texts(self) -> Iterator[str]:
        """Everything in it that somebody typed."""
        for one in self.objectives:
            yield from one.texts


def public_edition(
    document: EditionDocument, words: Mapping[str, str], first: Mapping[int, dt.date] | None = None
) -> PublicEdition:
    """What everybody may read of an edition. `words`: id of a tag -> its words.

    `first`: id of an objective -> the day on which an edition with it was published first.
    """
    by_id, published = told_metrics(document), first or {}
    metrics = {metric.id: metric for metric in document.metrics}

    def shown(one: Objective) -> PublicObjective:
        return PublicObjective(
            one.id,
            one.objective,
            one.aim,
            tuple(words.get(tag, tag) for tag in one.psed_aims),
            tuple(words.get(tag, tag) for tag in one.characteristics),
            one.target_group,
            one.timescale,
            one.published_on or published.get(one.id),
            tuple((step.text, _reached(step)) for step in one.milestones),
            tuple(by_id[number] for number in one.metric_ids if number in by_id),
            tuple(_action(action, document) for action in one.actions),
            not_yet_measurable(one, metrics),
        )

    duty = (one for one in document.plan.every_objective() if one.is_duty)
    return PublicEdition(document.term, document.closed_on, tuple(map(shown, duty)))


def _reached(step: Milestone) -> str:
    if step.reached_on:
        return f"reached on {full_day(step.reached_on)}"
    return f"{step.timescale}, not reached yet" if step.timescale else "not reached yet"


def _action(action: Action, document: EditionDocument) -> PublicAction:
    status = document.status(action.id)
    words = status.words if status else (PROGRESS[action.progress],)
    return PublicAction(
        action.text,
        action.timescale,
        tuple(word for word in words if word != NOT_FOR_ALL),
        status.verdict if status else "",
    )
