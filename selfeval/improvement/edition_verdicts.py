"""What is said of metrics and actions on a day: change words, target words, what became of each action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.edition_document import EditionDocument, FrozenVerdict, edition_document
from selfeval.improvement.metric_changes import CHANGE_WORDS, MetricChanges, edition_changes
from selfeval.improvement.metrics import Metric
from selfeval.improvement.small_counts import TOO_FEW, small_ids
from selfeval.improvement.target import target_verdict
from selfeval.improvement.target_words import TARGET_WORDS, TargetVerdict
from selfeval.improvement.verdict import ActionVerdict, action_verdict


@dataclass(frozen=True)
class MetricVerdict:
    """One metric with both its words, which are never made into one."""

    metric: Metric
    changes: MetricChanges
    target: TargetVerdict

    @property
    def change_words(self) -> str:
        """Since the baseline."""
        return CHANGE_WORDS[self.changes.since_baseline.word]

    @property
    def target_words(self) -> str:
        """Of the step that is spoken of."""
        return TARGET_WORDS[self.target.word]

    def frozen(self, *, hidden: bool) -> FrozenVerdict:
        """As an edition keeps it, which everybody at the school may read."""
        if hidden:
            return FrozenVerdict(self.metric.id, TOO_FEW, TOO_FEW)
        return FrozenVerdict(
            self.metric.id, self.change_words, self.target_words, " ".join(self.target.sentences)
        )


@dataclass(frozen=True)
class PlanVerdicts:
    """All metrics and all actions of a plan on one day. `small`: metrics with words that are not for all."""

    metrics: tuple[MetricVerdict, ...]
    actions: tuple[ActionVerdict, ...]
    small: frozenset[int]
    on: dt.date

    @property
    def frozen(self) -> tuple[FrozenVerdict, ...]:
        """Of the metrics, as an edition keeps them."""
        return tuple(verdict.frozen(hidden=verdict.metric.id in self.small) for verdict in self.metrics)

    def that_move(self, metric_id: int) -> tuple[ActionVerdict, ...]:
        """The actions that are to move a metric."""
        return tuple(
            one for one in self.actions if metric_id in {move.metric_id for move in one.action.moves}
        )

    @property
    def became(self) -> tuple[tuple[int, str], ...]:
        """Id of an action -> its sentence for everybody, of those that are to move something."""
        return tuple((one.action.id, one.sentence) for one in self.for_everybody if one.moves)

    @property
    def for_everybody(self) -> tuple[ActionVerdict, ...]:
        """Of the actions, as those may read it who do not enter small counts."""
        changes = {one.metric.id: one.changes for one in self.metrics}
        return tuple(action_verdict(one.action, changes, self.on, self.small) for one in self.actions)


def judged_edition(term: str, plan: ActionPlan, verdicts: PlanVerdicts) -> EditionDocument:
    """A plan as an edition of the day on which it was judged keeps it, with all that is said of it."""
    return edition_document(
        term,
        verdicts.on,
        plan,
        metrics=[verdict.metric for verdict in verdicts.metrics],
        verdicts=verdicts.frozen,
        became=verdicts.became,
    )


def plan_verdicts(plan: ActionPlan, metrics: Sequence[Metric], on: dt.date) -> PlanVerdicts:
    """Everything that is said of a plan on a day. All its metrics are judged together."""
    changes, others = edition_changes(metrics), {metric.id: metric for metric in metrics}
    return PlanVerdicts(
        tuple(
            MetricVerdict(metric, changes[metric.id], target_verdict(metric, on, others))
            for metric in metrics
        ),
        tuple(action_verdict(action, changes, on) for _, action in plan.every_action()),
        small_ids(others),
        on,
    )
