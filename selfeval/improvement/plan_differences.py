"""What a plan that comes back from a file changes: rows that are there, and rows that are new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from selfeval.improvement.action_plan import PROGRESS, Action, ActionPlan, Objective, Priority, Update

ACTION_TEXTS = {
    "number": "Number",
    "text": "Actions",
    "owners": "Lead",
    "timescale": "Timescales",
    "reason": "Why stopped",
}
OBJECTIVE_TEXTS = {
    "number": "Number",
    "objective": "Objective",
    "aim": "Aim",
    "target_group": "Target group",
    "timescale": "Dates",
}


@dataclass(frozen=True)
class ChangedAction:
    """An action as it stands and as the file has it."""

    before: Action
    after: Action

    @property
    def new_updates(self) -> tuple[Update, ...]:
        """Updates of the file that say what no stored one of their term says."""
        stored = {(one.term, one.update, one.impact) for one in self.before.updates}
        return tuple(one for one in self.after.updates if (one.term, one.update, one.impact) not in stored)

    @property
    def sentences(self) -> Iterator[str]:
        """Timescales: “June 2026” becomes “July 2026”."""
        yield from _texts(self.before, self.after, ACTION_TEXTS)
        if self.before.progress != self.after.progress:
            yield f"Progress: {PROGRESS[self.before.progress]} becomes {PROGRESS[self.after.progress]}."
        for one in self.new_updates:
            yield f"A new update: “{' '.join(filter(None, (one.update, one.impact)))}”."


@dataclass(frozen=True)
class PlanDifferences:
    """What differs between a plan and a file."""

    actions: tuple[ChangedAction, ...]
    objectives: tuple[tuple[Objective, Objective], ...]
    """Before and after, of those with an action that is there."""
    added_to: Mapping[int, tuple[Action, ...]]
    """Id of an objective that is there -> actions that are new."""
    added: ActionPlan
    """Priorities and objectives that are new, with all that is below them."""

    @property
    def is_empty(self) -> bool:
        """Whether the file says what the plan says."""
        return not (self.actions or self.objectives or self.added_to or any(self.added.every_objective()))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that would change in rows that are there."""
        lines = [
            f"{before.number} {before.objective}: {line}".strip()
            for before, after in self.objectives
            for line in _texts(before, after, OBJECTIVE_TEXTS)
        ]
        lines += [
            f"{one.before.number} {one.before.text}: {line}".strip()
            for one in self.actions
            for line in one.sentences
        ]
        return tuple(lines)

    @property
    def new_actions(self) -> int:
        """How many actions are new."""
        return sum(map(len, self.added_to.values())) + sum(1 for _ in self.added.every_action())


def _texts(before: Action | Objective, after: Action | Objective, names: Mapping[str, str]) -> Iterator[str]:
    for name, words in names.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{words}: “{old}” becomes “{new}”." if old else f"{words}: “{new}” is new."


def differences(plan: ActionPlan, file: ActionPlan, refs: Mapping[int, int]) -> PlanDifferences:
    """What `file` would change. `refs`: place of an action in the file -> id of the stored action."""
    stored = {action.id: (objective, action) for objective, action in plan.every_action()}
    place = 0
    actions: list[ChangedAction] = []
    objectives: list[tuple[Objective, Objective]] = []
    added_to: dict[int, tuple[Action, ...]] = {}
    new: dict[int, Objective] = {}
    for at, objective in enumerate(_in_file_order(file)):
        parent: Objective | None = None
        fresh: list[Action] = []
        for action in objective.actions:
            matching = stored.get(refs.get(place, -1))
            place += 1
            if matching is None:
                fresh.append(action)
                continue
            parent = matching[0]
            changed = ChangedAction(matching[1], action)
            if any(changed.sentences):
                actions.append(changed)
        if parent is None:
            same = _same_empty(plan, objective)
            if same is None:
                new[at] = objective
            continue
        if any(_texts(parent, objective, OBJECTIVE_TEXTS)):
            objectives.append((parent, objective))
        if fresh:
            added_to[parent.id] = tuple(fresh)
    return PlanDifferences(tuple(actions), tuple(objectives), added_to, _only(file, new))


def _in_file_order(file: ActionPlan) -> Iterator[Objective]:
    """As the numbers of actions are counted: below no priority first, as they stand in a file."""
    yield from file.objectives
    for priority in file.priorities:
        yield from priority.objectives


def _same_empty(plan: ActionPlan, objective: Objective) -> Objective | None:
    """An objective without actions that is there already, word for word."""
    if objective.actions:
        return None
    return next(
        (
            one
            for one in plan.every_objective()
            if not one.actions and (one.number, one.objective) == (objective.number, objective.objective)
        ),
        None,
    )


def _only(file: ActionPlan, new: Mapping[int, Objective]) -> ActionPlan:
    """The file without the objectives that are there."""
    at = len(file.objectives)
    priorities: list[Priority] = []
    for priority in file.priorities:
        numbers = range(at, at + len(priority.objectives))
        at += len(priority.objectives)
        there = tuple(new[place] for place in numbers if place in new)
        if there:
            priorities.append(replace(priority, objectives=there))
    return ActionPlan(
        tuple(priorities), tuple(new[place] for place in range(len(file.objectives)) if place in new)
    )
