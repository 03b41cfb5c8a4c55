"""The action plan for governors or a board: what was set out, what became of it, what asks for a decision.

Made of an edition, in the words that it keeps; or of the plan as it stands, which says that it is not frozen.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfeval.calendar.terms import term_name
from selfeval.english import capitalised, count_in_words, count_of, ended, full_day, in_words, listed
from selfeval.improvement.action_plan import Action, ActionPlan, Objective
from selfeval.improvement.board_groups import BOARD_GROUPS, frozen_group
from selfeval.improvement.duty_clocks import DutyClock, not_yet_measurable
from selfeval.improvement.edition_document import EditionDocument, FrozenStatus
from selfeval.improvement.metric_changes import CHANGE_WORDS
from selfeval.improvement.small_counts import TOO_FEW, WHY_TOO_FEW
from selfeval.improvement.status import OVER
from selfeval.improvement.target_words import TARGET_WORDS
from selfeval.improvement.verdict import NO_CAUSE
from selfeval.reports.edition_metrics import ToldMetric, told_metrics

SOON = dt.timedelta(days=120)
"""How long before it is due one of the duty's dates asks for a decision."""
MOVED, NOTHING, AGAINST, STOPPED, OVERDUE, NOT_MEASURED, OPEN = (
    BOARD_GROUPS[group]
    for group in ("moved", "not_moved", "against", "stopped", "overdue", "cannot_tell", "under_way")
)
"""Every action stands in one of these, in their order."""
ASKS = {
    NOTHING: "keep, change or stop?",
    AGAINST: "keep, change or stop?",
    STOPPED: "does something else take its place?",
    OVERDUE: "a new day, more help, or stop?",
}
"""What a list of actions asks of those who read it."""
OF_NO_OBJECTIVE = "Measured, and part of no objective"
FALSE_AT_MOST = 5
"""Of 100 editions in which nothing changed, how many say something false of a metric since its baseline."""


@dataclass(frozen=True)
class AroundEdition:
    """What stands around an edition, or around a plan that is not frozen."""

    home: str
    """The school or the partnership."""
    readers: str
    """Governors, or the board."""
    address: str
    """Where all of it stands, for those who sign in."""
    is_frozen: bool = True
    agreed: str = ""
    """On which day, and by whom."""
    noted: str = ""
    clocks: tuple[DutyClock, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class ReportedObjective:
    """An objective with what it is told by; without metrics where nothing is measured for it."""

    objective: str
    timescale: str
    metrics: tuple[ToldMetric, ...]


@dataclass(frozen=True)
class ReportedAction:
    """An action in one of the lists, with what a reader should know beside its words."""

    text: str
    who_and_when: str
    says: tuple[str, ...]
    """What moved, why it was stopped, since when it is overdue, what was written of it last."""


@dataclass(frozen=True)
class GovernorsReport:
    """Everything that two pages may hold, before it is cut to their room."""

    around: AroundEdition
    title: str
    eyebrow: str
    heading: str
    lede: str
    objectives: tuple[ReportedObjective, ...]
    """With the metrics that no objective names last, under a name of their own."""
    actions: Mapping[str, tuple[ReportedAction, ...]]
    """Name of a list -> its actions; lists without an action are left out."""
    decisions: tuple[str, ...]
    dates: tuple[str, ...]
    sureness: tuple[str, ...]
    footer: str


def governors_report(
    document: EditionDocument, around: AroundEdition, printed_on: dt.date
) -> GovernorsReport:
    """The report of an edition, or of a plan in the shape of one."""
    metric_words = told_metrics(document)
    numbers = numbers_in_plan(document.plan)
    lists: dict[str, list[ReportedAction]] = {name: [] for name in (MOVED, *ASKS, NOT_MEASURED, OPEN)}
    for objective, action in document.plan.every_action():
        status = document.status(action.id)
        name = list_of(action, status)
        number = number_of_action(numbers[objective.id], action)
        lists[name].append(_action(name, number, action, status, metric_words, document.term))
    of = term_name(document.term).lower()
    return GovernorsReport(
        around,
        title=f"Action plan, {of}, for {around.readers}: {around.home}",
        eyebrow=f"{around.home} · action plan, {of}" + ("" if around.is_frozen else " · not frozen"),
        heading=_heading(lists),
        lede=_lede(document, around, lists),
        objectives=tuple(_objectives(document, metric_words)),
        actions={name: tuple(these) for name, these in lists.items() if these},
        decisions=tuple(_decisions(document, around, lists, metric_words)),
        dates=tuple(_dates(around.clocks)),
        sureness=tuple(_sureness(document, around, metric_words)),
        footer=f"{around.home} · action plan, {of}{'' if around.is_frozen else ', not frozen'} · "
        f"printed {full_day(printed_on)}",
    )


def numbers_in_plan(plan: ActionPlan) -> dict[int, str]:
    """Id of an objective -> its number with that of its priority: 2.1; 2.1 as it stands; or none."""
    numbers = {}
    parts = [(one.number, one.objectives) for one in plan.priorities]
    for number, objectives in (*parts, ("", plan.objectives)):
        for one in objectives:
            is_whole = not number or not one.number or one.number.startswith(f"{number}.")
            numbers[one.id] = one.number if is_whole else f"{number}.{one.number}"
    return numbers


def number_of_action(objective: str, action: Action) -> str:
    """Its number with that of its objective: 2.1 a; 2.1.3 as it stands; or none."""
    if not objective or not action.number or action.number.startswith(objective):
        return action.number
    return f"{objective} {action.number}"


def _objectives(
    document: EditionDocument, metric_words: Mapping[int, ToldMetric]
) -> Iterator[ReportedObjective]:
    named: set[int] = set()
    numbers = numbers_in_plan(document.plan)
    for one in document.plan.every_objective():
        named.update(one.metric_ids)
        yield ReportedObjective(
            _numbered(one, numbers),
            one.timescale,
            tuple(metric_words[number] for number in one.metric_ids if number in metric_words),
        )
    others = tuple(metric for number, metric in metric_words.items() if number not in named)
    if others:
        yield ReportedObjective(OF_NO_OBJECTIVE, "", others)


def _numbered(objective: Objective, numbers: Mapping[int, str]) -> str:
    return " ".join(filter(None, (numbers[objective.id], objective.objective)))


def list_of(action: Action, status: FrozenStatus | None) -> str:
    """The one list in which an action stands."""
    return BOARD_GROUPS[frozen_group(action, status)]


def _action(
    name: str,
    number: str,
    action: Action,
    status: FrozenStatus | None,
    metric_words: Mapping[int, ToldMetric],
    term: str,
) -> ReportedAction:
    says = []
    if name == STOPPED and action.reason:
        says.append(action.reason.rstrip("."))
    if name == OVERDUE and status:
        says += [word for word in status.words if word.startswith("Overdue")]
    if name in (MOVED, NOTHING, AGAINST, STOPPED):
        says += [
            _moved(metric_words[move.metric_id]) for move in action.moves if move.metric_id in metric_words
        ]
    verdict = status.verdict.rstrip(".") if status and name in (STOPPED, NOT_MEASURED) else ""
    if not any(one.endswith(verdict.lower()) for one in says):
        says.append(verdict)
    written = [one for one in action.updates if one.term == term]
    if written:
        says.append(" ".join(map(ended, filter(None, (written[-1].update, written[-1].impact)))).rstrip("."))
    who_and_when = ", ".join(filter(None, (action.owners, action.timescale)))
    text = " ".join(filter(None, (number, action.text.rstrip("."))))
    return ReportedAction(text, who_and_when, tuple(filter(None, says)))


def _moved(metric: ToldMetric) -> str:
    """Belonging, as pupils say: improved, from 52 of 100 to 64 of 100"""
    if metric.change == TOO_FEW or metric.baseline is None or metric.newest is None:
        return f"{metric.title}: {metric.change.lower()}"
    values = f"from {metric.baseline.value} to {metric.newest.value}"
    return f"{metric.title}: {metric.change.lower()}, {values}"


def _heading(lists: Mapping[str, Sequence[ReportedAction]]) -> str:
    done = sum(len(lists[name]) for name in (MOVED, NOTHING, AGAINST, NOT_MEASURED))
    if not sum(map(len, lists.values())):
        return "No action is in the plan yet"
    if not done:
        return "No action is done yet"
    moved, open_still = len(lists[MOVED]), len(lists[NOT_MEASURED])
    are_done = capitalised(count_in_words(done, "action is", "actions are"))
    if moved == done:
        return f"{are_done} done, and {'its figure has' if done == 1 else 'their figures have'} moved since"
    if moved:
        return f"{are_done} done, and of {in_words(moved)} the figure has moved since"
    if open_still == done:
        return f"{are_done} done, and nobody can say yet whether anything moved"
    what = "nothing that can be told" if open_still else "nothing"
    return f"{are_done} done, and {what} has clearly moved"


def _lede(
    document: EditionDocument, around: AroundEdition, lists: Mapping[str, Sequence[ReportedAction]]
) -> str:
    day = full_day(document.closed_on)
    stands = (
        f"As it was frozen on {day}."
        if around.is_frozen
        else f"Not frozen: as it stands on {day}. It can still change."
    )
    steps = []
    if around.is_frozen:
        steps = [f"Agreed {around.agreed}." if around.agreed else "Not agreed yet."]
        steps += [f"Noted {around.noted}."] if around.noted else []
    objectives = len(list(document.plan.every_objective()))
    every = sum(map(len, lists.values()))
    parts = [f"{len(these)} {name[:1].lower()}{name[1:]}" for name, these in lists.items() if these]
    counts = f"{count_of(every, 'action')} for {count_of(objectives, 'objective')}"
    return " ".join([stands, *steps, f"{counts}{': ' if parts else ''}{'; '.join(parts)}."])


def _decisions(
    document: EditionDocument,
    around: AroundEdition,
    lists: Mapping[str, Sequence[ReportedAction]],
    metric_words: Mapping[int, ToldMetric],
) -> Iterator[str]:
    for name, asks in ASKS.items():
        if lists[name]:
            yield f"{name}, {count_of(len(lists[name]), 'action')}: {asks}"
    for one in metric_words.values():
        if one.target == TARGET_WORDS["missed"]:
            yield f"Target missed: do more, or set another and say why? {one.title}"
    for one in metric_words.values():
        if one.target == TARGET_WORDS["not_on_the_way"]:
            yield f"Not on the way to its target: is enough being done? {one.title}"
    for one in metric_words.values():
        if one.change == CHANGE_WORDS["declined"]:
            yield f"Declined: is enough being done? {one.title}"
    for clock in around.clocks:
        if clock.is_late:
            yield f"{clock.title}: late. It was due by {_day(clock)}. When is it published?"
        elif clock.due and clock.due - document.closed_on <= SOON:
            yield f"{clock.title}: due by {_day(clock)}. Who publishes it?"
    numbers = numbers_in_plan(document.plan)
    for objective in document.plan.every_objective():
        if not any(action.progress != "stopped" for action in objective.actions):
            yield f"Nothing is being done: what will be? {_numbered(objective, numbers)}"
    metrics = {metric.id: metric for metric in document.metrics}
    for objective in document.plan.every_objective():
        lacks = not_yet_measurable(objective, metrics) if objective.is_duty else ()
        if lacks:
            name = _numbered(objective, numbers)
            yield f"Not measurable yet, it lacks {listed(lacks)}: who sees to it? {name}"


def _day(clock: DutyClock) -> str:
    return full_day(clock.due) if clock.due else ""


def _dates(clocks: Sequence[DutyClock]) -> Iterator[str]:
    for clock in clocks:
        if clock.due:
            yield f"{clock.title}: {'late, due' if clock.is_late else 'due'} by {_day(clock)}."
        else:
            yield f"{clock.title}: nobody has said when it was published last."
    yield (
        "The law asks for objectives at least every four years, and for information on equality once a year."
    )


def _sureness(
    document: EditionDocument, around: AroundEdition, metric_words: Mapping[int, ToldMetric]
) -> Iterator[str]:
    words = Counter(one.change for one in metric_words.values() if one.change)
    if words:
        in_order = [word for word in (*CHANGE_WORDS.values(), TOO_FEW) if word in words]
        others = [word for word in words if word not in in_order]
        counts = "; ".join(f"{words[word]} {word[:1].lower()}{word[1:]}" for word in (*in_order, *others))
        yield f"{count_of(len(metric_words), 'metric')}, since the baseline: {counts}."
        yield (
            "A change is named where chance hardly explains it. “Cannot tell” means that it may be chance, "
            "not that nothing happened. All metrics are judged together: of 100 editions in which nothing "
            f"changed, {FALSE_AT_MOST} at most say something false."
        )
    else:
        yield "Nothing is measured in this plan, so nothing can be said of what it moved."
    if TOO_FEW in words:
        yield WHY_TOO_FEW
    silent = [
        action
        for _, action in document.plan.every_action()
        if action.progress not in OVER and (status := document.status(action.id)) and not status.has_update
    ]
    if silent and around.is_frozen:
        yield f"{count_of(len(silent), 'open action has', 'open actions have')} no update for this term."
    yield NO_CAUSE
    if around.digest:
        yield f"Digest of the edition: {around.digest[:16]}."
